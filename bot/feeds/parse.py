"""A feed's bytes and headers in, its entries out, whatever the format."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.feeds.charset import lies
from bot.feeds.document import open_document
from bot.feeds.jsonfeed import read_json
from bot.feeds.links import canonical
from bot.feeds.listing import MAX_ENTRIES, Listing
from bot.feeds.rhythm import rest
from bot.feeds.split import unpack
from bot.feeds.xmlfeed import read_xml
from bot.model import Entry

_MAX_KEY = 500
_LARGE = 5_000_000
"""Bytes from which a feed is worth a remark: the usual one has 0.1 million."""
# "#0", "#1" ...: some outlets count the edits of a piece in its id.
_EDIT_COUNTER = re.compile(r"#\d{1,2}$")


def parse(body: bytes, headers: Mapping[str, str], url: str, seen: str | None = None) -> Listing:
    """Read a feed.

    Args:
        body: The document, decompressed.
        headers: Of the answer, names in lower case.
        url: Where it came from, the base of relative links.
        seen: What the last reading gave as `Listing.seen`: entries that are the same byte for
            byte are left out.

    Raises:
        FeedError: It is not a feed, in words that say what it is instead.
    """
    document = open_document(body, headers.get("content-type", ""))
    if document.root:
        listing = read_xml(document, url, unpack(seen))
    else:
        listing = read_json(document.text, url)
    entries = tuple(_finished(listing.entries[:MAX_ENTRIES]))
    faults = [*_faults(listing.entries[:MAX_ENTRIES], entries)]
    if lies(body, headers.get("content-type", "")):
        faults.append("is not in the charset that it states")
    if not document.whole:
        faults.append("breaks off before its end")
    if len(body) > _LARGE:
        faults.append(f"is very large ({len(body) / 1e6:.1f} MB)")
    return replace(
        listing,
        entries=entries,
        remark="; ".join(faults) or None,
        rest=rest(headers, document.text),
        whole=document.whole,
    )


def _faults(stated: Sequence[Entry], kept: Sequence[Entry]) -> Iterator[str]:
    """Say what entries lack that a feed should give."""
    if not stated:
        return
    if not any(entry.published or entry.updated for entry in stated):
        yield "gives no dates"
    if not all(entry.key for entry in stated):
        yield "gives entries without an id"
    if len(kept) < len(stated):
        yield f"repeats {len(stated) - len(kept)} of {len(stated)} entries, or leaves them empty"


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
