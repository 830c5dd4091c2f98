"""Deliveries and digests in, posts out: the store's side and the platform's."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol

from bot.model import Delivery, Leased, Letter, Platform, Story, Target
from bot.ports.reading import News
from bot.rules import DigestPlan, DigestTold


class Outbox(Protocol):
    """Deliveries that wait for their turn, one lane a target."""

    async def claim_lanes(
        self, platforms: Sequence[Platform], limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[Delivery]]:
        """Take the oldest pending delivery of each lane that is due, and stamp it as begun."""

    async def posted(
        self, leased: Leased[Delivery], ref: str, *, rest: dt.timedelta = dt.timedelta(0)
    ) -> bool:
        """Finish: it is there, under ``ref``; the lane's next may follow after ``rest``.

        Returns:
            False when the lease was lost.
        """

    async def postpone(
        self,
        leased: Leased[Delivery],
        reason: str,
        until: dt.datetime,
        *,
        unknown: bool = False,
    ) -> bool:
        """Leave it pending and let the lane rest until then.

        Args:
            leased: What was tried.
            reason: Why it is not there yet.
            until: When its lane is due again.
            unknown: It may be there after all: the next attempt is a resumed one.
        """

    async def give_up(
        self, leased: Leased[Delivery], reason: str, *, pause: bool, hold: bool
    ) -> bool:
        """End it as dead (or held, for a person to decide); ``pause`` stops the whole target."""

    async def add_target(self, platform: Platform, address: str, *, name: str) -> Target:
        """Add a target that takes every story; one that is there already is returned."""


class Chat(Protocol):
    """A place that posts appear in. One adapter a platform."""

    async def send(self, delivery: Delivery) -> str:
        """Post it and give the platform's key; raise `DeliveryError`.

        With ``delivery.previous`` set that post is edited instead, the change is told in its
        thread, and its key is given again. A ``previous`` that was deleted there is posted anew.
        With ``delivery.moved`` set it is edited to lead to another post.
        """

    async def find(self, delivery: Delivery) -> str | None:
        """Look for the post of a begun delivery; ``None`` when it is surely not there.

        Raises `DeliveryError` with ``unknown`` set when that cannot be told.
        """


class DigestStore(News, Protocol):
    """Digests that wait for their time."""

    async def claim_digests(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[DigestPlan]]:
        """Take digests that are due, with what their targets want."""

    async def told(
        self, since: dt.datetime, until: dt.datetime, *, workspaces: Collection[str] = ()
    ) -> Sequence[Story]:
        """List them, and besides everybody's those of these workspaces' own feeds."""

    async def finish_digest(
        self,
        leased: Leased[DigestPlan],
        told: DigestTold,
        *,
        following: dt.datetime | None,
        due: dt.datetime | None,
    ) -> bool:
        """Queue the digest and plan the following one, in one transaction.

        Args:
            leased: The plan.
            told: What it tells, or why it is not told.
            following: When the next one is scheduled; ``None`` ends the plan.
            due: When it is worked on: ``following``, or a little later in a crowd.

        Returns:
            False when the lease was lost.
        """


class Care(Protocol):
    """What an operator does about what went wrong, and what is old."""

    async def undelivered(self, *, limit: int = 100) -> Sequence[Letter]:
        """List deliveries that were given up or are held, newest first."""

    async def everywhere(self) -> Sequence[Target]:
        """List every target that takes stories, for the operator, by platform and name."""

    async def redrive(self, deliveries: Sequence[int]) -> int:
        """Queue these again; give how many wait to be posted now."""

    async def forget(self) -> int:
        """Drop what is past its time; give how many rows."""

    async def forget_texts(self, older: dt.timedelta) -> int:
        """Forget what is not quoted of articles read so long ago; give how many.

        Articles that the ledger has a claim from stay whole.
        """
