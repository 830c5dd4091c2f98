"""The noun between the parsers and the source: a feed as one answer states it."""

import datetime as dt
from dataclasses import dataclass

from bot.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed as one answer states it.

    Attributes:
        entries: In the feed's order, keys unique.
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
