"""Articles that wait for a briefing in, stories and queued deliveries out."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Draft, HeldArticle, Leased, Story
from bot.ports import Bell
from bot.store.codec import decode, encode
from bot.store.fanout import fan_out
from bot.store.hints import hint_story
from bot.store.lease import claim, finish
from bot.store.role import say
from bot.store.rows import held, held_of, stories
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
            told = post or story is None
            version = row["version"] + 1 if told else None
            key = await _keep(connection, held, row["id"], version, briefing, moment=moment)
            await join_story(connection, held, row, briefing if told else None, key)
            await _link(connection, row["id"], linked, clean(reason))
            if held.story is None:  # else its words are there already
                await shelve(connection, row["id"], held, moment)
            await say(
                connection, moment, _said(row, version, clean(reason), post=post), article=held.id
            )
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
        done = await connection.execute(
            sa.insert(story)
            .values(
                version=0,
                first=when,
                last=when,
                outlets=[],
                topic=held.topic,
                workspace=held.workspace,
            )
            .returning(*story.c)
        )
    else:
        here = await where_now(connection, key)
        done = await connection.execute(
            sa.select(story).where(story.c.id == here).with_for_update()
        )
    return done.mappings().one()


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
    present = sa.select(article.c.revision).where(article.c.id == held.id).scalar_subquery()
    done = await connection.execute(
        sa.insert(briefing)
        .values(
            story=story_key,
            version=version,
            article=held.id,
            revision=present,
            record=encode(made),
            reading=VERSION,
            made=moment,
        )
        .returning(briefing.c.id)
    )
    key: int = done.scalar_one()
    return key


async def join_story(
    connection: AsyncConnection,
    held: HeldArticle,
    row: sa.RowMapping,
    told: Briefing | None,
    key: int,
) -> None:
    """Put the article into the story; make ``told`` its present version."""
    when = held.article.published or held.fetched
    outlet = held.article.outlet
    outlets = [*row["outlets"], outlet] if outlet not in {None, *row["outlets"]} else row["outlets"]
    values: dict[str, Any] = {
        "first": min(row["first"], when),
        "last": max(row["last"], when),
        "outlets": outlets,
    }
    if told:
        values |= {"version": row["version"] + 1, "briefing": key, "pledges": len(told.pledges)}
        await keep_actors(connection, row["id"], told)
        if row["workspace"] is None:  # names that are suggested are everybody's
            await hint_story(connection, row["id"], told, topic=row["topic"], at=values["last"])
    await connection.execute(sa.update(story).where(story.c.id == row["id"]).values(**values))
    await connection.execute(
        sa.update(article).where(article.c.id == held.id).values(story=row["id"])
    )


async def keep_actors(connection: AsyncConnection, key: int, told: Briefing) -> None:
    """Let a story be found by the actors of its present version, and by no others."""
    await connection.execute(sa.delete(story_actor).where(story_actor.c.story == key))
    names = sorted({digest(name) for actor in told.actors for name in names_of(actor)})
    if names:
        rows = [{"story": key, "name_digest": name} for name in names]
        await connection.execute(sa.insert(story_actor), rows)


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
