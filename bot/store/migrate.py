"""A database of any age in, one with this code's schema out."""

import pathlib
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConfigError
from bot.store.engine import Database
from bot.store.migrations import HEAD
from bot.store.schema import meta

# Any number; who holds it may migrate a PostgreSQL database.
_LOCK = 7_301_943

_WHERE = pathlib.Path(__file__).parent / "migrations"


async def present(connection: AsyncConnection) -> str | None:
    """Tell which schema version the database has; ``None`` when it is empty."""
    has = await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version"))
    if not has:
        return None
    version: str | None = await connection.scalar(
        sa.text("SELECT version_num FROM alembic_version")
    )
    return version


async def upgrade(database: Database, *, to: str = HEAD) -> str:
    """Bring the schema to a version, this code's by default; give the one that it had.

    Raises:
        ConfigError: The database was written by a newer Threeline.
    """
    async with database.read() as connection:
        version = await present(connection)
    if version == to:
        return version
    async with database.write() as connection:
        if database.postgres:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        version = await present(connection)  # another process may have been first
        if version != to:
            await connection.run_sync(_run, to, version)
        if to != "base" and not await connection.scalar(
            sa.select(sa.func.count()).select_from(meta)
        ):
            code = secrets.token_hex(4)
            await connection.execute(sa.insert(meta).values(name="code", value=code))
    return version or "empty"


def _run(connection: sa.Connection, to: str, version: str | None) -> None:
    # Imported here because it costs 0.3 s, which only a database of another age needs.
    from alembic import command, script  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_WHERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    steps = [step.revision for step in script.ScriptDirectory.from_config(config).walk_revisions()]
    if version is not None and version not in steps:
        raise ConfigError(
            f"The database was written by a newer Threeline (its schema is {version}, this one "
            f"knows up to {HEAD}). Install the newer one, or restore a backup."
        )
    steps.append("base")
    back = version is not None and steps.index(to) > steps.index(version)
    (command.downgrade if back else command.upgrade)(config, to)
