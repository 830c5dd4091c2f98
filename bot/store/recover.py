"""Leases of processes that died on this host in, work that is due at once out.

Without this what a killed process had taken comes due when its leases end: 30 s for a feed or an
entry, 60 s for an article, 10 s for the sockets of a chat. All of it is fenced by tokens, so that
taking it too early costs work and nothing else. A chat's lane is another matter: its post may be
on its way, and whoever looks for it before the platform has taken it posts it twice
(`bot.deliver`). It comes due as late as the dead would have waited for an answer themselves. Our
own page takes a post at once or never.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Platform
from bot.owner import has_died
from bot.ports import Bell
from bot.store.model_schema import refinement
from bot.store.role import StoreRole
from bot.store.schema import article, digest_plan, entry, feed, hold, hub_link, lane

ANSWERED = dt.timedelta(seconds=20)
"""Longest that a chat's client waits for an answer: 15 s in `bot.slack`, 20 s in `bot.discord`."""

_WORKED = (feed, hub_link, entry, article, digest_plan, refinement)


class Recovery(StoreRole):
    """What is done once when a process starts."""

    async def recover(self) -> int:
        """Free what dead processes of this host had taken; give how many rows that were."""
        async with self._db.read() as connection:
            tables = {table: await _dead(connection, table.c.lease) for table in _WORKED}
            tables[lane] = await _dead(connection, lane.c.lease)
            owners = await _dead(connection, hold.c.owner)
        if not owners and not any(tables.values()):
            return 0
        freed = 0
        bells = (Bell.FEEDS, Bell.ENTRIES, Bell.ARTICLES, Bell.LANES, Bell.DIGESTS)
        async with self._db.write(*bells) as connection:
            moment = await self._db.moment(connection)
            for table, tokens in tables.items():
                ours: list[sa.ColumnElement[bool]] = [table.c.lease.in_(tokens)]
                if table is lane:
                    ours.append(lane.c.platform == Platform.PAGE)
                done = await connection.execute(
                    sa.update(table).where(*ours).values(due=moment, lease=None)
                )
                freed += done.rowcount
            later = self._db.at(moment, self._db.now() + ANSWERED)
            chats = [lane.c.lease.in_(tables[lane]), lane.c.due > later]
            await connection.execute(sa.update(lane).where(*chats).values(due=later))
            done = await connection.execute(
                sa.update(hold)
                .where(hold.c.owner.in_(owners), hold.c.until > moment)
                .values(until=moment)
            )
        return freed + done.rowcount


async def _dead(connection: AsyncConnection, column: sa.ColumnElement[str]) -> list[str]:
    query = sa.select(column).where(column.is_not(None)).distinct()
    return [mark for mark in await connection.scalars(query) if has_died(mark)]
