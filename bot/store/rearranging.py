"""Articles that an admin moves in, both stories told anew out, posts and pledges along.

One transaction does all of it. A chat's post is edited from version to version, so it may have
told both stories: it goes with the article that it told first. What is left of both stories gets
a new version, and that goes the ordinary way: posts that are there are edited, and a story that
has none yet is posted only where the mixed-up one had been told. Where a channel has two posts of
what is one story now, the one leads to the other (`pointers`).
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Move, Outcome, Rearranged
from bot.ports import Bell
from bot.store.codec import decode, encode
from bot.store.corrected import as_corrected
from bot.store.fanout import fan_out, mend
from bot.store.hints import hint_story
from bot.store.ledger import alone, hear_again
from bot.store.pointers import settle, told_here
from bot.store.role import StoreRole, say
from bot.store.rows import chunks, outlets_of, stories
from bot.store.schema import (
    article,
    briefing,
    decision,
    delivery,
    page_post,
    rearranged,
    revision,
    story,
)
from bot.store.shelf import shelve_anew
from bot.store.stories import keep_actors
from bot.store.words import clean
from bot.stories import silent

_MADE = (briefing.c.made, briefing.c.id)


class Rearrangements(StoreRole):
    """`Rearranging` on the database."""

    async def rearrange(
        self,
        articles: Collection[int],
        *,
        to: int | None,
        kind: Move,
        by: str,
        reason: str,
        undoes: int | None = None,
    ) -> Rearranged | None:
        """Move articles of one story to another (``None``: a new one), in one transaction."""
        async with self._db.write(Bell.LANES, Bell.PAGE) as connection:
            await alone(connection)
            moment = await self._db.moment(connection)
            query = sa.select(article.c.id, article.c.story).where(article.c.id.in_(articles))
            rows = (await connection.execute(query)).all()
            sources = {row.story for row in rows}
            if len(sources) != 1 or None in sources or sources == {to}:
                return None
            [source] = sources
            if to is not None and not await _of_one_workspace(connection, source, to):
                return None
            goal = to if to is not None else await _begin(connection, source, moment)
            keys = sorted(row.id for row in rows)
            made = Rearranged(
                id=0, at=moment, kind=kind, source=source, target=goal, articles=tuple(keys),
                by=clean(by), reason=clean(reason), undoes=undoes,
            )  # fmt: skip
            made = await _log(connection, made)
            await _move(connection, made, moment)
            return made

    async def placements(self, story_key: int) -> Mapping[int, Sequence[str]]:
        """Give why each article of a story is in it, oldest reason first, by the article's key."""
        query = (
            sa.select(decision.c.article, decision.c.said)
            .join(article, article.c.id == decision.c.article)
            .where(article.c.story == story_key, decision.c.kept)
            .order_by(decision.c.id)
        )
        told: dict[int, list[str]] = {}
        async with self._db.read() as connection:
            for row in await connection.execute(query):
                told.setdefault(row.article, []).append(row.said)
        return told

    async def rearrangements(self, *, limit: int = 50) -> Sequence[Rearranged]:
        """List what was moved, newest first."""
        query = sa.select(rearranged).order_by(rearranged.c.id.desc()).limit(limit)
        async with self._db.read() as connection:
            return await _read(connection, query)

    async def rearrangement(self, key: int) -> Rearranged | None:
        """Give one move."""
        async with self._db.read() as connection:
            found = await _read(connection, sa.select(rearranged).where(rearranged.c.id == key))
        return found[0] if found else None


async def _of_one_workspace(connection: AsyncConnection, *keys: int) -> bool:
    """Tell whether stories may be mixed: what is one workspace's alone stays so."""
    query = sa.select(story.c.workspace).where(story.c.id.in_(keys)).distinct()
    return len((await connection.execute(query)).all()) == 1


async def _begin(connection: AsyncConnection, like: int, moment: dt.datetime) -> int:
    """Make an empty story of the same topic and workspace."""
    same = {
        name: sa.select(story.c[name]).where(story.c.id == like).scalar_subquery()
        for name in ("topic", "workspace")
    }
    values: dict[str, Any] = {"version": 0, "first": moment, "last": moment, "outlets": [], **same}
    done = await connection.execute(sa.insert(story).values(values).returning(story.c.id))
    return int(done.scalar_one())


