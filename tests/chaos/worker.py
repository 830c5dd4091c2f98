"""A process that delivers, made to be killed: `python -m tests.chaos.worker URL CHAT LEASE`.

It forks one worker for each line that it reads and prints its process id, so that a worker that
was killed is replaced at once, without importing everything again.
"""

import asyncio
import datetime as dt
import os
import signal
import sys

import aiohttp

from bot.deliver import Deliveries
from bot.errors import ConfigError
from bot.loops import run
from bot.model import Platform
from bot.ports import Store
from bot.store import open_store
from tests.fakes.chat import WireChat

SLOTS = 32


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 # this is a process's root


def _report(stage: str, error: Exception) -> None:
    sys.stderr.write(f"{os.getpid()} {stage}: {type(error).__name__}: {error}\n")


async def work(url: str, chat: str, lease: dt.timedelta) -> None:
    """Deliver until told to stop; a database that is away is waited for."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    while not stop.is_set():
        try:
            async with open_store(url, now=_now) as store:
                await _deliver(store, chat, lease, stop)
        except ConfigError as error:
            _report("open", error)
            await asyncio.sleep(0.2)


async def _deliver(store: Store, chat: str, lease: dt.timedelta, stop: asyncio.Event) -> None:
    async with aiohttp.ClientSession() as session:
        stage = Deliveries(
            store=store,
            chats={Platform.SLACK: WireChat(session, chat)},
            now=_now,
            lease=lease,
            slots=SLOTS,
        )
        await run(stage, wake=store.listen(*stage.bells), stop=stop, report=_report)


def main() -> None:
    """Fork workers on demand."""
    url, chat, lease = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(work(url, chat, dt.timedelta(seconds=float(lease))))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
