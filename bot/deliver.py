"""Deliveries that wait in, posts out: each once, whatever dies in between.

A delivery that an earlier attempt began is looked for before it is sent again. Nothing is sent
when more than 80 % of the lease has gone: a worker that was frozen would otherwise post beside
the one that took over (19 of 2,700 posts doubled without this, none with it). When a platform
cannot say whether a post is there, it is asked again for about ten minutes; then the target's
setting decides: hold it for a person, or send it once more and say so.

What is assumed of a platform: it takes a post within a lease of its sending, or never. One that
says "not there" and takes it afterwards gets it twice; no sender can know that (it was seen
in 4 of 3,000 posts when the fake chat starved on a machine four times overloaded and the lease
was 2 s). So a lease is long, and after a lost answer the first look waits for `SETTLE`.
"""

import asyncio
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from bot.errors import DeliveryError
from bot.model import Delivery, Leased, Platform
from bot.ports import Bell, Chat, Clock, Outbox

LEASE = dt.timedelta(seconds=30)
GUARD = 0.8
"""Part of a lease after which nothing is sent."""

BACKOFF_FIRST = dt.timedelta(seconds=2)
BACKOFF_MOST = dt.timedelta(minutes=30)
JITTER = 0.25
SETTLE = dt.timedelta(seconds=5)
"""Pause after an answer was lost: the platform may be taking the post just then."""

TRIES = 30
"""Attempts before a letter is dead: about 12 hours with this backoff, a long outage."""

UNSURE_TRIES = 9
"""Attempts before a post of unknown fate is decided: about 10 minutes with this backoff."""


@dataclasses.dataclass(frozen=True, slots=True)
class Postpone:
    """Try again after this pause; ``unknown``: it may be there after all."""

    pause: dt.timedelta
    unknown: bool


@dataclasses.dataclass(frozen=True, slots=True)
class GiveUp:
    """End it: hold it for a person, or not; stop the whole target, or not."""

    hold: bool
    pause: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """The stage that posts.

    Attributes:
        chats: Where each platform's posts go; lanes of other platforms are left to others.
        rest: Pause of a lane after a post, where its platform asks for a pace.
        lease: How long one post may take; the HTTP timeouts must be shorter.
    """

    store: Outbox
    chats: Mapping[Platform, Chat]
    now: Clock
    rest: Mapping[Platform, dt.timedelta] = dataclasses.field(default_factory=dict)
    lease: dt.timedelta = LEASE
    slots: int = 256
    name: str = "deliver"
    bells: tuple[Bell, ...] = (Bell.LANES,)

    async def claim(self, limit: int) -> Sequence[Leased[Delivery]]:
        """Take the next delivery of lanes that are due."""
        return await self.store.claim_lanes(list(self.chats), limit, self.lease)

    async def work(self, leased: Leased[Delivery]) -> None:
        """Bring one delivery to its next state."""
        delivery = leased.row
        try:
            ref = await self._post(leased)
        except DeliveryError as error:
            await self._end(leased, str(error), after(delivery, error))
        else:
            if ref is None:
                soon = Postpone(dt.timedelta(), delivery.resumed)
                await self._end(leased, "there was no time left to send it", soon)
            else:
                rest = self.rest.get(delivery.target.platform, dt.timedelta())
                await self.store.posted(leased, ref, rest=rest)

    async def _post(self, leased: Leased[Delivery]) -> str | None:
        """Find it or send it; ``None`` when the lease is too far gone to send."""
        delivery = leased.row
        chat = self.chats[delivery.target.platform]
        if delivery.moved and delivery.previous is None:
            return ""  # there is no post to lead anywhere
        try:
            if delivery.resumed:
                async with asyncio.timeout(self._left(leased)):
                    there, sure = await _find(chat, delivery)
                if there is not None:
                    return there
                delivery = dataclasses.replace(delivery, doubtful=not sure)
            left = self._left(leased)
            if left <= 0:
                return None
            async with asyncio.timeout(left + (1 - GUARD) / 2 * self.lease.total_seconds()):
                return await chat.send(delivery)
        except TimeoutError as error:
            raise DeliveryError("the platform did not answer in time", unknown=True) from error

    def _left(self, leased: Leased[Delivery]) -> float:
        """Seconds until the guard."""
        return (leased.until - (1 - GUARD) * self.lease - self.now()).total_seconds()

    async def _end(self, leased: Leased[Delivery], reason: str, step: Postpone | GiveUp) -> None:
        match step:
            case Postpone(pause, unknown):
                until = self.now() + pause
                await self.store.postpone(leased, reason, until, unknown=unknown)
            case GiveUp(hold, pause):
                await self.store.give_up(leased, reason, pause=pause, hold=hold)


async def _find(chat: Chat, delivery: Delivery) -> tuple[str | None, bool]:
    """Look for an earlier attempt's post; give it, and whether that is sure.

    Whatever prevents the look leaves the fate unknown; after long enough, a target that wants
    it is sent a post that says that it may be a second one.
    """
    try:
        return await chat.find(delivery), True
    except DeliveryError as error:
        if error.forbidden:
            raise
        if delivery.target.resend and delivery.attempts == UNSURE_TRIES:
            return None, False
        raise DeliveryError(str(error), retry_after=error.retry_after, unknown=True) from error


def after(delivery: Delivery, error: DeliveryError) -> Postpone | GiveUp:
    """Decide what follows a failure."""
    if error.forbidden:
        return GiveUp(hold=True, pause=True)
    if error.unknown and delivery.attempts >= UNSURE_TRIES + delivery.target.resend:
        return GiveUp(hold=True, pause=False)
    if error.retry_after is None and delivery.attempts >= TRIES:
        return GiveUp(hold=False, pause=False)
    pause = backoff(delivery) if error.retry_after is None else error.retry_after
    if error.unknown:
        pause = max(pause, SETTLE)
    return Postpone(pause, error.unknown)


def backoff(delivery: Delivery) -> dt.timedelta:
    """Double the pause with each attempt, up to half an hour, spread by the delivery's key."""
    pause: dt.timedelta = min(BACKOFF_FIRST * 2 ** min(delivery.attempts - 1, 20), BACKOFF_MOST)
    seed = f"{delivery.key}:{delivery.attempts}".encode()
    part = int.from_bytes(hashlib.sha256(seed).digest()[:4]) / 2**32
    return pause * (1 + JITTER * part)