async def _log(connection: AsyncConnection, made: Rearranged) -> Rearranged:
    """Keep a move, and say it for `why` of each article."""
    names = ("at", "source", "target", "by", "reason", "undoes")
    values = {name: getattr(made, name) for name in names}
    values |= {"kind": made.kind.value, "articles": list(made.articles)}
    done = await connection.execute(sa.insert(rearranged).values(values).returning(rearranged.c.id))
    key = done.scalar_one()
    way = f"from story {made.source} to story {made.target}"
    for each in made.articles:
        said = f"{made.by} moved it {way} ({made.kind}, move {key}): {made.reason}."
        await say(connection, made.at, said, article=each, kept=True)
    return dataclasses.replace(made, id=key)


async def _read(connection: AsyncConnection, query: sa.Select[tuple[int]]) -> Sequence[Rearranged]:
    rows = (await connection.execute(query)).mappings().all()
    keys = [row["id"] for row in rows]
    again = sa.select(rearranged.c.undoes).where(rearranged.c.undoes.in_(keys))
    undone = set(await connection.scalars(again))
    return [
        Rearranged(
            **{name: row[name] for name in ("id", "at", "source", "target", "by", "reason")},
            kind=Move(row["kind"]),
            articles=tuple(row["articles"]),
            undoes=row["undoes"],
            undone=row["id"] in undone,
        )
        for row in rows
    ]


async def _move(connection: AsyncConnection, made: Rearranged, moment: dt.datetime) -> None:
    source, goal = made.source, made.target
    both = sa.select(story.c.id).where(story.c.id.in_((source, goal))).order_by(story.c.id)
    await connection.execute(both.with_for_update())
    told = await _told(connection, source) | await _told(connection, goal)
    await connection.execute(
        sa.update(article).where(article.c.id.in_(made.articles)).values(story=goal)
    )
    here = sa.select(sa.func.count()).select_from(article).where(article.c.story == source)
    stays = bool(await connection.scalar(here))
    await _move_briefings(connection, source, goal, made.articles)
    await connection.execute(sa.update(story).where(story.c.id == goal).values(moved_to=None))
    for key in (source, goal) if stays else (goal,):
        await shelve_anew(connection, key, moment)
        await _renumber(connection, key)
        came = made.articles if key == goal else ()
        await _tell_again(connection, key, moment, told, came=came)
    if not stays:
        await shelve_anew(connection, source, moment)
        await connection.execute(
            sa.update(story)
            .where(story.c.id == source)
            .values(moved_to=goal, briefing=None, version=0, pledges=0, outlets=[])
        )
    await hear_again(connection, made.articles, moment)


async def _told(connection: AsyncConnection, key: int) -> set[int]:
    """Give the targets that a story was, or is about to be, posted to."""
    query = (
        sa.select(delivery.c.target)
        .join(briefing, briefing.c.id == delivery.c.briefing)
        .where(briefing.c.story == key, told_here())
        .where(delivery.c.outcome.in_((Outcome.POSTED, Outcome.PENDING, Outcome.HELD)))
    )
    return set(await connection.scalars(query.distinct()))


async def _move_briefings(
    connection: AsyncConnection, source: int, goal: int, articles: Collection[int]
) -> None:
    """Let briefings go with their articles, and each post with the article that it told first."""
    query = (
        sa.select(delivery.c.id, delivery.c.target, delivery.c.ref, briefing.c.article)
        .join(briefing, briefing.c.id == delivery.c.briefing)
        .where(briefing.c.story == source, delivery.c.ref.is_not(None), told_here())
        .order_by(delivery.c.id)
    )
    owners: dict[tuple[int, str], bool] = {}
    lost = []
    for row in await connection.execute(query):
        goes = row.article in articles
        if owners.setdefault((row.target, row.ref), goes) != goes:
            lost.append(row.id)
    for some in chunks(lost):
        await connection.execute(
            sa.update(delivery).where(delivery.c.id.in_(some)).values(ref=None)
        )
    ours = (briefing.c.story == source, briefing.c.article.in_(articles))
    on_page = page_post.c.briefing.in_(sa.select(briefing.c.id).where(*ours))
    await connection.execute(sa.update(page_post).where(on_page).values(story=goal))
    # versions are unique in a story: out of the way until they are numbered again
    values = {"story": goal, "version": sa.case((briefing.c.version.is_not(None), -briefing.c.id))}
    await connection.execute(sa.update(briefing).where(*ours).values(values))


