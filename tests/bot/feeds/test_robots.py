"""What robots may not read is not read."""

import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.feeds.robots import read_rules
from tests.bot.feeds.outlet import Outlet
from tests.bot.feeds.test_articles import HTML, page

BASE = "https://news.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: threeline\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: ThreeLine\nAllow: /\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: x\nUser-agent: threeline\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdfs", True),
        ("User-agent: *\nDisallow: /a?b=", "/a?b=1", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("user-AGENT : *  # all\n DISALLOW : /a # no", "/abc", False),
        ("Disallow: /", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/b", True),
        ("User-agent: *\nDisallow: /" + "*a" * 400, "/" + "a" * 300, True),
        ("User-agent: *\nDisallow: /" + "*a" * 30 + "*b", "/" + "a" * 3000, True),
        ("User-agent: *\nDisallow: /a*b$", "/aXb", False),
        ("User-agent: *\nDisallow: /ab*b$", "/ab", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("<html>Disallow: /</html>", "/a", True),
    ],
)
def test_rules(text: str, path: str, *, allowed: bool) -> None:
    """The longest rule of our group decides (RFC 9309)."""
    assert read_rules(text).allow(BASE + path) is allowed


async def test_forbidden_page_is_not_asked_for(outlet: Outlet, source: HttpSource) -> None:
    """A page that robots may not read is never requested, and the rules are asked for once."""
    outlet.says("/robots.txt", "User-agent: *\nDisallow: /private")
    good = outlet.says("/open", page(), headers=HTML)
    bad = outlet.says("/private/a", page(), headers=HTML)
    await source.read(good)
    with pytest.raises(FeedError, match="asks robots not to read"):
        await source.read(bad)
    assert [request.path for request in outlet.requests] == ["/robots.txt", "/open"]


@pytest.mark.parametrize(("status", "reads"), [(404, True), (403, True), (410, True), (500, False)])
async def test_rules_that_are_not_there(
    outlet: Outlet, source: HttpSource, status: int, *, reads: bool
) -> None:
    """No robots.txt allows everything; one that fails allows nothing for now."""
    outlet.says("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    url = outlet.says("/a", page(), headers=HTML)
    if reads:
        assert (await source.read(url)).title
    else:
        with pytest.raises(FeedError, match="could not say whether robots may"):
            await source.read(url)


async def test_wrapper_page_is_followed(outlet: Outlet, source: HttpSource) -> None:
    """A page that only leads on is followed to its article; a circle of them ends."""
    target = outlet.says("/money", page(), headers=HTML)
    lead = '<html><head><meta http-equiv="refresh" content="0; url={}"></head></html>'
    attribute = f'<html><body><c-wiz><a data-n-au="{target}">Open</a></c-wiz></body></html>'
    for path, body in (("/1", lead.format("/money")), ("/2", attribute)):
        found = await source.read(outlet.says(path, body, headers=HTML))
        assert found.url == target
    for path, other in (("/x", "/y"), ("/y", "/x")):
        outlet.says(path, lead.format(other), headers=HTML)
    with pytest.raises(FeedError, match="from page to page"):
        await source.read(outlet.url("/x"))
