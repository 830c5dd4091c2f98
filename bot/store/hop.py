"""Statements for a SQLite file in, their rows out: one turn of the driver's thread each.

aiosqlite runs each call of a cursor (open, execute, fetch, close) in its thread, four turns a
statement; a turn costs about 50 us of processor and the wake of a thread, a small statement 10.
Its connection is used as it is, and only its cursors do the four in one turn.
"""

import functools
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite


def connect(database: str, **options: Any) -> Any:
    """Give a connection to await, as `aiosqlite.connect` does."""
    made = HopConnection(functools.partial(sqlite3.connect, database, **options), 64)
    made._thread.daemon = True  # noqa: SLF001 # as SQLAlchemy does: no exit waits for it
    return made


class HopConnection(aiosqlite.Connection):
    """`aiosqlite.Connection` whose cursors fetch what they ask for at once."""

    def cursor(self) -> Any:
        """Open a cursor, which costs nothing before it is asked something."""
        return _Cursor(self)


class _Cursor:
    """What SQLAlchemy asks of an asynchronous cursor (PEP 249), with all rows at once."""

    def __init__(self, connection: HopConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> Self:
        """Run a statement and fetch what it gives."""
        await self._connection._execute(self._run, operation, parameters)  # type: ignore[no-untyped-call] # noqa: SLF001 # SQLAlchemy's own adapter reaches for its queue, too
        return self

    async def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Run a statement once for each set of values."""
        await self._connection._execute(self._run_all, operation, parameters)  # type: ignore[no-untyped-call] # noqa: SLF001 # as above
        return self

    def _run(self, operation: str, parameters: Sequence[Any]) -> None:
        self._keep(self._connection._conn.execute(operation, parameters))  # noqa: SLF001 # in its thread

    def _run_all(self, operation: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._keep(self._connection._conn.executemany(operation, parameters))  # noqa: SLF001 # in its thread

    def _keep(self, done: sqlite3.Cursor) -> None:
        self.description = done.description
        self._rows = done.fetchall() if done.description else []
        self.rowcount, self.lastrowid = done.rowcount, done.lastrowid
        done.close()

    async def fetchone(self) -> Any:
        """Give the next row, or ``None``."""
        return self._rows.pop(0) if self._rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Give the next rows."""
        some, self._rows = self._rows[: size or 1], self._rows[size or 1 :]
        return some

    async def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Forget what was not fetched."""
        self._rows = []
