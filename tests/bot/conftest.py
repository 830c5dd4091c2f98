"""Stores for tests: one for each database, and one where the database does not matter."""

import asyncio
import pathlib
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.clock import now
from bot.store import SqlStore, open_store
from tests import postgres
from tests.bot.making import Watch


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A server for the whole run, with a database of today's schema to copy."""
    why = postgres.missing()
    if why:
        pytest.skip(why)
    with postgres.server() as server:
        server.database()
        asyncio.run(_migrate(server.url.format(name="t1")))
        yield server


async def _migrate(url: str) -> None:
    async with open_store(url, now=Watch()):
        pass


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A file with a database of today's schema to copy."""
    path = tmp_path_factory.mktemp("store") / "template.sqlite3"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["file", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> str:
    """Address of an empty database."""
    if request.param == "file":
        template: pathlib.Path = request.getfixturevalue("sqlite_file")
        return f"sqlite+aiosqlite:///{shutil.copy(template, tmp_path / 'store.sqlite3')}"
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server.url.format(name=server.database(template="t1"))


@pytest.fixture
def watch() -> Watch:
    """A clock that stands until a test moves it."""
    return Watch()


@pytest.fixture
async def store(url: str, watch: Watch) -> AsyncIterator[SqlStore]:
    """An open store."""
    async with open_store(url, now=watch, own_clock=False) as opened:
        yield opened


@pytest.fixture
async def live_store(sqlite_file: pathlib.Path, tmp_path: pathlib.Path) -> AsyncIterator[SqlStore]:
    """An open store on a SQLite file whose leases go by the real clock."""
    copy = shutil.copy(sqlite_file, tmp_path / "store.sqlite3")
    async with open_store(f"sqlite+aiosqlite:///{copy}", now=now) as opened:
        yield opened


@pytest.fixture
async def file_store(
    sqlite_file: pathlib.Path, tmp_path: pathlib.Path, watch: Watch
) -> AsyncIterator[SqlStore]:
    """An open store on a SQLite file."""
    copy = shutil.copy(sqlite_file, tmp_path / "store.sqlite3")
    async with open_store(f"sqlite+aiosqlite:///{copy}", now=watch) as opened:
        yield opened