async def _renumber(connection: AsyncConnection, key: int) -> None:
    """Count a story's versions from 1 in the order in which they were made."""
    query = sa.select(briefing.c.id).where(briefing.c.story == key, briefing.c.version.is_not(None))
    keys = (await connection.scalars(query.order_by(*_MADE))).all()
    for sign in (-1, 1):  # in two steps: no number is given twice on the way
        for number, each in enumerate(keys, 1):
            change = sa.update(briefing).where(briefing.c.id == each)
            await connection.execute(change.values(version=sign * number))


async def _tell_again(
    connection: AsyncConnection,
    key: int,
    moment: dt.datetime,
    told: Collection[int],
    *,
    came: Collection[int],
) -> None:
    """Make a new version of what the story is now, and queue it for those who were told."""
    lead = await _lead(connection, key)
    if lead is None:
        return
    latest = sa.select(sa.func.max(briefing.c.version)).where(briefing.c.story == key)
    version = (await connection.scalar(latest) or 0) + 1
    made = await as_corrected(connection, decode(lead["record"]))
    names = ("article", "revision", "reading")
    values: dict[str, Any] = {name: lead[name] for name in names}
    values |= {"story": key, "version": version, "made": moment, "record": encode(made)}
    done = await connection.execute(sa.insert(briefing).values(values).returning(briefing.c.id))
    new = done.scalar_one()
    await _describe(connection, key, version=version, briefing=new, pledges=len(made.pledges))
    await keep_actors(connection, key, made)
    await settle(connection, key, new=new, came=came, moment=moment)
    there = sa.select(delivery.c.target).where(
        delivery.c.briefing.in_(sa.select(briefing.c.id).where(briefing.c.story == key)),
        delivery.c.part == "",
        delivery.c.outcome == Outcome.POSTED,
        delivery.c.ref.is_not(None),
    )
    edited = set(await connection.scalars(there.distinct()))
    await mend(connection, new, edited, moment)
    now = (await stories(connection, [new]))[new]
    if now.workspace is None:
        await hint_story(connection, key, made, topic=now.topic, at=now.last)
    if not silent(made):
        await fan_out(connection, new, now, moment, among=set(told) - edited)


async def _lead(connection: AsyncConnection, key: int) -> sa.RowMapping | None:
    """Choose what the story tells: what it told last of its own, else its latest report."""
    reported = sa.func.coalesce(article.c.published, article.c.fetched)
    query = (
        sa.select(briefing)
        .join(article, article.c.id == briefing.c.article)
        .where(article.c.story == key, briefing.c.story == key)
        .order_by(
            briefing.c.version.is_(None),
            reported.desc(),
            briefing.c.made.desc(),
            briefing.c.id.desc(),
        )
        .limit(1)
    )
    return (await connection.execute(query)).mappings().one_or_none()


async def _describe(connection: AsyncConnection, key: int, **values: Any) -> None:
    """Write the story's times and outlets as its articles have them."""
    reported = sa.func.coalesce(article.c.published, article.c.fetched)
    query = (
        sa.select(article.c.published, article.c.fetched, article.c.outlet, revision.c.credit)
        .join(revision, revision.c.id == article.c.revision)
        .where(article.c.story == key)
        .order_by(reported, article.c.id)
    )
    rows = (await connection.execute(query)).all()
    times = [row.published or row.fetched for row in rows]
    values |= {
        "first": min(times),
        "last": max(times),
        **outlets_of((row.outlet, row.credit) for row in rows),
    }
    await connection.execute(sa.update(story).where(story.c.id == key).values(values))
