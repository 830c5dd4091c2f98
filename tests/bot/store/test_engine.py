"""What an operator is told when the database cannot be used, and how the schema moves."""

import asyncio
import pathlib
import shutil
import sqlite3

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError, StoreError
from bot.ports import Bell
from bot.store import open_store
from bot.store.codec import decode, encode
from bot.store.engine import connected
from bot.store.migrate import present, upgrade
from bot.store.migrations import HEAD
from bot.store.schema import metadata
from bot.store.words import clean
from summariser import Article
from tests import postgres
from tests.bot.making import LEASE, Watch, brief, briefing, read


async def _refused(url: str) -> str:
    with pytest.raises(ConfigError) as refusal:
        async with open_store(url, now=Watch()):
            raise AssertionError
    return str(refusal.value)


async def test_missing_folder_is_named(tmp_path: pathlib.Path) -> None:
    """The folder and the setting are in the message."""
    told = await _refused(f"sqlite+aiosqlite:///{tmp_path}/no/where.sqlite3")
    assert f"{tmp_path}/no" in told
    assert "DATABASE_URL" in told


async def test_what_is_no_database_is_refused(tmp_path: pathlib.Path) -> None:
    """Another file, or a folder, is told apart from a database."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 200)
    assert "not a database" in await _refused(f"sqlite+aiosqlite:///{path}")
    assert path.read_text().startswith("Dear reader")
    assert "cannot be opened" in await _refused(f"sqlite+aiosqlite:///{tmp_path}")


async def test_file_that_cannot_be_written_is_told(sqlite_file: pathlib.Path) -> None:
    """It is said at the first write, in plain words."""
    url = f"sqlite+aiosqlite:///file:{sqlite_file}?mode=ro&uri=true"
    async with open_store(url, now=Watch()) as store:
        with pytest.raises(StoreError, match="cannot be written"):
            await store.add_feed("https://example.org/feed", title=None, topic=None)


async def test_full_disk_loses_nothing(sqlite_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """The message says so, what was kept is there, and with room again writing goes on."""
    path = shutil.copy(sqlite_file, tmp_path / "store.sqlite3")
    async with open_store(f"sqlite+aiosqlite:///{path}", now=Watch()) as store:
        await store.add_feed("https://example.org/feed", title=None, topic=None)
        for connection in range(8):
            async with store._db.read() as reader:
                pages = await reader.scalar(sa.text("PRAGMA page_count"))
                await reader.execute(sa.text(f"PRAGMA max_page_count={pages}"))
            assert connection < 8
        with pytest.raises(StoreError, match="disk of the database is full"):
            await store.add_feed("x" * 100_000, title=None, topic=None)
        assert [feed.url for feed in await store.feeds()] == ["https://example.org/feed"]
        async with store._db.read() as reader:
            await reader.execute(sa.text("PRAGMA max_page_count=100000"))
        await store.add_feed("x" * 100_000, title=None, topic=None)


async def test_server_that_is_not_there_is_told() -> None:
    """Nobody listens: the address without its password, and that it does not answer."""
    told = await _refused("postgresql+asyncpg://ann:secret@127.0.0.1:1/news")
    assert "does not answer" in told
    assert "secret" not in told


async def test_database_that_is_not_there_is_told(postgres_server: postgres.Server) -> None:
    """The server is there and has no such database."""
    assert "no such database" in await _refused(postgres_server.url.format(name="nothing"))


async def test_newer_schema_is_refused(url: str) -> None:
    """Starting an old Threeline on a new database changes nothing and says what to do."""
    async with (
        connected(url, now=Watch(), own_clock=True) as database,
        database.write() as connection,
    ):
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer Threeline" in await _refused(url)


async def test_migrations_make_the_schema_of_the_code(url: str) -> None:
    """Forward, back and forward again ends at exactly the tables that the code means."""
    async with connected(url, now=Watch(), own_clock=True) as database:
        assert await upgrade(database) == HEAD
        await upgrade(database, to="base")
        async with database.read() as connection:
            assert await present(connection) is None
        await upgrade(database)

        def differences(sync: sa.Connection) -> list[object]:
            context = MigrationContext.configure(
                sync, opts={"include_object": lambda _o, name, *_: "article_words" not in name}
            )
            return list(compare_metadata(context, metadata))

        async with database.read() as connection:
            assert await connection.run_sync(differences) == []


async def test_two_that_start_at_once_migrate_once(tmp_path: pathlib.Path) -> None:
    """An empty file opened by several at the same moment is one database."""
    url = f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3"

    async def start() -> None:
        async with open_store(url, now=Watch()):
            pass

    await asyncio.gather(*(start() for _ in range(3)))
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM meta")
    connection.close()
    assert count == 1


async def test_store_in_memory_works() -> None:
    """With no file at all everything is there until the end."""
    async with open_store("sqlite+aiosqlite://", now=Watch()) as store:
        await read(store, "https://example.org/1")
        await asyncio.gather(brief(store), store.feeds(), store.latest())
        assert await store.story_of("https://example.org/1")


async def test_bell_is_heard_in_another_process(postgres_server: postgres.Server) -> None:
    """On PostgreSQL a write wakes whoever waits, on any host, in a moment."""
    url = postgres_server.url.format(name=postgres_server.database(template="t1"))
    async with open_store(url, now=Watch()) as one, open_store(url, now=Watch()) as other:
        wake = other.listen(Bell.ARTICLES)
        async with asyncio.timeout(5):
            await asyncio.sleep(0.2)  # until the other one listens
            await read(one, "https://example.org/1")
            await wake._event.wait()


async def test_database_s_clock_ends_leases(postgres_server: postgres.Server) -> None:
    """A host whose clock is an hour ahead takes nothing before its time."""
    url = postgres_server.url.format(name=postgres_server.database(template="t1"))
    ahead, right = Watch(), Watch()
    ahead.move(3600)
    async with open_store(url, now=ahead) as one, open_store(url, now=right) as other:
        await other.add_feed("https://example.org/feed", title=None, topic=None)
        [leased] = await other.claim_feeds(1, LEASE)
        assert leased.until == right() + LEASE
        assert not await one.claim_feeds(1, LEASE)


@given(text=st.text(min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_briefing_survives_its_json(text: str) -> None:
    """What is written is what is read, for any words that a database can hold."""
    made = briefing(Article(id="1", text=clean(text)))
    assert decode(encode(made)) == made
