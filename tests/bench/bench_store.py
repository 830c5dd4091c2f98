"""How fast the store fans out, drains and wakes, on both databases."""

import asyncio
import contextlib
import datetime as dt
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator

import sqlalchemy as sa

from bot.deliver import Deliveries
from bot.digests import Digests
from bot.loops import once, run
from bot.model import Delivery, Platform
from bot.store import SqlStore, open_store
from bot.store.schema import delivery, digest_plan, lane, subscription, target
from tests import postgres
from tests.bot.making import briefing, read
from tests.figures import Figure

TARGETS = 10_000
SHARED = 3_000
WAKES = 40


def figures() -> Iterator[Figure]:
    """Measure each database in turn."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = (f"sqlite+aiosqlite:///{pathlib.Path(folder)}/{n}.sqlite3" for n in "ab")
        yield from _both("sqlite", one, other)
    why = postgres.missing()
    if why:
        yield Figure(name="store.postgres.drain", value=None, unit="posts/s", note=why)
        return
    with postgres.server("fsync=on") as server:
        one, other = (server.url.format(name=server.database()) for _ in range(2))
        yield from _both("postgres", one, other)
        yield from _shared(server)


def _both(name: str, one: str, other: str) -> Iterator[Figure]:
    fan_out, drained = asyncio.run(_mass(one))
    yield Figure(name=f"store.{name}.fan_out_10k", value=fan_out, unit="s", target="<= 1.5")
    yield Figure(
        name=f"store.{name}.drain", value=TARGETS / drained, unit="posts/s", target=">= 2000"
    )
    digests = asyncio.run(_digests(one))
    yield Figure(name=f"store.{name}.digests_10k", value=digests, unit="s", target="<= 10")
    wake, idle = asyncio.run(_wakes(other))
    yield Figure(name=f"store.{name}.wake_p50", value=wake, unit="ms", target="<= 50")
    yield Figure(name=f"store.{name}.idle_cpu", value=idle, unit="%", target="<= 1")


def _shared(server: postgres.Server) -> Iterator[Figure]:
    """Processes on one database, each waiting 50 ms for its chat as real ones do."""
    alone, _ = asyncio.run(_crew(server.url.format(name=server.database()), 1))
    two, shares = asyncio.run(_crew(server.url.format(name=server.database()), 2))
    four, _ = asyncio.run(_crew(server.url.format(name=server.database()), 4))
    yield Figure(
        name="store.postgres.two_share",
        value=min(shares) / (sum(shares) / 2),
        unit="of even",
        target=">= 0.8",
    )
    yield Figure(name="store.postgres.two_to_one", value=two / alone, unit="times")
    yield Figure(
        name="store.postgres.four_to_one", value=four / alone, unit="times", target=">= 1.7"
    )


async def _crew(url: str, size: int) -> tuple[float, list[int]]:
    """Let this many processes drain some thousand targets: posts per second, and each one's."""
    async with open_store(url, now=_now) as store:
        await _targets(store, SHARED)
        await read(store, "https://example.org/1")
        [leased] = await store.claim_articles(1, dt.timedelta(minutes=5))
        await store.keep_briefing(leased, briefing(leased.row.article), story=None, post=True)
    crew = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.bench.worker", url, "32", "0.05"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(size)
    ]
    for each in crew:
        assert each.stdout
        await each.stdout.readline()
    began = time.perf_counter()
    told = await asyncio.gather(*(each.communicate(b"\n") for each in crew))
    spent = time.perf_counter() - began
    shares = [int(out) for out, _ in told]
    assert sum(shares) == SHARED
    return SHARED / spent, shares


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 # this is a process's root


def _report(stage: str, error: Exception) -> None:
    raise AssertionError(stage) from error


