"""Articles and their stories in, the few stories that a new article may join out.

A story is kept as a profile (the sum of its articles' weighted words, `bot.kinship`) and stands
under the rare words of its articles, newest first. An article asks for a dozen words and reads
the newest stories under each, so that what it costs does not grow with what is held. Profiles
that were read are remembered; each has a stamp, which says whether it has grown since.
"""

import base64
import collections
import datetime as dt
import functools
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kinship import CANDIDATES, WINDOW, Candidate, Copy, joined
from bot.model import HeldArticle, Story
from bot.store.engine import Database
from bot.store.role import StoreRole
from bot.store.rows import held, held_of, present
from bot.store.schema import article, story, story_profile, story_word
from bot.stories import RARITY, shelved_under
from bot.traits import traits

POSTINGS = 200
"""Entries looked at for one word, the newest."""

REMEMBERED = 4096
"""Profiles kept in memory, about 30 kB each: those that are read most."""

AT_ONCE = 20
"""Stories without a profile that are given one at a time: 1.5 ms an article."""

MEMBERS = 8
"""Articles that a profile is made anew of: the first and the latest."""

_MARK = 1_000_003  # spreads the checksum over 63 bits with the word's length in it


class ShelfBook(StoreRole):
    """The part of `StoryStore` that finds stories for an article."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._profiles: collections.OrderedDict[int, tuple[int, Candidate]] = (
            collections.OrderedDict()
        )
        self._all_shelved = False

    async def present(self, story: int) -> Story | None:
        """Give a story as it is told now, whosever it is."""
        async with self._db.read(each_alone=True) as connection:
            return await present(connection, story)

    async def near(
        self,
        words: Sequence[str],
        *,
        since: dt.datetime,
        until: dt.datetime,
        workspace: str | None = None,
    ) -> Sequence[Candidate]:
        """List the stories of that time that share most of the words."""
        if not words:
            return []
        known = self._profiles
        async with self._db.read(each_alone=True) as connection:
            marks = sorted({mark(word, workspace) for word in words})
            asked = {f"word_{place}": each for place, each in enumerate(marks)}
            looked = await connection.execute(
                _sharing(len(marks)), {**asked, "since": since, "until": until}
            )
            found = {row.story: row.stamp for row in looked}
            unread = [
                key for key, stamp in found.items() if key not in known or known[key][0] != stamp
            ]
            if unread:
                for row in await connection.execute(_PROFILES, {"stories": unread}):
                    known[row.story] = row.stamp, _read(row.story, row.last, row.record)
        for key in found:
            known.move_to_end(key)
        near = [known[key][1] for key in found]
        while len(known) > REMEMBERED:
            known.popitem(last=False)
        return near

    async def shelve(self) -> int:
        """Give profiles to stories that can be joined and have none; how many had none."""
        if self._all_shelved:
            return 0
        since = self._db.now() - WINDOW
        query = (
            sa.select(story.c.id)
            .outerjoin(story_profile, story_profile.c.story == story.c.id)
            .where(story.c.last >= since, story.c.briefing.is_not(None))
            .where(story_profile.c.story.is_(None))
            .limit(AT_ONCE)
        )
        async with self._db.read() as connection:
            bare = (await connection.scalars(query)).all()
        if not bare:
            self._all_shelved = True
            return 0
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            for key in bare:
                await _shelve_members(connection, key, moment)
        return len(bare)


@functools.cache
def _sharing(count: int) -> sa.Select[Any]:
    """Select the stories that stand under most of so many words, the newest of equals first.

    Made once for each count: to make it costs more than to run it.
    """
    looks = [
        sa.select(
            sa.select(story_word.c.word, story_word.c.story)
            .where(
                story_word.c.word == sa.bindparam(f"word_{place}"),
                story_word.c.at.between(sa.bindparam("since"), sa.bindparam("until")),
            )
            .order_by(story_word.c.at.desc())
            .limit(sa.literal_column(str(POSTINGS)))
            .subquery()
        )
        for place in range(count)
    ]
    # UNION: a story that several articles put under one word counts once for it
    pairs = sa.union(*looks).subquery() if len(looks) > 1 else looks[0].distinct().subquery()
    words = sa.func.count().label("words")
    most = (
        sa.select(pairs.c.story, words)
        .group_by(pairs.c.story)
        .order_by(words.desc(), pairs.c.story.desc())
        .limit(sa.literal_column(str(CANDIDATES)))
        .subquery()
    )
    return (
        sa.select(story_profile.c.story, story_profile.c.stamp)
        .join(most, most.c.story == story_profile.c.story)
        .order_by(most.c.words.desc(), most.c.story.desc())
    )


_PROFILES = sa.select(story_profile).where(
    story_profile.c.story.in_(sa.bindparam("stories", expanding=True))
)


def mark(word: str, workspace: str | None = None) -> int:
    """Give a number that stands for a word among everybody's stories, or a workspace's own.

    Two words in a billion share one, which costs a look and decides nothing.
    """
    raw = (f"{workspace}\0{word}" if workspace else word).encode()
    return (zlib.crc32(raw) << 30) ^ (zlib.adler32(raw) * _MARK & 0x3FFFFFFF)


async def shelve(
    connection: AsyncConnection,
    key: int,
    new: HeldArticle,
    moment: dt.datetime,
    *,
    fresh: bool = False,
) -> None:
    """Add an article to its story's profile, and put the story under its words.

    A ``fresh`` story has no profile yet.
    """
    row = None if fresh else (await connection.execute(_PROFILES, {"stories": [key]})).one_or_none()
    profile = _read(key, row.last, row.record) if row else None
    await _put(connection, key, profile, [new], moment)


async def shelve_anew(connection: AsyncConnection, key: int, moment: dt.datetime) -> None:
    """Make a story's profile of the articles that it has now, in the place of the one it had."""
    for table in (story_profile, story_word):
        await connection.execute(sa.delete(table).where(table.c.story == key))
    await _shelve_members(connection, key, moment)


