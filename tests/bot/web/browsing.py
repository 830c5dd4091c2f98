"""Debian's Chromium, and a page in it that fails the test when the browser complains."""

import pathlib
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = pathlib.Path("/usr/bin/chromium")
chromium_only: Final = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
]


class Tab:
    """A page that fails the test when the browser complains."""

    def __init__(
        self, browser: Browser, *, width: int = 1280, touch: bool = False, script: bool = True
    ) -> None:
        self._context = browser.new_context(
            viewport={"width": width, "height": 900},
            has_touch=touch,
            java_script_enabled=script,
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(5000)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *_: object) -> None:
        self._context.close()
        assert self.complaints == []
