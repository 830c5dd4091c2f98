"""Document in, warnings about it out: short, cut off, behind a wall, a list, foreign."""

import re

from summariser.document import Document
from summariser.records import Mark

# A briefing of fewer words than this cannot be more than the headline again (README of the
# corpus: its shortest article has 60 words).
_SHORT = 50
_HEADLINE = 20
_WALL = re.compile(
    r"\b(?:subscribe (?:now|today|to (?:read|continue|unlock))|sign in to (?:read|continue)"
    r"|log in to (?:read|continue)|to (?:continue|keep) reading|already a subscriber"
    r"|for subscribers only|this (?:article|content) is for subscribers|create a free account"
    r"|register to (?:read|continue)|unlock this article)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|\[\+?\d+ chars\]|read more|continue reading)\W*$", re.IGNORECASE
)
_END = re.compile(r"[.!?…”\"'’)\]»:]$")


def marks(document: Document, language: str | None) -> tuple[Mark, ...]:
    """All warnings that apply, in the order of `Mark`."""
    text = document.text.strip()
    words = sum(1 for tokens in document.tokens for token in tokens if token.text[0].isalnum())
    found = set(document.article.marks)
    if words <= _HEADLINE and len(document.sentences) <= 1:
        found.add(Mark.HEADLINE_ONLY)
    elif words < _SHORT:
        found.add(Mark.SHORT)
    if _CUT.search(text[-80:]):
        found.add(Mark.TRUNCATED)
    if _WALL.search(text[:3000]) or _WALL.search(text[-1500:]):
        found.add(Mark.PAYWALLED)
    if _is_listing(document):
        found.add(Mark.LISTING)
    if language not in (None, "en"):
        found.add(Mark.NOT_ENGLISH)
    return tuple(mark for mark in Mark if mark in found)


def _is_listing(document: Document) -> bool:
    """Many short lines with no full stop: a page of links or headlines, not a story."""
    lines = [line.strip() for line in document.text.split("\n")[:400] if line.strip()]
    loose = sum(1 for line in lines if not _END.search(line) and len(line) < 90)
    return len(lines) >= 10 and loose * 10 >= len(lines) * 8
