"""An XML feed's document in, its entries out; feedparser's own types go no further.

Markup is turned into plain text here, so nothing that a feed contains can run or hide later;
feedparser's sanitiser and link resolver, a third of its time, are therefore off.

Entries that were there the last time, byte for byte, are not parsed again (`bot.feeds.split`).
"""

import calendar
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import feedparser

from bot.errors import FeedError
from bot.feeds.document import Document
from bot.feeds.links import web_address
from bot.feeds.listing import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, Listing
from bot.feeds.plain import one_line, plain
from bot.feeds.split import Cut, cut, marks, pack
from bot.model import Entry

# feedparser needs 20 microseconds a tag: this many are five seconds, and ten times what the
# largest feeds that we have seen contain.
_MOST_TAGS = 250_000
_LONGEST_LICENCE = 300
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    about: Mapping[str, Any]
    entries: tuple[Entry, ...]
    version: str
    faulty: bool


def read_xml(document: Document, url: str, seen: frozenset[bytes]) -> Listing:
    """Read a feed.

    Args:
        document: The decoded feed.
        url: Where it came from, the base of relative links.
        seen: Marks of the entries that need no parsing.

    Raises:
        FeedError: It is not a feed, or one that would take too long to read.
    """
    pieces = cut(document.text, document.root)
    if pieces is None:
        return _listing(_parse(_bounded(document.text), url), url)
    entries = pieces.entries[:MAX_ENTRIES]
    found = marks(entries)
    fresh, kept = [], []
    budget = _MOST_TAGS - _bounded(pieces.head + pieces.rest).count("<")
    for entry, mark in zip(entries, found, strict=True):
        if mark in seen:
            kept.append(mark)
            continue
        budget -= entry.count("<")
        if budget >= 0:
            fresh.append(entry)
            kept.append(mark)
    listed = pack(tuple(kept))
    if not fresh:
        if not kept:
            raise _too_long()
        return Listing(entries=(), seen=listed, nothing_new=True)
    parsed = _parse(pieces.only(tuple(fresh)), url)
    if parsed.faulty and len(fresh) > 1:
        parsed = _apart(pieces, fresh, url) or parsed
    return _listing(parsed, url, listed)


def _bounded(text: str) -> str:
    if text.count("<") > _MOST_TAGS:
        raise _too_long()
    return text


def _too_long() -> FeedError:
    return FeedError("is a feed of so many parts that it would take too long to read")


def _apart(pieces: Cut, entries: list[str], url: str) -> _Parsed | None:
    """Parse entries one by one, so that a malformed one spoils no other.

    ``None`` when what surrounds them is malformed itself.
    """
    frame = _parse(pieces.only(()), url)
    if frame.faulty:
        return None
    each = [_parse(pieces.only((entry,)), url) for entry in entries]
    return _Parsed(
        about=frame.about,
        entries=tuple(entry for one in each for entry in one.entries),
        version=frame.version,
        faulty=True,
    )


def _listing(parsed: _Parsed, url: str, seen: str | None = None) -> Listing:
    if not parsed.entries and not parsed.version:
        raise FeedError("answered with a document that is not a feed")
    licence = _licence(parsed.about)
    return Listing(
        title=_title(parsed.about) or None,
        site=web_address(url, _text(parsed.about, "link")),
        hub=_rel(parsed.about, "hub", url),
        topic=_rel(parsed.about, "self", url),
        entries=tuple(replace(one, licence=one.licence or licence) for one in parsed.entries),
        seen=seen,
    )


def _parse(text: str, url: str) -> _Parsed:
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            # No base address: an id would be resolved against it and change when a feed moves.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        version = str(found.version)
        return _Parsed(
            about=found.feed,
            entries=tuple(
                _entry(one, url, atom=version.startswith("atom"))
                for one in found.entries[:MAX_ENTRIES]
            ),
            version=version,
            faulty=bool(found.bozo),
        )
    except PARSER_FAULTS as error:
        raise FeedError("is a feed with a form that we cannot read") from error


def _entry(one: Mapping[str, Any], url: str, *, atom: bool) -> Entry:
    key = _text(one, "id").strip()
    given = _text(one, "feedburner_origlink") or _text(one, "link")
    # RSS takes an id for an address unless told otherwise; "12345" is none.
    link = None if given == key and "://" not in key else web_address(url, given)
    content = max(
        (
            plain(_text(part, "value")[: MAX_TEXT * 4])[:MAX_TEXT]
            for part in one.get("content") or ()
        ),
        key=len,
        default="",
    )
    summary = plain(_text(one, "summary")[: MAX_TEXT * 4])[:MAX_TEXT]
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
        licence=_licence(one),
    )


def _text(one: Mapping[str, Any], name: str) -> str:
    # Mapping.get would let feedparser put "updated" where "published" is asked for, and warn.
    value = one[name] if name in one else ""  # noqa: SIM401
    return value if isinstance(value, str) else ""


def _type(one: Mapping[str, Any], name: str) -> str:
    detail = one.get(f"{name}_detail")
    return str(detail.get("type") or "") if isinstance(detail, Mapping) else ""


def _title(one: Mapping[str, Any]) -> str:
    text = _text(one, "title")[: MAX_TITLE * 4]
    flat = " ".join(text.split()) if _type(one, "title") == "text/plain" else one_line(text)
    return flat[:MAX_TITLE]


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


def _licence(part: Mapping[str, Any]) -> str | None:
    """Read the terms that a feed or an entry names: an address before words."""
    terms = _rel(part, "license", "https://none.invalid/") or one_line(_text(part, "rights"))
    return terms[:_LONGEST_LICENCE] or None


def _rel(about: Mapping[str, Any], rel: str, url: str) -> str | None:
    for link in about.get("links") or ():
        if isinstance(link, Mapping) and link.get("rel") == rel:
            return web_address(url, _text(link, "href"))
    return None
