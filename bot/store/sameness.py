"""Entries under ids that were never seen in, those that are old ones renamed out.

Outlets change their ids: another publishing system, a counter of edits, a guid that comes and
goes. An entry with an unknown id is an old one when address and headline are what they were, or,
where there is no address, when every word is; unless the feed lists the old id beside it.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Entry
from bot.store.rows import CHUNK
from bot.store.schema import entry
from bot.store.words import clean, digest

Place = tuple[int, str]
"""A feed's key and the digest of an entry's."""

_ASKED = ("id", "feed", "key_digest", "digest", "state", "title", "url_digest")


async def same_again(
    connection: AsyncConnection, unseen: Mapping[Place, Entry], listed: Collection[Place]
) -> dict[Place, sa.RowMapping]:
    """Find old entries under new ids, and let them have these.

    Args:
        connection: An open transaction that writes.
        unseen: Entries whose id is not known, by place.
        listed: Every place that the feeds list now.

    Returns:
        By new place the entry's row, as it was.
    """
    if not unseen:
        return {}
    old = [
        row
        for row in await _alike(connection, unseen)
        if (row["feed"], row["key_digest"]) not in listed
    ]
    by_piece = {
        _piece(row["feed"], row["url_digest"], row["title"], row["digest"]): row for row in old
    }
    found: dict[Place, sa.RowMapping] = {}
    for place, each in unseen.items():
        address = digest(each.url) if each.url else None
        title = each.title and clean(each.title)
        # An old entry has one new id.
        row = by_piece.pop(_piece(place[0], address, title, each.digest), None)
        if row is not None:
            found[place] = row
    await _rename(connection, found, unseen)
    return found


def _piece(feed: int, address: str | None, title: str | None, words: str) -> tuple[object, ...]:
    return (feed, address, title) if address else (feed, words)


async def _alike(
    connection: AsyncConnection, unseen: Mapping[Place, Entry]
) -> Iterable[sa.RowMapping]:
    addresses = [(place[0], digest(one.url)) for place, one in unseen.items() if one.url]
    words = [(place[0], one.digest) for place, one in unseen.items() if not one.url]
    rows: list[sa.RowMapping] = []
    columns = [entry.c[name] for name in _ASKED]
    for pairs, where in (
        (addresses, sa.tuple_(entry.c.feed, entry.c.url_digest)),
        (words, sa.tuple_(entry.c.feed, entry.c.digest)),
    ):
        for start in range(0, len(pairs), CHUNK):
            query = sa.select(*columns).where(where.in_(pairs[start : start + CHUNK]))
            if pairs is words:
                query = query.where(entry.c.url.is_(None))
            rows += (await connection.execute(query.order_by(entry.c.id))).mappings().all()
    return rows


async def _rename(
    connection: AsyncConnection, found: Mapping[Place, sa.RowMapping], unseen: Mapping[Place, Entry]
) -> None:
    if not found:
        return
    change = sa.update(entry).where(entry.c.id == sa.bindparam("old"))
    await connection.execute(
        change.values(key=sa.bindparam("name"), key_digest=sa.bindparam("name_digest")),
        [
            {"old": row["id"], "name": clean(unseen[place].key), "name_digest": place[1]}
            for place, row in found.items()
        ],
    )
