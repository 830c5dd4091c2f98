"""From arrivals in the library to server-sent events, each rendered once for all readers.

One task reads the library and keeps the newest events; readers only wait and copy. A reader names
the last number that it saw (``Last-Event-ID``, or the number its page was made with) and gets
everything after it: from the kept events where they reach back that far, else from the library.
Numbers grow and name a post, and a browser replaces the briefing that it has, so nothing is lost
or doubled however often the connection breaks.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import structlog

from bot.errors import StoreError
from bot.model import Post
from bot.ports import Library

KEPT = 200
"""Events kept for readers who come back; older ones are read from the library again."""
BATCH = 50
PATIENCE = 30.0
"""Seconds after which a waiting reader looks again, whatever happened to the wake-up."""

SULK = 2.0
"""Seconds until a library that failed is asked again."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A post as browsers get it; ``seq`` is its number."""

    seq: int
    html: str


class Live:
    """The one reader of the library's changes."""

    def __init__(
        self, library: Library, render: Callable[[Post], str], *, sulk: float = SULK
    ) -> None:
        self._library = library
        self._render = render
        self._sulk = sulk
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._from = 0  # every post after this number is in `_kept`
        self._seen = 0
        self._ready = False
        self._wake = asyncio.Event()
        self._stopped = False

    async def run(self) -> None:
        """Follow the library until cancelled; when it fails, wait and go on where it was."""
        while True:
            try:
                await self._follow()
            except StoreError as error:
                log.warning("live", error=str(error))
            await asyncio.sleep(self._sulk)

    async def _follow(self) -> None:
        if not self._ready:
            newest = await self._library.latest(limit=1)
            self._from = self._seen = newest[0].seq if newest else 0
            self._ready = True
        await self._read()
        async for _ in self._library.changes():
            await self._read()

    def stop(self) -> None:
        """End every reader's stream, so that a server can close."""
        self._stopped = True
        self._wake.set()

    async def _read(self) -> None:
        before = self._seen
        while posts := await self._library.posts(after=self._seen, limit=BATCH):
            for post in posts:
                if len(self._kept) == KEPT:
                    self._from = self._kept[0].seq
                self._kept.append(Event(seq=post.seq, html=self._render(post)))
                self._seen = post.seq
        if self._seen != before:
            self._wake.set()
            self._wake = asyncio.Event()

    async def events(self, after: int) -> AsyncIterator[Event]:
        """Give every post after this number, then each one as it arrives."""
        while not self._stopped:
            wake = self._wake
            found = await self._after(after)
            for event in found:
                yield event
                after = event.seq
            if not found and not self._stopped:
                try:
                    async with asyncio.timeout(PATIENCE):
                        await wake.wait()
                except TimeoutError:
                    continue

    async def _after(self, after: int) -> list[Event]:
        if self._ready and after >= self._from:
            return [event for event in self._kept if event.seq > after]
        posts = await self._library.posts(after=after, limit=BATCH)
        return [Event(seq=post.seq, html=self._render(post)) for post in posts]
