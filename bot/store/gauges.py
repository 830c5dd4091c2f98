"""Queues in, how the installation is doing out: what waits, and for how long."""

import datetime as dt

import sqlalchemy as sa

from bot.model import Outcome
from bot.ports.measuring import Backlog, Condition
from bot.store.role import StoreRole
from bot.store.schema import article, delivery, digest_plan, entry, feed, lane, target

_QUEUES = {"feeds": feed, "entries": entry, "articles": article, "lanes": lane}
_QUEUES["digests"] = digest_plan


class StoreGauges(StoreRole):
    """`Gauges` on the database: each queue is counted by its index of what is due."""

    async def condition(self) -> Condition:
        """Count what waits, fails and was given up."""
        states = (
            sa.select(feed.c.state, sa.func.count())
            .where(feed.c.removed.is_(False))
            .group_by(feed.c.state)
        )
        undelivered = (
            sa.select(target.c.platform, delivery.c.outcome, sa.func.count())
            .join(target, target.c.id == delivery.c.target)
            .where(delivery.c.outcome.in_([Outcome.DEAD, Outcome.HELD]))
            .group_by(target.c.platform, delivery.c.outcome)
        )
        async with self._db.read() as connection:
            moment = await self._db.moment(connection)
            backlogs = []
            for name, table in _QUEUES.items():
                query = sa.select(sa.func.count(), sa.func.min(table.c.due))
                row = (await connection.execute(query.where(table.c.due <= moment))).one()
                lag = moment - row[1] if row[0] else dt.timedelta()
                backlogs.append(Backlog(queue=name, due=row[0], lag=lag))
            feeds = {row[0]: row[1] for row in await connection.execute(states)}
            given_up = {(row[0], row[1]): row[2] for row in await connection.execute(undelivered)}
        return Condition(backlogs=backlogs, feeds=feeds, undelivered=given_up)
