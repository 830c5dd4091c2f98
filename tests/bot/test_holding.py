"""Leases that a process keeps: taken, renewed, lost, given back."""

import asyncio
import dataclasses
import datetime as dt
import pathlib
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.clock import now
from bot.errors import StoreError
from bot.holding import Holding
from bot.model import Hold
from bot.store import SqlStore, open_store
from tests.fakes.discord.waiting import until

TTL = dt.timedelta(seconds=0.6)
GUARDED = TTL * 0.85


class Shaky:
    """Leases whose database can be taken away."""

    def __init__(self, leases: SqlStore) -> None:
        self._leases = leases
        self.away = False

    def _reach(self) -> SqlStore:
        if self.away:
            raise StoreError("The database does not answer.")
        return self._leases

    async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
        """Pass it on."""
        return await self._reach().hold(name, owner, ttl)

    async def renew(self, hold: Hold, ttl: dt.timedelta) -> Hold | None:
        """Pass it on."""
        return await self._reach().renew(hold, ttl)

    async def release(self, hold: Hold) -> bool:
        """Pass it on."""
        return await self._reach().release(hold)

    async def holds(self, prefix: str = "") -> Sequence[Hold]:
        """Pass it on."""
        return await self._reach().holds(prefix)


@dataclasses.dataclass
class Process:
    """One process's part in it."""

    holding: Holding
    stop: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    said: list[str] = dataclasses.field(default_factory=list)

    async def taken(self, name: str) -> None:
        """Note it."""
        self.said.append(f"+{name}")

    async def lost(self, name: str) -> None:
        """Note it."""
        self.said.append(f"-{name}")


@asynccontextmanager
async def _process(
    leases: SqlStore | Shaky, names: Sequence[str], most: int | None = None
) -> AsyncIterator[Process]:
    one = Process(Holding(leases, now=now, ttl=TTL))
    keeping = one.holding.keep(lambda: names, one.stop, taken=one.taken, lost=one.lost, most=most)
    task = asyncio.create_task(keeping)
    try:
        yield one
    finally:
        one.stop.set()
        await task


@pytest.fixture
async def running(url: str) -> AsyncIterator[SqlStore]:
    """A store by the real clock."""
    async with open_store(url, now=now) as opened:
        yield opened


@pytest.fixture
async def running_file(
    sqlite_file: pathlib.Path, tmp_path: pathlib.Path
) -> AsyncIterator[SqlStore]:
    """Likewise, on a SQLite file."""
    copy = shutil.copy(sqlite_file, tmp_path / "store.sqlite3")
    async with open_store(f"sqlite+aiosqlite:///{copy}", now=now) as opened:
        yield opened


async def test_second_process_waits_and_takes_over(running: SqlStore) -> None:
    """While the first has it nobody else does; after its orderly stop the second has it."""
    async with _process(running, ["slack"]) as one:
        await until(lambda: one.holding.ours("slack"))
        async with _process(running, ["slack"]) as two:
            await asyncio.sleep(2 * TTL.total_seconds())
            assert one.holding.ours("slack")
            assert not two.said
            one.stop.set()
            await until(lambda: two.holding.ours("slack"))
            assert one.said == ["+slack", "-slack"]
            assert not one.holding.ours("slack")


async def test_process_that_died_is_replaced_after_its_lease(running_file: SqlStore) -> None:
    """Nobody gives the lease back; it ends."""
    dead = Holding(running_file, now=now, ttl=TTL)
    await running_file.hold("slack", dead.owner, TTL)
    async with _process(running_file, ["slack"]) as one:
        await until(lambda: one.said == ["+slack"])


async def test_frozen_process_knows_that_it_is_late(running_file: SqlStore) -> None:
    """What woke up after its lease may do nothing in its name, and is told that it lost it."""
    later = dt.timedelta()
    frozen = Process(Holding(running_file, now=lambda: now() + later, ttl=TTL))
    names = ["slack"]
    keeping = asyncio.create_task(
        frozen.holding.keep(lambda: names, frozen.stop, taken=frozen.taken, lost=frozen.lost)
    )
    await until(lambda: frozen.holding.ours("slack"))
    later = GUARDED
    assert not frozen.holding.ours("slack")
    later = dt.timedelta()
    await running_file.release((await running_file.holds())[0])
    other = await running_file.hold("slack", "other", dt.timedelta(minutes=1))
    assert other
    await until(lambda: frozen.said == ["+slack", "-slack"])
    frozen.stop.set()
    await keeping
    assert await running_file.renew(other, TTL)


async def test_lease_outlives_a_short_trouble_of_the_database(running_file: SqlStore) -> None:
    """One failed renewal is nothing; none until the guard loses it; it comes back afterwards."""
    shaky = Shaky(running_file)
    async with _process(shaky, ["slack"]) as one:
        await until(lambda: one.holding.ours("slack"))
        shaky.away = True
        await asyncio.sleep(TTL.total_seconds() / 3)
        shaky.away = False
        await asyncio.sleep(TTL.total_seconds())
        assert one.said == ["+slack"]
        shaky.away = True
        await until(lambda: one.said == ["+slack", "-slack"])
        shaky.away = False
        await until(lambda: one.said == ["+slack", "-slack", "+slack"])


async def test_processes_that_start_together_share(running_file: SqlStore) -> None:
    """One name a round each: nobody takes all; when one stops the other has them all."""
    names = [f"shard:{number}" for number in range(4)]
    async with _process(running_file, names, most=1) as one:
        async with _process(running_file, names, most=1) as two:
            await until(lambda: len(one.holding.names) + len(two.holding.names) == 4)
            assert len(one.holding.names) == 2
            assert not set(one.holding.names) & set(two.holding.names)
        await until(lambda: len(one.holding.names) == 4)
