"""What hubs promise and push in, kept beside the feeds that offer them."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import Entry, Feed, HubLink, HubState, Leased
from bot.ports import Bell
from bot.store.lease import claim, finish
from bot.store.polls import Poll, keep_entries
from bot.store.role import StoreRole
from bot.store.rows import Row, feed_of
from bot.store.schema import feed, hub_link
from bot.store.words import clean

_NAMES = ("id", "feed", "hub", "topic", "token", "secret", "until", "failures", "reason")


class HubBook(StoreRole):
    """`HubStore` on the database."""

    async def claim_hubs(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[HubLink]]:
        """Take links whose hub is to be asked."""
        until = self._db.now() + lease
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            token, keys = await claim(connection, hub_link, moment=moment, lease=lease, limit=limit)
            query = sa.select(hub_link).where(hub_link.c.id.in_(keys))
            found = {row["id"]: row for row in (await connection.execute(query)).mappings()}
        return [Leased(row=_link_of(found[key]), token=token, until=until) for key in keys]

    async def finish_hub(
        self, leased: Leased[HubLink], link: HubLink | None, due: dt.datetime | None
    ) -> bool:
        """Keep a link as it is now, or drop it; False when the lease was lost."""
        key = leased.row.id
        async with self._db.write() as connection:
            if link is None:
                mine = (hub_link.c.id == key) & (hub_link.c.lease == leased.token)
                return bool((await connection.execute(sa.delete(hub_link).where(mine))).rowcount)
            moment = await self._db.moment(connection)
            at = self._db.at(moment, due) if due else None
            values = _values(link)
            return await finish(connection, hub_link, key, leased.token, due=at, **values)

    async def hub_link(self, token: str) -> tuple[HubLink, Feed] | None:
        """Find the link of a callback, with its feed."""
        query = sa.select(hub_link).where(hub_link.c.token == clean(token))
        async with self._db.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            whose = sa.select(feed).where(feed.c.id == row["feed"])
            return _link_of(row), feed_of((await connection.execute(whose)).mappings().one())

    async def settle_hub(self, link: HubLink | None, was: HubLink, due: dt.datetime | None) -> bool:
        """Keep what a hub said of a link, or drop it, and what follows for the feed's polls."""
        same = (hub_link.c.id == was.id) & (hub_link.c.token == was.token)
        same &= hub_link.c.state == was.state
        async with self._db.write(Bell.FEEDS) as connection:
            moment = await self._db.moment(connection)
            change: sa.Update | sa.Delete = sa.delete(hub_link).where(same)
            if link is not None:
                at = self._db.at(moment, due) if due else None
                # A renewal in flight has lost its lease: what the hub says counts.
                change = sa.update(hub_link).where(same).values(due=at, lease=None, **_values(link))
            if not (await connection.execute(change)).rowcount:
                return False
            until = link.until if link else None
            values = {"pushed_until": until} if until else {"pushed_until": None, "due": moment}
            polled = (feed.c.id == was.feed) & ~feed.c.removed
            if until is None:
                # Polls go on at once, but never into the lease of one under way.
                polled &= feed.c.lease.is_(None) & feed.c.pushed_until.is_not(None)
            await connection.execute(sa.update(feed).where(polled).values(**values))
        return True

    async def keep_pushed(self, feed_id: int, entries: Sequence[Entry]) -> int:
        """Keep unseen and edited entries as a poll does; give how many are to be read."""
        async with self._db.write(Bell.ENTRIES) as connection:
            moment = await self._db.moment(connection)
            # Its row is taken first, as by a poll, so that the two do not insert one entry twice.
            query = sa.select(feed).where(feed.c.id == feed_id, ~feed.c.removed)
            row = (
                (await connection.execute(query.with_for_update(of=feed))).mappings().one_or_none()
            )
            if row is None:
                return 0
            whose = feed_of(row)
            leased = Leased(row=whose, token="", until=moment)
            poll = Poll(leased=leased, feed=whose, entries=entries, baseline=frozenset())
            counts = await keep_entries(connection, [poll], moment)
            newest = max((one.published for one in entries if one.published), default=None)
            if newest and (whose.last_entry is None or newest > whose.last_entry):
                last = sa.update(feed).where(feed.c.id == feed_id)
                await connection.execute(last.values(last_entry=min(newest, moment)))
        return counts.get(id(poll), 0)

    async def poll_now(self, feed_id: int) -> None:
        """Let a feed be polled next; one that is being polled comes again by itself."""
        idle = (feed.c.id == feed_id) & feed.c.lease.is_(None) & feed.c.due.is_not(None)
        async with self._db.write(Bell.FEEDS) as connection:
            moment = await self._db.moment(connection)
            await connection.execute(sa.update(feed).where(idle).values(due=moment))


def _link_of(row: Row) -> HubLink:
    return HubLink(state=HubState(row["state"]), **{name: row[name] for name in _NAMES})


def _values(link: HubLink) -> dict[str, object]:
    return {
        "state": link.state,
        "until": link.until,
        "failures": link.failures,
        "reason": link.reason and clean(link.reason),
    }
