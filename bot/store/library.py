"""Readers' questions in, what is held out. Reads only, so nothing here waits for a lease."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import HeldArticle, Outcome, Place, Platform, Post, Story
from bot.ports import EVERYBODY, OPERATOR, Bell, Forms
from bot.store.likest import likest
from bot.store.pointers import told_here
from bot.store.reasons import WORDS, target_at, told_or_not, unseen
from bot.store.role import StoreRole
from bot.store.rows import held, held_of, stories
from bot.store.schema import (
    article,
    briefing,
    decision,
    delivery,
    digest_run,
    entry,
    feed,
    page_post,
    story,
    story_actor,
    story_link,
    target,
)
from bot.store.search import stating
from bot.store.stories import where_now
from bot.store.words import address_digest, digest, fold
from summariser import Pledge

LOOK_AGAIN = 2.0
"""Longest pause between two looks at the page, in seconds: another process may post."""


RARE = 300
"""Stories from which on a topic is a usual one."""
AROUND = 8
"""Articles that are looked at for each story that is wanted: a story may have many."""


class Books(StoreRole):
    """`Library` on the database."""

    _tenant = EVERYBODY

    def _shown(self, workspace: sa.ColumnElement[str | None]) -> sa.ColumnElement[bool]:
        """Leave out what is another workspace's alone."""
        if self._tenant == OPERATOR:
            return sa.true()
        everybodys = workspace.is_(None)
        return everybodys | (workspace == self._tenant) if self._tenant else everybodys

    async def posts(self, *, after: int = 0, limit: int = 50) -> Sequence[Post]:
        """List the page's posts, oldest first, that came after ``after``."""
        query = sa.select(page_post).where(page_post.c.seq > after).order_by(page_post.c.seq)
        return await self._posts(query.limit(limit))

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """List the page's posts, newest first, one a story, before the post ``before``."""
        # asked of each post from the newest on: a list of all the newest is as long as the page
        same = page_post.alias()
        newest = sa.select(sa.func.max(same.c.seq)).where(same.c.story == page_post.c.story)
        query = sa.select(page_post).where(page_post.c.seq == newest.scalar_subquery())
        if before is not None:
            query = query.where(page_post.c.seq < before)
        if topic is not None:
            query = query.where(await self._on(topic))
        posts = await self._posts(query.order_by(page_post.c.seq.desc()).limit(limit))
        own = [] if before is not None else await self._own(topic, limit)
        both = sorted((*posts, *own), key=lambda post: post.posted, reverse=True)
        return both[:limit] if own else posts

    async def _on(self, topic: str) -> sa.ColumnElement[bool]:
        """Give the condition that a post is on a topic.

        Posts of a usual topic are met while going back from the newest; of a rare one there are
        too many others between, and its stories are looked up.
        """
        on = sa.select(_STORY.c.id).where(_STORY.c.topic == topic)
        async with self._db.read() as connection:
            few = (await connection.scalars(on.limit(RARE))).all()
        if len(few) < RARE:
            return page_post.c.story.in_(few)
        return sa.and_(_STORY.c.id == page_post.c.story, _STORY.c.topic == topic)

    async def _own(self, topic: str | None, limit: int) -> list[Post]:
        """List the newest stories that a workspace's own feeds told: they are on no page."""
        if not self._tenant:
            return []
        where = _STORY.c.workspace.is_not(None) & self._shown(_STORY.c.workspace)
        if topic is not None:
            where &= _STORY.c.topic == topic
        return [
            Post(seq=0, story=each, posted=each.last)
            for each in await self._stories(where, limit=limit)
        ]

    async def _posts(self, query: sa.Select[tuple[int]]) -> Sequence[Post]:
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            told = await stories(connection, {row["briefing"] for row in rows})
        return [
            Post(seq=row["seq"], story=told[row["briefing"]], posted=row["posted"]) for row in rows
        ]

    async def posted_to(self, place: Place, *, limit: int = 50) -> Sequence[Post]:
        """List what one target was told, newest first, one a story, digests story by story."""
        query = (
            sa.select(delivery.c.id, delivery.c.briefing, delivery.c.ended, digest_run.c.briefings)
            .join(target, target.c.id == delivery.c.target)
            .join(digest_run, digest_run.c.id == delivery.c.run, isouter=True)
            .where(
                target.c.platform == place.platform,
                target.c.workspace == place.workspace,
                target.c.address == place.address,
                delivery.c.outcome == Outcome.POSTED,
            )
            .order_by(delivery.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
            asked = [(row, key) for row in rows for key in _briefings(row.briefings, row.briefing)]
            told = await stories(connection, {key for _, key in asked})
        posts: dict[int, Post] = {}
        for row, key in asked:
            if key in told:
                post = Post(seq=row.id, story=told[key], posted=row.ended)
                posts.setdefault(told[key].id, post)
        return list(posts.values())[:limit]

    async def story(self, story: int) -> Story | None:
        """Give a story at its present version; one that was merged is the one that it is in."""
        async with self._db.read() as connection:
            key = await where_now(connection, story)
        found = await self._stories(_STORY.c.id == key, limit=1)
        return found[0] if found else None

    async def linked(self, story: int, *, limit: int = 10) -> Sequence[Story]:
        """List the stories of the same affair, newest first."""
        ours = sa.select(story_link.c.other).where(story_link.c.story == story)
        theirs = sa.select(story_link.c.story).where(story_link.c.other == story)
        return await self._stories(_STORY.c.id.in_(sa.union(ours, theirs)), limit=limit)

    async def articles(self, story: int) -> Sequence[HeldArticle]:
        """List a story's articles, first reported first."""
        reported = sa.func.coalesce(article.c.published, article.c.fetched)
        shown = self._shown(article.c.workspace)
        query = held().where(article.c.story == story, shown).order_by(reported, article.c.id)
        async with self._db.read() as connection:
            return [held_of(row) for row in (await connection.execute(query)).mappings()]

    async def story_of(self, url: str) -> Story | None:
        """Find the story that holds this address."""
        async with self._db.read() as connection:
            keys = await self._articles_at(connection, url)
        found = await self._stories(
            _STORY.c.id.in_(sa.select(article.c.story).where(article.c.id.in_(keys))), limit=1
        )
        return found[0] if found else None

    async def related(self, words: str, *, limit: int = 12) -> Sequence[Story]:
        """Find stories whose text has some of these words, those with most and rarest first."""
        async with self._db.read() as connection:
            articles = await likest(connection, words, 2 * limit)
            return await self._telling(connection, articles, limit)

    async def holding(self, words: Sequence[Forms], *, limit: int = 12) -> Sequence[Story]:
        """Find stories whose text has each of these words in one of its forms, newest first."""
        async with self._db.read() as connection:
            articles = await stating(connection, words, AROUND * limit)
            return await self._telling(connection, articles, limit)

    async def _telling(
        self, connection: AsyncConnection, articles: Sequence[int], limit: int
    ) -> Sequence[Story]:
        """Give the stories of some articles that may be shown, each once, in that order."""
        query = (
            sa.select(article.c.id, _STORY.c.briefing)
            .join(_STORY, _STORY.c.id == article.c.story)
            .where(
                article.c.id.in_(articles),
                _STORY.c.briefing.is_not(None),
                self._shown(_STORY.c.workspace),
            )
        )
        told = {row.id: row.briefing for row in await connection.execute(query)}
        keys = list(dict.fromkeys(told[key] for key in articles if key in told))[:limit]
        found = await stories(connection, keys)
        return [found[key] for key in keys]

    async def versions(self, story: int) -> Sequence[Story]:
        """List a story as each of its versions told it, first told first."""
        query = (
            sa.select(briefing.c.id)
            .join(_STORY, _STORY.c.id == briefing.c.story)
            .where(
                briefing.c.story == story,
                briefing.c.version.is_not(None),
                self._shown(_STORY.c.workspace),
            )
        )
        async with self._db.read() as connection:
            found = await stories(connection, (await connection.scalars(query)).all())
        return sorted(found.values(), key=lambda told: told.version)

    async def stories_with_actor(self, name: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories with an actor of this name or alias (case folded), newest first."""
        named = sa.select(story_actor.c.story).where(
            story_actor.c.name_digest == digest(fold(name))
        )
        return await self._stories(_STORY.c.id.in_(named), limit=limit)

    async def pledges(self, *, limit: int = 500) -> Sequence[tuple[Story, Pledge]]:
        """List the pledges of present versions, newest story first."""
        told = await self._stories(_STORY.c.pledges > 0, limit=limit)
        pairs = [(each, pledge) for each in told for pledge in each.briefing.pledges]
        return pairs[:limit]

    async def _stories(self, where: sa.ColumnElement[bool], *, limit: int) -> list[Story]:
        query = (
            sa.select(_STORY.c.briefing)
            .where(where, _STORY.c.briefing.is_not(None), self._shown(_STORY.c.workspace))
            .order_by(_STORY.c.last.desc(), _STORY.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            keys = (await connection.scalars(query)).all()
            found = await stories(connection, keys)
        return [found[key] for key in keys]

    async def why(self, url: str, *, place: Place | None = None) -> Sequence[str]:
        """Say step by step what became of an address; other places are only counted."""
        async with self._db.read() as connection:
            articles = await self._articles_at(connection, url)
            shown = self._shown(feed.c.workspace)
            steps = [
                *await _listed(connection, url, shown),
                *await _decided(connection, url, articles, shown),
                *await _delivered(connection, articles, place),
            ]
            if not steps:
                return await unseen(connection, url, shown)
            here = await _here(connection, articles, place) if place else []
        told = [f"{when:%Y-%m-%d %H:%M} UTC: {said}" for when, said in sorted(steps, key=_when)]
        return told + here

    async def _articles_at(self, connection: AsyncConnection, url: str) -> Sequence[int]:
        """Find the articles under an address, canonical or as an entry gave it."""
        shown = self._shown(article.c.workspace)
        own = sa.select(article.c.id).where(article.c.url == url, shown)
        digests = {address_digest(url, None)}
        if self._tenant:
            digests.add(address_digest(url, self._tenant))
        if self._tenant != OPERATOR:
            own = sa.select(article.c.id).where(article.c.url_digest.in_(digests), shown)
        linked = (
            sa.select(entry.c.article)
            .join(article, article.c.id == entry.c.article)
            .where(entry.c.url_digest == digest(url), shown)
        )
        return list(await connection.scalars(sa.union(own, linked)))

    async def changes(self) -> AsyncIterator[None]:
        """Yield whenever the page may have changed; also at least every few seconds."""
        wake = self._db.bells.listen(Bell.PAGE)
        while True:
            yield
            await wake.wait(LOOK_AGAIN)


_STORY = story  # methods have arguments of that name
_Step = tuple[dt.datetime, str]


def _when(step: _Step) -> dt.datetime:
    return step[0]


async def _listed(
    connection: AsyncConnection, url: str, shown: sa.ColumnElement[bool]
) -> list[_Step]:
    query = (
        sa.select(entry.c.seen, entry.c.state, entry.c.reason, feed.c.title, feed.c.url)
        .join(feed, feed.c.id == entry.c.feed)
        .where(entry.c.url_digest == digest(url), shown)
    )
    ends = {
        "waiting": "It waits to be read.",
        "read": "It was read.",
        "baseline": "It was there before this feed was added, so it is not posted.",
        "failed": "It was not read",
    }
    steps = []
    for row in (await connection.execute(query)).mappings():
        reason = f": {row['reason']}" if row["reason"] else ""
        end = f"{ends[row['state']].rstrip('.')}{reason}."
        steps.append((row["seen"], f"{row['title'] or row['url']} listed it. {end}"))
    return steps


async def _decided(
    connection: AsyncConnection, url: str, articles: Sequence[int], shown: sa.ColumnElement[bool]
) -> list[_Step]:
    entries = (
        sa.select(entry.c.id)
        .join(feed, feed.c.id == entry.c.feed)
        .where(entry.c.url_digest == digest(url), shown)
    )
    query = sa.select(decision.c.at, decision.c.said).where(
        decision.c.entry.in_(entries) | decision.c.article.in_(articles)
    )
    steps = [(row.at, row.said) for row in await connection.execute(query.order_by(decision.c.id))]
    waiting = sa.select(article.c.due, article.c.fetched).where(
        article.c.id.in_(articles), article.c.due.is_not(None), article.c.story.is_(None)
    )
    steps += [(row.fetched, "It waits to be briefed.") for row in await connection.execute(waiting)]
    return steps


async def _delivered(
    connection: AsyncConnection, articles: Sequence[int], place: Place | None
) -> list[_Step]:
    query = (
        sa.select(
            delivery,
            *(target.c.platform, target.c.workspace, target.c.name, target.c.address),
            briefing.c.version,
        )
        .join(briefing, briefing.c.id == delivery.c.briefing)
        .join(target, target.c.id == delivery.c.target)
        .where(briefing.c.article.in_(articles), told_here())
        .order_by(delivery.c.id)
    )
    steps = []
    elsewhere: dict[tuple[int, str], list[dt.datetime]] = {}
    for row in (await connection.execute(query)).mappings():
        when = row["ended"] or row["queued"]
        if place and not _named(row, place):
            elsewhere.setdefault((row["version"], row["outcome"]), []).append(when)
            continue
        reason = f": {row['reason']}" if row["reason"] else ""
        said = (
            f"Version {row['version']} {WORDS[Outcome(row['outcome'])]} "
            f"to {row['platform']} {row['name'] or row['address']}{reason}."
        )
        steps.append((when, said))
    for (version, outcome), times in elsewhere.items():
        places = "1 other place" if len(times) == 1 else f"{len(times)} other places"
        steps.append((max(times), f"Version {version} {WORDS[Outcome(outcome)]} to {places}."))
    return steps


async def _here(connection: AsyncConnection, articles: Sequence[int], place: Place) -> list[str]:
    """Say why it was, or was not, told where it is asked."""
    to = await target_at(connection, place)
    query = sa.select(article.c.story).where(
        article.c.id.in_(articles), article.c.story.is_not(None)
    )
    key = await connection.scalar(query.limit(1))
    if to is None or key is None:
        return []
    return [f"Here: {said}" for said in await told_or_not(connection, to, key)]


def _named(row: sa.RowMapping, place: Place) -> bool:
    """Tell whether somebody in this place may know of this target."""
    here = (place.platform, place.workspace, place.address)
    own = here == (row["platform"], row["workspace"] or place.workspace, row["address"])
    return own or row["platform"] == Platform.PAGE


def _briefings(digest: Sequence[int] | None, own: int) -> Sequence[int]:
    """List the briefings of a delivery: its own, or those of its digest, which may be none."""
    return (own,) if digest is None else digest
