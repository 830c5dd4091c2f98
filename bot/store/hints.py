"""What somebody has typed in, what is held that goes on like it out; and how it is kept.

Each name stands in the table once for its beginning and once for each further word, folded, so
that a look-up is one range of the table's own order, whatever the number of names. The rows are
written in the transactions that write what they name. Rows that many writers share (an actor, a
topic) are only ever added, in one order, so that writers neither wait long nor for each other.
"""

import datetime as dt
import functools
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts import Account
from bot.model import Feed, Hint, HintSort
from bot.store.ledger_schema import account
from bot.store.role import StoreRole
from bot.store.rows import stories
from bot.store.schema import hint, story
from bot.store.words import clean, fold
from summariser import Briefing

KEY: Final = 40
"""Characters of a beginning that are kept: nobody types more before choosing."""

WORDS: Final = 24
"""Beginnings kept of one name: a line of a briefing has at most 280 characters."""

SHOWN: Final = 200
"""Characters of what is shown; surfaces cut it to their own measure."""

SCANNED: Final = 400
"""Rows of a beginning that are looked at: past them the newest may be missed, not the names."""

_FILTERED = 1_000  # rows looked at for words that do not stand side by side
_SMALL = 3  # letters: shorter words of a story's line ("to", "UK" ...) are kept when they lead

_SCHEME = re.compile(r"^\w+://(?:www\.)?")
Row = dict[str, Any]


class HintBook(StoreRole):
    """`bot.ports.Hints` on the database."""

    async def hints(self, sort: HintSort, typed: str, *, limit: int = 25) -> Sequence[Hint]:
        """List names that go on like it; the newest ones where nothing was typed."""
        words = fold(typed).split()
        async with self._db.read() as connection:
            if not words:
                return await _newest(connection, sort, limit)
            found = await _beginning(connection, sort, " ".join(words), SCANNED)
            if not found and len(words) > 1:
                near = await _beginning(connection, sort, max(words, key=len), _FILTERED)
                found = [row for row in near if _has(row["shown"], words)]
        if sort in {HintSort.STORY, HintSort.PLEDGE}:
            found.sort(key=lambda row: row["at"], reverse=True)
        return _each_once(found, limit)


async def _beginning(
    connection: AsyncConnection, sort: HintSort, typed: str, most: int
) -> list[sa.RowMapping]:
    typed = typed[:KEY]
    query = (
        sa.select(hint)
        .where(hint.c.sort == sort, hint.c.key >= typed, hint.c.key < f"{typed}\U0010ffff")
        .order_by(hint.c.key, hint.c.ref)
        .limit(most)
    )
    return list((await connection.execute(query)).mappings())


async def _newest(connection: AsyncConnection, sort: HintSort, limit: int) -> Sequence[Hint]:
    if sort in {HintSort.STORY, HintSort.ACTOR}:
        query = (
            sa.select(story.c.briefing)
            .where(story.c.briefing.is_not(None), story.c.workspace.is_(None))
            .order_by(story.c.last.desc(), story.c.id.desc())
            .limit(limit)
        )
        keys = (await connection.scalars(query)).all()
        told = await stories(connection, keys)
        if sort is HintSort.STORY:
            return [Hint(shown=_line(told[key].briefing), value=str(told[key].id)) for key in keys]
        names = (actor.name for key in keys for actor in told[key].briefing.actors)
        return [Hint(shown=name, value=name) for name in dict.fromkeys(names)][:limit]
    query = sa.select(hint).where(hint.c.sort == sort)
    if sort is HintSort.PLEDGE:
        newest = sa.select(account.c.key).order_by(account.c.last.desc()).limit(limit).subquery()
        query = query.where(hint.c.ref.in_(sa.select(newest.c.key))).order_by(hint.c.at.desc())
    else:
        query = query.order_by(hint.c.key, hint.c.ref).limit(limit * WORDS)
    return _each_once((await connection.execute(query)).mappings(), limit)


def _each_once(rows: Iterable[sa.RowMapping], limit: int) -> list[Hint]:
    found = {row["ref"]: Hint(shown=row["shown"], value=row["value"]) for row in reversed([*rows])}
    return list(found.values())[::-1][:limit]


