"""Stages, outlets and chats in, the same ones counted, timed and logged out.

Nothing that decides knows of it: `parts` wraps what it joins. Whatever is logged while a row is
worked on carries ``trace``, one id that follows an entry from its feed to its posts: the key of
the entry that brought the article ("e17"), also where another stage or process goes on with it.
"""

import dataclasses
import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import structlog

from bot.errors import DeliveryError, FeedError
from bot.loops import Foresighted, Prolonging, Stage
from bot.model import (
    Changed,
    Delivery,
    Feed,
    HeldArticle,
    Leased,
    PendingEntry,
    Unchanged,
    Validators,
)
from bot.ports import Bell, Chat, Clock, FeedSource
from bot.ports.measuring import Meter

_log = structlog.get_logger(__name__)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredStage:
    """A stage whose rows are timed and logged, each with its trace."""

    stage: Stage[Any]
    meter: Meter

    @property
    def name(self) -> str:
        """Say which stage it is."""
        return self.stage.name

    @property
    def bells(self) -> tuple[Bell, ...]:
        """Name what rings when it may have work."""
        return self.stage.bells

    @property
    def slots(self) -> int:
        """Give how many rows may be worked on at once."""
        return self.stage.slots

    async def claim(self, limit: int) -> Sequence[Any]:
        """Take rows that are due."""
        return await self.stage.claim(limit)

    async def next_in(self) -> float | None:
        """Give the seconds until a row is due, where the stage knows."""
        return await self.stage.next_in() if isinstance(self.stage, Foresighted) else None

    async def prolong(self, rows: Sequence[Any]) -> None:
        """Renew the leases of these rows, where the stage's are short."""
        if isinstance(self.stage, Prolonging):
            await self.stage.prolong(rows)

    async def work(self, row: Any) -> None:
        """Work on one of them, and say how it went."""
        began = time.perf_counter()
        failed = True
        with structlog.contextvars.bound_contextvars(**marks(row)):
            try:
                await self.stage.work(row)
                failed = False
            finally:
                took = time.perf_counter() - began
                self.meter.worked(self.stage.name, took, failed=failed)
                if not failed and _is_told(row):
                    _log.info("worked", stage=self.stage.name, seconds=round(took, 4))


def marks(row: Any) -> dict[str, Any]:
    """Give what a row's log lines carry: its trace, and the keys that a person looks up by."""
    noun = row.row if isinstance(row, Leased) else row
    match noun:
        case Feed():
            return {"feed": noun.id}
        case PendingEntry():
            return {"trace": f"e{noun.id}", "feed": noun.feed.id}
        case HeldArticle():
            return {"trace": noun.trace, "article": noun.id}
        case Delivery():
            told = {"delivery": noun.key, "platform": str(noun.target.platform)}
            if noun.digest is not None:
                return told | {"digest": len(noun.digest.stories)}
            story = noun.story
            return told | {
                "trace": story.article.trace,
                "story": story.id,
                "version": story.version,
            }
        case _:
            return {}


def _is_told(row: Any) -> bool:
    """Tell whether a line is worth it: polls are too many, and their outcomes are counted."""
    noun = row.row if isinstance(row, Leased) else row
    return isinstance(noun, PendingEntry | HeldArticle | Delivery)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSource:
    """A source of feeds whose answers are counted."""

    source: FeedSource
    meter: Meter

    async def poll(self, url: str, validators: Validators) -> Changed | Unchanged:
        """Ask once, and count what came of it."""
        try:
            answer = await self.source.poll(url, validators)
        except FeedError as error:
            self.meter.polled("failed")
            _log.info("poll_failed", reason=str(error))
            raise
        self.meter.polled("changed" if isinstance(answer, Changed) else "unchanged")
        return answer

    async def discover(self, url: str) -> str:
        """Find the feed of a site's address."""
        return await self.source.discover(url)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredChat:
    """A chat whose posts are counted, timed and logged."""

    chat: Chat
    meter: Meter
    now: Clock

    async def send(self, delivery: Delivery) -> str:
        """Post it, and count what came of it."""
        platform = str(delivery.target.platform)
        try:
            ref = await self.chat.send(delivery)
        except DeliveryError as error:
            self.meter.posted(platform, sort_of(error))
            _log.warning("not_posted", outcome=sort_of(error), reason=str(error))
            raise
        self.meter.posted(platform, "posted")
        if delivery.digest is None:
            age = self.now() - delivery.story.article.fetched
            self.meter.arrived(platform, max(age, dt.timedelta()))
        _log.info("posted", ref=ref)
        return ref

    async def find(self, delivery: Delivery) -> str | None:
        """Look for the post of a begun delivery."""
        return await self.chat.find(delivery)


def sort_of(error: DeliveryError) -> str:
    """Sort a failure by what follows from it: few sorts, so that they can be counted."""
    if error.forbidden:
        return "forbidden"
    if error.unknown:
        return "unknown"
    return "limited" if error.retry_after is not None else "failed"
