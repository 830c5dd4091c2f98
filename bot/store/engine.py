"""Database address in, transactions out: pragmas, turns, clock, plain errors.

SQLite: write-ahead log, so that readers never wait; ``synchronous=FULL``, because a forgotten
intent mark is a double post; ``BEGIN IMMEDIATE`` for whatever writes, because a reader that
turns into a writer fails at once when another came first, whatever the timeout. In one process
writers queue for a lock instead of polling the file's.

PostgreSQL: due times are compared with the database's clock, so that hosts whose clocks differ
agree on when a lease ends.
"""

import asyncio
import contextlib
import datetime as dt
import pathlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.errors import ConfigError, StoreError
from bot.store import hop
from bot.store.wake import CHANNEL, Bells

BUSY = 30_000
"""How long one process waits for another's write to a SQLite file, in ms."""

READERS = 8
"""Connections of one process; SQLite's are threads."""

PRAGMA_TRIES = 100
PRAGMA_PAUSE = 0.05
"""Seconds between two tries of a setting that another connection is in the way of."""

_PRAGMAS = (
    f"busy_timeout={BUSY}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
)

_WRITES = {"threeline_writes": True}


class Database:
    """One database with the bells of its writes.

    Attributes:
        now: The process's clock.
        bells: Rung after each write that may make work.
    """

    def __init__(
        self, engine: AsyncEngine, *, now: Callable[[], dt.datetime], own_clock: bool
    ) -> None:
        self.engine = engine
        self.now = now
        self.bells = Bells()
        self.postgres = engine.dialect.name == "postgresql"
        self._own_clock = own_clock and self.postgres
        self._turn: contextlib.AbstractAsyncContextManager[Any] = (
            contextlib.nullcontext() if self.postgres else asyncio.Lock()
        )

    @contextlib.asynccontextmanager
    async def read(self, *, each_alone: bool = False) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads.

        With ``each_alone`` each statement is one of its own where that is quicker: PostgreSQL is
        not told of a beginning and an end, two of the five round trips of a look-up.
        """
        with _plainly():
            async with self.engine.connect() as connection:
                if each_alone and self.postgres:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                yield connection

    @contextlib.asynccontextmanager
    async def write(self, *rings: str) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes, commit it at the end and ring these bells."""
        with _plainly():
            async with self._turn, self.engine.connect() as bare:
                connection = await bare.execution_options(**_WRITES)
                async with connection.begin():
                    yield connection
                    if rings and self.postgres:
                        await connection.execute(
                            sa.select(sa.func.pg_notify(CHANNEL, ",".join(rings)))
                        )
        self.bells.ring(rings)

    async def moment(self, connection: AsyncConnection) -> dt.datetime:
        """Tell the time that due times are compared with."""
        if not self._own_clock:
            return self.now()
        told: dt.datetime = (
            await connection.execute(sa.select(sa.func.clock_timestamp()))
        ).scalar_one()
        return told

    def at(self, moment: dt.datetime, when: dt.datetime) -> dt.datetime:
        """Turn a time by the process's clock into one by the clock that told ``moment``."""
        return moment + (when - self.now()) if self._own_clock else when


@contextlib.asynccontextmanager
async def connected(
    url: str, *, now: Callable[[], dt.datetime], own_clock: bool
) -> AsyncIterator[Database]:
    """Open a database and close it at the end.

    Raises:
        ConfigError: It cannot be used; the text says why and how to mend it.
    """
    try:
        address = sa.make_url(url)
    except SQLAlchemyError as error:
        raise ConfigError("DATABASE_URL is not an address of a database.") from error
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgres(address)
    database = Database(engine, now=now, own_clock=own_clock)
    try:
        with _opening(address):
            async with database.read() as connection:
                await connection.execute(sa.text("SELECT 1"))
        yield database
    finally:
        await engine.dispose()


def _sqlite(address: sa.URL) -> AsyncEngine:
    """Make an engine for a file; in memory there is one connection, taken in turns."""
    memory = address.database in {None, "", ":memory:"}
    if not memory and not str(address.database).startswith("file:"):
        parent = pathlib.Path(str(address.database)).absolute().parent
        if not parent.is_dir():
            raise ConfigError(
                f"The folder of the database does not exist: {parent}. "
                "Make it, or let DATABASE_URL name another file."
            )
        if pathlib.Path(str(address.database)).is_dir():
            raise ConfigError(
                f"The database cannot be opened: {address.database} is a folder. "
                "Let DATABASE_URL name a file in it."
            )
    engine = create_async_engine(
        address,
        poolclass=sa.AsyncAdaptedQueuePool,
        pool_size=1 if memory else READERS,
        max_overflow=0,
        connect_args={"async_creator_fn": hop.connect},
    )

    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions are begun below, not by the driver
        cursor = raw.cursor()
        try:
            for pragma in _PRAGMAS:
                _set(cursor, pragma)
        except sqlite3.Error:
            raw.close()  # its thread would outlive us
            raise
        cursor.close()

    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("threeline_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    sa.event.listen(engine.sync_engine, "connect", prepare)
    sa.event.listen(engine.sync_engine, "begin", begin)
    return engine


def _set(cursor: Any, pragma: str) -> None:
    """Set one; SQLite waits for no lock when two connections make a file a WAL file at once."""
    for _ in range(PRAGMA_TRIES):
        try:
            cursor.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if "is locked" not in str(error):
                raise
            await_only(asyncio.sleep(PRAGMA_PAUSE))
        else:
            return
    cursor.execute(f"PRAGMA {pragma}")


def _postgres(address: sa.URL) -> AsyncEngine:
    return create_async_engine(
        address,
        pool_size=READERS,
        max_overflow=2,
        pool_pre_ping=True,  # a server that was restarted costs a reconnect, not an error
        # Compiling a statement takes longer than any of ours, which ask for little of much.
        connect_args={"timeout": 10, "command_timeout": 60, "server_settings": {"jit": "off"}},
    )


@contextlib.contextmanager
def _plainly() -> Any:
    """Say in plain words why the database did not do it."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        raise StoreError(_reason(error)) from error


_REASONS = {
    "disk is full": "The disk of the database is full. Make room; nothing that was kept is lost.",
    "readonly database": "The database file, or its folder, cannot be written to.",
    "unable to open": "The database file cannot be opened or made.",
    "not a database": "The file is not a database.",
    "malformed": "The database file is damaged; restore a backup.",
    "is locked": "Another process has kept the database for longer than half a minute.",
    "password authentication failed": "The database refuses this user or password.",
    "does not exist": "The server has no such database or user.",
}


def _reason(error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error)
    for words, reason in _REASONS.items():
        if words in text:
            return reason
    if isinstance(error, OSError) or getattr(error, "connection_invalidated", False):
        return f"The database does not answer: {text}"
    return f"The database did not do it: {text}"


@contextlib.contextmanager
def _opening(address: sa.URL) -> Any:
    """Add which database it is, never its password."""
    try:
        yield
    except StoreError as error:
        where = address.render_as_string(hide_password=True)
        raise ConfigError(f"{error} (DATABASE_URL is {where})") from error
