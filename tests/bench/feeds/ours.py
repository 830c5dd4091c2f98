"""Our poller as a child of the benchmark: the real stage, source and store, told to go round."""

import asyncio
import datetime as dt
import json
import pathlib
import resource
import sys
import time

import uvloop

from bot.feeds import HttpSource
from bot.loops import drain, once, settle
from bot.refresh import Polls
from bot.store import open_store


class Clock:
    """A clock that stands still until it is moved a day on, when every feed is due."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2024, 12, 19, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        """Give the moment."""
        return self.moment


async def main(folder: pathlib.Path, urls: list[str]) -> None:
    """Poll everything once for each line on standard input; print what it took."""
    clock = Clock()
    faults: list[str] = []

    async with (
        open_store(f"sqlite+aiosqlite:///{folder}/ours.sqlite3", now=clock) as store,
        HttpSource(contact="bench@example.org", allowed=frozenset({"127.0.0.0/8"})) as source,
    ):
        settle()  # as bot.app does
        for url in urls:
            await store.add_feed(url, title=None, topic=None)
        stage = Polls(store=store, source=source, now=clock, floor=dt.timedelta(minutes=1))

        async def one_round() -> int:
            return await once(stage, report=lambda name, error: faults.append(f"{name}: {error}"))

        while await asyncio.to_thread(sys.stdin.readline):
            clock.moment += dt.timedelta(days=1, hours=3)
            start, began = time.process_time(), time.perf_counter()
            polled = await drain([one_round])
            spent = time.process_time() - start
            feeds = await store.feeds()
            faults += [feed.reason for feed in feeds if feed.reason]
            told = json.dumps(
                {
                    "cpu": spent,
                    "wall": time.perf_counter() - began,
                    "polled": polled,
                    "faults": faults,
                    "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                }
            )
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    at = pathlib.Path(sys.argv[1])
    uvloop.run(main(at, (at / "urls.txt").read_text().split()))
