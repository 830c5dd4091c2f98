"""What somebody has typed so far in, up to 25 names that go on like it out.

The names (actors, topics, stories) are read from the library now and then and looked up in
memory, since Discord waits three seconds for an answer and asks at every keystroke.
"""

import asyncio
import bisect
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from bot.commands.grammar import HEADS
from bot.discord import limits, text
from bot.model import Feed, Post

FRESH: Final = 60.0
"""Seconds for which names are used before they are read again."""

_STORIES = 200
_WORD = 3  # letters from which names are looked through for a word inside them


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

    Args:
        shelf: The library.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._names: dict[str, Names] = {"command": Names((head, head) for head in HEADS)}
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def suggest(self, sort: str, typed: str) -> list[tuple[str, str]]:
        """List up to 25 pairs of what is shown and what is filled in."""
        loop = asyncio.get_running_loop()
        async with self._reading:
            if self._read_at is None or loop.time() - self._read_at > FRESH:
                await self._read()
                self._read_at = loop.time()
        names = self._names.get(sort)
        return names.beginning(typed) if names else []

    async def _read(self) -> None:
        stories = [post.story for post in await self._shelf.latest(limit=_STORIES)]
        feeds = await self._shelf.feeds()
        topics = [feed.topic for feed in feeds] + [story.topic for story in stories]
        actors = (actor.name for story in stories for actor in story.briefing.actors)
        self._names |= {
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
