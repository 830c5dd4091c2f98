"""A process that posts to nowhere until nothing waits: `python -m tests.bench.worker URL`.

It prints how many posts it made. It begins when it reads a line, so that several begin at once.
"""

import asyncio
import datetime as dt
import sys

from bot.deliver import Deliveries
from bot.loops import once
from bot.model import Delivery, Platform
from bot.store import open_store


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 # this is a process's root


def _report(stage: str, error: Exception) -> None:
    raise AssertionError(stage) from error


class Nowhere:
    """A chat that takes everything at once, or after a while."""

    def __init__(self, takes: float) -> None:
        self._takes = takes
        self.taken = 0

    async def send(self, delivery: Delivery) -> str:
        """Take it."""
        if self._takes:
            await asyncio.sleep(self._takes)
        self.taken += 1
        return delivery.key

    async def find(self, _: Delivery) -> str | None:
        """It is never there."""
        return None


async def work(url: str, slots: int, takes: float) -> int:
    """Post until nothing waits."""
    chat = Nowhere(takes)
    async with open_store(url, now=_now) as store:
        stage = Deliveries(
            store=store,
            chats={Platform.SLACK: chat},
            now=_now,
            lease=dt.timedelta(minutes=2),
            slots=slots,
        )
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        while await once(stage, report=_report):
            pass
    return chat.taken


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(work(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))}\n")
