"""A name in, the only turn of that name out: what must not be done twice at once.

PostgreSQL keeps turns on a connection of their own and gives them back when it breaks, so a
process that dies blocks nobody. On a SQLite file it is a lock on a file beside it, which the
system gives back likewise. Within one process whoever comes first goes first.
"""

import asyncio
import contextlib
import hashlib
import pathlib
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import TextIO

import sqlalchemy as sa

from bot.store.engine import Database
from bot.store.role import StoreRole

if sys.platform != "win32":  # there only one process may use a file
    import fcntl


class Turns(StoreRole):
    """Turns on the database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._here: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @contextlib.asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until nobody else, on any host, has the turn of this name; then have it."""
        async with self._here[name]:
            beyond = self._on_server(name) if self._db.postgres else self._on_file(name)
            async with beyond:
                yield

    @contextlib.asynccontextmanager
    async def _on_server(self, name: str) -> AsyncIterator[None]:
        digest = hashlib.sha256(name.encode()).digest()[:8]
        key = int.from_bytes(digest, signed=True)
        async with self._db.read() as connection:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
            yield  # the end of the transaction gives it back

    @contextlib.asynccontextmanager
    async def _on_file(self, name: str) -> AsyncIterator[None]:
        path = self._db.engine.url.database
        plain = path not in {None, "", ":memory:"} and not str(path).startswith("file:")
        if sys.platform == "win32" or not plain:
            yield
            return
        with await asyncio.to_thread(_opened, pathlib.Path(f"{path}-{name}")) as file:
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield  # closing the file gives it back


def _opened(path: pathlib.Path) -> TextIO:
    return path.open("a")
