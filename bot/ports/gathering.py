"""Feeds, entries, articles and stories in, their next state kept: what stages work on."""

import datetime as dt
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.kinship import Candidate
from bot.model import Draft, Entry, Feed, HeldArticle, Leased, Page, PendingEntry, Story
from summariser import Briefing


class FeedStore(Protocol):
    """Feeds, their due times and what they listed."""

    async def add_feed(
        self, url: str, *, title: str | None, topic: str | None, workspace: str | None = None
    ) -> Feed:
        """Add a feed, due now; one that is there already is returned as it is.

        With a workspace it is that one's alone, and so are its articles and stories; the same
        address may be everybody's besides.
        """

    async def remove_feed(self, feed: int) -> bool:
        """Forget a feed; what it gave stays. False when there was none."""

    async def feeds(self) -> Sequence[Feed]:
        """List the feeds that are everybody's, by address; `Library.seen_by` shows the others."""

    async def claim_feeds(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[Feed]]:
        """Take feeds that are due, oldest first; nobody else gets them until the lease ends."""

    async def next_feed(self) -> dt.datetime | None:
        """Tell when the next feed is due; ``None`` when none ever is."""

    async def prolong_feeds(self, leased: Sequence[Leased[Feed]], lease: dt.timedelta) -> None:
        """Have these for ``lease`` from now, those that are ours still."""

    async def finish_poll(
        self,
        leased: Leased[Feed],
        feed: Feed,
        entries: Sequence[Entry],
        *,
        baseline: Collection[str] = (),
    ) -> int:
        """Keep the feed as it is now and its unseen entries, in one transaction.

        An entry whose key is known and whose digest changed is kept as an edit, read again, and
        never becomes a second entry. Entries whose keys are in ``baseline`` were there before we
        came: they are known from now on, and never read or posted.

        Returns:
            How many entries are to be read; 0 when the lease was lost (nothing is written then).
        """


class EntryStore(Protocol):
    """Entries that wait for their article to be read."""

    async def claim_entries(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[PendingEntry]]:
        """Take entries whose article is to be read."""

    async def prolong_entries(
        self, leased: Sequence[Leased[PendingEntry]], lease: dt.timedelta
    ) -> None:
        """Have these for ``lease`` from now, those that are ours still."""

    async def keep_article(self, leased: Leased[PendingEntry], page: Page) -> int | None:
        """Keep the article under its canonical address and mark the entry read.

        An address that is held already is updated when its text changed (and is briefed again),
        else only linked.

        Returns:
            The article's key; ``None`` when the lease was lost.
        """

    async def put_off_entry(
        self, leased: Leased[PendingEntry], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Try the entry again later, or never when ``retry_at`` is ``None``; keep the reason."""


class StoryStore(Protocol):
    """Articles that wait for their briefing, and the stories they make."""

    async def claim_articles(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[HeldArticle]]:
        """Take articles that are to be briefed."""

    async def keep_draft(self, leased: Leased[HeldArticle], briefing: Briefing) -> bool:
        """Keep a briefing whose story others decide; False when the lease was lost."""

    async def claim_drafts(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[Draft]]:
        """Take drafts whose story is to be decided; `keep_briefing` ends them."""

    async def recent_stories(self, since: dt.datetime) -> Sequence[Story]:
        """List stories with an article since then, newest first."""

    async def near(
        self,
        words: Sequence[str],
        *,
        since: dt.datetime,
        until: dt.datetime,
        workspace: str | None = None,
    ) -> Sequence[Candidate]:
        """List the stories of that time that share most of the words.

        A workspace's own articles join its own stories only.
        """

    async def shelve(self) -> int:
        """Let some stories be found that an earlier program kept; 0 when all can be."""

    async def present(self, story: int) -> Story | None:
        """Give a story as it is told now, whosever it is."""

    async def versions(self, story: int) -> Sequence[Story]:
        """List a story as each of its versions told it, first told first."""

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
        """Keep a briefing and queue its deliveries, in one transaction.

        Args:
            leased: The article it was made from.
            briefing: Its three lines.
            story: The story that the article joins; ``None`` begins one.
            post: Whether this makes a new version to be delivered, or is only kept.
            reason: Why, in plain words, for `why`.
            linked: Stories of the same affair, which it does not join.

        Returns:
            The story as it is now; ``None`` when the lease was lost.
        """

    def turn(self, name: str) -> AbstractAsyncContextManager[None]:
        """Wait until nobody else, on any host, has the turn of this name; then have it."""

    async def put_off_article(
        self, leased: Leased[HeldArticle], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Brief it later, or never when ``retry_at`` is ``None``; keep the reason."""
