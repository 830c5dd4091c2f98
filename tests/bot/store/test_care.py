"""What an operator can do: see what did not arrive, send it again, forget, copy, put back."""

import pathlib
import shutil

import pytest
import sqlalchemy as sa

from bot.errors import ConfigError
from bot.loops import once
from bot.model import Platform
from bot.store import SqlStore, open_store
from bot.store.care import backup, check, move, restore
from bot.store.engine import connected
from bot.store.migrations import HEAD
from bot.store.schema import decision, delivery, entry
from bot.upkeep import Upkeep
from tests.bot.making import LEASE, Watch, brief, deliver, read
from tests.bot.test_refresh import quiet

SLACK = [Platform.SLACK]


async def test_what_did_not_arrive_can_be_sent_again(store: SqlStore, watch: Watch) -> None:
    """It is listed with its reason; sent again it keeps its key and its place."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await read(store, "https://example.org/1", "https://example.org/2")
    await brief(store)
    [leased] = await store.claim_lanes(SLACK, 1, LEASE)
    await store.give_up(leased, "the text is too long", pause=False, hold=False)
    [letter] = await store.undelivered()
    assert (letter.id, letter.reason) == (leased.row.id, "the text is too long")
    assert letter.target.address == "C1"
    assert await store.redrive([letter.id, 999]) == 1
    assert await store.redrive([letter.id]) == 0
    [again] = await store.claim_lanes(SLACK, 1, LEASE)
    assert (again.row.key, again.row.resumed) == (leased.row.key, True)
    assert not await store.undelivered()
    watch.move(1)


async def test_what_is_held_for_a_paused_target_stays(store: SqlStore) -> None:
    """First somebody has to mend the target."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await read(store, "https://example.org/1")
    await brief(store)
    [leased] = await store.claim_lanes(SLACK, 1, LEASE)
    await store.give_up(leased, "not in channel", pause=True, hold=True)
    [letter] = await store.undelivered()
    assert await store.redrive([letter.id]) == 0
    assert len(await store.undelivered()) == 1


async def test_old_rows_are_forgotten_and_old_entries_stay_known(
    store: SqlStore, watch: Watch
) -> None:
    """After their time reasons, ended deliveries and double words go; stories and keys stay.

    Why an article is in its story stays with the story.
    """
    await store.add_target(Platform.PAGE, "front", name="Page")
    await read(store, "https://example.org/1")
    await brief(store)
    await deliver(store)
    upkeep = Upkeep(store=store, now=watch)
    assert await once(upkeep, report=quiet()) == 1
    assert await once(upkeep, report=quiet()) == 0
    assert len(await store.why("https://example.org/1")) == 3
    watch.move(91 * 86400)
    assert await once(upkeep, report=quiet()) == 1
    async with store._db.read() as connection:
        counts = [
            await connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (decision, delivery, entry)
        ]
    assert counts == [1, 0, 1]
    assert any("It began story 1" in said for said in await store.why("https://example.org/1"))
    assert len(await store.latest()) == 1
    assert await store.story_of("https://example.org/1")


async def _filled(url: str) -> None:
    async with open_store(url, now=Watch()) as store:
        await read(store, "https://example.org/1")
        await brief(store)


async def _code(url: str) -> object:
    async with connected(url, now=Watch(), own_clock=True) as database, database.read() as reader:
        return await reader.scalar(sa.text("SELECT value FROM meta WHERE name = 'code'"))


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed")
async def test_backup_comes_back(url: str, tmp_path: pathlib.Path) -> None:
    """What was there at its moment is there again, under a new code, and is sound."""
    path = tmp_path / "backup"
    await _filled(url)
    code = await _code(url)
    await backup(url, path, now=Watch())
    with pytest.raises(ConfigError, match="already"):
        await backup(url, path, now=Watch())
    async with open_store(url, now=Watch()) as store:
        await store.add_feed("https://example.org/later", title=None, topic=None)
    await restore(url, path, now=Watch())
    assert await check(url, now=Watch()) == []
    assert await _code(url) != code
    async with open_store(url, now=Watch()) as store:
        assert [feed.url for feed in await store.feeds()] == ["https://example.org/feed"]
        assert await store.search("Norland")


async def test_what_is_no_backup_replaces_nothing(
    sqlite_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    """Another file, a missing one, or one of a newer Threeline is refused."""
    copy = shutil.copy(sqlite_file, tmp_path / "store.sqlite3")
    url = f"sqlite+aiosqlite:///{copy}"
    await _filled(url)
    letter = tmp_path / "letter.txt"
    with letter.open("w") as file:
        file.write("Dear reader, " * 400)
    for path in (letter, tmp_path / "nothing"):
        with pytest.raises(ConfigError):
            await restore(url, path, now=Watch())
    assert await check(url, now=Watch()) == []
    async with open_store(url, now=Watch()) as store:
        assert await store.search("Norland")


async def test_check_finds_what_is_wrong(url: str) -> None:
    """An old schema, and a lane that sleeps over its deliveries, are told with what to do."""
    async with open_store(url, now=Watch()) as store:
        await store.add_target(Platform.SLACK, "C1", name="a")
        await read(store, "https://example.org/1")
        await brief(store)
        assert await check(url, now=Watch()) == []
        async with store._db.write() as connection:
            await connection.execute(sa.text("UPDATE lane SET due = NULL"))
    [finding] = await check(url, now=Watch())
    assert finding.startswith("1 lanes sleep")
    async with open_store(url, now=Watch()) as store, store._db.write() as connection:
        await connection.execute(sa.text("UPDATE delivery SET outcome = 'dead'"))
    assert await move(url, now=Watch(), to="0002") == (HEAD, "0002")
    [finding] = await check(url, now=Watch())
    assert "threeline db upgrade" in finding
    await move(url, now=Watch())
    assert await check(url, now=Watch()) == []
