"""The passing of time in, bells rung: one look a second for all stages of a process.

What comes due by the clock, and what another process wrote to a SQLite file, rings no bell by
itself. One query for all queues costs a process what one empty claim costs; nothing is asked of
queues that nobody listens for. A stage still looks by itself, seldom, since this may fail.
"""

import asyncio
import contextlib
import functools

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError
from bot.ports import Bell
from bot.store.engine import Database
from bot.store.schema import article, digest_plan, entry, feed, hub_link, lane

EVERY = 1.0
"""Seconds between two looks: so late may a digest be, or a post that was put off."""

_QUEUES = {
    Bell.FEEDS: (feed, hub_link),
    Bell.ENTRIES: (entry,),
    Bell.ARTICLES: (article,),
    Bell.LANES: (lane,),
    Bell.DIGESTS: (digest_plan,),
}


async def beat(database: Database) -> None:
    """Look until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        heard = tuple(bell for bell in _QUEUES if database.bells.heard(bell))
        if heard:
            with contextlib.suppress(StoreError, SQLAlchemyError):  # it is away: stages tell
                database.bells.ring(await _due(database, heard))


async def _due(database: Database, bells: tuple[Bell, ...]) -> list[Bell]:
    async with database.read() as connection:
        moment = await database.moment(connection)
        row = (await connection.execute(_look(bells), {"moment": moment})).mappings().one()
    return [bell for bell in bells if row[bell]]


@functools.cache
def _look(bells: tuple[Bell, ...]) -> sa.Executable:
    """Make the query, once: making it each second costs more than asking it."""
    moment = sa.bindparam("moment", type_=feed.c.due.type)
    waits = (
        sa.or_(
            *(
                sa.select(sa.exists().where(table.c.due <= moment)).scalar_subquery()
                for table in _QUEUES[bell]
            )
        ).label(bell)
        for bell in bells
    )
    return sa.select(*waits)
