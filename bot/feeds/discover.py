"""A site's page in, the addresses out where its feed may be, the likeliest first."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from bot.errors import FeedError
from bot.feeds.charset import decode
from bot.feeds.links import same_site, web_address

_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
}
_FEED_LINK = re.compile(
    r"(?:^|[/._?=-])(?:rss|atom|feeds?|rdf)(?:$|[/._?=&-])|\.xml$", re.IGNORECASE
)
# Where the common publishing systems put it; asked last, one after the other.
_COMMON = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")


def full_address(url: str) -> str:
    """Complete an address as people type it (``bbc.co.uk/news``)."""
    text = url.strip()
    if re.match(r"feed:", text, re.IGNORECASE):
        text = re.sub(r"^feed:(?://)?(?=https?:)|^feed:", "", text, flags=re.IGNORECASE)
        text = f"http:{text}" if text.startswith("//") else text
    if not re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
        text = f"https://{text}"
    if re.search(r"\s", text) or not web_address(text, text):
        raise FeedError("is not a web address")
    return text


def candidates(body: bytes, headers: Mapping[str, str], url: str) -> list[str]:
    """List places to look at: what the page declares, what it links to, then common paths."""
    try:
        root = lxml_html.fromstring(decode(body, headers.get("content-type", "")))
    except (etree.LxmlError, ValueError):
        declared, linked = [], []
    else:
        named = next((node.get("href") for node in root.iter("base")), None)
        base = web_address(url, named) or url
        declared = sorted(_declared(root, base), key=_is_comments)
        linked = [place for place in _linked(root, base) if same_site(place, url)]
    common = [urljoin(url, path) for path in _COMMON]
    return [place for place in dict.fromkeys([*declared, *linked, *common]) if place != url]


def _declared(root: lxml_html.HtmlElement, base: str) -> Iterator[str]:
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        known = kind in _FEED_TYPES and "alternate" in relations
        if (known or "feed" in relations) and (place := web_address(base, link.get("href"))):
            yield place


def _linked(root: lxml_html.HtmlElement, base: str) -> Iterator[str]:
    for link in root.iter("a"):
        place = web_address(base, link.get("href"))
        if place and _FEED_LINK.search(place.partition("://")[2].partition("/")[2]):
            yield place


def _is_comments(place: str) -> bool:
    return "comment" in place.lower()
