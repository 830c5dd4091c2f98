"""Entries that wait in, articles read and kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Leased, Page, PendingEntry
from bot.ports import Bell
from bot.store.copies import original_voice
from bot.store.fresh import insert_new
from bot.store.lease import claim, finish, prolong
from bot.store.role import StoreRole, say
from bot.store.rows import entry_of, feed_of
from bot.store.schema import article, entry, feed, revision
from bot.store.search import index
from bot.store.words import address_digest, clean


class Entries(StoreRole):
    """`EntryStore` on the database."""

    async def claim_entries(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[PendingEntry]]:
        """Take entries whose article is to be read, oldest first."""
        until = self._db.now() + lease
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            token, keys = await claim(connection, entry, moment=moment, lease=lease, limit=limit)
            if not keys:
                return []
            rows = await connection.execute(sa.select(entry).where(entry.c.id.in_(keys)))
            entries = {row["id"]: row for row in rows.mappings()}
            wanted = {row["feed"] for row in entries.values()}
            rows = await connection.execute(sa.select(feed).where(feed.c.id.in_(wanted)))
            feeds = {row["id"]: feed_of(row) for row in rows.mappings()}
        return [
            Leased(
                row=PendingEntry(
                    id=key,
                    feed=feeds[entries[key]["feed"]],
                    entry=entry_of(entries[key]),
                    attempts=entries[key]["attempts"],
                ),
                token=token,
                until=until,
            )
            for key in keys
        ]

    async def prolong_entries(
        self, leased: Sequence[Leased[PendingEntry]], lease: dt.timedelta
    ) -> None:
        """Have these for ``lease`` from now, those that are ours still."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            await prolong(connection, entry, leased, moment + lease)

    async def keep_article(self, leased: Leased[PendingEntry], page: Page) -> int | None:
        """Keep the article under its canonical address and mark the entry read."""
        async with self._db.write(Bell.ARTICLES) as connection:
            moment = await self._db.moment(connection)
            pending = leased.row
            if not await finish(
                connection, entry, pending.id, leased.token, due=None, state="read", reason=None
            ):
                return None
            kept = await _keep(connection, pending, page, moment)
            await connection.execute(
                sa.update(entry).where(entry.c.id == pending.id).values(article=kept)
            )
        return kept

    async def put_off_entry(
        self, leased: Leased[PendingEntry], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Try the entry again later, or never when ``retry_at`` is ``None``; keep the reason."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            due = retry_at and self._db.at(moment, retry_at)
            state = "waiting" if due else "failed"
            if await finish(
                connection,
                entry,
                leased.row.id,
                leased.token,
                due=due,
                state=state,
                reason=clean(reason),
            ):
                end = "tried again later" if due else "given up"
                said = f"Its page could not be read ({clean(reason)}); {end}."
                await say(connection, moment, said, entry=leased.row.id)


async def _keep(
    connection: AsyncConnection, pending: PendingEntry, page: Page, moment: dt.datetime
) -> int:
    """Insert the article, or update the one at its address; give its key."""
    url = clean(page.url)
    query = (
        sa.select(article.c.id, revision.c.text, revision.c.title)
        .outerjoin(revision, revision.c.id == article.c.revision)
        .where(article.c.url_digest == address_digest(url, pending.feed.workspace))
    )
    query = query.with_for_update(of=article)
    row = (await connection.execute(query)).mappings().one_or_none()
    key = await _insert(connection, pending, page, url, moment) if row is None else None
    if key is None:
        if row is None:  # another process has just kept it
            row = (await connection.execute(query)).mappings().one()
        key = int(row["id"])
        if (row["text"], row["title"]) == (clean(page.text), page.title and clean(page.title)):
            said = f"{pending.feed.title or pending.feed.url} lists it too."
            await say(connection, moment, said, article=key, entry=pending.id)
            return key
        await say(connection, moment, "The outlet changed its text.", article=key)
    text, outlet = clean(page.text), page.outlet and clean(page.outlet)
    workspace = pending.feed.workspace
    voice = await original_voice(connection, key, text, outlet, workspace=workspace, moment=moment)
    await _revise(connection, key, replace(page, credit=page.credit or voice), moment)
    return key


async def _insert(
    connection: AsyncConnection, pending: PendingEntry, page: Page, url: str, moment: dt.datetime
) -> int | None:
    values: dict[str, Any] = {
        "url": url,
        "url_digest": address_digest(url, pending.feed.workspace),
        "workspace": pending.feed.workspace,
        "outlet": page.outlet and clean(page.outlet),
        "published": page.published,
        "authors": [clean(name) for name in page.authors],
        "feed": pending.feed.id,
        "topic": pending.feed.topic,
        "fetched": moment,
    }
    row = await insert_new(connection, article, **values)
    return row["id"] if row else None


async def _revise(connection: AsyncConnection, key: int, page: Page, moment: dt.datetime) -> None:
    """Keep the words as the article's present ones, to be briefed now."""
    values: dict[str, Any] = {
        "article": key,
        "text": clean(page.text),
        "title": page.title and clean(page.title),
        "language": page.language,
        "marks": list(page.marks),
        "licence": page.licence and clean(page.licence),
        "credit": page.credit and clean(page.credit),
        "fetched": moment,
    }
    done = await connection.execute(sa.insert(revision).values(**values).returning(revision.c.id))
    await connection.execute(
        sa.update(article)
        .where(article.c.id == key)
        .values(revision=done.scalar_one(), due=moment, lease=None, attempts=0, draft=None)
    )
    await index(connection, key, f"{page.title or ''} {page.text}")
