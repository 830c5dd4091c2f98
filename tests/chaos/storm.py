"""Workers killed and frozen while they deliver: what was lost, doubled or out of order."""

import asyncio
import collections
import contextlib
import dataclasses
import datetime as dt
import itertools
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Self

import sqlalchemy as sa
from aiohttp import web

from bot.errors import StoreError
from bot.model import Platform
from bot.store import SqlStore, open_store
from bot.store.schema import delivery
from tests.bot.making import START, briefing, read
from tests.fakes.chat import FakeChat, Faults

PATIENCE = 120.0
"""Seconds that the workers get to finish after the last fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What is done to whom.

    Attributes:
        lease: Of a lane, in seconds; a freeze lasts up to 1.75 of it.
        pause: Seconds between two faults.
        chat: How badly the chat behaves.
        interrupt: Run at a third and at two thirds of the faults (the database restarts).
    """

    url: str
    lanes: int
    stories: int
    faults: int
    seed: int
    workers: int = 3
    lease: float = 4.0
    pause: float = 0.3
    interrupt: Callable[[], None] | None = None
    chat: Faults = field(default_factory=Faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What came of it.

    Attributes:
        doubled: Posts that were there already.
        late: Of them, those that the chat took after the lease of their sending: it says "not
            there" and takes it afterwards, which no sender can know.
        latest: Longest time from sending to taking, in seconds.
        said: What the database was said to have done, in words.
    """

    posts: int
    lost: int
    doubled: int
    late: int
    latest: float
    disordered: int
    killed: int
    frozen: int
    answers: dict[str, int]
    seconds: float
    said: frozenset[str] = frozenset()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 # this is a process's root


async def rage(storm: Storm) -> Toll:
    """Run one storm to its end."""
    began = time.perf_counter()
    chance = random.Random(storm.seed)  # noqa: S311 # the same storm for the same seed
    chat = FakeChat(faults=storm.chat, chance=chance)
    async with (
        _served(chat) as base,
        open_store(storm.url, now=_now) as store,
        _Crew(storm, base, chance) as crew,
    ):
        for lane in range(storm.lanes):
            await store.add_target(Platform.SLACK, f"C{lane}", name=f"C{lane}")
        await read(store, *(f"https://example.org/{n}" for n in range(storm.stories)))
        said, _ = await asyncio.gather(_feed(store, storm), crew.strike())
        await _settle(store)
    toll = _count(storm, chat, crew, time.perf_counter() - began)
    return dataclasses.replace(toll, said=frozenset(said))


@contextlib.asynccontextmanager
async def _served(chat: FakeChat) -> AsyncIterator[str]:
    runner = web.AppRunner(chat.app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class _Crew:
    """Workers that are replaced when they die."""

    def __init__(self, storm: Storm, chat: str, chance: random.Random) -> None:
        self._storm, self._chat, self._chance = storm, chat, chance
        self.pids: list[int] = []
        self.killed = 0
        self.frozen = 0

    async def __aenter__(self) -> Self:
        self._nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.chaos.worker", self._storm.url, self._chat, str(self._storm.lease)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        for _ in range(self._storm.workers):
            await self._hire()
        return self

    async def __aexit__(self, *_: object) -> None:
        for pid in self.pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self._nursery.stdin
        self._nursery.stdin.close()
        await self._nursery.wait()

    async def _hire(self) -> None:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write(b"\n")
        await self._nursery.stdin.drain()
        self.pids.append(int(await self._nursery.stdout.readline()))

    async def strike(self) -> None:
        """Kill two of three times, freeze for longer than the lease the third."""
        async with asyncio.TaskGroup() as thaws:
            for fault in range(self._storm.faults):
                await asyncio.sleep(self._storm.pause)
                if self._storm.interrupt and fault in {
                    self._storm.faults // 3,
                    2 * self._storm.faults // 3,
                }:
                    await asyncio.to_thread(self._storm.interrupt)
                pid = self._chance.choice(self.pids)
                if fault % 3 < 2:
                    os.kill(pid, signal.SIGKILL)
                    self.pids.remove(pid)
                    await self._hire()
                    self.killed += 1
                else:
                    thaws.create_task(self._freeze(pid))
                    self.frozen += 1

    async def _freeze(self, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(self._storm.lease * self._chance.uniform(1.1, 1.75))
        with contextlib.suppress(ProcessLookupError):  # it may have been killed meanwhile
            os.kill(pid, signal.SIGCONT)


async def _feed(store: SqlStore, storm: Storm) -> set[str]:
    """Publish the stories one by one for as long as the faults last; give what went wrong."""
    said: set[str] = set()
    pause = storm.faults * storm.pause / storm.stories
    lease = dt.timedelta(seconds=storm.lease)
    published = 0
    while published < storm.stories:
        try:
            for leased in await store.claim_articles(1, lease):
                made = briefing(leased.row.article)
                await store.keep_briefing(leased, made, story=None, post=True)
                await asyncio.sleep(pause)
            published = len(await store.recent_stories(START))
        except StoreError as error:
            said.add(str(error))
            await asyncio.sleep(0.2)
    return said


async def _settle(store: SqlStore) -> None:
    """Wait until nothing is pending, or patience ends."""
    waiting = sa.select(sa.func.count()).where(delivery.c.outcome == "pending")
    for _ in range(int(PATIENCE / 0.25)):
        with contextlib.suppress(StoreError):
            async with store._db.read() as connection:
                if not await connection.scalar(waiting):
                    return
        await asyncio.sleep(0.25)


def _count(storm: Storm, chat: FakeChat, crew: _Crew, seconds: float) -> Toll:
    times = collections.Counter((channel, text) for channel, _, text in chat.posts)
    lanes: dict[str, list[int]] = {}
    for channel, _, text in chat.posts:
        lanes.setdefault(channel, []).append(int(text))
    return Toll(
        posts=len(chat.posts),
        lost=storm.lanes * storm.stories - len(times),
        doubled=len(chat.posts) - len(times),
        late=_late(storm, chat),
        latest=max(chat.delays, default=0.0),
        disordered=sum(
            later < earlier
            for lane in lanes.values()
            for earlier, later in itertools.pairwise(lane)
        ),
        killed=crew.killed,
        frozen=crew.frozen,
        answers=dict(chat.counts),
        seconds=seconds,
    )


def _late(storm: Storm, chat: FakeChat) -> int:
    """Count pairs of posts of which one was taken after its lease."""
    slowest: dict[tuple[str, str], list[float]] = {}
    for (channel, _, text), delay in zip(chat.posts, chat.delays, strict=True):
        slowest.setdefault((channel, text), []).append(delay)
    return sum(
        len(delays) - 1
        for delays in slowest.values()
        if len(delays) > 1 and max(delays) > storm.lease
    )
