"""Posts by the real clients, made to be killed.

`python -m tests.chaos.poster` forks one for each line that it reads and prints its process id. A
line is a store and the addresses of wire fakes of both platforms: URL SLACK API GATEWAY.
"""

import asyncio
import datetime as dt
import os
import signal
import sys

from bot.clock import now
from bot.deliver import Deliveries
from bot.discord.chat import DiscordChat
from bot.discord.wire import log_in
from bot.loops import run
from bot.model import Platform
from bot.slack.chat import SlackChat
from bot.slack.wire import Install, OneInstall, Wire, new_session
from bot.store import open_store
from tests.fakes.slack import BOT_TOKEN

LEASE = dt.timedelta(seconds=2)


async def post(url: str, slack: str, api: str, gateway: str) -> None:
    """Deliver until killed."""
    async with open_store(url, now=now) as store, new_session() as session:
        install = Install(workspace="T1", token=BOT_TOKEN)
        wire = Wire(base_url=slack, installs=OneInstall(install), session=session)
        client = await log_in("token", api=api, gateway=gateway)
        stage = Deliveries(
            store=store,
            chats={
                Platform.SLACK: SlackChat(wire),
                Platform.DISCORD: DiscordChat(client),
                Platform.PAGE: store.page,
            },
            now=now,
            lease=LEASE,
        )
        await run(
            stage,
            wake=store.listen(*stage.bells),
            stop=asyncio.Event(),
            report=_report,
        )


def _report(stage: str, error: Exception) -> None:
    sys.stderr.write(f"{stage}: {type(error).__name__}: {error}\n")


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        if not (pid := os.fork()):
            asyncio.run(post(*line.split()))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
