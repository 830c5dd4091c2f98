"""Polls in, feeds and unseen entries kept."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Entry, Feed, FeedState, Leased
from bot.ports import Bell
from bot.store import schema
from bot.store.lease import claim, finish
from bot.store.role import StoreRole, say
from bot.store.rows import feed_of
from bot.store.schema import entry
from bot.store.words import clean, digest


class Feeds(StoreRole):
    """`FeedStore` on the database."""

    async def add_feed(self, url: str, *, title: str | None, topic: str | None) -> Feed:
        """Add a feed, due now; one that is there already is returned, one removed comes back."""
        url = clean(url)
        async with self._db.write(Bell.FEEDS) as connection:
            moment = await self._db.moment(connection)
            row = await _by_url(connection, url)
            if row is None:
                new = Feed(id=0, url=url, title=title, topic=topic)
                values = {**_values(new), "due": moment, "attempts": 0}
                await connection.execute(sa.insert(schema.feed).values(**values))
            elif row["removed"]:
                await connection.execute(
                    sa.update(schema.feed)
                    .where(schema.feed.c.id == row["id"])
                    .values(removed=False, due=moment, state=FeedState.NEW, topic=topic)
                )
            row = await _by_url(connection, url)
        assert row is not None  # noqa: S101 # it was written in this transaction
        return feed_of(row)

    async def remove_feed(self, feed: int) -> bool:
        """Forget a feed; what was read from it stays, what waits to be read is dropped."""
        async with self._db.write(Bell.FEEDS) as connection:
            done = await connection.execute(
                sa.update(schema.feed)
                .where(schema.feed.c.id == feed, ~schema.feed.c.removed)
                .values(removed=True, due=None, lease=None)
            )
            await connection.execute(
                sa.update(entry)
                .where(entry.c.feed == feed, entry.c.due.is_not(None))
                .values(due=None, lease=None, state="failed", reason="its feed was removed")
            )
        return done.rowcount == 1

    async def feeds(self) -> Sequence[Feed]:
        """List all feeds by address."""
        query = sa.select(schema.feed).where(~schema.feed.c.removed).order_by(schema.feed.c.url)
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

    async def finish_poll(
        self,
        leased: Leased[Feed],
        feed: Feed,
        entries: Sequence[Entry],
        *,
        baseline: Collection[str] = (),
    ) -> int:
        """Keep the feed as it is now and its unseen entries, in one transaction."""
        async with self._db.write(*([Bell.ENTRIES] if entries else [])) as connection:
            moment = await self._db.moment(connection)
            due = feed.due and self._db.at(moment, feed.due)
            if not await _finish(connection, leased, feed, due):
                return 0
            return await _keep(connection, leased.row.id, entries, set(baseline), moment)


async def _finish(
    connection: AsyncConnection, leased: Leased[Feed], now: Feed, due: dt.datetime | None
) -> bool:
    values = _values(now)
    if now.url != leased.row.url and await _by_url(connection, clean(now.url)):
        # It moved to where another of our feeds is already; that one goes on.
        values |= _address(leased.row.url)
        values |= {"state": FeedState.RETIRED, "reason": f"moved to {now.url}, polled already"}
        due = None
    return await finish(connection, schema.feed, leased.row.id, leased.token, due=due, **values)


async def _keep(
    connection: AsyncConnection,
    feed_id: int,
    entries: Sequence[Entry],
    baseline: set[str],
    moment: dt.datetime,
) -> int:
    """Insert unseen entries, oldest first, and note edits; count what is to be read."""
    listed = {digest(each.key): each for each in reversed(entries)}  # feeds list newest first
    query = sa.select(entry.c.id, entry.c.key_digest, entry.c.digest, entry.c.state).where(
        entry.c.feed == feed_id, entry.c.key_digest.in_(list(listed))
    )
    known = {row["key_digest"]: row for row in (await connection.execute(query)).mappings()}
    new = [
        {
            **_entry_values(each),
            "feed": feed_id,
            "key_digest": key,
            "seen": moment,
            "state": "baseline" if each.key in baseline else "waiting",
            "due": None if each.key in baseline else moment,
            "attempts": 0,
        }
        for key, each in listed.items()
        if key not in known
    ]
    if new:
        await connection.execute(sa.insert(entry), new)
    edited = [
        {
            **_entry_values(listed[key]),
            "edited": row["id"],
            "due": None if row["state"] == "baseline" else moment,
        }
        for key, row in known.items()
        if listed[key].digest != row["digest"]
    ]
    if edited:
        change = sa.update(entry).where(entry.c.id == sa.bindparam("edited"))
        names = [*_entry_values(entries[0]), "due"]
        await connection.execute(
            change.values({name: sa.bindparam(name) for name in names} | {"lease": None}), edited
        )
        said = "The outlet changed the entry; it is read again."
        for each in edited:
            if each["due"]:
                await say(connection, moment, said, entry=each["edited"])
    return sum(each["due"] is not None for each in [*new, *edited])


async def _by_url(connection: AsyncConnection, url: str) -> sa.RowMapping | None:
    query = sa.select(schema.feed).where(schema.feed.c.url_digest == digest(url))
    return (await connection.execute(query)).mappings().one_or_none()


def _address(url: str) -> dict[str, Any]:
    return {"url": clean(url), "url_digest": digest(clean(url))}


def _values(feed: Feed) -> dict[str, Any]:
    return _cleaned(
        {
            **_address(feed.url),
            "title": feed.title,
            "site": feed.site,
            "topic": feed.topic,
            "state": feed.state,
            "etag": feed.validators.etag,
            "last_modified": feed.validators.last_modified,
            "body_hash": feed.validators.body_hash,
            "entries_seen": feed.validators.seen,
            "interval": feed.interval.total_seconds(),
            "last_success": feed.last_success,
            "last_entry": feed.last_entry,
            "failures": feed.failures,
            "reason": feed.reason,
        }
    )


def _entry_values(each: Entry) -> dict[str, Any]:
    return _cleaned(
        {
            "key": each.key,
            "url": each.url,
            "url_digest": digest(each.url) if each.url else None,
            "title": each.title,
            "summary": each.summary,
            "content": each.content,
            "authors": [clean(name) for name in each.authors],
            "published": each.published,
            "updated": each.updated,
            "digest": each.digest,
        }
    )


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if type(value) is str else value for name, value in values.items()}
