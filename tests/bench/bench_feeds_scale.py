"""How the poller grows: memory and cost a poll at 1,000, 3,000 and 10,000 feeds, and its delay.

Each size has a process of its own, so that memory is that of the feeds role at that size. The
feeds are small ones, since what is asked is what a feed costs when nothing in it is new.
"""

import asyncio
import datetime as dt
import pathlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence

from bot import loops
from bot.feeds import HttpSource
from bot.model import Entry, Feed, Leased
from bot.refresh import Polls
from bot.store import SqlStore, open_store
from tests.bench.bench_feeds import Child, nginx, outlets
from tests.figures import Figure

SIZES = (1_000, 2_000, 3_000, 10_000)
ENTRIES = 3
ROUNDS = 5
MEMORY = {2_000: "<= 120", 10_000: "<= 250"}

FLOOR = 4.0  # seconds between polls, in the measure of delay
CHANGING = 30  # feeds
PUBLISHED = 5  # entries in each of them


def figures() -> Iterator[Figure]:
    """Measure growth, then delay."""
    program = nginx()
    if program is None:
        yield Figure(name="feeds.scale", value=None, unit="ms", note="apt install nginx-light")
    else:
        yield from _growth(program)
    delays = asyncio.run(_delays())
    yield Figure(
        name="feeds.delay.median",
        value=statistics.median(delays),
        unit="s",
        target=f"<= {FLOOR / 2 + 1:g}",
        note=f"{len(delays)} entries, floor {FLOOR:g} s",
    )
    yield Figure(name="feeds.delay.max", value=max(delays), unit="s")


def _growth(program: str) -> Iterator[Figure]:
    """Let every size go round in turn, so that a busy moment of the machine meets all of them."""
    with outlets(program, feeds=max(SIZES), entries=ENTRIES) as found:
        urls = (found.at / "urls.txt").read_text().split()
        children = {}
        for size in SIZES:
            folder = found.at / str(size)
            folder.mkdir()
            (folder / "urls.txt").write_text("\n".join(urls[:size]))
            children[size] = Child(pathlib.Path(sys.executable), "ours", folder)
        try:
            for child in children.values():
                child.round()
            rounds = [
                {size: child.round() for size, child in children.items()} for _ in range(ROUNDS)
            ]
        finally:
            for child in children.values():
                child.end()
    costs = {
        size: statistics.median(one[size]["cpu"] for one in rounds) / size * 1000 for size in SIZES
    }
    for size in SIZES:
        yield Figure(name=f"feeds.unchanged.ms.{size}", value=costs[size], unit="ms CPU a feed")
        rss = rounds[-1][size]["rss"]
        yield Figure(name=f"feeds.rss.{size}", value=rss, unit="MB", target=MEMORY.get(size))
    spread = max(costs.values()) / min(costs.values()) - 1
    yield Figure(name="feeds.unchanged.spread", value=spread, unit="share", target="<= 0.2")


class Watched:
    """The store, with a note of when each entry was kept."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.kept: dict[str, float] = {}

    async def claim_feeds(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[Feed]]:
        """Take feeds that are due."""
        return await self._store.claim_feeds(limit, lease)

    async def prolong_feeds(self, leased: Sequence[Leased[Feed]], lease: dt.timedelta) -> None:
        """Have these for longer."""
        await self._store.prolong_feeds(leased, lease)

    async def next_feed(self) -> dt.datetime | None:
        """Tell when the next feed is due."""
        return await self._store.next_feed()

    async def finish_poll(
        self,
        leased: Leased[Feed],
        feed: Feed,
        entries: Sequence[Entry],
        *,
        baseline: Collection[str] = (),
    ) -> int:
        """Keep what was polled and note the time."""
        count = await self._store.finish_poll(leased, feed, entries, baseline=baseline)
        for entry in entries:
            self.kept.setdefault(entry.key, time.monotonic())
        return count

    async def add_feed(
        self, url: str, *, title: str | None, topic: str | None, workspace: str | None = None
    ) -> Feed:
        """Add a feed."""
        return await self._store.add_feed(url, title=title, topic=topic, workspace=workspace)

    async def remove_feed(self, feed: int) -> bool:
        """Forget a feed."""
        return await self._store.remove_feed(feed)

    async def feeds(self) -> Sequence[Feed]:
        """List feeds."""
        return await self._store.feeds()


async def _delays() -> list[float]:
    """Publish entries at random moments and wait until each is kept; give how long each took."""
    chance = random.Random(8)  # noqa: S311 - the same moments each time
    began = time.monotonic()
    times = {
        number: sorted(began + FLOOR + chance.uniform(0, 4 * FLOOR) for _ in range(PUBLISHED))
        for number in range(CHANGING)
    }

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = int((await reader.readuntil(b"\r\n\r\n")).split(b" ")[1][1:])
        shown = [n for n, at in enumerate(times[number]) if at <= time.monotonic()]
        items = "".join(f"<item><guid>{number}-{n}</guid><title>{n}</title></item>" for n in shown)
        body = f"<rss><channel><title>{number}</title>{items}</channel></rss>".encode()
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n".encode())
        writer.write(b"Connection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "0.0.0.0", 0)  # noqa: S104 - all of 127/8
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/delay.sqlite3"
        async with (
            open_store(url, now=_now) as store,
            HttpSource(allowed=frozenset({"127.0.0.0/8"})) as source,
        ):
            watched = Watched(store)
            for number in range(CHANGING):
                await store.add_feed(
                    f"http://127.9.0.{number + 1}:{port}/{number}", title=None, topic=None
                )
            stage = Polls(
                store=watched, source=source, now=_now, floor=dt.timedelta(seconds=FLOOR), newest=9
            )
            stop = asyncio.Event()
            task = asyncio.create_task(
                loops.run(stage, wake=store.listen(*stage.bells), stop=stop, report=_report)
            )
            await asyncio.sleep(7.5 * FLOOR)
            stop.set()
            await task
    server.close()
    return [
        watched.kept[f"{number}-{n}"] - at
        for number, moments in times.items()
        for n, at in enumerate(moments)
    ]


def _now() -> dt.datetime:
    return dt.datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), dt.UTC)


def _report(name: str, error: Exception) -> None:
    raise RuntimeError(name) from error
