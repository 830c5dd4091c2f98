"""Several processes on one gateway: each shard has one owner, and each message one answer."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import itertools
import threading
from collections.abc import AsyncIterator

from discord.gateway import KeepAliveHandler

from bot.clock import now
from bot.discord.app import DiscordApp, open_discord
from bot.store import SqlStore
from tests.bot.discord.rig import PACE, Answering
from tests.bot.shelf import shelf
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.waiting import until

QUICK = dataclasses.replace(PACE, lease=dt.timedelta(seconds=0.8))


@contextlib.asynccontextmanager
async def _process(
    discord: FakeDiscord, store: SqlStore, *, identify: float = 0.0
) -> AsyncIterator[DiscordApp]:
    """Run one process's part of the bot."""
    books = shelf()
    pace = dataclasses.replace(QUICK, identify=identify)
    async with open_discord(
        token="token",  # noqa: S106 # of a fake
        api_url=discord.api_url,
        gateway_url=discord.gateway_url,
        answers=Answering(books),
        library=books,
        pace=pace,
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


def _live(discord: FakeDiscord) -> list[int]:
    return sorted(session.shard for session in discord.gateway.live)


async def _answers_to(discord: FakeDiscord, line: str) -> int:
    """Let somebody ask by direct message; give how many answers came."""
    person = discord.world.person()
    room = discord.world.direct(person)
    await discord.says(person, room, line)
    await until(lambda: room.messages[1:])
    await asyncio.sleep(0.3)
    return len(room.messages) - 1


async def test_shards_are_shared_and_each_has_one_session(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """Two processes that start together share the shards, and a message has one answer."""
    discord.gateway.shards = 4
    async with _process(discord, live_store) as one, _process(discord, live_store) as two:
        await until(lambda: _live(discord) == [0, 1, 2, 3])
        # Who is slow to take a lease, on a busy machine, may get one shard only.
        assert set(one.client.shards) | set(two.client.shards) == {0, 1, 2, 3}
        assert not set(one.client.shards) & set(two.client.shards)
        assert one.client.shards
        assert two.client.shards
        assert await _answers_to(discord, "latest 1") == 1
        assert _live(discord) == [0, 1, 2, 3]


async def test_other_process_takes_over_after_an_orderly_stop(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """One that waited has the shard soon, and it alone."""
    async with contextlib.AsyncExitStack() as rest:
        async with _process(discord, live_store) as one:
            await until(lambda: len(one.client.shards) == 1)
            two = await rest.enter_async_context(_process(discord, live_store))
            await asyncio.sleep(1.2)
            assert not two.client.shards
            assert discord.gateway.count(2) == 1
        await until(lambda: discord.gateway.count(2) == 2 and _live(discord) == [0])
        assert await _answers_to(discord, "latest 1") == 1


async def test_dead_process_is_replaced(discord: FakeDiscord, live_store: SqlStore) -> None:
    """Nobody gave its lease back; after its end the shard is connected again."""
    name = f"discord:shard:{discord.world.APP}:1:0"
    await live_store.hold(name, "dead", dt.timedelta(seconds=1.5))
    async with _process(discord, live_store) as app:
        await asyncio.sleep(0.5)
        assert not discord.gateway.live
        await until(lambda: _live(discord) == [0])
        await until(app.ready.is_set)
        assert await _answers_to(discord, "latest 1") == 1


async def test_process_that_lost_its_lease_leaves(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """Another owner took it while this one was frozen: its session ends and stays away."""
    async with _process(discord, live_store) as app:
        await until(lambda: _live(discord) == [0])
        [held] = await live_store.holds("discord:shard:")
        await live_store.release(held)
        assert await live_store.hold(held.name, "other", dt.timedelta(minutes=1))
        await until(lambda: not discord.gateway.live)
        await asyncio.sleep(0.5)
        assert not discord.gateway.live
        assert not app.client.shards


async def test_lost_connection_is_resumed_by_its_owner(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """A shard whose line breaks is not given away for that."""
    discord.gateway.shards = 2
    async with _process(discord, live_store) as app:
        await until(lambda: _live(discord) == [0, 1])
        await discord.gateway.ask_to_reconnect()
        await until(lambda: discord.gateway.count(6) == 2 and _live(discord) == [0, 1])
        assert len(app.client.shards) == 2
        assert discord.gateway.count(2) == 2


async def test_number_of_shards_is_that_of_those_that_run(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """Discord now recommends more; a second process keeps to what the first began with."""
    async with _process(discord, live_store):
        await until(lambda: _live(discord) == [0])
        discord.gateway.shards = 2
        async with _process(discord, live_store) as two:
            await until(lambda: two.client.shard_count is not None)
            await asyncio.sleep(0.8)
            assert two.client.shard_count == 1
            assert discord.gateway.count(2) == 1


async def test_identifies_of_all_processes_keep_their_distance(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """With one bucket, no two shards identify within its pause, whichever process has them."""
    discord.gateway.shards = 3
    times: list[float] = []
    clock = asyncio.get_running_loop().time

    def seen() -> bool:
        if discord.gateway.count(2) > len(times):
            times.append(clock())
        return len(times) == 3

    async with (
        _process(discord, live_store, identify=0.5),
        _process(discord, live_store, identify=0.5),
    ):
        await until(seen, seconds=10)
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.4


async def test_launch_that_is_broken_off_leaves_no_connection(
    discord: FakeDiscord, live_store: SqlStore
) -> None:
    """A shard that waits for its turn when the process stops is hung up; its heart stops."""
    discord.gateway.shards = 2
    async with _process(discord, live_store, identify=60) as app:
        mine = app.client._connection  # whose thread it is is told nowhere else
        await until(lambda: len(_hearts(mine)) > len(_live(discord)) > 0)
    await until(lambda: not _hearts(mine))


def _hearts(connection: object) -> list[KeepAliveHandler]:
    running = (one for one in threading.enumerate() if isinstance(one, KeepAliveHandler))
    return [one for one in running if one.ws._connection is connection]
