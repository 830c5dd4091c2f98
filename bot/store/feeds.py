"""Polls in, feeds and unseen entries kept."""

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from bot.model import Entry, Feed, FeedState, HintSort, Leased
from bot.ports import Bell
from bot.store import schema
from bot.store.batch import Batch
from bot.store.engine import Database
from bot.store.fresh import insert_new
from bot.store.hints import forget, hint_feed
from bot.store.lease import claim, prolong
from bot.store.offers import leave
from bot.store.polls import Poll, feed_by_url, feed_values, keep_polls
from bot.store.role import StoreRole
from bot.store.rows import feed_of
from bot.store.schema import entry
from bot.store.words import clean


class Feeds(StoreRole):
    """`FeedStore` on the database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._polls: Batch[Poll, int] = Batch(self._keep_polls)

    async def add_feed(
        self, url: str, *, title: str | None, topic: str | None, workspace: str | None = None
    ) -> Feed:
        """Add a feed, due now; one that is there already is returned, one removed comes back."""
        url = clean(url)
        async with self._db.write(Bell.FEEDS) as connection:
            moment = await self._db.moment(connection)
            row = await feed_by_url(connection, url, workspace)
            if row is None:
                new = Feed(id=0, url=url, title=title, topic=topic, workspace=workspace)
                values = {**feed_values(new), "due": moment, "attempts": 0}
                await insert_new(connection, schema.feed, **values)
            elif row["removed"]:
                await connection.execute(
                    sa.update(schema.feed)
                    .where(schema.feed.c.id == row["id"])
                    .values(removed=False, due=moment, state=FeedState.NEW, topic=topic)
                )
            row = await feed_by_url(connection, url, workspace)
            assert row is not None  # noqa: S101 # it was written in this transaction
            await hint_feed(connection, feed_of(row), moment)
        return feed_of(row)

    async def remove_feed(self, feed: int) -> bool:
        """Forget a feed; what was read from it stays, what waits to be read is dropped."""
        async with self._db.write(Bell.FEEDS) as connection:
            done = await connection.execute(
                sa.update(schema.feed)
                .where(schema.feed.c.id == feed, ~schema.feed.c.removed)
                .values(removed=True, due=None, lease=None, hub=None, hub_topic=None)
            )
            await forget(connection, HintSort.FEED, [str(feed)])
            await leave(connection, feed, await self._db.moment(connection))
            await connection.execute(
                sa.update(entry)
                .where(entry.c.feed == feed, entry.c.due.is_not(None))
                .values(due=None, lease=None, state="failed", reason="its feed was removed")
            )
        return done.rowcount == 1

    async def feeds(self) -> Sequence[Feed]:
        """List the feeds that are everybody's, by address."""
        everybodys = (~schema.feed.c.removed, schema.feed.c.workspace.is_(None))
        query = sa.select(schema.feed).where(*everybodys).order_by(schema.feed.c.url)
        async with self._db.read() as connection:
            return [feed_of(row) for row in (await connection.execute(query)).mappings()]

    async def claim_feeds(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[Feed]]:
        """Take feeds that are due, oldest first."""
        until = self._db.now() + lease
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            token, keys = await claim(
                connection, schema.feed, moment=moment, lease=lease, limit=limit
            )
            query = sa.select(schema.feed).where(schema.feed.c.id.in_(keys))
            rows = {row["id"]: row for row in (await connection.execute(query)).mappings()}
        return [Leased(row=feed_of(rows[key]), token=token, until=until) for key in keys]

    async def prolong_feeds(self, leased: Sequence[Leased[Feed]], lease: dt.timedelta) -> None:
        """Have these for ``lease`` from now, those that are ours still."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            await prolong(connection, schema.feed, leased, moment + lease)

    async def next_feed(self) -> dt.datetime | None:
        """Tell when the next feed is due; ``None`` when none ever is."""
        query = sa.select(schema.feed.c.due).where(schema.feed.c.due.is_not(None))
        async with self._db.read() as connection:
            due: dt.datetime | None = await connection.scalar(
                query.order_by(schema.feed.c.due).limit(1)
            )
        return due

    async def finish_poll(
        self,
        leased: Leased[Feed],
        feed: Feed,
        entries: Sequence[Entry],
        *,
        baseline: Collection[str] = (),
    ) -> int:
        """Keep the feed as it is now and its unseen entries, in one transaction."""
        poll = Poll(leased=leased, feed=feed, entries=entries, baseline=frozenset(baseline))
        return await self._polls.put(poll)

    async def _keep_polls(self, polls: Sequence[Poll]) -> Sequence[int]:
        bells = [Bell.ENTRIES] if any(poll.entries for poll in polls) else []
        async with self._db.write(*bells) as connection:
            moment = await self._db.moment(connection)
            return await keep_polls(
                connection, polls, moment=moment, at=lambda when: self._db.at(moment, when)
            )
