"""Words in, what is held that has them out: articles, stories, pledges and actors.

The index is read from its newest end and no further than `LOOKED_AT` articles, so that a word
that stands in every other article costs what a rare one does.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.claims import Claim
from bot.model import HeldArticle, Story
from bot.ports import EVERYTHING, Filters, Hit, Order, Sort
from bot.snippets import quotes
from bot.store.accounts import records
from bot.store.ledger_schema import account, claim, said
from bot.store.library import Books
from bot.store.rows import chunks, held, held_of, stories
from bot.store.schema import article, story
from bot.store.search import matching
from bot.store.words import asked, fold
from summariser import Actor, Evidence

LOOKED_AT = 1_000
"""Articles that have the words and are looked at, the newest."""

PLEDGES = 200
"""Of them those whose pledges are looked at: pledges quote their article."""


class FinderBook(Books):
    """`Library` with its `Finder` on the database: one search for chats, page and terminal."""

    async def search(self, words: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories whose text has all these words, newest first."""
        wanted = asked(words)
        if not wanted or limit < 1:
            return []
        async with self._db.read() as connection:
            rows = await self._rows(connection, wanted, EVERYTHING, Order.NEWEST)
            return await _told(connection, rows, limit)

    async def find(
        self,
        query: str,
        filters: Filters = EVERYTHING,
        *,
        order: Order = Order.NEWEST,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Find what has all these words, at most so many of each sort."""
        words = asked(query)
        if not words or limit < 1:
            return []
        wanted = set(filters.sorts or Sort)
        async with self._db.read() as connection:
            rows = await self._rows(connection, words, filters, order)
            hits: list[Hit] = []
            if wanted & {Sort.STORY, Sort.ACTOR}:
                told = await _told(connection, rows, limit)
                hits += _stories(told, words) if Sort.STORY in wanted else []
                hits += list(_actors(told, words))[:limit] if Sort.ACTOR in wanted else []
            if Sort.PLEDGE in wanted:
                hits += await _pledges(connection, [row.id for row in rows[:PLEDGES]], words, limit)
            if Sort.ARTICLE in wanted:
                hits += await _articles(connection, [row.id for row in rows[:limit]], words)
        return hits

    async def _rows(
        self, connection: AsyncConnection, words: Sequence[str], filters: Filters, order: Order
    ) -> list[Any]:
        """Give the articles with all the words that pass the filters, in the order asked for."""
        best = order is Order.BEST
        keys = await matching(connection, " ".join(words), LOOKED_AT, best=best)
        rows = await self._chosen(connection, keys, filters)
        if order is Order.NEWEST:
            return sorted(rows, key=lambda row: (row.reported, row.id), reverse=True)
        places = {key: place for place, key in enumerate(keys)}
        return sorted(rows, key=lambda row: places[row.id])

    async def _chosen(
        self, connection: AsyncConnection, keys: Collection[int], filters: Filters
    ) -> list[Any]:
        reported = sa.func.coalesce(article.c.published, article.c.fetched).label("reported")
        query = sa.select(article.c.id, article.c.story, reported)
        query = query.where(self._shown(article.c.workspace))
        if filters.since:
            query = query.where(reported >= filters.since)
        if filters.until:
            query = query.where(reported <= filters.until)
        if filters.outlet:
            query = query.where(sa.func.lower(article.c.outlet) == filters.outlet.lower())
        if filters.topic:
            query = query.where(article.c.topic == filters.topic)
        rows: list[Any] = []
        for some in chunks(keys):
            rows += (await connection.execute(query.where(article.c.id.in_(some)))).all()
        return rows


async def _told(connection: AsyncConnection, rows: Sequence[Any], limit: int) -> list[Story]:
    keys = list(dict.fromkeys(row.story for row in rows if row.story is not None))[:limit]
    query = sa.select(story.c.id, story.c.briefing).where(
        story.c.id.in_(keys), story.c.briefing.is_not(None)
    )
    present = {row.id: row.briefing for row in await connection.execute(query)}
    found = await stories(connection, present.values())
    return [found[present[key]] for key in keys if key in present]


def _stories(told: Sequence[Story], words: Sequence[str]) -> Iterator[Hit]:
    for each in told:
        it = each.article.article
        what = each.briefing.what.text if each.briefing.what else it.title
        yield Hit(
            sort=Sort.STORY,
            title=what or "a story without words",
            story=each.id,
            key=str(each.id),
            when=each.last,
            quotes=quotes(it, words, most=1),
            article=each.article.id,
            outlet=it.outlet,
            url=it.url,
        )


def _actors(told: Sequence[Story], words: Sequence[str]) -> Iterator[Hit]:
    """Give the actors that have one of the words in a name, each once, newest story first."""
    seen: set[str] = set()
    for each in told:
        for actor in each.briefing.actors:
            if fold(actor.name) in seen or not _is_named(actor, words):
                continue
            seen.add(fold(actor.name))
            yield Hit(
                sort=Sort.ACTOR,
                title=actor.name + (f", {actor.role}" if actor.role else ""),
                story=each.id,
                key=actor.name,
                when=each.last,
                quotes=actor.mentions[:1],
                article=each.article.id,
                outlet=each.article.article.outlet,
                url=each.article.article.url,
            )


def _is_named(actor: Actor, words: Sequence[str]) -> bool:
    own = {word for name in (actor.name, *actor.aliases) for word in fold(name).split()}
    return not own.isdisjoint(words)


async def _pledges(
    connection: AsyncConnection, articles: Sequence[int], words: Sequence[str], limit: int
) -> list[Hit]:
    """Give the pledges of these articles whose parties, purpose or evidence has the words."""
    query = (
        sa.select(account.c.key, claim.c.article)
        .join(said, said.c.entry == account.c.key)
        .join(claim, claim.c.id == said.c.claim)
        .where(claim.c.article.in_(articles), claim.c.live, said.c.live)
    )
    by: dict[str, set[int]] = {}
    for row in await connection.execute(query):
        by.setdefault(row.key, set()).add(row.article)
    places = {key: place for place, key in enumerate(articles)}
    order = sorted(by, key=lambda key: (min(places[each] for each in by[key]), key))
    hits: list[Hit] = []
    for held_account in await records(connection, order):
        one = next(
            (
                each.claim
                for each in held_account.history
                if int(each.claim.article) in by[held_account.key] and _has(each.claim, words)
            ),
            None,
        )
        if one is None:
            continue
        to = f" → {held_account.recipient}" if held_account.recipient else ""
        title = f"{held_account.pledger or 'Pledger not stated'}{to}: {held_account.purpose}"
        hits.append(
            Hit(
                sort=Sort.PLEDGE,
                title=" ".join(title.split()),
                story=one.story,
                key=held_account.key,
                when=held_account.last,
                quotes=(_proof(one),),
                article=int(one.article),
                outlet=one.outlet,
            )
        )
        if len(hits) == limit:
            break
    return hits


def _proof(one: Claim) -> Evidence:
    end = one.start + len(one.evidence)
    return Evidence(article=one.article, start=one.start, end=end, text=one.evidence)


def _has(one: Claim, words: Sequence[str]) -> bool:
    own = (one.pledger, one.recipient, one.what, one.evidence, one.context)
    return set(words) <= set(fold(" ".join(filter(None, own))).split())


async def _articles(
    connection: AsyncConnection, keys: Sequence[int], words: Sequence[str]
) -> list[Hit]:
    rows = (await connection.execute(held().where(article.c.id.in_(keys)))).mappings()
    found = {row["id"]: held_of(row) for row in rows}
    return [_article(found[key], words) for key in keys if key in found]


def _article(one: HeldArticle, words: Sequence[str]) -> Hit:
    it = one.article
    when: dt.datetime = it.published or one.fetched
    return Hit(
        sort=Sort.ARTICLE,
        title=it.title or "an article without a headline",
        story=one.story,
        key=str(one.id),
        when=when,
        quotes=quotes(it, words),
        article=one.id,
        outlet=it.outlet,
        url=it.url,
    )
