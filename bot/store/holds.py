"""A name in, its one owner out: leases for roles that only one process may have.

Rows of work are leased by `lease.py`; this is for what is not a row: a set of sockets, a shard of
a gateway. A lease that ended may still be renewed by its last owner while nobody took it: the
fence says that nobody did. All times are compared by one clock, the database's.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import Hold
from bot.store.engine import Database
from bot.store.fresh import insert_new, unless_there
from bot.store.gather import Gather
from bot.store.role import StoreRole
from bot.store.schema import heard, hold
from bot.store.words import clean

REMEMBERED = dt.timedelta(days=2)
"""How long an event is known; Slack and Discord redeliver for an hour at most."""


class Holds(StoreRole):
    """`Leases` and `Heard` on the database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._events = Gather(self._first_all)

    async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
        """Take a lease that is free, has ended, or is this owner's already."""
        until = self._db.now() + ttl  # before asking: an answer that comes late is not late for us
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            change = (
                sa.update(hold)
                .where(hold.c.name == name, (hold.c.until <= moment) | (hold.c.owner == owner))
                .values(owner=owner, fence=hold.c.fence + 1, until=moment + ttl)
            )
            fence = await connection.scalar(change.returning(hold.c.fence))
            if fence is None:
                row = await insert_new(
                    connection, hold, name=name, owner=owner, fence=1, until=moment + ttl
                )
                fence = row["fence"] if row else None
        return Hold(name=name, owner=owner, fence=fence, until=until) if fence else None

    async def renew(self, hold: Hold, ttl: dt.timedelta) -> Hold | None:
        """Have it for ``ttl`` from now; ``None`` when somebody else has had it since."""
        until = self._db.now() + ttl
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            done = await connection.execute(_ours(hold).values(until=moment + ttl))
        if done.rowcount != 1:
            return None
        return Hold(name=hold.name, owner=hold.owner, fence=hold.fence, until=until)

    async def release(self, hold: Hold) -> bool:
        """Let others have it at once; False when it is not ours any more."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            done = await connection.execute(_ours(hold).values(until=moment))
        return done.rowcount == 1

    async def holds(self, prefix: str = "") -> Sequence[Hold]:
        """List the leases that are had now and whose names begin so, by name."""
        async with self._db.read() as connection:
            moment = await self._db.moment(connection)
            query = (
                sa.select(_HOLD)
                .where(_HOLD.c.until > moment, _HOLD.c.name.startswith(prefix, autoescape=True))
                .order_by(_HOLD.c.name)
            )
            rows = (await connection.execute(query)).mappings().all()
        ahead = self._db.now() - moment
        return [
            Hold(
                name=row["name"],
                owner=row["owner"],
                fence=row["fence"],
                until=row["until"] + ahead,
            )
            for row in rows
        ]

    async def first(self, event: str) -> bool:
        """Take an event on; False when it was taken on before, within the last two days."""
        return await self._events(hashlib.sha256(clean(event).encode()).hexdigest())

    async def _first_all(self, digests: Sequence[str]) -> Sequence[bool]:
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            rows = [{"event_digest": each, "at": moment} for each in sorted(set(digests))]
            new = unless_there(connection, heard).values(rows).returning(heard.c.event_digest)
            told = set(await connection.scalars(new))
        answers = []
        for each in digests:
            answers.append(each in told)
            told.discard(each)  # twice at once: the first has it
        return answers


_HOLD = hold  # methods have arguments and names of these


def _ours(one: Hold) -> sa.Update:
    return sa.update(hold).where(
        hold.c.name == one.name, hold.c.owner == one.owner, hold.c.fence == one.fence
    )
