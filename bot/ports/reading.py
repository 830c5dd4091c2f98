"""Questions in, what is held out: everything that readers ask."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bot.model import Digest, Feed, HeldArticle, Hint, HintSort, Place, Platform, Post, Story
from bot.ports.finding import Finder
from summariser import Pledge


class News(Protocol):
    """What was new in a period."""

    async def told(self, since: dt.datetime, until: dt.datetime) -> Sequence[Story]:
        """List the stories that had a new version in a period, at their present one."""


Forms = tuple[str, ...]
"""Ways of writing one word: folded words, with a last "*" for any ending."""
EVERYBODY = ""
OPERATOR = "*"
"""Whose eyes `Library.seen_by` reads with, where it is no workspace's."""


class Library(News, Finder, Protocol):
    """What readers ask of everything held. Reads only; nothing here waits for a lease.

    A library shows what is everybody's; `seen_by` gives one that shows a workspace's own feeds,
    and what came from them, besides.
    """

    def seen_by(self, tenant: str) -> "Library":
        """Read as people of this workspace do ("slack:T012"), or everybody, or the operator."""

    async def posts(self, *, after: int = 0, limit: int = 50) -> Sequence[Post]:
        """List the page's posts, oldest first, that came after ``after``."""

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """List the page's posts, newest first, one a story, before the post ``before``."""

    async def story(self, story: int) -> Story | None:
        """Give a story at its present version; one that was merged is the one that it is in."""

    async def linked(self, story: int, *, limit: int = 10) -> Sequence[Story]:
        """List the stories of the same affair, newest first."""

    async def articles(self, story: int) -> Sequence[HeldArticle]:
        """List a story's articles, first reported first."""

    async def story_of(self, url: str) -> Story | None:
        """Find the story that holds this address."""

    async def search(self, words: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories whose text has all these words, newest first; never raises on any text."""

    async def related(self, words: str, *, limit: int = 12) -> Sequence[Story]:
        """Find stories whose text has some of these words, those with most and rarest first."""

    async def holding(self, words: Sequence[Forms], *, limit: int = 12) -> Sequence[Story]:
        """Find stories whose text has each of these words in one of its forms, newest first."""

    async def versions(self, story: int) -> Sequence[Story]:
        """List a story as each of its versions told it, first told first."""

    async def stories_with_actor(self, name: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories with an actor of this name or alias (case folded), newest first."""

    async def pledges(self, *, limit: int = 500) -> Sequence[tuple[Story, Pledge]]:
        """List the pledges of present versions, newest story first."""

    async def why(self, url: str, *, place: Place | None = None) -> Sequence[str]:
        """Say step by step what became of an address, in plain words, oldest first.

        Posts there and on the page are named, those in other places are only counted; ``None``
        names them all, for the operator.
        """

    async def posted_to(self, place: Place, *, limit: int = 50) -> Sequence[Post]:
        """List what one target was told, newest first, one a story, digests story by story.

        ``seq`` is the delivery's key here, the story is as it was told.
        """

    async def feeds(self) -> Sequence[Feed]:
        """List all feeds by address."""

    def changes(self) -> AsyncIterator[None]:
        """Yield whenever the page may have changed; also at least every few seconds."""


class Hints(Protocol):
    """Names that go on as somebody types, in milliseconds whatever their number."""

    async def hints(self, sort: HintSort, typed: str, *, limit: int = 25) -> Sequence[Hint]:
        """List names of which a word begins so; the newest ones where nothing was typed."""


class Digested(Protocol):
    """Digests that were told, for whoever turns their pages."""

    async def digest_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Digest | None:
        """Find the digest that a post of ours tells, as it was told; ``None`` when none is."""
