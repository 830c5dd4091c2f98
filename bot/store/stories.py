"""Articles that wait for a briefing in, stories and queued deliveries out."""

import datetime as dt
import itertools
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Draft, HeldArticle, Leased, Story
from bot.ports import Bell
from bot.store.codec import decode, encode
from bot.store.corrected import as_corrected
from bot.store.fanout import fan_out
from bot.store.hints import hint_story
from bot.store.lease import claim, finish
from bot.store.role import say
from bot.store.rows import held, held_of, outlets_of, stories
from bot.store.schema import (
    article,
    briefing,
    story,
    story_actor,
    story_link,
)
from bot.store.shelf import ShelfBook, shelve
from bot.store.words import clean, digest, fold
from summariser import VERSION, Actor, Briefing

TRIES = 5
"""Claims of one article before it is given up: it stopped the program that often."""


class Stories(ShelfBook):
    """`StoryStore` on the database."""

    async def claim_articles(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[HeldArticle]]:
        """Take articles that are to be briefed, oldest first."""
        until = self._db.now() + lease
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            await _give_up_deadly(connection, moment)
            token, keys = await claim(
                connection,
                article,
                article.c.draft.is_(None),
                moment=moment,
                lease=lease,
                limit=limit,
            )
            rows = await connection.execute(held().where(article.c.id.in_(keys)))
            found = {row["id"]: held_of(row) for row in rows.mappings()}
        return [Leased(row=found[key], token=token, until=until) for key in keys]

    async def keep_draft(self, leased: Leased[HeldArticle], briefing: Briefing) -> bool:
        """Keep a briefing whose story others decide; False when the lease was lost."""
        async with self._db.write(Bell.ARTICLES) as connection:
            moment = await self._db.moment(connection)
            return await finish(
                connection,
                article,
                leased.row.id,
                leased.token,
                due=moment,
                attempts=0,
                draft=encode(briefing),
            )

    async def claim_drafts(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[Draft]]:
        """Take drafts whose story is to be decided, oldest first."""
        until = self._db.now() + lease
        ready = article.c.draft.is_not(None)
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            await _give_up_deadly(connection, moment)
            token, keys = await claim(
                connection, article, ready, moment=moment, lease=lease, limit=limit
            )
            query = held().add_columns(article.c.draft).where(article.c.id.in_(keys))
            found = {
                row["id"]: Draft(held=held_of(row), briefing=decode(row["draft"]))
                for row in (await connection.execute(query)).mappings()
            }
        return [Leased(row=found[key], token=token, until=until) for key in keys]

    async def recent_stories(self, since: dt.datetime) -> Sequence[Story]:
        """List stories with an article since then, newest first."""
        query = (
            sa.select(story.c.briefing)
            .where(story.c.last >= since)
            .order_by(story.c.last.desc(), story.c.id.desc())
        )
        async with self._db.read() as connection:
            keys = (await connection.scalars(query)).all()
            found = await stories(connection, keys)
        return [found[key] for key in keys]

    async def keep_briefing(
        self,
        leased: Leased[HeldArticle],
        briefing: Briefing,
        *,
        story: int | None,
        post: bool,
        reason: str = "",
        linked: Collection[int] = (),
    ) -> Story | None:
        """Keep a briefing and queue its deliveries, in one transaction."""
        bells = (Bell.LANES, Bell.PAGE) if post else ()
        async with self._db.write(*bells) as connection:
            moment = await self._db.moment(connection)
            held = leased.row
            if not await finish(
                connection,
                article,
                held.id,
                leased.token,
                due=None,
                attempts=0,
                reason=None,
                draft=None,
            ):
                return None
            row = await _story(connection, story, held)
            briefing = await as_corrected(connection, briefing)
            told = post or story is None
            version = row["version"] + 1 if told else None
            key = await _keep(connection, held, row["id"], version, briefing, moment=moment)
            fresh = story is None
            await join_story(connection, held, row, briefing if told else None, key, fresh=fresh)
            if linked:
                await _link(connection, row["id"], linked, clean(reason))
            if held.story is None:  # else its words are there already
                await shelve(connection, row["id"], held, moment, fresh=fresh)
            said = _said(row, version, clean(reason), post=post)
            await say(connection, moment, said, article=held.id, kept=True)
            current = key if told else row["briefing"]
            now = (await stories(connection, [current]))[current]
            if post:
                await fan_out(connection, key, now, moment)
            return now

    async def put_off_article(
        self, leased: Leased[HeldArticle], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Brief it later, or never when ``retry_at`` is ``None``; keep the reason."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            due = retry_at and self._db.at(moment, retry_at)
            reason = clean(reason)
            key = leased.row.id
            if await finish(connection, article, key, leased.token, due=due, reason=reason):
                end = "tried again later" if due else "given up"
                said = f"It could not be briefed ({reason}); {end}."
                await say(connection, moment, said, article=key)


async def _give_up_deadly(connection: AsyncConnection, moment: dt.datetime) -> None:
    """Stop briefing what was claimed again and again and never came back."""
    query = (
        sa.update(article)
        .where(article.c.due <= moment, article.c.attempts >= TRIES)
        .values(due=None, lease=None, reason=f"briefing it was begun {TRIES} times, never ended")
        .returning(article.c.id, article.c.reason)
    )
    for row in (await connection.execute(query)).mappings():
        await say(connection, moment, f"Given up: {row['reason']}.", article=row["id"])


async def _story(connection: AsyncConnection, key: int | None, held: HeldArticle) -> sa.RowMapping:
    """Give the row of the story that is joined, ours until the end, or of a new one."""
    when = held.article.published or held.fetched
    if key is None:
        values = {
            "version": 0,
            "first": when,
            "last": when,
            "outlets": [],
            "topic": held.topic,
            "workspace": held.workspace,
        }
        return (await connection.execute(_BEGIN, values)).mappings().one()
    row = (await connection.execute(_JOIN, {"here": key})).mappings().one()
    if row["moved_to"] is not None:
        here = await where_now(connection, row["moved_to"])
        row = (await connection.execute(_JOIN, {"here": here})).mappings().one()
    return row


# Statements of each article are made once: to make one costs more than to run it.
_BEGIN = sa.insert(story).returning(*story.c)
_JOIN = sa.select(story).where(story.c.id == sa.bindparam("here")).with_for_update()
_GROW = sa.update(story).where(story.c.id == sa.bindparam("here"))
_BELONG = sa.update(article).where(article.c.id == sa.bindparam("held"))
_BRIEF = (
    sa.insert(briefing)
    .values(
        revision=sa.select(article.c.revision)
        .where(article.c.id == sa.bindparam("held"))
        .scalar_subquery()
    )
    .returning(briefing.c.id)
)
_NO_ACTORS = sa.delete(story_actor).where(story_actor.c.story == sa.bindparam("here"))
_ACTORS = sa.insert(story_actor)


HOPS = 20
"""Merges of merges that are followed; each is one person's deed."""


async def where_now(connection: AsyncConnection, key: int) -> int:
    """Follow a story that was merged to the one that it is told in."""
    for _ in range(HOPS):
        moved = await connection.scalar(sa.select(story.c.moved_to).where(story.c.id == key))
        if moved is None:
            break
        key = moved
    return key


async def _keep(
    connection: AsyncConnection,
    held: HeldArticle,
    story_key: int,
    version: int | None,
    made: Briefing,
    *,
    moment: dt.datetime,
) -> int:
    values = {
        "held": held.id,
        "story": story_key,
        "version": version,
        "article": held.id,
        "record": encode(made),
        "reading": VERSION,
        "made": moment,
    }
    key: int = (await connection.execute(_BRIEF, values)).scalar_one()
    return key


async def join_story(
    connection: AsyncConnection,
    held: HeldArticle,
    row: sa.RowMapping,
    told: Briefing | None,
    key: int,
    *,
    fresh: bool = False,
) -> None:
    """Put the article into the story; make ``told`` its present version.

    A ``fresh`` story, which was begun just now, has nothing that must go.
    """
    when = held.article.published or held.fetched
    known = itertools.zip_longest(row["outlets"], row["credits"] or ())
    values: dict[str, Any] = {
        "first": min(row["first"], when),
        "last": max(row["last"], when),
        **outlets_of([*known, (held.article.outlet, held.credit)]),
    }
    if told:
        values |= {"version": row["version"] + 1, "briefing": key, "pledges": len(told.pledges)}
        await keep_actors(connection, row["id"], told, fresh=fresh)
        if row["workspace"] is None:  # names that are suggested are everybody's
            at = values["last"]
            await hint_story(connection, row["id"], told, topic=row["topic"], at=at, fresh=fresh)
    await connection.execute(_GROW, {"here": row["id"], **values})
    await connection.execute(_BELONG, {"held": held.id, "story": row["id"]})


async def keep_actors(
    connection: AsyncConnection, key: int, told: Briefing, *, fresh: bool = False
) -> None:
    """Let a story be found by the actors of its present version, and by no others."""
    if not fresh:
        await connection.execute(_NO_ACTORS, {"here": key})
    names = sorted({digest(name) for actor in told.actors for name in names_of(actor)})
    if names:
        rows = [{"story": key, "name_digest": name} for name in names]
        await connection.execute(_ACTORS, rows)


async def _link(
    connection: AsyncConnection, key: int, others: Collection[int], reason: str
) -> None:
    """Keep which stories are of the same affair."""
    known = set(
        await connection.scalars(sa.select(story_link.c.other).where(story_link.c.story == key))
    )
    new = set(others) - known - {key}
    if new:
        rows = [{"story": key, "other": other, "reason": reason} for other in sorted(new)]
        await connection.execute(sa.insert(story_link), rows)


def names_of(actor: Actor) -> set[str]:
    """Give the folded names that an actor is found by."""
    return {fold(name) for name in (actor.name, *actor.aliases)} - {""}


def _said(row: sa.RowMapping, version: int | None, reason: str, *, post: bool) -> str:
    because = f" ({reason})" if reason else ""
    if version is None:
        return f"It joined story {row['id']}{because}, and nothing was posted."
    began = f"It began story {row['id']}" if version == 1 else f"It joined story {row['id']}"
    told = f"{began} and made its version {version}{because}"
    return f"{told}." if post else f"{told}, and nothing was posted."
