"""How long news wait after the program was killed with -9 in the middle of posting to Slack."""

import asyncio
import pathlib
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bot.clock import now
from bot.store import open_store
from tests.bot.day import free
from tests.bot.slack.test_day import briefings, start
from tests.fakes.slack import Fault
from tests.fakes.slack_socket import FakeSlackWithPeople
from tests.figures import Figure

KILLS = 4
PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Back:
    """Seconds from the next start until both sockets listen, and until a post comes."""

    listens: float
    posts: float


def figures() -> Iterator[Figure]:
    """Kill it while it reads and posts, start it at once, wait for what it says."""
    idle, busy = asyncio.run(_killed())
    words = f"of {KILLS} kills, program start and imports included"
    yield Figure(
        name="recovery.sockets_s", value=max(each.listens for each in idle), unit="s",
        target="<= 10", note=f"slowest {words}",
    )  # fmt: skip
    yield Figure(
        name="recovery.next_post_s", value=statistics.median(each.posts for each in idle), unit="s",
        target="<= 30", note=f"median {words}",
    )  # fmt: skip
    yield Figure(
        name="recovery.post_in_flight_s", value=busy.posts, unit="s", target="<= 30",
        note="the channel whose post was on its way: looked for when no answer could come any more",
    )  # fmt: skip


async def _killed() -> tuple[list[_Back], _Back]:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with open_store(f"sqlite+aiosqlite:///{folder}/day.sqlite3", now=now):
            pass
        async with FakeSlackWithPeople(redeliver_after=1) as slack:
            return await _live(slack, folder)


async def _live(slack: FakeSlackWithPeople, folder: pathlib.Path) -> tuple[list[_Back], _Back]:
    port = free()
    process = await start(slack, folder, port)
    found: list[_Back] = []
    try:
        await slack.until(lambda: len(slack.sockets) == 2, within=PATIENCE)
        await slack.command("follow", user="U2")
        for last in [False] * KILLS + [True]:
            had = len(briefings(slack))
            await slack.until(lambda: len(briefings(slack)) > had, within=PATIENCE)  # noqa: B023 # waited for
            if last:
                had = len(slack.called("chat.postMessage"))
                slack.fail("chat.postMessage", Fault(slow=PATIENCE))
                await slack.until(
                    lambda: len(slack.called("chat.postMessage")) > had,  # noqa: B023 # likewise
                    within=PATIENCE,
                )
            process.kill()
            await process.wait()
            began, opened, had = time.monotonic(), slack.opened, len(briefings(slack))
            process = await start(slack, folder, port)
            await slack.until(lambda: slack.opened >= opened + 2, within=PATIENCE)  # noqa: B023 # likewise
            listens = time.monotonic() - began
            await slack.until(lambda: len(briefings(slack)) > had, within=PATIENCE)  # noqa: B023 # likewise
            found.append(_Back(listens=listens, posts=time.monotonic() - began))
    finally:
        process.kill()
        await process.wait()
    keys = [post["metadata"]["event_payload"]["key"] for post in briefings(slack)]
    assert len(keys) == len(set(keys)), "a post is there twice"
    return found[:-1], found[-1]
