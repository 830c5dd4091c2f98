"""Answers of polls in, feeds and unseen entries kept: many polls in few statements."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Entry, Feed, FeedState, Leased
from bot.store.hints import hint_feed
from bot.store.offers import offer
from bot.store.role import say
from bot.store.rows import CHUNK
from bot.store.sameness import same_again
from bot.store.schema import entry, feed
from bot.store.words import address_digest, clean, digest

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll found, to be kept.

    Attributes:
        feed: As it is now.
        baseline: Keys of entries that were there before we came.
    """

    leased: Leased[Feed]
    feed: Feed
    entries: Sequence[Entry]
    baseline: frozenset[str]


async def keep_polls(
    connection: AsyncConnection,
    polls: Sequence[Poll],
    *,
    moment: dt.datetime,
    at: Callable[[dt.datetime], dt.datetime],
) -> list[int]:
    """Keep polls whose lease still holds.

    Args:
        connection: An open transaction that writes.
        polls: In any order.
        moment: Now.
        at: Turns a due time into the database's.

    Returns:
        For each poll how many entries are to be read; 0 where the lease was lost.
    """
    ids = [poll.leased.row.id for poll in polls]
    query = sa.select(feed.c.id, feed.c.lease).where(feed.c.id.in_(ids)).with_for_update(of=feed)
    leases = {row.id: row.lease for row in await connection.execute(query)}
    ours = [poll for poll in polls if leases.get(poll.leased.row.id) == poll.leased.token]
    if not ours:
        return [0] * len(polls)
    await _write(connection, [await _row(connection, poll, at) for poll in ours])
    for poll in ours:
        now, was = poll.feed, poll.leased.row
        if (now.title, now.url) != (was.title, was.url):
            await hint_feed(connection, now, moment)
        if (now.hub, now.hub_topic) != (was.hub, was.hub_topic):
            # Without its own name for the feed (WebSub 4) a hub would be told ours, keys and all.
            hub = now.hub if now.hub_topic else None
            await offer(connection, was.id, hub, now.hub_topic or "", moment)
    counts = await keep_entries(connection, ours, moment)
    return [counts.get(id(poll), 0) for poll in polls]


async def _write(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Write rows, those that change the same columns in one statement."""
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for (_, *names), some in alike.items():
        change = sa.update(feed).where(feed.c.id == sa.bindparam("polled"))
        values: Row = {name: sa.bindparam(name) for name in names}
        await connection.execute(change.values(values | {"lease": None}), some)


async def _row(
    connection: AsyncConnection, poll: Poll, at: Callable[[dt.datetime], dt.datetime]
) -> Row:
    """Give what changed: most polls change three columns of twenty."""
    now, was = poll.feed, poll.leased.row
    values: Row = {"polled": was.id, "due": at(now.due) if now.due else None}
    values |= feed_values(now, was)
    if now.url != was.url and await feed_by_url(connection, clean(now.url), was.workspace):
        # It moved to where another of our feeds is already; that one goes on.
        values |= _address(was) | {"due": None, "state": FeedState.RETIRED}
        values["reason"] = f"moved to {clean(now.url)}, polled already"
    return values


async def keep_entries(
    connection: AsyncConnection, polls: Sequence[Poll], moment: dt.datetime
) -> dict[int, int]:
    """Insert unseen entries, oldest first, and note edits; count what is to be read."""
    listed = {
        (poll.leased.row.id, digest(each.key)): (poll, each)
        for poll in polls
        for each in reversed(poll.entries)  # feeds list newest first
    }
    known = dict(await _known(connection, list(listed)))
    unseen = {place: each for place, (_, each) in listed.items() if place not in known}
    known |= await same_again(connection, unseen, listed)
    counts: dict[int, int] = {}
    new: list[Row] = []
    edited: list[Row] = []
    for (feed_id, key), (poll, each) in listed.items():
        row = known.get((feed_id, key))
        if row is None:
            made = _new(poll, each, key, moment)
            new.append(made)
        elif row["digest"] != each.digest:
            due = None if row["state"] == "baseline" else moment
            made = {**_entry_values(each), "edited": row["id"], "due": due}
            edited.append(made)
        else:
            continue
        counts[id(poll)] = counts.get(id(poll), 0) + (made["due"] is not None)
    if new:
        await connection.execute(sa.insert(entry), new)
    if edited:
        await _edit(connection, edited, moment)
    return counts


def _new(poll: Poll, each: Entry, key: str, moment: dt.datetime) -> Row:
    old = each.key in poll.baseline
    return {
        **_entry_values(each),
        "feed": poll.leased.row.id,
        "key_digest": key,
        "seen": moment,
        "state": "baseline" if old else "waiting",
        "due": None if old else moment,
        "attempts": 0,
    }


async def _known(
    connection: AsyncConnection, keys: Sequence[tuple[int, str]]
) -> Mapping[tuple[int, str], sa.RowMapping]:
    known = {}
    for chunk in _chunks(keys):
        query = sa.select(
            entry.c.id, entry.c.feed, entry.c.key_digest, entry.c.digest, entry.c.state
        ).where(sa.tuple_(entry.c.feed, entry.c.key_digest).in_(chunk))
        for row in (await connection.execute(query)).mappings():
            known[row["feed"], row["key_digest"]] = row
    return known


def _chunks(keys: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


async def _edit(connection: AsyncConnection, edited: Sequence[Row], moment: dt.datetime) -> None:
    change = sa.update(entry).where(entry.c.id == sa.bindparam("edited"))
    names = [name for name in edited[0] if name != "edited"]
    await connection.execute(
        change.values({name: sa.bindparam(name) for name in names} | {"lease": None}), edited
    )
    said = "The outlet changed the entry; it is read again."
    for each in edited:
        if each["due"]:
            await say(connection, moment, said, entry=each["edited"])


async def feed_by_url(
    connection: AsyncConnection, url: str, workspace: str | None = None
) -> sa.RowMapping | None:
    """Find the row of an address, removed feeds too; a workspace's own is another's never."""
    query = sa.select(feed).where(feed.c.url_digest == address_digest(url, workspace))
    return (await connection.execute(query)).mappings().one_or_none()


def _address(of: Feed) -> Row:
    return {"url": clean(of.url), "url_digest": address_digest(clean(of.url), of.workspace)}


def feed_values(now: Feed, was: Feed | None = None) -> Row:
    """Write what a feed is, but for its key, due time and lease; what it was is left out."""
    values = _feed_values(now)
    if was is not None:
        before = _feed_values(was)
        values = {name: value for name, value in values.items() if before[name] != value}
    address = _address(now) if was is None or was.url != now.url else {}
    return _cleaned(values) | address


def _feed_values(feed_: Feed) -> Row:
    validators = feed_.validators
    return {
        "title": feed_.title,
        "site": feed_.site,
        "topic": feed_.topic,
        "state": feed_.state,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "body_hash": validators.body_hash,
        "entries_seen": validators.seen,
        "moved": validators.moved,
        "interval": feed_.interval.total_seconds(),
        "last_success": feed_.last_success,
        "last_entry": feed_.last_entry,
        "failures": feed_.failures,
        "reason": feed_.reason,
        "hub": feed_.hub,
        "hub_topic": feed_.hub_topic,
        "workspace": feed_.workspace,
    }


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
            "licence": each.licence,
            "digest": each.digest,
        }
    )


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if type(value) is str else value for name, value in values.items()}
