"""One Chromium for all that need it; a fresh library for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bot.web.browsing import CHROMIUM, FLAGS
from tests.bot.web.serving import Site, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve a fresh library."""
    with serving() as found:
        yield found
