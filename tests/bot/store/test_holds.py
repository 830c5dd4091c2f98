"""Named leases and events taken on, on both databases."""

import asyncio
import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from bot.loops import once
from bot.store import SqlStore, open_store
from bot.store.schema import heard, hold
from bot.upkeep import Upkeep
from tests import postgres
from tests.bot.making import Watch
from tests.bot.test_refresh import quiet

TTL = dt.timedelta(seconds=15)


async def test_lease_has_one_owner_until_it_ends(store: SqlStore, watch: Watch) -> None:
    """Another gets it at its end, not before, under a larger fence."""
    mine = await store.hold("slack", "a", TTL)
    assert mine
    assert (mine.owner, mine.until) == ("a", watch() + TTL)
    watch.move(14.9)
    assert await store.hold("slack", "b", TTL) is None
    assert await store.hold("discord", "b", TTL)
    watch.move(0.2)
    theirs = await store.hold("slack", "b", TTL)
    assert theirs
    assert theirs.fence > mine.fence
    assert await store.renew(mine, TTL) is None
    assert not await store.release(mine)
    assert await store.renew(theirs, TTL)


async def test_renewed_lease_is_kept_on(store: SqlStore, watch: Watch) -> None:
    """Each renewal counts from its own moment, even after the end while nobody else came."""
    mine = await store.hold("slack", "a", TTL)
    assert mine
    for pause in (10, 10, 20):
        watch.move(pause)
        again = await store.renew(mine, TTL)
        assert again == dataclasses.replace(mine, until=watch() + TTL)
        assert await store.hold("slack", "b", TTL) is None


async def test_released_lease_is_free_at_once(store: SqlStore) -> None:
    """The next owner need not wait, and the fence grows on."""
    mine = await store.hold("slack", "a", TTL)
    assert mine
    assert await store.release(mine)
    theirs = await store.hold("slack", "b", TTL)
    assert theirs
    assert theirs.fence == mine.fence + 1
    assert await store.renew(mine, TTL) is None


async def test_owner_may_take_it_again(store: SqlStore) -> None:
    """Its old hold is over then: two parts of one process are told apart, too."""
    old = await store.hold("slack", "a", TTL)
    new = await store.hold("slack", "a", TTL)
    assert old
    assert new
    assert new.fence == old.fence + 1
    assert await store.renew(old, TTL) is None


async def test_held_leases_are_listed(store: SqlStore, watch: Watch) -> None:
    """Those of a prefix, by name, for as long as they are had."""
    for name in ("shard:1", "shard:0", "slack"):
        await store.hold(name, "a", TTL)
    assert [each.name for each in await store.holds("shard:")] == ["shard:0", "shard:1"]
    assert [(each.owner, each.until) for each in await store.holds("slack")] == [
        ("a", watch() + TTL)
    ]
    watch.move(16)
    assert not await store.holds()


async def test_of_many_who_try_at_once_one_gets_it(url: str) -> None:
    """Whether the row is there or not, from as many processes as there are."""
    watch = Watch()
    async with (
        open_store(url, now=watch, own_clock=False) as one,
        open_store(url, now=watch, own_clock=False) as other,
    ):
        for _ in range(5):
            tries = [
                store.hold("slack", f"{number}{id(store)}", TTL)
                for number in range(4)
                for store in (one, other)
            ]
            got = [each for each in await asyncio.gather(*tries) if each]
            assert len(got) == 1
            watch.move(16)


async def test_database_s_clock_ends_named_leases(postgres_server: postgres.Server) -> None:
    """A host whose clock is an hour ahead takes nothing before its time."""
    url = postgres_server.url.format(name=postgres_server.database(template="t1"))
    ahead, right = Watch(), Watch()
    ahead.move(3600)
    async with open_store(url, now=ahead) as one, open_store(url, now=right) as other:
        held = await other.hold("slack", "b", TTL)
        assert held
        assert held.until == right() + TTL
        assert await one.hold("slack", "a", TTL) is None
        [seen] = await one.holds()
        assert abs(seen.until - (ahead() + TTL)) < dt.timedelta(seconds=5)


async def test_event_is_taken_on_once(url: str) -> None:
    """Whoever comes first has it, on whatever host, at once or later."""
    watch = Watch()
    async with (
        open_store(url, now=watch, own_clock=False) as one,
        open_store(url, now=watch, own_clock=False) as other,
    ):
        told = await asyncio.gather(
            *(store.first(f"slack:Ev{number}") for number in range(20) for store in (one, other)),
            one.first("slack:Ev1"),
        )
        assert sum(told) == 20
        assert not await other.first("slack:Ev7")
        assert await other.first("discord:Ev7")
        assert await other.first("x" * 5000)


async def test_events_are_forgotten_in_time(store: SqlStore, watch: Watch) -> None:
    """After two days, while leases keep their fences."""
    await store.first("slack:Ev1")
    await store.hold("slack", "a", TTL)
    watch.move(3 * 86400)
    await once(Upkeep(store=store, now=watch), report=quiet())
    async with store._db.read() as connection:
        counts = [
            await connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (heard, hold)
        ]
    assert counts == [0, 1]
    assert await store.first("slack:Ev1")


@pytest.mark.parametrize("name", ["a:%", "ä:_"])
async def test_any_name_is_a_name(store: SqlStore, name: str) -> None:
    """Nothing in it is a pattern."""
    await store.hold(name, "a", TTL)
    await store.hold("a:b", "a", TTL)
    assert [each.name for each in await store.holds(name)] == [name]