class _Nowhere:
    """A chat that takes everything at once."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def send(self, delivery: Delivery) -> str:
        """Take it."""
        self.taken.append(time.perf_counter())
        return delivery.key

    async def find(self, delivery: Delivery) -> str | None:
        """It is never there."""
        del delivery
        return None  # mypy wants it said


async def _mass(url: str) -> tuple[float, float]:
    """One story to ten thousand targets: seconds until queued, seconds until posted."""
    async with open_store(url, now=_now) as store:
        await _targets(store)
        await read(store, "https://example.org/1")
        [leased] = await store.claim_articles(1, dt.timedelta(minutes=5))
        began = time.perf_counter()
        await store.keep_briefing(leased, briefing(leased.row.article), story=None, post=True)
        queued = time.perf_counter() - began
        chat = _Nowhere()
        stage = Deliveries(
            store=store, chats={Platform.SLACK: chat}, now=_now, lease=dt.timedelta(minutes=2)
        )
        began = time.perf_counter()
        while await once(stage, report=_report):
            pass
        drained = time.perf_counter() - began
        assert len(chat.taken) == TARGETS
        async with store._db.read() as connection:
            left = sa.select(sa.func.count()).where(delivery.c.outcome != "posted")
            assert await connection.scalar(left) == 0
    return queued, drained


async def _digests(url: str) -> float:
    """Ten thousand digests that are due in one minute: seconds until all are queued."""
    async with open_store(url, now=_now) as store:
        now = _now()
        async with store._db.write() as connection:
            rows = range(1, TARGETS + 1)
            await connection.execute(
                sa.insert(subscription),
                [{"target": n, "kind": "all", "mode": "digest"} for n in rows],
            )
            plan = {
                "cron": "30 8 * * 1-5",
                "words": "weekdays 08:30",
                "most": 10,
                "scheduled": now,
                "since": now - dt.timedelta(days=1),
                "due": now,
                "attempts": 0,
            }
            await connection.execute(sa.insert(digest_plan), [plan | {"target": n} for n in rows])
        stage = Digests(store=store, now=_now, window=dt.timedelta())
        began = time.perf_counter()
        told = 0
        while done := await once(stage, report=_report):
            told += done
        assert told == TARGETS
        spent = time.perf_counter() - began
        async with store._db.read() as connection:
            queued = sa.select(sa.func.count()).where(delivery.c.run.is_not(None))
            assert await connection.scalar(queued) == TARGETS
    return spent


async def _targets(store: SqlStore, count: int = TARGETS) -> None:
    async with store._db.write() as connection:
        rows = [
            {"id": n, "platform": "slack", "workspace": "", "address": f"C{n}"}
            for n in range(1, count + 1)
        ]
        await connection.execute(sa.insert(target), rows)
        await connection.execute(
            sa.insert(subscription),
            [{"target": row["id"], "kind": "all", "mode": "live"} for row in rows],
        )
        await connection.execute(
            sa.insert(lane), [{"id": row["id"], "platform": "slack", "attempts": 0} for row in rows]
        )


async def _wakes(url: str) -> tuple[float, float]:
    """Milliseconds from queued to sent when idle, and the idle processor share in percent."""
    chat, stop = _Nowhere(), asyncio.Event()
    async with open_store(url, now=_now) as store, _running(store, chat, stop):
        await store.add_target(Platform.SLACK, "C1", name="C1")
        await read(store, *(f"https://example.org/{n}" for n in range(WAKES)))
        waits = []
        for number in range(WAKES):
            [leased] = await store.claim_articles(1, dt.timedelta(minutes=5))
            made = briefing(leased.row.article)
            await store.keep_briefing(leased, made, story=None, post=True)
            began = time.perf_counter()
            while len(chat.taken) <= number:  # noqa: ASYNC110 # it looks from outside
                await asyncio.sleep(0.0005)
            waits.append(chat.taken[-1] - began)
            await asyncio.sleep(0.05)
        spent, began = time.process_time(), time.perf_counter()
        await asyncio.sleep(4)
        idle = (time.process_time() - spent) / (time.perf_counter() - began)
    return statistics.median(waits) * 1000, idle * 100


@contextlib.asynccontextmanager
async def _running(store: SqlStore, chat: _Nowhere, stop: asyncio.Event) -> AsyncIterator[None]:
    stage = Deliveries(store=store, chats={Platform.SLACK: chat}, now=_now)
    wake = store.listen(*stage.bells)
    task = asyncio.create_task(run(stage, wake=wake, stop=stop, report=_report))
    try:
        yield
    finally:
        stop.set()
        await task
