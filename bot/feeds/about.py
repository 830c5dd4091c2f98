"""A page's tree in, what it says about itself out (schema.org, Open Graph, Dublin)."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

from bot.feeds.links import canonical, same_site, unwrapped, web_address
from bot.feeds.plain import one_line

_ARTICLE_TYPES = re.compile(r"(?:Article|Report|Posting)$", re.IGNORECASE)
_MAX_JSON = 500_000
_LONGEST_LICENCE = 300
_RIGHTS = ("dc.rights", "dcterms.license", "dcterms.rights", "dc.rights.license", "copyright")
_BY = re.compile(r"^(?:by|von|par|por)\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
_REFRESH = re.compile(r"""^\s*\d{1,3}\s*;\s*url\s*=\s*["']?([^"']+)""", re.IGNORECASE)
# A wrapper has nothing of its own to read.
_WRAPPER_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says about itself.

    Attributes:
        url: Its canonical address; a page may only name one of its own outlet.
        body: The article's text as the page's own data states it.
        paid: The page says that reading the whole needs a subscription.
        licence: The terms it names, an address before words.
        origin: Host of another outlet whose piece it says that this is (a canonical address there).
        sources: Organisations that its data name as writer or source.
    """

    url: str
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.datetime | None = None
    language: str | None = None
    description: str | None = None
    body: str | None = None
    paid: bool = False
    licence: str | None = None
    origin: str | None = None
    sources: tuple[str, ...] = ()


def read_about(root: lxml_html.HtmlElement, url: str) -> About:
    """Read a page's own statements; the structured ones come first."""
    metas = _metas(root)
    data = next(_articles(root), {})
    first = _first(metas)
    title = _string(data.get("headline")) or first("og:title", "twitter:title", "dc.title")
    return About(
        url=_canonical(root, metas, url),
        title=title or _element(root, "h1") or _element(root, "title"),
        outlet=first("og:site_name", "application-name") or _name(data.get("publisher")),
        authors=tuple(dict.fromkeys(_authors(data, metas))),
        published=_published(root, data, metas),
        language=_language(root, metas),
        description=first("og:description", "description", "twitter:description")
        or _string(data.get("description")),
        body=_string(data.get("articleBody"), lines=True),
        paid=str(data.get("isAccessibleForFree", "")).lower() == "false"
        or (first("article:content_tier") or "").lower() in ("locked", "metered"),
        licence=_licence(root, data, metas),
        origin=_origin(root, url),
        sources=tuple(_sources(data, metas)),
    )


def wrapped_target(root: lxml_html.HtmlElement, url: str) -> str | None:
    """Find where a page that only leads on leads to; ``None`` for a page with its own text."""
    if (inner := unwrapped(url)) != url:
        return inner
    if len(root.text_content().split()) > _WRAPPER_WORDS:
        return None
    for node in root.iter("meta"):
        if (node.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(node.get("content") or "")
            if match and (target := web_address(url, match[1])) and target != url:
                return target
    for node in root.xpath("//*[@data-n-au]"):
        if target := web_address(url, node.get("data-n-au")):
            return target
    return None


def _licence(
    root: lxml_html.HtmlElement, data: Mapping[str, Any], metas: Mapping[str, list[str]]
) -> str | None:
    """Find the terms that a page names: a link before data before words (CC REL, Dublin Core)."""
    for node in root.xpath("//link[@rel and @href] | //a[@rel and @href]"):
        address = web_address("https://none.invalid/", node.get("href"))
        if _has_rel(node, "license") and address:
            return address[:_LONGEST_LICENCE]
    stated = [*map(data.get, ("license", "copyrightNotice"))]
    stated += [metas[name][0] for name in _RIGHTS if name in metas]
    found = next(filter(None, (_string(each) for each in stated)), None)
    return found[:_LONGEST_LICENCE] if found else None


def _origin(root: lxml_html.HtmlElement, url: str) -> str | None:
    """Find the other outlet that a page calls its piece's place, as who republishes has to."""
    for link in root.iter("link"):
        if _has_rel(link, "canonical") and (target := web_address(url, link.get("href"))):
            if same_site(target, unwrapped(url)):
                return None
            return (urlsplit(target).hostname or "").removeprefix("www.") or None
    return None


def _sources(data: Mapping[str, Any], metas: Mapping[str, list[str]]) -> Iterator[str]:
    for name in ("author", "creator", "sourceOrganization", "creditText"):
        yield from filter(None, map(_name, _listed(data.get(name))))
    for name in ("author", "dc.creator", "dc.source", "article:author", "byl"):
        yield from metas.get(name, ())


def _metas(root: lxml_html.HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        content = (node.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, []).append(content)
    return metas


def _first(metas: Mapping[str, list[str]]) -> Any:
    def first(*names: str) -> str | None:
        return next((one_line(metas[name][0]) or None for name in names if name in metas), None)

    return first


def _articles(root: lxml_html.HtmlElement) -> Iterator[Mapping[str, Any]]:
    for node in root.xpath('//script[@type="application/ld+json"]'):
        text = node.text or ""
        if len(text) > _MAX_JSON:
            continue
        try:
            found = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _objects(found):
            kinds = one.get("@type")
            if any(_ARTICLE_TYPES.search(str(kind)) for kind in _listed(kinds)):
                yield one


def _objects(found: object) -> Iterator[Mapping[str, Any]]:
    for one in _listed(found):
        if isinstance(one, dict):
            yield one
            yield from (part for part in _listed(one.get("@graph")) if isinstance(part, dict))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _string(value: object, *, lines: bool = False) -> str | None:
    if not isinstance(value, str):
        return None
    return (value.strip() if lines else one_line(value)) or None


def _name(value: object) -> str | None:
    for one in _listed(value):
        if name := _string(one.get("name") if isinstance(one, dict) else one):
            return name
    return None


def _authors(data: Mapping[str, Any], metas: Mapping[str, list[str]]) -> Iterator[str]:
    stated = [_name(one) for one in _listed(data.get("author"))]
    for name in stated or [*metas.get("author", ()), *metas.get("dc.creator", ())]:
        plain = _BY.sub("", one_line(name or ""))
        if plain and not plain.startswith(("http://", "https://")) and "@" not in plain:
            yield plain[:200]


def _published(
    root: lxml_html.HtmlElement, data: Mapping[str, Any], metas: Mapping[str, list[str]]
) -> dt.datetime | None:
    names = ("article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued")
    stated = [data.get("datePublished"), *(metas[name][0] for name in names if name in metas)]
    times = root.xpath("//article//time/@datetime | //time[@pubdate]/@datetime")
    for text in (*stated, *times[:1]):
        if isinstance(text, str) and (moment := _moment(text)):
            return moment
    return None


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _language(root: lxml_html.HtmlElement, metas: Mapping[str, list[str]]) -> str | None:
    node = root if root.tag == "html" else root.find(".//html")
    stated = [
        node.get("lang") if node is not None else None,
        *metas.get("og:locale", ()),
        *metas.get("dc.language", ()),
    ]
    for text in stated:
        if text and (match := _LANGUAGE.match(text.strip())):
            return match[0].lower()
    return None


def _canonical(root: lxml_html.HtmlElement, metas: Mapping[str, list[str]], url: str) -> str:
    links = [link.get("href") for link in root.iter("link") if _has_rel(link, "canonical")]
    for text in (*links, *metas.get("og:url", ())):
        target = web_address(url, text)
        if target and same_site(target, unwrapped(url)) and not _is_front(target, url):
            return canonical(target)
    return canonical(url)


def _is_front(target: str, url: str) -> bool:
    """Some sites name their front page as the canonical address of everything."""
    there, here = urlsplit(target), urlsplit(url)
    return not there.path.strip("/") and not there.query and bool(here.path.strip("/"))


def _has_rel(link: lxml_html.HtmlElement, rel: str) -> bool:
    return rel in (link.get("rel") or "").lower().split()


def _element(root: lxml_html.HtmlElement, tag: str) -> str | None:
    node = next(iter(root.iter(tag)), None)
    return " ".join(node.text_content().split()) or None if node is not None else None
