"""The page in a real Chromium: arrivals, lit quotes, answers, narrow screens, no JavaScript."""

import dataclasses

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.web.browsing import Tab, chromium_only
from tests.bot.web.serving import Site, serving

pytestmark = chromium_only
BREAKWATER = "60 million dollars will pay for a new breakwater"


def lit(page: Page) -> str:
    """Give the text that is lit."""
    return "".join(page.locator("mark.on").all_text_contents())


def test_briefing_appears_without_reload(browser: Browser, site: Site) -> None:
    """A story that comes in is on top within moments; an update replaces it in place."""
    with Tab(browser) as page:
        page.goto(site.address)
        expect(page.locator(".live.on")).to_be_visible()
        new = dataclasses.replace(site.held.stories[5], id=70)
        site.arrive(new)
        top = page.locator("#cards > article").first
        expect(top).to_have_attribute("id", "story-70")
        expect(page.locator("#news")).to_contain_text("New briefing: Ferry pilots")
        site.arrive(dataclasses.replace(new, version=2))
        expect(top).to_contain_text("version 2")
        assert page.locator("#story-70").count() == 1
        assert page.locator("#cards > article").count() == 8


def test_page_that_lost_its_server_catches_up(browser: Browser) -> None:
    """After a restart of the server the browser reconnects and misses nothing, doubled nothing."""
    with serving() as first:
        tab = Tab(browser)
        tab.page.goto(first.address)
        expect(tab.page.locator(".live.on")).to_be_visible()
        held, port = first.held, first.port
    for number in (80, 81, 82):
        held.put(dataclasses.replace(held.stories[5], id=number))
    with serving(port, held) as second:
        expect(tab.page.locator("#story-82")).to_be_visible(timeout=15_000)
        second.arrive(dataclasses.replace(held.stories[5], id=83))
        expect(tab.page.locator("#story-83")).to_be_visible()
        shown = tab.page.locator("#cards > article").evaluate_all("all => all.map(a => a.id)")
        assert shown == [f"story-{n}" for n in (83, 82, 81, 80, 7, 6, 5, 4, 3, 2, 1)]
    tab.complaints.clear()  # the browser logs that the server was away
    with tab:
        pass


def test_hover_focus_and_click_light_up_the_quote(browser: Browser, site: Site) -> None:
    """Pointing at words lights up what proves them; a click keeps it, Escape ends it."""
    with Tab(browser) as page:
        page.goto(f"{site.address}/s/7")
        run = page.locator(".line.pledges a.run", has_text="a new breakwater")
        run.hover()
        assert lit(page) == BREAKWATER
        page.mouse.move(5, 5)
        assert lit(page) == ""
        run.focus()
        assert lit(page) == BREAKWATER
        page.keyboard.press("Enter")
        page.locator(".line.actors a.run").first.hover()
        assert lit(page) == "Ida Solberg-Krantz"
        page.mouse.move(5, 5)
        assert lit(page) == BREAKWATER
        assert page.url.endswith("#e-225-273")
        expect(page.locator("#said")).to_contain_text(BREAKWATER)
        run.blur()
        page.keyboard.press("Escape")
        assert lit(page) == ""


def test_keyboard_alone_reaches_the_quotes(browser: Browser, site: Site) -> None:
    """Tabbing through a story walks the words of its lines, each lighting up its quote."""
    with Tab(browser) as page:
        page.goto(f"{site.address}/s/7")
        seen = set()
        for _ in range(14):
            page.keyboard.press("Tab")
            seen.add(lit(page))
        assert "Ida Solberg-Krantz" in seen
        assert len(seen) > 5


def test_tap_on_a_phone_shows_the_quote(browser: Browser, site: Site) -> None:
    """At 360 px a tap scrolls to the quote below and lights it up."""
    with Tab(browser, width=360, touch=True) as page:
        page.goto(f"{site.address}/s/7")
        page.locator(".line.pledges a.run", has_text="a new breakwater").tap()
        assert lit(page) == BREAKWATER
        expect(page.locator("mark.on").first).to_be_in_viewport()


def test_link_from_the_front_opens_its_quote(browser: Browser, site: Site) -> None:
    """Words on the front lead to the story with their quote lit and in view."""
    with Tab(browser) as page:
        page.goto(site.address)
        page.locator("#story-7 .line.pledges a.run", has_text="a new breakwater").click()
        expect(page.locator("mark.on").first).to_be_in_viewport()
        assert lit(page) == BREAKWATER


def test_box_answers_in_place(browser: Browser, site: Site) -> None:
    """A command is answered on the same page, and the answer's offers are commands too."""
    with Tab(browser) as page:
        page.goto(site.address)
        page.keyboard.press("/")
        page.keyboard.type("pledges by Norland")
        page.keyboard.press("Enter")
        expect(page.locator("#answer h2")).to_contain_text("pledges by Norland")
        expect(page.locator("#answer table").first).to_be_visible()
        page.locator("#q").fill("sing me a song")
        page.keyboard.press("Enter")
        page.locator("#answer").get_by_role("link", name="help").click()
        expect(page.locator("#answer h2")).to_have_text("What you can ask")
        assert page.url == f"{site.address}/"


def test_times_are_in_the_readers_zone(browser: Browser, site: Site) -> None:
    """11:40 UTC is 20:40 in Tokyo, and the footer names the zone."""
    with Tab(browser) as page:
        page.goto(site.address)
        expect(page.locator("#story-7 time")).to_have_text("14 Mar 2026, 20:40")
        expect(page.locator(".foot")).to_contain_text("Asia/Tokyo")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways(browser: Browser, site: Site, width: int) -> None:
    """No page is wider than the screen."""
    with Tab(browser, width=width) as page:
        for path in (
            "/",
            "/s/7",
            "/s/4",
            "/feeds",
            "/ask?q=pledges",
            "/ask?q=help",
            "/pledges",
            "/follow",
            "/digest",
            "/why",
        ):
            page.goto(site.address + path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path


def test_works_without_javascript(browser: Browser, site: Site) -> None:
    """Without scripts the box answers, times are UTC, and a link lights up its quote."""
    with Tab(browser, script=False) as page:
        page.goto(site.address)
        expect(page.locator("#story-7 time")).to_have_text("14 Mar 2026, 11:40 UTC")
        page.locator("#q").fill("who is Norland?")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#reply-title")).to_have_text("Norland")
        page.goto(f"{site.address}/s/7")
        page.locator(".line.pledges a.run", has_text="a new breakwater").click()
        marked = page.locator("mark", has_text="60 million dollars").first
        plain = page.locator("mark", has_text="prime minister").first
        expect(marked).to_be_in_viewport()
        colour = "getComputedStyle(e).backgroundColor"
        assert marked.evaluate(f"e => {colour}") != plain.evaluate(f"e => {colour}")


def test_hostile_story_does_nothing(browser: Browser, site: Site) -> None:
    """Markup in an article neither runs nor changes the page."""
    with Tab(browser) as page:
        for path in ("/", "/s/4", "/ask?q=more+4", "/ask?q=evidence+4"):
            page.goto(site.address + path)
            assert "owned" not in page.title()
            assert page.locator("main img, main b, main script").count() == 0
