"""Requests in, the same requests at Discord's pace out: at most 50 a second for one bot.

discord.py keeps to each route's limit and waits after a global 429; this keeps a burst of posts
from meeting that 429 at all, since refused requests count towards a ban (10,000 in 10 minutes).
Answers to interactions go ahead: they are not bound by the global limit and have 3 seconds.
"""

import asyncio
import types
from typing import Final

import aiohttp

RATE: Final = 45.0
"""Requests a second; with `BURST` never more than 50 in any one second."""

BURST: Final = 5

_EXEMPT = ("/interactions/", "/webhooks/")


class Budget:
    """A bucket of `BURST` requests that fills at `RATE` (generic cell rate algorithm)."""

    def __init__(self, rate: float = RATE, burst: int = BURST) -> None:
        self._step = 1 / rate
        self._ahead = burst * self._step
        self._next = 0.0  # when the bucket would be full again, on the loop's clock

    async def turn(self) -> None:
        """Wait until a request may go; they go in the order in which they came."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now) + self._step
        wait = self._next - self._ahead - now
        if wait > 0:
            await asyncio.sleep(wait)

    def trace(self) -> aiohttp.TraceConfig:
        """Give what makes an aiohttp session wait for its turn before each request."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._start)
        return trace

    async def _start(
        self,
        session: aiohttp.ClientSession,
        context: types.SimpleNamespace,
        asked: aiohttp.TraceRequestStartParams,
    ) -> None:
        del session, context
        if not any(part in asked.url.path for part in _EXEMPT):
            await self.turn()
