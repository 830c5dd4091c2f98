"""What each role of the store is built on: the database, and the words said for `why`."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine import Database
from bot.store.schema import decision


class StoreRole:
    """One of the store's roles; the store is all of them on one database."""

    def __init__(self, database: Database) -> None:
        self._db = database


async def say(
    connection: AsyncConnection,
    moment: dt.datetime,
    said: str,
    *,
    entry: int | None = None,
    article: int | None = None,
    kept: bool = False,
) -> None:
    """Keep why something was decided, in the transaction that decides it; ``kept``: for ever."""
    values = {"at": moment, "entry": entry, "article": article, "said": said, "kept": kept}
    await connection.execute(_SAY, values)


_SAY = sa.insert(decision)
