"""What somebody asked in, the answer out; knows no network but what `Spots` asks for it."""

import asyncio
import dataclasses
from typing import Final, Protocol

from bot.commands import (
    JOINING,
    PLACING,
    Asker,
    Attached,
    Command,
    Reply,
    Say,
    Spot,
    parse,
)
from bot.commands.command import Role
from bot.commands.orders import Following, Settings
from bot.discord.asked import Asked
from bot.discord.spots import Spots, elsewhere
from bot.model import Digest, Place, Platform, Story
from bot.ports import Channels, Digested

LONGEST: Final = 60.0
"""Seconds that an answer may take."""

ADMINS: Final = "Only admins choose which feeds are read."
NO_LISTS: Final = "Lists of feeds are not taken here in this installation."


class Answers(Protocol):
    """The one that knows: `bot.commands.Answerer`."""

    async def answer(self, command: Command, asker: Asker) -> Reply:
        """Answer; never raises an error of ours."""


class Stories(Protocol):
    """Stories by their number: `bot.ports.Library`."""

    async def story(self, story: int) -> Story | None:
        """Give a story at its present version."""


class Posted(Stories, Digested, Protocol):
    """What of the store says what posts told."""


class FeedDesk(Protocol):
    """Carries lists of feeds: `bot.feeds.FeedDesk`."""

    async def take(self, opml: bytes) -> Reply:
        """Add the feeds of an OPML file, and say of each line what became of it."""

    async def give(self) -> bytes:
        """Write all feeds as OPML."""


class Desk:
    """Answers one `Asked` at a time; safe to call many times at once."""

    def __init__(
        self,
        *,
        answers: Answers,
        stories: Posted,
        spots: Spots,
        channels: Channels | None,
        feeds: FeedDesk | None = None,
    ) -> None:
        self._answers = answers
        self._stories = stories
        self._spots = spots
        self._channels = channels
        self._feeds = feeds

    async def answer(self, asked: Asked) -> Reply:
        """Answer, or say why not."""
        if asked.refusal:
            return Reply(title=asked.refusal, found=False)
        if asked.lists:
            return await self._list(asked)
        try:
            async with asyncio.timeout(LONGEST):
                return await self._answer(asked)
        except TimeoutError:
            return Reply(title="That took too long. Ask again in a minute.", found=False)

    async def _answer(self, asked: Asked) -> Reply:
        command = parse(asked.line)
        if isinstance(command, Following) and not asked.direct and asked.role >= Role.ADMIN:
            return await self._spots.following(asked.workspace)
        spot: Spot | None = None
        if isinstance(command, (*PLACING, Settings)):
            found = await self._spots.find(asked, joining=isinstance(command, JOINING))
            if isinstance(found, Reply):
                return found
            spot = found
        asker = await self._asker(asked, spot)
        reply = await self._answers.answer(command, asker)
        if spot and spot.address != asked.channel:
            reply = elsewhere(reply, spot)
        if note := await self._superseded(asked):
            reply = dataclasses.replace(reply, parts=(Say(text=note), *reply.parts))
        return reply

    async def _asker(self, asked: Asked, spot: Spot | None) -> Asker:
        return Asker(
            story=await self._story_of(asked),
            place=_place(asked),
            person=str(asked.user),
            role=asked.role,
            spot=spot,
        )

    async def digest(self, asked: Asked) -> Digest | None:
        """Find the digest of which a page is asked for."""
        # In a forum it is a thread of its own; elsewhere it may stand in one.
        for address in filter(None, (asked.channel, asked.parent)):
            found = await self._stories.digest_of_post(
                Platform.DISCORD, asked.workspace, address, asked.digest
            )
            if found:
                return found
        return None

    async def take(self, asked: Asked, opml: bytes) -> Reply:
        """Add the feeds of a list, for those who manage the server."""
        if refused := self.no_lists(asked):
            return refused
        assert self._feeds is not None  # noqa: S101 # refused above
        return await self._feeds.take(opml)

    async def _list(self, asked: Asked) -> Reply:
        """Give all feeds as a file."""
        if refused := self.no_lists(asked):
            return refused
        assert self._feeds is not None  # noqa: S101 # refused above
        opml = await self._feeds.give()
        file = Attached(
            name="threeline.opml",
            media="text/x-opml",
            data=opml,
            description="All feeds that are read, as OPML 2.0",
        )
        return Reply(title="The feeds that are read", parts=(file,))

    def no_lists(self, asked: Asked) -> Reply | None:
        """Say why somebody may not bring or have lists of feeds; ``None`` when they may."""
        if self._feeds is None:
            return Reply(title=NO_LISTS, found=False)
        return None if asked.role >= Role.ADMIN else Reply(title=ADMINS, found=False)

    async def _story_of(self, asked: Asked) -> int | None:
        """Find what is talked about: the button's story, the post replied to, the thread's."""
        if asked.story is not None or self._channels is None:
            return asked.story
        # A thread begun at a post, in a channel as in a forum, has that post's id.
        places = [(asked.parent, asked.channel)] if asked.parent else []
        if asked.post:
            places.insert(0, (asked.channel, asked.post))
        for address, ref in places:
            story = await self._channels.story_of_post(
                Platform.DISCORD, asked.workspace, address, ref
            )
            if story:
                return story.id
        return None

    async def _superseded(self, asked: Asked) -> str:
        """Say what replaced the version under whose button somebody pressed."""
        if asked.story is None or asked.version is None:
            return ""
        story = await self._stories.story(asked.story)
        if story is None or story.version <= asked.version:
            return ""
        return f"Version {story.version} has replaced the version {asked.version} that you see."


def _place(asked: Asked) -> Place:
    """Say where somebody stands: what was posted elsewhere is not told there."""
    return Place(
        platform=Platform.DISCORD,
        workspace=asked.workspace,
        address=asked.parent or asked.channel,
    )
