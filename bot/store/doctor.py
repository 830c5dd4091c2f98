"""The database's address in, what is wrong with it out, each with its fix."""

import asyncio
import datetime as dt
import pathlib
import shutil
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from bot.errors import ConfigError, StoreError
from bot.ports.measuring import Finding
from bot.store.care import check
from bot.store.engine import connected
from bot.store.migrate import present
from bot.store.migrations import HEAD
from bot.store.schema import feed

ROOM = 200 * 2**20
"""Bytes that should be free beside a SQLite file: its log grows while it is copied."""


async def examine(
    url: str, *, now: Callable[[], dt.datetime]
) -> tuple[list[Finding], dt.datetime | None]:
    """Open it, and look at its schema, its soundness and its disk; change nothing.

    Returns:
        What was found, and the server's time where it has a clock of its own.
    """
    told = None
    address = sa.make_url(url)
    if await asyncio.to_thread(_is_to_be_made, address):
        says = "SQLite, not there yet: the first start makes it"
        return [Finding(about="database", says=says), *_room(address)], None
    try:
        async with (
            connected(url, now=now, own_clock=True) as database,
            database.read() as connection,
        ):
            version = await present(connection)
            if database.postgres:
                told = await database.moment(connection)
        faults = [] if version is None else await check(url, now=now)
    except (ConfigError, StoreError) as error:
        return [_closed(str(error))], None
    kind = "PostgreSQL" if address.get_backend_name() != "sqlite" else "SQLite"
    found = [_fault(line) for line in faults]
    if version is None:
        found = [Finding(about="database", says=f"{kind}, empty: the first start makes its tables")]
    elif not found:
        found = [Finding(about="database", says=f"{kind}, schema {version} of {HEAD}, sound")]
    return found + await asyncio.to_thread(_room, address), told


async def known_feeds(url: str, *, now: Callable[[], dt.datetime]) -> Sequence[str]:
    """List the addresses of its feeds; none where it is of another age."""
    if await asyncio.to_thread(_is_to_be_made, sa.make_url(url)):
        return []
    async with connected(url, now=now, own_clock=True) as database, database.read() as connection:
        if await present(connection) != HEAD:
            return []
        query = sa.select(feed.c.url).where(feed.c.removed.is_(False)).order_by(feed.c.url)
        return (await connection.scalars(query)).all()


def _is_to_be_made(address: sa.URL) -> bool:
    """Tell a file that is not there in a folder that is; to open it would make it."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return False
    path = pathlib.Path(address.database).absolute()
    return not path.exists() and path.parent.is_dir()


def _closed(says: str) -> Finding:
    first, _, rest = says.partition(". ")
    fix = rest or "Mend DATABASE_URL, or start the server."
    return Finding(about="database", says=first.rstrip("."), fix=fix)


def _fault(line: str) -> Finding:
    says, _, fix = line.partition(": ")
    return Finding(about="database", says=says, fix=fix)


def _room(address: sa.URL) -> list[Finding]:
    if address.get_backend_name() != "sqlite" or address.database in {None, "", ":memory:"}:
        return []
    folder = pathlib.Path(str(address.database)).absolute().parent
    free = shutil.disk_usage(folder).free
    says = f"{free // 2**20:,} MB are free beside the database"
    fix = None if free >= ROOM else "Make room: at none, nothing new is kept until there is some."
    return [Finding(about="disk", says=says, fix=fix)]
