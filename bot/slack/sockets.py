"""A lease in, Slack's sockets kept open while we have it out.

Slack gives each envelope to one of an app's connections, whoever opened it. So that of several
processes with the role `slack` one answers, the set of sockets belongs to whoever holds the lease
named after the app token (`bot.holding`): the others wait, and take over some 3 s after an orderly
stop and some 12 s after a death. What was delivered to a process that died, or to
one that was frozen and woke up late, Slack delivers again: `bot.ports.Heard` tells who took it on.

Two sockets are kept open, so that while one is replaced after a `disconnect` frame the other
goes on listening.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.holding import Holding
from bot.slack.wire import TROUBLE

# Slack allows ten; two bridge the replacement of one.
SOCKETS = 2
# Bolt looks for an acknowledgement every 10 ms: those under way still go out before we hang up.
SETTLE = 0.05

_log = structlog.get_logger(__name__)


def lease_of(app_token: str) -> str:
    """Name the lease of an app's sockets, the same in every process that has its token."""
    return f"slack:sockets:{hashlib.sha256(app_token.encode()).hexdigest()[:16]}"


class Sockets:
    """The sockets of one app.

    Args:
        make: Makes a handler that is not connected yet.
        name: Name of their lease.
        holding: Keeps the lease; ``None`` where there is one process only.
    """

    def __init__(
        self, make: Callable[[], AsyncSocketModeHandler], *, name: str, holding: Holding | None
    ) -> None:
        self.ready = asyncio.Event()
        self._make = make
        self._name = name
        self._holding = holding
        self._handlers: list[AsyncSocketModeHandler] = []
        self._opening: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Listen while the lease is ours, until ``stop`` is set."""
        if self._holding:
            await self._holding.keep(lambda: [self._name], stop, taken=self._open, lost=self._close)
            return
        try:
            await self._open(self._name)
            await stop.wait()
        finally:
            await self._close(self._name)

    async def _open(self, _: str) -> None:
        self._opening = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        self._handlers = [self._make() for _ in range(SOCKETS)]
        await asyncio.gather(*(each.client.connect() for each in self._handlers))  # type: ignore[no-untyped-call]
        self.ready.set()
        _log.info("slack", sockets=len(self._handlers))

    async def _close(self, _: str) -> None:
        self.ready.clear()
        if self._opening:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        await asyncio.sleep(SETTLE)
        handlers, self._handlers = self._handlers, []
        for handler in handlers:
            await _hang_up(handler)


async def _hang_up(handler: AsyncSocketModeHandler) -> None:
    """Close a socket and wait for its tasks, which slack_sdk only cancels."""
    client = handler.client
    tasks = [client.message_processor, client.current_session_monitor, client.message_receiver]
    with contextlib.suppress(*TROUBLE):
        await handler.client.close()  # type: ignore[no-untyped-call]
    await asyncio.gather(*filter(None, tasks), return_exceptions=True)
