"""From an order to what it changes: channels, feeds, pledges, who may do what."""

import datetime as dt
from dataclasses import replace
from typing import Final, Protocol

from bot.commands.about import About
from bot.commands.command import Asker, Role
from bot.commands.consent import Consent
from bot.commands.folk import MAY, NOT_HERE, Folk
from bot.commands.naming import bare, feed_at, named, of_feed
from bot.commands.orders import (
    AddFeed,
    Correct,
    DigestWhen,
    Editors,
    Feedback,
    Follow,
    ForgetMe,
    LetModel,
    Order,
    RemoveFeed,
    Settings,
)
from bot.commands.reply import Cell, Choice, Choices, Part, Reply, Say, ShowStory, Table
from bot.commands.wishes import Wish, Wishing
from bot.digests import preview
from bot.errors import CommandError, FeedError
from bot.model import Feed, Story
from bot.ports import EVERYBODY, OPERATOR, Clock, FeedStore, Library
from bot.rules import Rule

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


class Stories(Protocol):
    """Finds the story that is meant: `bot.commands.readings.Readings`."""

    async def story(self, about: About) -> Story:
        """Give it; raise `CommandError` saying how to name one."""

    @property
    def library(self) -> Library:
        """Everything that who asks may see."""

    async def correct(self, order: Correct) -> Reply:
        """Let the ledger read a pledge otherwise; raise `CommandError` where it makes no sense."""


