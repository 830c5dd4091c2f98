"""What somebody has typed so far in, up to 25 names that go on like it out.

The names (actors, topics, stories) are read from the library now and then and looked up in
memory, since Discord waits three seconds for an answer and asks at every keystroke.
"""

import asyncio
import bisect
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import structlog

from bot.commands.grammar import HEADS
from bot.discord import limits, text
from bot.errors import StoreError
from bot.model import Feed, Post, Story

FRESH: Final = 60.0
"""Seconds for which names are used before they are read again."""

_STORIES = 200

_log = structlog.get_logger(__name__)


class Shelf(Protocol):
    """What of the library names are taken from: `bot.ports.Library`."""

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """List the newest posts."""

    async def feeds(self) -> Sequence[Feed]:
        """List all feeds."""


class Names:
    """Pairs of (what is shown, what is filled in), found by how they or one of their words begin.

    A key stands in the sorted list once for its beginning and once for each further word, so that
    a look-up is a binary search whatever the number of names.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = list(dict.fromkeys(pairs))
        keys = []
        for place, (shown, _) in enumerate(self._pairs):
            words = fold(shown).split()
            keys += [(" ".join(words[at:]), place) for at in range(len(words))]
        self._keys = sorted(keys)

    def beginning(self, typed: str, most: int = limits.CHOICES) -> list[tuple[str, str]]:
        """List names in their own order of importance where nothing was typed, else sorted."""
        folded = " ".join(fold(typed).split())
        if not folded:
            return self._pairs[:most]
        found: dict[int, None] = {}
        at = bisect.bisect_left(self._keys, (folded, -1))
        while at < len(self._keys) and len(found) < most and self._keys[at][0].startswith(folded):
            found[self._keys[at][1]] = None
            at += 1
        return [self._pairs[place] for place in found]


def fold(name: str) -> str:
    """Put a name into the form in which names are compared: no accents, no capitals."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


class Suggestions:
    """Names for each sort of option.

    They are read anew beside the answering, so that only the very first keystrokes may wait.

    Args:
        shelf: The library.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._names: dict[str, Names] = {"command": Names((head, head) for head in HEADS)}
        self._read_at: float | None = None
        self._reading: asyncio.Task[None] | None = None

    async def suggest(self, sort: str, typed: str) -> list[tuple[str, str]]:
        """List up to 25 pairs of what is shown and what is filled in."""
        now = asyncio.get_running_loop().time()
        stale = self._read_at is None or now - self._read_at > FRESH
        if stale and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read())
        if self._read_at is None and self._reading:
            await asyncio.shield(self._reading)
        names = self._names.get(sort)
        return names.beginning(typed) if names else []

    async def _read(self) -> None:
        try:
            stories = [post.story for post in await self._shelf.latest(limit=_STORIES)]
            feeds = await self._shelf.feeds()
        except StoreError as error:
            _log.warning("discord_names_not_read", reason=str(error))
            return
        self._names |= await asyncio.to_thread(_sorted, stories, feeds)
        self._read_at = asyncio.get_running_loop().time()


def _sorted(stories: Sequence[Story], feeds: Sequence[Feed]) -> dict[str, Names]:
    """Make the names of each sort; with very many it takes a second, so in a thread."""
    topics = [feed.topic for feed in feeds] + [story.topic for story in stories]
    actors = (actor.name for story in stories for actor in story.briefing.actors)
    return {
        "actor": Names(_plain(actors)),
        "topic": Names(_plain(topic for topic in topics if topic)),
        "story": Names(
            (_short(f"{story.briefing.layout[0].text} (#{story.id})"), str(story.id))
            for story in stories
        ),
    }


def _plain(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    shown = (_short(name) for name in names)
    return ((name, name) for name in shown if name)


def _short(name: str) -> str:
    return text.cut(text.one_line(name), limits.CHOICE)
