"""A feed's bytes and headers in, its entries out; feedparser's own types go no further.

Markup is turned into plain text here, so nothing that a feed contains can run or hide later;
feedparser's sanitiser and link resolver, a third of its time, are therefore off.
"""

import calendar
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import feedparser

from bot.errors import FeedError
from bot.feeds.document import Document, open_document
from bot.feeds.jsonfeed import read_json
from bot.feeds.links import canonical, web_address
from bot.feeds.listing import Listing
from bot.feeds.plain import one_line, plain
from bot.feeds.rhythm import rest
from bot.model import Entry

# Bounds of what is kept of one poll; nothing a reader would miss lies beyond them.
MAX_ENTRIES = 1_000
_MAX_TITLE = 1_000
_MAX_TEXT = 200_000
_MAX_KEY = 500
# "#0", "#1" ...: some outlets count the edits of a piece in its id.
_EDIT_COUNTER = re.compile(r"#\d{1,2}$")
# What a parser written for friendlier input raises on some of the rest.
PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def parse(body: bytes, headers: Mapping[str, str], url: str) -> Listing:
    """Read a feed.

    Args:
        body: The document, decompressed.
        headers: Of the answer, names in lower case.
        url: Where it came from, the base of relative links.

    Raises:
        FeedError: It is not a feed, in words that say what it is instead.
    """
    document = open_document(body, headers.get("content-type", ""))
    listing = read_json(document.text, url) if document.json else _read_xml(document, url)
    return replace(
        listing,
        entries=tuple(_finished(listing.entries[:MAX_ENTRIES])),
        rest=rest(headers, document.text),
        whole=document.whole,
    )


def _read_xml(document: Document, url: str) -> Listing:
    try:
        found = feedparser.parse(
            io.BytesIO(document.text.encode("utf-8", "replace")),
            # No base address: an id would be resolved against it and change when a feed moves.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except PARSER_FAULTS as error:
        raise FeedError("is a feed with a form that we cannot read") from error
    if not found.entries and not found.version:
        raise FeedError("answered with a document that is not a feed")
    about = found.feed
    return Listing(
        title=_title(about) or None,
        site=web_address(url, _text(about, "link")),
        hub=_rel(about, "hub", url),
        topic=_rel(about, "self", url),
        entries=tuple(
            _entry(one, url, atom=found.version.startswith("atom"))
            for one in found.entries[:MAX_ENTRIES]
        ),
    )


def _entry(one: Mapping[str, Any], url: str, *, atom: bool) -> Entry:
    key = _text(one, "id").strip()
    given = _text(one, "feedburner_origlink") or _text(one, "link")
    # RSS takes an id for an address unless told otherwise; "12345" is none.
    link = None if given == key and "://" not in key else web_address(url, given)
    content = max(
        (
            plain(_text(part, "value")[: _MAX_TEXT * 4])[:_MAX_TEXT]
            for part in one.get("content") or ()
        ),
        key=len,
        default="",
    )
    summary = plain(_text(one, "summary")[: _MAX_TEXT * 4])[:_MAX_TEXT]
    published, updated = _moment(one, "published"), _moment(one, "updated")
    return Entry(
        key=key,
        url=link,
        title=_title(one) or None,
        summary=summary or None,
        content=content if content and content != summary else None,
        authors=tuple(_authors(one)),
        # Outside Atom an entry has one date, whatever element it stands in (dc:date).
        published=published if atom else published or updated,
        updated=updated,
    )


def _text(one: Mapping[str, Any], name: str) -> str:
    # Mapping.get would let feedparser put "updated" where "published" is asked for, and warn.
    value = one[name] if name in one else ""  # noqa: SIM401
    return value if isinstance(value, str) else ""


def _type(one: Mapping[str, Any], name: str) -> str:
    detail = one.get(f"{name}_detail")
    return str(detail.get("type") or "") if isinstance(detail, Mapping) else ""


def _title(one: Mapping[str, Any]) -> str:
    text = _text(one, "title")[: _MAX_TITLE * 4]
    flat = " ".join(text.split()) if _type(one, "title") == "text/plain" else one_line(text)
    return flat[:_MAX_TITLE]


def _authors(one: Mapping[str, Any]) -> Iterator[str]:
    people = [who for who in one.get("authors") or () if isinstance(who, Mapping)]
    names = [_text(who, "name") for who in people] or [_text(one, "author")]
    for name in dict.fromkeys(one_line(name)[:200] for name in names):
        if name and "@" not in name:
            yield name


def _moment(one: Mapping[str, Any], name: str) -> dt.datetime | None:
    key = f"{name}_parsed"
    parts = one[key] if key in one else None  # noqa: SIM401 - see `_text`
    if not parts:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parts), dt.UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _rel(about: Mapping[str, Any], rel: str, url: str) -> str | None:
    for link in about.get("links") or ():
        if isinstance(link, Mapping) and link.get("rel") == rel:
            return web_address(url, _text(link, "href"))
    return None


def _finished(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give entries their keys and digests; the first of those that share a key stays."""
    seen: set[str] = set()
    for entry in entries:
        if not (entry.title or entry.summary or entry.content or entry.url):
            continue
        digest = _digest(entry)
        key = _key(entry, digest)
        if key in seen:
            continue
        seen.add(key)
        yield replace(entry, key=key, digest=digest)


def _key(entry: Entry, digest: str) -> str:
    key = entry.key or (canonical(entry.url) if entry.url else "") or f"words:{digest}"
    base = _EDIT_COUNTER.sub("", key)
    if base != key and entry.url and canonical(entry.url) == canonical(base):
        key = base
    if len(key) > _MAX_KEY:
        key = f"long:{hashlib.sha256(key.encode()).hexdigest()}"
    return key


def _digest(entry: Entry) -> str:
    """Digest the words alone: dates and addresses change without anything being said anew."""
    words = "\0".join(part or "" for part in (entry.title, entry.summary, entry.content))
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()
