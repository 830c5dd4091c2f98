"""A write in, sleeping stages out: bells that ring when there may be work.

A bell only saves waiting. A ring may be lost (another process on SQLite, PostgreSQL restarting),
so whoever waits gives a timeout and looks again.
"""

import asyncio
import weakref
from collections.abc import Iterable

CHANNEL = "threeline"
"""The one PostgreSQL channel; its payload is the names of the bells, separated by commas."""


class Wake:
    """One waiter's ear for one or more bells."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the waiter, or let it not fall asleep next time."""
        self._event.set()

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 # a wait that ends is the point
        """Sleep until a bell rings or has rung since the last wait, at most ``timeout`` s."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()


class Bells:
    """Bells by name, within one process."""

    def __init__(self) -> None:
        self._ears: dict[str, weakref.WeakSet[Wake]] = {}

    def listen(self, *names: str) -> Wake:
        """Give an ear that hears these bells for as long as it is kept."""
        wake = Wake()
        for name in names:
            self._ears.setdefault(name, weakref.WeakSet()).add(wake)
        return wake

    def heard(self, name: str) -> bool:
        """Tell whether anybody listens for it."""
        return bool(self._ears.get(name))

    def ring(self, names: Iterable[str]) -> None:
        """Ring them for everybody who listens."""
        for name in names:
            for wake in list(self._ears.get(name, ())):
                wake.ring()
