"""Moments and bells in: when to work."""

import datetime as dt
import enum
from typing import Protocol


class Clock(Protocol):
    """The one way to learn the time."""

    def __call__(self) -> dt.datetime:
        """Give the present moment, aware, UTC."""


class Bell(enum.StrEnum):
    """What may have work after a write."""

    FEEDS = "feeds"
    ENTRIES = "entries"
    ARTICLES = "articles"
    LANES = "lanes"
    DIGESTS = "digests"
    PAGE = "page"


class Wake(Protocol):
    """One waiter's ear for bells that ring when there may be work."""

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 # a wait that ends is the point
        """Sleep until a bell rings or has rung since the last wait, at most ``timeout`` s."""
