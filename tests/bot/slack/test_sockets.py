"""Several processes on one Slack app: one has the sockets, and each event has one answer."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.clock import now
from bot.slack.app import SlackApp, open_slack
from bot.slack.sockets import lease_of
from bot.store import SqlStore
from tests.bot.scribe import NOW
from tests.bot.shelf import shelf
from tests.bot.slack.rig import SlowAnswerer
from tests.fakes.discord.waiting import until
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack_socket import FakeSlackWithPeople

LEASE = lease_of(APP_TOKEN)
SOON = 20.0


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlackWithPeople]:
    """Run the fake."""
    async with FakeSlackWithPeople(redeliver_after=0.5) as fake:
        yield fake


@contextlib.asynccontextmanager
async def _process(
    slack: FakeSlackWithPeople, store: SqlStore, *, wait: float = 0.0
) -> AsyncIterator[SlackApp]:
    """Run one process's part of the app."""
    books = shelf()
    answerer = SlowAnswerer(books, None, lambda: NOW)
    answerer.wait = wait
    async with open_slack(
        base_url=slack.url,
        answers=answerer,
        library=books,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        ping=0.2,
        now=now,
        leases=store,
        heard=store,
    ) as app:
        stop = asyncio.Event()
        task = asyncio.create_task(app.run(stop))
        try:
            yield app
        finally:
            stop.set()
            await asyncio.wait_for(task, 10)


async def test_one_of_two_processes_has_the_sockets(
    slack: FakeSlackWithPeople, live_store: SqlStore
) -> None:
    """The other connects once the first has stopped, and answers then."""
    async with contextlib.AsyncExitStack() as rest:
        async with _process(slack, live_store) as one:
            await asyncio.wait_for(one.ready.wait(), SOON)
            two = await rest.enter_async_context(_process(slack, live_store))
            await asyncio.sleep(0.3)
            assert len(slack.sockets) == 2
            assert not two.ready.is_set()
            await slack.write("latest 1")
            await until(lambda: slack.answers(slack.direct("U1").id))
        await asyncio.wait_for(two.ready.wait(), SOON)
        assert len(slack.sockets) == 2
        await slack.write("latest 1")
        await until(lambda: len(slack.answers(slack.direct("U1").id)) == 2)


async def test_lost_lease_closes_the_sockets(
    slack: FakeSlackWithPeople, live_store: SqlStore
) -> None:
    """Another owner took it while this one was frozen: it hangs up, and does not come back."""
    async with _process(slack, live_store) as app:
        await asyncio.wait_for(app.ready.wait(), SOON)
        [held] = await live_store.holds(LEASE)
        await live_store.release(held)
        assert await live_store.hold(LEASE, "other", dt.timedelta(minutes=1))
        await until(lambda: not slack.sockets, seconds=SOON)
        assert not app.ready.is_set()


async def test_event_that_another_process_took_on_is_not_answered_again(
    slack: FakeSlackWithPeople, live_store: SqlStore
) -> None:
    """The first died after it took the event on, before Slack heard: Slack delivers it again."""
    async with _process(slack, live_store) as app:
        await asyncio.wait_for(app.ready.wait(), SOON)
        said = slack.typed("latest 1", user="U1", room=slack.direct("U1"))
        await live_store.first(f"slack:said:{said['channel']}:{said['ts']}")
        await slack.happen(said)
        await slack.write("latest 2")
        await until(lambda: slack.answers(slack.direct("U1").id))
        await asyncio.sleep(0.3)
        assert len(slack.answers(slack.direct("U1").id)) == 1


async def test_event_delivered_to_both_is_answered_once(
    slack: FakeSlackWithPeople, live_store: SqlStore
) -> None:
    """While sockets change hands one envelope may reach the old owner and the new one."""
    async with _process(slack, live_store) as one:
        await asyncio.wait_for(one.ready.wait(), SOON)
        [held] = await live_store.holds(LEASE)
        await live_store.release(held)  # it does not know yet
        async with _process(slack, live_store) as two:
            await asyncio.wait_for(two.ready.wait(), SOON)
            said = slack.typed("latest 1", user="U1", room=slack.direct("U1"))
            await slack.happen(said, times=8)
            await until(lambda: slack.answers(slack.direct("U1").id))
            await asyncio.sleep(0.3)
            assert len(slack.answers(slack.direct("U1").id)) == 1