class Stewards:
    """Carries out orders; what is not given is not set up here.

    Args:
        wishing: What channels are told.
        folk: What is kept of people.
        feeds: Where feeds are added.
        finder: Finds them.
        consent: Whether a language model may read what is a workspace's own.
        now: The clock.
    """

    def __init__(
        self,
        *,
        wishing: Wishing | None = None,
        folk: Folk | None = None,
        feeds: FeedStore | None = None,
        finder: Finder | None = None,
        consent: Consent | None = None,
        now: Clock,
    ) -> None:
        self._wishing = wishing
        self._consent = consent
        self._now = now
        self._folk = folk
        self._feeds = feeds
        self._finder = finder

    async def carry_out(  # noqa: PLR0911 # one case an order
        self, order: Order, asker: Asker, stories: Stories
    ) -> Reply:
        """Do it; `rights` has said before that they may.

        Raises:
            CommandError: It cannot be done; the text says why.
        """
        match order:
            case AddFeed():
                return await self._add(order, asker)
            case RemoveFeed():
                return await self._remove(order.words, stories.library)
            case Feedback():
                return await self._people().opinion(order, asker, await stories.story(order.about))
            case ForgetMe():
                return await self._people().forget(asker)
            case Editors():
                return await self._people().editors(order, asker)
            case LetModel():
                return await self._consents().carry_out(order, asker)
            case Settings():
                return await self._settings(asker)
            case Correct():
                return await stories.correct(order)
            case Follow() if order.url:
                return await self._follow_address(order, asker, stories.library)
            case _:
                return await self._wish(order, asker, stories.library)

    def _people(self) -> Folk:
        if self._folk is None:
            raise CommandError(NOT_HERE)
        return self._folk

    def _consents(self) -> Consent:
        if self._consent is None:
            raise CommandError(NOT_HERE)
        return self._consent

    async def _settings(self, asker: Asker) -> Reply:
        """Show what holds in the channel, and for who asks."""
        here = Reply(title="Settings")
        if asker.spot is not None and self._wishing is not None:
            try:
                here = await self._wishing.carry_out(Settings(), asker.spot)
            except CommandError as error:
                here = Reply(title=str(error))
        rows: list[tuple[Cell, ...]] = [("You may", MAY[asker.role]), ("Your zone", asker.zone)]
        if self._folk is not None and asker.person is not None:
            rows.append(("Kept of you", await self._folk.kept(asker)))
        you = Table(columns=("", ""), rows=tuple(rows), caption="You")
        return replace(here, parts=(*here.parts, you))

    async def _preview(self, asker: Asker, library: Library) -> Reply:
        """Show what a digest of the last day would tell, where none can be posted."""
        until = self._now()
        since = until - dt.timedelta(days=1)
        told = await library.told(since, until)
        digest = preview(told, Rule(), since=since, until=until, zone=asker.zone)
        if not digest.stories:
            return Reply(title=f"{digest.title}: nothing to tell", found=False)
        parts: list[Part] = [ShowStory(story=story) for story in digest.stories]
        if digest.omitted:
            parts.append(Say(text=f"And {digest.omitted} more: latest"))
        return Reply(title=digest.title, parts=tuple(parts))

    async def _wish(self, wish: Wish, asker: Asker, library: Library) -> Reply:
        if asker.spot is None and isinstance(wish, DigestWhen) and wish.words in {"", "now"}:
            return await self._preview(asker, library)
        if asker.spot is None:
            return NO_CHANNEL
        if self._wishing is None:
            raise CommandError(NOT_HERE)
        return await self._wishing.carry_out(wish, asker.spot)

    async def _follow_address(self, order: Follow, asker: Asker, library: Library) -> Reply:
        """Follow the feed of an address; an admin's is added where it is not read yet."""
        assert order.url is not None  # noqa: S101 # the case above
        held = feed_at(order.url, list(await library.feeds()))
        if held is None and asker.role < Role.ADMIN:
            raise CommandError(
                f"No feed of {order.url} is read here. Only admins choose which feeds are read: "
                f"ask one for: add {order.url}"
            )
        feed = held or await self._read(AddFeed(url=order.url), asker)
        found = of_feed(feed)
        if asker.spot is None:
            added = "It is read already" if held else "It is read from now on"
            return replace(NO_CHANNEL, title=f"{added}: {feed.title or bare(feed.url)}")
        return await self._wish(Follow(words=found.words), asker, library)

    async def _add(self, order: AddFeed, asker: Asker) -> Reply:
        feed = await self._read(order, asker)
        alone = " for this workspace alone" if feed.workspace else ""
        return Reply(title=f"Added {feed.title or bare(feed.url)}: it is read from now on{alone}")

    async def _read(self, order: AddFeed, asker: Asker) -> Feed:
        """Find and add the feed of an address."""
        if self._feeds is None or self._finder is None:
            raise CommandError(NOT_HERE)
        workspace = asker.tenant if order.private else None
        if workspace in {EVERYBODY, OPERATOR}:
            raise CommandError(
                "A feed of one workspace alone is added in that workspace, in Slack or Discord."
            )
        try:
            found = await self._finder.discover(order.url)
        except FeedError as error:
            raise CommandError(f"Could not add {bare(order.url)}: {error}") from error
        return await self._feeds.add_feed(found, title=None, topic=order.topic, workspace=workspace)

    async def _remove(self, words: str, library: Library) -> Reply:
        if self._feeds is None:
            raise CommandError(NOT_HERE)
        held = list(await library.feeds())
        if words.startswith(("http://", "https://")):
            feed = feed_at(words, held)
            keys = [feed.id] if feed else []
        else:
            found = await named(f"feed {words}", library)
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
                            Choice(
                                label=feed.title or bare(feed.url), command=f"remove feed {feed.id}"
                            )
                            for feed in feeds
                        ),
                    ),
                ),
                found=False,
            )
        await self._feeds.remove_feed(feeds[0].id)
        alone = " private" if feeds[0].workspace else ""
        back = Choice(label="Add it", command=f"add {bare(feeds[0].url)}{alone}")
        return Reply(
            title=f"{feeds[0].title or bare(feeds[0].url)} is read no more",
            parts=(
                Say(text="What it gave stays."),
                Choices(prompt="To have it back:", options=(back,)),
            ),
        )
