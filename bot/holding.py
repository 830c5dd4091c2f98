"""Names in, those that this process has out: leases kept for as long as they are wanted.

For what only one process may do: listen on an app's sockets, be a shard of a gateway. `Holding`
takes free names, renews them four times in their life and gives them back at the end, so that
another process takes over within a quarter of `TTL` after an orderly stop, and within all of it
and a quarter after a death.

A process can be frozen while it has a lease, and go on after it. `ours` is false from 80 % of the
lease on, before anybody else can have it. What such a process still hears from its old
connections is kept from a second answer by `bot.ports.Heard`, or by the platform itself.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.errors import StoreError
from bot.model import Hold
from bot.owner import mark
from bot.ports import Clock, Leases

TTL = dt.timedelta(seconds=10)
"""A death is noticed after this and a quarter; renewing is one small write in each quarter."""

GUARD = 0.8
"""Part of a lease after which nothing is done in its name."""

_log = structlog.get_logger(__name__)

Change = Callable[[str], Awaitable[None]]


class Holding:
    """What this process has.

    Args:
        leases: Where they are kept.
        now: This process's clock.
        ttl: How long a death goes unnoticed.
    """

    def __init__(self, leases: Leases, *, now: Clock, ttl: dt.timedelta = TTL) -> None:
        self.owner = mark()
        self._leases = leases
        self._now = now
        self._ttl = ttl
        self._part = ttl.total_seconds() / 4
        self._held: dict[str, Hold] = {}

    @property
    def names(self) -> Sequence[str]:
        """What is had now."""
        return [name for name in self._held if self.ours(name)]

    def ours(self, name: str) -> bool:
        """Tell whether something may be done in this name right now."""
        held = self._held.get(name)
        return held is not None and self._now() < held.until - (1 - GUARD) * self._ttl

    async def keep(
        self,
        wanted: Callable[[], Sequence[str]],
        stop: asyncio.Event,
        *,
        taken: Change,
        lost: Change,
        most: int | None = None,
    ) -> None:
        """Take, renew and lose names until ``stop`` is set, then give all of them back.

        Args:
            wanted: Names to try for, in this order, asked anew in each round.
            stop: Ends it.
            taken: Called with a name that we have from now on; should not take long.
            lost: Called with a name that somebody else may have from now on, and with each at
                the end before it is given back; what is done in its name must be over then.
            most: Names taken in one round, so that processes that start together share them.
        """
        try:
            while not stop.is_set():
                await self._renew(lost)
                await self._take(wanted(), taken, most)
                await _rest(stop, self._part)
        finally:
            for name in list(self._held):
                await lost(name)
                await self._give_back(name)

    async def _renew(self, lost: Change) -> None:
        for name, held in list(self._held.items()):
            try:
                async with asyncio.timeout(self._part):
                    again = await self._leases.renew(held, self._ttl)
            except (StoreError, TimeoutError) as error:
                if self.ours(name):
                    continue  # there is time for another attempt
                _log.warning("lease_not_renewed", lease=name, error=str(error))
                again = None
            if again is not None:
                self._held[name] = again
            else:
                del self._held[name]
                _log.warning("lease_lost", lease=name, fence=held.fence)
                await lost(name)

    async def _take(self, names: Sequence[str], taken: Change, most: int | None) -> None:
        free = [name for name in names if name not in self._held]
        got = 0
        for name in free:
            if got == most:
                return
            try:
                async with asyncio.timeout(self._part):
                    held = await self._leases.hold(name, self.owner, self._ttl)
            except (StoreError, TimeoutError) as error:
                _log.warning("lease_not_taken", lease=name, error=str(error))
                return
            if held is not None:
                got += 1
                self._held[name] = held
                _log.info("lease_taken", lease=name, fence=held.fence)
                await taken(name)

    async def _give_back(self, name: str) -> None:
        held = self._held.pop(name)
        try:
            async with asyncio.timeout(self._part):
                await self._leases.release(held)
        except (StoreError, TimeoutError) as error:
            _log.warning("lease_not_given_back", lease=name, error=str(error))


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
