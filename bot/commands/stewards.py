"""From an order to what it changes: channels, feeds, pledges, who may do what."""

import dataclasses
from typing import Final, Protocol

from bot.commands.command import Asker, Role
from bot.commands.naming import feed_at, named, of_feed
from bot.commands.orders import (
    AddFeed,
    Correct,
    Editors,
    Feedback,
    Follow,
    ForgetMe,
    Order,
    RemoveFeed,
)
from bot.commands.reply import Choice, Choices, Reply, Say
from bot.commands.wishes import Wish, Wishing
from bot.errors import CommandError, FeedError
from bot.model import Feed
from bot.ports import FeedStore, Library

NOT_HERE: Final = "That is not set up in this installation."
NO_CHANNEL: Final = Reply(
    title="There is no channel here to post in",
    parts=(
        Say(
            text="Ask for this in a Slack or Discord channel, or in a direct message with the bot "
            "there. On the page, the Atom and JSON feeds of any view can be followed by a reader."
        ),
        Choices(
            prompt="What is new can be asked here:",
            options=(
                Choice(label="Latest", command="latest"),
                Choice(label="Feeds", command="feeds"),
            ),
        ),
    ),
    found=False,
)
"""The answer in a terminal or on the page."""


class Finder(Protocol):
    """Finds the feed of a site: `bot.ports.FeedSource`."""

    async def discover(self, url: str) -> str:
        """Give the feed's address; raise `FeedError` with a plain reason."""


class Stewards:
    """Carries out orders.

    Args:
        library: Where names are looked up.
        wishing: What channels are told; ``None`` where nothing is posted.
        feeds: Where feeds are added.
        finder: Finds them.
    """

    def __init__(
        self,
        library: Library,
        *,
        wishing: Wishing | None = None,
        feeds: FeedStore | None = None,
        finder: Finder | None = None,
    ) -> None:
        self._library = library
        self._wishing = wishing
        self._feeds = feeds
        self._finder = finder

    async def carry_out(self, order: Order, asker: Asker) -> Reply:
        """Do it; `rights` has said before that they may.

        Raises:
            CommandError: It cannot be done; the text says why.
        """
        match order:
            case AddFeed():
                feed = await self._read(order.url, order.topic)
                return Reply(title=f"Added {feed.title or feed.url}: it is read from now on")
            case RemoveFeed():
                return await self._remove(order.words)
            case Feedback() | Correct() | ForgetMe() | Editors():
                raise CommandError(NOT_HERE)
            case Follow() if order.url:
                return await self._follow_address(order, asker)
            case _:
                return await self._wish(order, asker)

    async def _wish(self, wish: Wish, asker: Asker) -> Reply:
        if asker.spot is None:
            return NO_CHANNEL
        if self._wishing is None:
            raise CommandError(NOT_HERE)
        return await self._wishing.carry_out(wish, asker.spot)

    async def _follow_address(self, order: Follow, asker: Asker) -> Reply:
        """Follow the feed of an address; an admin's is added where it is not read yet."""
        assert order.url is not None  # noqa: S101 # the case above
        held = feed_at(order.url, list(await self._library.feeds()))
        if held is None and asker.role < Role.ADMIN:
            raise CommandError(
                f"No feed of {order.url} is read here. Only admins choose which feeds are read: "
                f"ask one for: add {order.url}"
            )
        feed = held or await self._read(order.url, None)
        found = of_feed(feed)
        if asker.spot is None:
            added = "It is read already" if held else "It is read from now on"
            return dataclasses.replace(NO_CHANNEL, title=f"{added}: {feed.title or feed.url}")
        return await self._wish(Follow(words=found.words), asker)

    async def _read(self, url: str, topic: str | None) -> Feed:
        """Find and add the feed of an address."""
        if self._feeds is None or self._finder is None:
            raise CommandError(NOT_HERE)
        try:
            found = await self._finder.discover(url)
        except FeedError as error:
            raise CommandError(f"Could not add {url}: {error}") from error
        return await self._feeds.add_feed(found, title=None, topic=topic)

    async def _remove(self, words: str) -> Reply:
        if self._feeds is None:
            raise CommandError(NOT_HERE)
        held = list(await self._library.feeds())
        if words.startswith(("http://", "https://")):
            feed = feed_at(words, held)
            keys = [feed.id] if feed else []
        else:
            found = await named(f"feed {words}", self._library)
            keys = [key for each in found for key in each.rule.feeds]
        feeds = [feed for feed in held if feed.id in keys]
        if not feeds:
            raise CommandError(f"No feed {words} is read: feeds lists them")
        if len(feeds) > 1:
            return Reply(
                title=f"{len(feeds)} feeds are called {words}",
                parts=(
                    Choices(
                        prompt="Which one?",
                        options=tuple(
                            Choice(label=feed.title or feed.url, command=f"remove feed {feed.id}")
                            for feed in feeds
                        ),
                    ),
                ),
                found=False,
            )
        await self._feeds.remove_feed(feeds[0].id)
        return Reply(
            title=f"{feeds[0].title or feeds[0].url} is read no more",
            parts=(
                Say(text="What it gave stays."),
                Choices(
                    prompt="To have it back:",
                    options=(Choice(label="Add it", command=f"add {feeds[0].url}"),),
                ),
            ),
        )
