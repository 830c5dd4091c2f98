"""Feeds that do every evil at once, and what became of the healthy ones between them.

The real stage, source, store and loop run on a clock that is twenty times as quick as ours, so
that backing off and coming back fit into a minute. The outlets are a process of their own.
"""

import asyncio
import datetime as dt
import gc
import itertools
import json
import pathlib
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from bot import loops
from bot.feeds import HttpSource, Limits
from bot.model import Feed, FeedState
from bot.refresh import SPREAD, Polls
from bot.store import open_store

ROOT = pathlib.Path(__file__).parent.parent.parent
SPEED = 20
FLOOR = dt.timedelta(minutes=1)  # three of our seconds
LIMITS = Limits(connect=1, first_byte=1.5, whole=2.5, feed_bytes=2_000_000)
# In seconds of ours: the loop looks once a second, and a slot may be held for as long as this.
SLACK = LIMITS.whole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedToll:
    """What a storm of feeds did.

    Attributes:
        healthy: Share of the healthy feeds that were asked on time all along.
        latest: Longest pause of a healthy feed beyond its interval, in seconds.
        polls: Requests that healthy feeds had.
        named: Share of the evil feeds that have a reason in words, or were read after all.
        grown: Growth of memory in the second half, in MB.
        faults: What went wrong in the loop itself.
    """

    healthy: float
    latest: float
    polls: int
    named: float
    grown: float
    faults: tuple[str, ...]


class QuickClock:
    """A clock that is quicker than ours."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self) -> dt.datetime:
        """Give the moment."""
        passed = (time.monotonic() - self._began) * SPEED
        return dt.datetime(2024, 12, 19, tzinfo=dt.UTC) + dt.timedelta(seconds=passed)


async def blow(folder: pathlib.Path, *, healthy: int, evil: int, seconds: float) -> FeedToll:
    """Let the storm blow for a while and count."""
    command = [sys.executable, "-m", "tests.chaos.outlets"]
    with subprocess.Popen(  # noqa: ASYNC220 - started and read before anything else runs
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as outlets:
        assert outlets.stdin
        assert outlets.stdout
        port = int(outlets.stdout.readline())
        feeds, grown, faults = await _poll(folder, port, healthy, evil, seconds)
        end = time.monotonic()
        outlets.stdin.write("asked\n")
        outlets.stdin.flush()
        asked: dict[str, list[float]] = json.loads(outlets.stdout.readline())
        outlets.stdin.close()
    late = [_latest(asked.get(str(number), []), end) for number in range(healthy)]
    bad = [feed for feed in feeds if "/bad/" in feed.url]
    return FeedToll(
        healthy=sum(each <= SLACK for each in late) / healthy,
        latest=max(late),
        polls=sum(map(len, asked.values())),
        named=sum(_named(feed) for feed in bad) / len(bad),
        grown=grown,
        faults=tuple(faults),
    )


def _latest(times: list[float], end: float) -> float:
    """Give the longest pause beyond the interval; the last one ends with the storm."""
    interval = FLOOR.total_seconds() / SPEED * (1 + SPREAD)
    moments = [*times, end]
    return max((b - a for a, b in itertools.pairwise(moments)), default=end) - interval


def _named(feed: Feed) -> bool:
    return bool(feed.reason) or feed.state == FeedState.ACTIVE


async def _poll(
    folder: pathlib.Path, port: int, healthy: int, evil: int, seconds: float
) -> tuple[list[Feed], float, list[str]]:
    clock = QuickClock()
    faults: list[str] = []
    async with (
        open_store(f"sqlite+aiosqlite:///{folder}/storm.sqlite3", now=clock) as store,
        HttpSource(allowed=frozenset({"127.0.0.0/8"}), limits=LIMITS) as source,
    ):
        for number in range(max(healthy, evil)):
            host = f"127.{{}}.{number // 250}.{number % 250 + 1}:{port}"
            if number < healthy:
                await store.add_feed(
                    f"http://{host.format(3)}/good/{number}", title=None, topic=None
                )
            if number < evil:
                await store.add_feed(
                    f"http://{host.format(4)}/bad/{number}", title=None, topic=None
                )
        stage = Polls(store=store, source=source, now=clock, floor=FLOOR)
        stop = asyncio.Event()
        task = asyncio.create_task(
            loops.run(
                stage,
                wake=store.listen(*stage.bells),
                stop=stop,
                report=lambda name, error: faults.append(f"{name}: {error!r}"),
            )
        )
        await asyncio.sleep(seconds / 2)
        half = _memory()
        await asyncio.sleep(seconds / 2)
        grown = _memory() - half
        stop.set()
        await task
        return list(await store.feeds()), grown, faults


def _memory() -> float:
    gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
