"""Every page against axe-core's rules in Chromium: light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it has none
from playwright.sync_api import Browser

from tests.bot.web.browsing import chromium_only
from tests.bot.web.serving import Site

pytestmark = chromium_only
PAGES = (
    "/", "/s/7", "/s/4", "/feeds", "/pledges", "/why", "/follow", "/digest", "/nope",
    "/ask?q=help", "/ask?q=more+7", "/ask?q=who+Norland", "/ask?q=pledges",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_no_rule_is_broken(browser: Browser, site: Site, width: int, scheme: str) -> None:
    """No page breaks a rule of WCAG 2.2 AA or of axe's own good practice."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(site.address + path)
        page.wait_for_load_state()
        found += [
            f"{path}: {broken['id']} ({broken['impact']}): {node['html'][:200]}"
            for broken in Axe().run(page).response["violations"]
            for node in broken["nodes"]
        ]
    context.close()
    assert not found, "\n".join(found)
