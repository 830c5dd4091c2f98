"""A site's feed is found from the site's address."""

import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.feeds.discover import full_address
from tests.bot.feeds.outlet import Outlet
from tests.bot.feeds.polling import rss

HTML = {"Content-Type": "text/html"}


async def test_a_feed_is_itself(outlet: Outlet, source: HttpSource) -> None:
    """A feed's own address is returned as it is, with one request."""
    url = outlet.says("/feed", rss(1))
    assert await source.discover(url) == url
    assert len(outlet.requests) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="alternate" type="application/rss+xml" href="/news.xml">',
        '<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="news.xml">',
        '<base href="/sub/"><link rel="feed" href="../news.xml">',
        (
            '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
            '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
        ),
        (
            '<link rel="alternate" type="application/rss+xml" href="/broken">'
            '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
        ),
        '<p><a href="/about">About</a> <a href="/news.xml">RSS</a></p>',
    ],
)
async def test_declared_feeds_come_first(outlet: Outlet, source: HttpSource, html: str) -> None:
    """What the page declares is tried in order, comments last, and only a real feed counts."""
    outlet.says("/", f"<html><head>{html}</head><body></body></html>", headers=HTML)
    outlet.says("/broken", "<html></html>")
    for path in ("/comments/feed", "/news.xml", "/rss"):
        outlet.says(path, rss(1))
    assert await source.discover(outlet.url("/")) == outlet.url("/news.xml")


async def test_common_paths_come_last(outlet: Outlet, source: HttpSource) -> None:
    """A page that declares nothing is asked at the usual places."""
    outlet.says("/news/", "<html><body>Welcome</body></html>", headers=HTML)
    outlet.says("/atom.xml", rss(1))
    assert await source.discover(outlet.url("/news/")) == outlet.url("/atom.xml")


async def test_no_feed_is_said(outlet: Outlet, source: HttpSource) -> None:
    """A site without a feed is told so, a site that is not there too."""
    outlet.says("/", "<html><body>Welcome</body></html>", headers=HTML)
    with pytest.raises(FeedError, match="has no feed that we can find"):
        await source.discover(outlet.url("/"))
    with pytest.raises(FeedError, match="404"):
        await source.discover(outlet.url("/nothing"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("news.example/a", "https://news.example/a"),
        (" http://news.example ", "http://news.example"),
        ("feed://news.example/x", "http://news.example/x"),
        ("feed:https://news.example/x", "https://news.example/x"),
    ],
)
def test_addresses_as_people_type_them(typed: str, meant: str) -> None:
    """The scheme may be left out."""
    assert full_address(typed) == meant


@pytest.mark.parametrize("typed", ["", "ftp://x.example", "http://", "a b://c"])
def test_what_is_no_address(typed: str) -> None:
    """What cannot be completed is refused."""
    with pytest.raises(FeedError, match="not a web address"):
        full_address(typed)
