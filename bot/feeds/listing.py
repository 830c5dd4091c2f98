"""The noun between the parsers and the source: a feed as one answer states it."""

import datetime as dt
from dataclasses import dataclass

from bot.model import Entry

# Bounds of what is kept of one poll; nothing that a reader would miss lies beyond them.
MAX_ENTRIES = 1_000
MAX_TITLE = 1_000
MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed as one answer states it.

    Attributes:
        entries: Those that were not seen before, in the feed's order, keys unique.
        remark: What is wrong with it although it can be read, in plain words.
        seen: What the next reading wants to know, to leave out what is still the same.
        nothing_new: Every entry was there the last time; the feed's own title was not read.
        hub: WebSub hub that it offers (W3C WebSub, section 4).
        topic: The address that the feed gives as its own (``rel=self``).
        rest: How long the outlet asks us to leave it alone.
        whole: The document had its end; else the last entries may be missing.
    """

    entries: tuple[Entry, ...]
    title: str | None = None
    site: str | None = None
    hub: str | None = None
    topic: str | None = None
    rest: dt.timedelta | None = None
    whole: bool = True
    seen: str | None = None
    remark: str | None = None
    nothing_new: bool = False
