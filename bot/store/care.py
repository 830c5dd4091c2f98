"""A database's address in, its schema moved, checked, copied or put back: for operators.

A SQLite file is copied with its own backup, while others read and write. PostgreSQL has its own
programs for that (`pg_dump`, `pg_restore`), which are run here. A restored database gets a new
code: ids are given again after a restore, and a delivery must not be taken for another's.
"""

import asyncio
import contextlib
import datetime as dt
import os
import pathlib
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from bot.errors import ConfigError
from bot.store.engine import Database, connected
from bot.store.migrate import present, upgrade
from bot.store.migrations import HEAD
from bot.store.schema import delivery, lane, meta, story, target

Clock = Callable[[], dt.datetime]


async def move(url: str, *, now: Clock, to: str = HEAD) -> tuple[str, str]:
    """Bring the schema to a version; give the one that it had and the one that it has."""
    async with connected(url, now=now, own_clock=True) as database:
        return await upgrade(database, to=to), to


async def check(url: str, *, now: Clock) -> Sequence[str]:
    """Look for damage; give each finding with what to do, none when all is well."""
    async with connected(url, now=now, own_clock=True) as database:
        async with database.read() as connection:
            version = await present(connection)
        if version != HEAD:
            was = version or "empty"
            return [f"The schema is {was}, this Threeline's is {HEAD}: run `threeline db upgrade`."]
        return [*await _sound(database), *await _coherent(database)]


async def _sound(database: Database) -> list[str]:
    """Ask SQLite whether its file is whole; PostgreSQL checks itself as it reads."""
    if database.postgres:
        return []
    async with database.read() as connection:
        told = (await connection.scalars(sa.text("PRAGMA integrity_check(5)"))).all()
        orphans = (await connection.execute(sa.text("PRAGMA foreign_key_check"))).all()
    found = [f"The file is damaged ({line}): restore a backup." for line in told if line != "ok"]
    return found + [f"{len(orphans)} rows point nowhere: restore a backup."] * bool(orphans)


async def _coherent(database: Database) -> list[str]:
    """Look for rows that no writer of ours leaves behind."""
    pending = sa.select(delivery.c.target).where(delivery.c.outcome == "pending")
    paused = sa.select(target.c.id).where(target.c.paused.is_not(None))
    asleep = (
        sa.select(sa.func.count())
        .select_from(lane)
        .where(lane.c.due.is_(None), lane.c.id.in_(pending), lane.c.id.not_in(paused))
    )
    untold = (
        sa.select(sa.func.count())
        .select_from(story)
        .where(story.c.briefing.is_(None), story.c.moved_to.is_(None))
    )
    async with database.read() as connection:
        counts = [await connection.scalar(query) for query in (asleep, untold)]
    words = (
        "lanes sleep although deliveries wait in them: pause and follow their targets again.",
        "stories have no briefing: restore a backup.",
    )
    return [f"{count} {word}" for count, word in zip(counts, words, strict=True) if count]


async def backup(url: str, path: pathlib.Path, *, now: Clock) -> None:
    """Copy the database as it is at one moment, while it is in use.

    Raises:
        ConfigError: There is a file of that name already, or it cannot be made.
    """
    if await asyncio.to_thread(path.exists):
        raise ConfigError(f"{path} is there already; name another file.")
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        await _run("pg_dump", address, "--format=custom", f"--file={path}")
        return
    async with connected(url, now=now, own_clock=True):
        pass  # it is there, and is a database
    await asyncio.to_thread(_copy, _file(address), path)


async def restore(url: str, path: pathlib.Path, *, now: Clock) -> None:
    """Put a backup back in place of what is there now; stop every process before.

    Raises:
        ConfigError: The file is no backup, or one of a newer Threeline.
    """
    if not await asyncio.to_thread(path.is_file):
        raise ConfigError(f"There is no file {path}.")
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        await _trial(path, now)
        await asyncio.to_thread(_copy, path, _file(address))
    else:
        await _run(
            "pg_restore", address, "--clean", "--if-exists", "--single-transaction", str(path)
        )
    async with connected(url, now=now, own_clock=True) as database:
        await upgrade(database)
        async with database.write() as connection:
            change = sa.update(meta).where(meta.c.name == "code")
            await connection.execute(change.values(value=secrets.token_hex(4)))


async def _trial(path: pathlib.Path, now: Clock) -> None:
    """Restore into a copy first, so that a bad backup replaces nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "trial.sqlite3"
        await asyncio.to_thread(shutil.copy, path, copy)
        try:
            await move(f"sqlite+aiosqlite:///{copy}", now=now)
            found = await check(f"sqlite+aiosqlite:///{copy}", now=now)
        except ConfigError as error:
            raise ConfigError(f"{path} is no backup that can be used: {error}") from error
    if found:
        raise ConfigError(f"{path} is no backup that can be used: {' '.join(found)}")


def _file(address: sa.URL) -> pathlib.Path:
    if not address.database or address.database == ":memory:":
        raise ConfigError("A database in memory cannot be copied; DATABASE_URL must name a file.")
    return pathlib.Path(address.database)


def _copy(source: pathlib.Path, to: pathlib.Path) -> None:
    try:
        with (
            contextlib.closing(sqlite3.connect(source)) as one,
            contextlib.closing(sqlite3.connect(to)) as other,
        ):
            one.backup(other)
    except sqlite3.Error as error:
        raise ConfigError(f"{source} cannot be copied to {to}: {error}.") from error


@contextlib.contextmanager
def _passwords(address: sa.URL) -> Iterator[str]:
    """Keep the password in a file that only we can read: arguments are seen by everybody."""
    descriptor, name = tempfile.mkstemp()
    try:
        with os.fdopen(descriptor, "w") as file:
            escaped = str(address.password or "").replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{escaped}\n")
        yield name
    finally:
        pathlib.Path(name).unlink()


async def _run(program: str, address: sa.URL, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database."""
    with _passwords(address) as passwords:
        parts = {
            "host": address.host or address.query.get("host"),
            "port": address.port,
            "user": address.username,
            "dbname": address.database,
            "passfile": passwords,
        }
        target_ = " ".join(f"{name}='{value}'" for name, value in parts.items() if value)
        try:
            running = await asyncio.create_subprocess_exec(
                program,
                *(f"--dbname={target_}", *arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        except FileNotFoundError as error:
            raise ConfigError(
                f"{program} is not installed (Debian: apt install postgresql-client)."
            ) from error
        _, told = await running.communicate()
    if running.returncode:
        raise ConfigError(f"{program} failed: {told.decode(errors='replace').strip()}")