def _has(shown: str, words: Collection[str]) -> bool:
    """Tell whether each of the words begins one of a name's."""
    own = fold(shown).split()
    return all(any(each.startswith(word) for each in own) for word in words)


# --- Writing


async def hint_story(
    connection: AsyncConnection,
    key: int,
    told: Briefing,
    *,
    topic: str | None,
    at: dt.datetime,
    fresh: bool = False,
) -> None:
    """Keep what a story is found by, instead of what it was, with its actors and topic.

    Of a ``fresh`` story, which was begun just now, there is nothing yet.
    """
    if not fresh:
        await forget(connection, HintSort.STORY, [str(key)])
    rows = rows_of(HintSort.STORY, str(key), _line(told), str(key), at)
    names = [actor.name for actor in told.actors]
    shared = [row for name in names for row in rows_of(HintSort.ACTOR, fold(name), name, name, at)]
    if topic:
        shared += rows_of(HintSort.TOPIC, fold(topic), topic, topic, at)
    await _write(connection, [*rows, *shared])


async def hint_feed(connection: AsyncConnection, feed: Feed, at: dt.datetime) -> None:
    """Keep what a feed is found by: its title, its topic, its address; names are everybody's."""
    if feed.workspace is not None:
        return
    key = str(feed.id)
    await forget(connection, HintSort.FEED, [key])
    bare = _SCHEME.sub("", feed.url)
    shown = f"{feed.title} ({bare})" if feed.title else bare
    rows = rows_of(HintSort.FEED, key, shown, key, at)
    if feed.topic:
        rows += rows_of(HintSort.TOPIC, fold(feed.topic), feed.topic, feed.topic, at)
    await _write(connection, rows)


async def hint_pledges(
    connection: AsyncConnection, gone: Collection[str], now: Iterable[Account]
) -> None:
    """Keep what pledges are found by: who, to whom, how much, for what."""
    await forget(connection, HintSort.PLEDGE, gone)
    rows = [
        row
        for each in now
        for row in rows_of(HintSort.PLEDGE, each.key, _pledge(each), each.key, each.last)
    ]
    await _write(connection, rows)


async def forget(connection: AsyncConnection, sort: HintSort, refs: Collection[str]) -> None:
    """Drop what these were found by."""
    await connection.execute(_FORGET, {"of": sort, "refs": list(refs)})


_FORGET = sa.delete(hint).where(
    hint.c.sort == sa.bindparam("of"), hint.c.ref.in_(sa.bindparam("refs", expanding=True))
)


async def _write(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    own = {(row["sort"], row["key"], row["ref"]): row for row in reversed(rows)}
    if not own:
        return
    insert = _writing(connection.dialect.name)
    await connection.execute(insert, [own[key] for key in sorted(own)])


@functools.cache
def _writing(dialect: str) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(hint).on_conflict_do_nothing()


def rows_of(sort: HintSort, ref: str, shown: str, value: str, at: dt.datetime) -> list[Row]:
    """Give the rows of one name, as many as it has beginnings."""
    shown = " ".join(clean(shown).split())[:SHOWN]
    return [
        {"sort": sort, "key": key, "ref": ref[:120], "shown": shown, "value": value, "at": at}
        for key in beginnings(shown, every=sort is not HintSort.STORY)
    ]


def beginnings(shown: str, *, every: bool = True) -> list[str]:
    """List how a name may be begun: from its first word, from its second, and so on."""
    words = fold(shown).split()
    starts = [at for at, word in enumerate(words) if every or at == 0 or len(word) >= _SMALL]
    return list(dict.fromkeys(" ".join(words[at:])[:KEY].rstrip() for at in starts[:WORDS]))


def _line(told: Briefing) -> str:
    return told.layout[0].text


def _pledge(each: Account) -> str:
    amount = f"{each.sum[1]} {each.sum[0]:,f}" if each.sum else ""
    to = f" → {each.recipient}" if each.recipient else ""
    return " ".join(f"{each.pledger or 'not stated'}{to}: {amount} {each.purpose}".split())
