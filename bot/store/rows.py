"""Rows in, nouns out, and the few nouns that many queries need."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Entry, Feed, FeedState, HeldArticle, Platform, Story, Target, Validators
from bot.store.codec import decode
from bot.store.schema import article, briefing, entry, revision, story
from summariser import Article, Mark

Row = sa.RowMapping | Mapping[str, Any]

CHUNK = 500
"""Keys in one ``IN`` list; SQLite takes 32,766 values, plans are quick below a thousand."""

_BROUGHT = (
    sa.select(sa.func.min(entry.c.id)).where(entry.c.article == article.c.id).scalar_subquery()
)

_HELD = (
    _BROUGHT.label("brought"),
    *(article.c[name] for name in ("id", "url", "outlet", "published", "authors", "feed")),
    *(article.c[name] for name in ("topic", "fetched", "story", "workspace")),
    *(revision.c[name] for name in ("text", "title", "marks", "licence", "credit")),
)


def feed_of(row: Row) -> Feed:
    """Make a feed of its row."""
    return Feed(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        site=row["site"],
        topic=row["topic"],
        state=FeedState(row["state"]),
        validators=Validators(
            etag=row["etag"],
            last_modified=row["last_modified"],
            body_hash=row["body_hash"],
            seen=row["entries_seen"],
            moved=row["moved"],
        ),
        interval=dt.timedelta(seconds=row["interval"]),
        due=row["due"],
        last_success=row["last_success"],
        last_entry=row["last_entry"],
        failures=row["failures"],
        reason=row["reason"],
        hub=row["hub"],
        hub_topic=row["hub_topic"],
        pushed_until=row["pushed_until"],
        workspace=row["workspace"],
    )


def entry_of(row: Row) -> Entry:
    """Make an entry of its row."""
    names = ("key", "url", "title", "summary", "content", "published", "updated", "digest")
    return Entry(
        authors=tuple(row["authors"]),
        licence=row["licence"],
        **{name: row[name] for name in names},
    )


def held_of(row: Row) -> HeldArticle:
    """Make an article of its row joined with one revision's."""
    return HeldArticle(
        id=row["id"],
        article=Article(
            id=str(row["id"]),
            text=row["text"],
            title=row["title"],
            published=row["published"],
            outlet=row["outlet"],
            url=row["url"],
        ),
        fetched=row["fetched"],
        marks=tuple(map(Mark, row["marks"])),
        authors=tuple(row["authors"]),
        feed=row["feed"],
        topic=row["topic"],
        story=row["story"],
        trace=row["brought"] and f"e{row['brought']}",
        workspace=row["workspace"],
        licence=row["licence"],
        credit=row["credit"],
    )


def target_of(row: Row) -> Target:
    """Make a target of its row."""
    own = ("id", "address", "workspace", "name", "paused", "resend")
    names = (*own, "zone", "quiet", "cap", "outlet_cap")
    return Target(platform=Platform(row["platform"]), **{name: row[name] for name in names})


def held() -> sa.Select[Any]:
    """Select articles as they are now."""
    return sa.select(*_HELD).join(revision, revision.c.id == article.c.revision)


# Statements are made once: to make one costs more than to run it.
_STORIES = (
    sa.select(
        briefing.c.id.label("briefing"),
        briefing.c.version.label("version"),
        briefing.c.record,
        story.c.first,
        story.c.last,
        story.c.outlets,
        story.c.credits,
        story.c.topic.label("story_topic"),
        briefing.c.story.label("told"),
        *_HELD,
    )
    .select_from(briefing)
    .join(story, story.c.id == briefing.c.story)
    .join(article, article.c.id == briefing.c.article)
    .join(revision, revision.c.id == briefing.c.revision)
)
_TOLD = _STORIES.where(briefing.c.id.in_(sa.bindparam("briefings", expanding=True)))
_PRESENT = _STORIES.where(story.c.id == sa.bindparam("story"), briefing.c.id == story.c.briefing)


async def stories(connection: AsyncConnection, briefings: Collection[int]) -> dict[int, Story]:
    """Give stories as these briefings told them, by briefing."""
    found: dict[int, Story] = {}
    for some in chunks(sorted(set(briefings))):
        for row in (await connection.execute(_TOLD, {"briefings": some})).mappings():
            found[row["briefing"]] = _story_of(row)
    return found


async def present(connection: AsyncConnection, key: int) -> Story | None:
    """Give a story as it is told now."""
    row = (await connection.execute(_PRESENT, {"story": key})).mappings().one_or_none()
    return _story_of(row) if row else None


def _story_of(row: Row) -> Story:
    return Story(
        id=row["told"],
        version=row["version"],
        briefing=decode(row["record"]),
        article=held_of(row),
        first=row["first"],
        last=row["last"],
        outlets=tuple(row["outlets"]),
        credits=tuple(row["credits"] or ()),
        topic=row["story_topic"],
        workspace=row["workspace"],
    )


def outlets_of(
    said: Iterable[tuple[str | None, str | None]],
) -> dict[str, list[str | None]]:
    """Give a story's columns of outlets and credits from what (outlet, credit) its articles have.

    An outlet that prints an agency and writes itself, too, is a voice of its own.
    """
    found: dict[str, str | None] = {}
    for outlet, credit in said:
        if outlet:
            found[outlet] = credit and found.get(outlet, credit)
    return {"outlets": list(found), "credits": list(found.values())}


def chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    """Cut keys into lists that fit one statement."""
    keys = list(keys)
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
