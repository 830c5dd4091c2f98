"""What somebody wants done about feeds in, done, and said as an answer."""

from collections.abc import Sequence
from typing import Protocol

from bot.commands import Cell, Reply, Say, Table
from bot.errors import ConfigError, FeedError
from bot.feeds.opml import Outline, read_opml, write_opml
from bot.model import Feed

MOST = 2_000
"""Feeds taken from one list: the import of a whole company is done in the terminal."""


class Shelf(Protocol):
    """Feeds as they are kept: `bot.ports.FeedStore`."""

    async def add_feed(self, url: str, *, title: str | None, topic: str | None) -> Feed:
        """Add a feed; one that is there already is returned as it is."""

    async def remove_feed(self, feed: int) -> bool:
        """Forget a feed. False when there was none."""

    async def feeds(self) -> Sequence[Feed]:
        """List all feeds by address."""


class Finder(Protocol):
    """Finds the feed of a site: `bot.ports.FeedSource`."""

    async def discover(self, url: str) -> str:
        """Find it; raise `FeedError` with a plain reason."""


class FeedDesk:
    """Adds, removes and carries feeds, the same for page and chats."""

    def __init__(self, shelf: Shelf, finder: Finder) -> None:
        self._shelf = shelf
        self._finder = finder

    async def add(self, url: str, topic: str | None) -> Reply:
        """Find and add the feed of an address."""
        try:
            found = await self._finder.discover(url)
        except FeedError as error:
            return Reply(title=f"Could not add {url}: {error}", found=False)
        feed = await self._shelf.add_feed(found, title=None, topic=topic)
        return Reply(title=f"Added {feed.url}: it is read from now on")

    async def remove(self, feed: int) -> Reply:
        """Stop reading a feed; what it gave stays."""
        known = next((each for each in await self._shelf.feeds() if each.id == feed), None)
        if known is None or not await self._shelf.remove_feed(feed):
            return Reply(title=f"There is no feed {feed}", found=False)
        return Reply(title=f"{known.title or known.url} is read no more; what it gave stays")

    async def take(self, opml: bytes) -> Reply:
        """Add the feeds of an OPML file, and say of each line what became of it."""
        try:
            outlines = read_opml(opml, faulty=True)
        except ConfigError as error:
            return Reply(title=str(error), found=False)
        if not outlines:
            return Reply(title="This file lists no feeds", found=False)
        known = {feed.url for feed in await self._shelf.feeds()}
        rows: list[tuple[Cell, ...]] = []
        for each in outlines[:MOST]:
            told = each.fault or ("held already" if each.url in known else "added")
            if each.fault is None:
                await self._shelf.add_feed(each.url, title=each.title, topic=each.topic)
            rows.append((str(each.line or ""), told, each.topic or "", each.url))
        new = sum(row[1] == "added" for row in rows)
        over = len(outlines) - len(rows)
        left = (Say(text=f"{over} more were left out: threeline feeds import takes them."),)
        return Reply(
            title=f"{new} of {len(rows)} feeds are new",
            parts=(
                *(left if over else ()),
                Table(columns=("Line", "", "Topic", "Feed"), rows=tuple(rows)),
            ),
        )

    async def give(self) -> bytes:
        """Write all feeds as OPML."""
        return write_opml(
            Outline(url=feed.url, title=feed.title, site=feed.site, topic=feed.topic)
            for feed in await self._shelf.feeds()
        )
