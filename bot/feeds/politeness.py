"""Requests that want to go out in, their turns out: few at once for a host, with a gap.

Two at once and a short gap are what a careful reader with a browser would cause; publishers
ban far less. A turn at the host is taken before one of the slots of the whole process, so that
a host with many feeds cannot hold up the others.
"""

import asyncio
from dataclasses import dataclass
from typing import Self

from bot.errors import FeedError

# Idle hosts are forgotten when there are more than this, so that the table does not grow.
_REMEMBERED_HOSTS = 4096
_BUSY = "is on a host that is busy with our other requests"


@dataclass(slots=True)
class _Lane:
    places: asyncio.Semaphore
    users: int = 0
    free_at: float = 0.0


class Turns:
    """Hands out turns.

    Args:
        at_once: Requests in flight in all.
        per_host: Requests in flight at one host.
        gap: Seconds between two beginnings at one host.
        patience: Seconds that a request waits for its turn at the host.
    """

    def __init__(self, *, at_once: int, per_host: int, gap: float, patience: float) -> None:
        self._patience = patience
        self.slots = asyncio.Semaphore(at_once)
        self._per_host = per_host
        self._gap = gap
        self._lanes: dict[str, _Lane] = {}

    def turn(self, host: str) -> "Turn":
        """Give a turn to be waited for and held by ``async with``.

        Raises:
            FeedError: On entering: too many of our other requests wait for this host.
        """
        return Turn(self, self._lane(host))

    async def queue(self, lane: _Lane) -> None:
        """Wait for a place at the host and for the gap; the place is the caller's to give back."""
        if lane.places.locked():
            try:
                async with asyncio.timeout(self._patience):
                    await lane.places.acquire()
            except TimeoutError:
                raise FeedError(_BUSY) from None
        else:
            await lane.places.acquire()  # at once
        now = asyncio.get_running_loop().time()
        start = max(now, lane.free_at)
        if start - now > self._patience:
            lane.places.release()
            raise FeedError(_BUSY)
        lane.free_at = start + self._gap
        if start == now:
            return
        try:
            await asyncio.sleep(start - now)
        except asyncio.CancelledError:
            lane.places.release()
            raise

    def _lane(self, host: str) -> _Lane:
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= _REMEMBERED_HOSTS:
                now = asyncio.get_running_loop().time()
                self._lanes = {
                    name: one for name, one in self._lanes.items() if one.users or one.free_at > now
                }
            lane = self._lanes[host] = _Lane(asyncio.Semaphore(self._per_host))
        return lane


class Turn:
    """A turn at a host: entered when it comes, over with the block."""

    __slots__ = ("_lane", "_turns")

    def __init__(self, turns: Turns, lane: _Lane) -> None:
        self._turns = turns
        self._lane = lane

    @property
    def wanted(self) -> bool:
        """Somebody else has, or waits for, a turn at the host."""
        return self._lane.users > 1

    async def __aenter__(self) -> Self:
        lane = self._lane
        lane.users += 1
        try:
            await self._turns.queue(lane)
            try:
                await self._turns.slots.acquire()
            except asyncio.CancelledError:
                lane.places.release()
                raise
        except BaseException:
            lane.users -= 1
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._turns.slots.release()
        self._lane.places.release()
        self._lane.users -= 1
