"""Old articles in, only what is quoted of them kept, each word at its place.

Evidence is a span of a text, so a text cannot simply be dropped. What no briefing quotes of it
becomes an ellipsis and blanks: every quote is still the slice that it was, and the rest
compresses to nothing. Articles that the ledger has a claim from are left whole, for ever: an
entry of the ledger is worth what can be read around its quote.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.copies import RECENT
from bot.store.ledger_schema import claim
from bot.store.role import StoreRole
from bot.store.rows import Row
from bot.store.schema import article, briefing, revision, shingle
from bot.store.search import index

BATCH = 200
"""Texts in one transaction, so that nobody waits long behind it."""

LEFT_OUT = "\u2026"


class Texts(StoreRole):
    """The part of `Care` that forgets what articles say."""

    async def forget_texts(self, older: dt.timedelta) -> int:
        """Forget what is not quoted of texts that were read so long ago; give how many."""
        total = 0
        async with self._db.write() as connection:
            recent = await self._db.moment(connection) - RECENT
            old = sa.select(article.c.id).where(article.c.fetched < recent)
            await connection.execute(sa.delete(shingle).where(shingle.c.article.in_(old)))
        while True:
            async with self._db.write() as connection:
                before = await self._db.moment(connection) - older
                done = await _some(connection, before)
            total += done
            if done < BATCH:
                return total


async def _some(connection: AsyncConnection, before: dt.datetime) -> int:
    told = sa.select(claim.c.article)
    query = (
        sa.select(revision.c.id, revision.c.article, revision.c.text, revision.c.title)
        .add_columns(article.c.revision)
        .join(article, article.c.id == revision.c.article)
        .where(revision.c.fetched < before, ~revision.c.forgotten)
        .where(revision.c.article.not_in(told), article.c.due.is_(None))
        .order_by(revision.c.id)
        .limit(BATCH)
    )
    rows = (await connection.execute(query)).mappings().all()
    for row in rows:
        kept = quoted(row["text"], await _spans(connection, row))
        change = sa.update(revision).where(revision.c.id == row["id"])
        await connection.execute(change.values(text=kept, forgotten=True))
        if row["revision"] == row["id"]:
            await index(connection, row["article"], f"{row['title'] or ''} {kept}")
    return len(rows)


async def _spans(connection: AsyncConnection, row: Row) -> list[tuple[int, int]]:
    query = sa.select(briefing.c.record).where(briefing.c.revision == row["id"])
    records = (await connection.scalars(query)).all()
    key = str(row["article"])
    return [span for record in records for span in _evidence(json.loads(record), key)]


def _evidence(found: object, key: str) -> Iterator[tuple[int, int]]:
    """Find every span of one article that a record holds."""
    if isinstance(found, list):
        for one in found:
            yield from _evidence(one, key)
    elif isinstance(found, dict):
        if found.get("article") == key and {"start", "end"} <= found.keys():
            yield found["start"], found["end"]
        for one in found.values():
            yield from _evidence(one, key)


def quoted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Keep these spans at their places; what lies between becomes an ellipsis and blanks."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        begin = max(start, at)
        pieces += [_blank(begin - at), text[begin:end]]
        at = end
    return "".join([*pieces, _blank(len(text) - at)])


def _blank(length: int) -> str:
    return f"{LEFT_OUT} ".ljust(length)[:length] if length > 1 else " " * length