async def _shelve_members(connection: AsyncConnection, key: int, moment: dt.datetime) -> None:
    reported = sa.func.coalesce(article.c.published, article.c.fetched)
    query = held().where(article.c.story == key).order_by(reported, article.c.id)
    members = [held_of(row) for row in (await connection.execute(query)).mappings()]
    if members:
        members = [members[0], *members[1:][-(MEMBERS - 1) :]]
        await _put(connection, key, None, members, moment)


async def _put(
    connection: AsyncConnection,
    key: int,
    profile: Candidate | None,
    new: Sequence[HeldArticle],
    moment: dt.datetime,
) -> None:
    entries = set()
    for each in new:
        read = traits(each.article, each.fetched)
        profile = joined(profile, read, story=key, rarity=RARITY)
        entries |= {(mark(word, each.workspace), read.published) for word in shelved_under(read)}
    if profile is None:
        return
    stamp = round(moment.timestamp() * 1_000_000) * 64 + profile.size % 64
    values = {"story": key, "stamp": stamp, "last": profile.last, "record": _written(profile)}
    keep, put = _keeping(connection.dialect.name)
    await connection.execute(keep, values)
    rows = [{"word": word, "at": at, "story": key} for word, at in sorted(entries)]
    if rows:
        await connection.execute(put, rows)


@functools.cache
def _keeping(dialect: str) -> tuple[sa.Insert, sa.Insert]:
    """Make the statements that keep a profile, and a word under which it is found."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    profile = insert(story_profile)
    new = {name: profile.excluded[name] for name in ("stamp", "last", "record")}
    return (
        profile.on_conflict_do_update(index_elements=["story"], set_=new),
        insert(story_word).on_conflict_do_nothing(),
    )


async def unshelve(connection: AsyncConnection, before: dt.datetime) -> int:
    """Forget words and profiles of stories that nothing can join any more."""
    gone = 0
    for table, column in ((story_word, story_word.c.at), (story_profile, story_profile.c.last)):
        done = await connection.execute(sa.delete(table).where(column < before))
        gone += done.rowcount
    return gone


def _written(profile: Candidate) -> str:
    """Keep what a comparison needs, in few characters: up to 15 are read for one article.

    Three digits of a weight decide nothing. The topic is nearly all of the terms, so only what
    it has otherwise is written.
    """
    terms, topic = _short(profile.terms), _short(profile.topic)
    record = {
        "size": profile.size,
        "norms": profile.norms,
        "terms": terms,
        "not_topic": [word for word in terms if word not in topic],
        "topic": {word: weight for word, weight in topic.items() if terms.get(word) != weight},
        "names": _short(profile.names),
        "latest": [(each.article, _packed(each.sketch)) for each in profile.latest],
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _short(weights: Mapping[str, float]) -> dict[str, float]:
    return {word: round(weight, 3) for word, weight in weights.items()}


def _packed(sketch: Sequence[int]) -> str:
    return base64.b64encode(struct.pack(f"<{len(sketch)}I", *sketch)).decode()


def _sketch(kept: str | Sequence[int]) -> tuple[int, ...]:
    """Read a sketch, also as a list of numbers: so earlier versions of the program kept it."""
    if not isinstance(kept, str):
        return tuple(kept)
    raw = base64.b64decode(kept)
    return struct.unpack(f"<{len(raw) // 4}I", raw)


def _read(key: int, last: dt.datetime, record: str) -> Candidate:
    kept: dict[str, Any] = from_json(record)  # twice as quick as the standard library's
    one, two, three = kept["norms"]
    topic = kept["topic"]
    if "not_topic" in kept:  # else it is whole: so earlier versions of the program kept it
        topic = kept["terms"] | topic
        for word in kept["not_topic"]:
            del topic[word]
    return Candidate(
        story=key,
        size=kept["size"],
        last=last,
        terms=kept["terms"],
        topic=topic,
        names=kept["names"],
        norms=(one, two, three),
        latest=tuple(Copy(article=name, sketch=_sketch(sketch)) for name, sketch in kept["latest"]),
    )
