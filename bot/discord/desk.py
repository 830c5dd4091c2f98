"""What somebody asked in, the sheets that answer it out; knows no network."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import structlog

from bot.commands import Asker, Command, Reply, Say, Table, parse
from bot.commands.wishes import GUIDE, VERBS
from bot.discord.asked import Asked
from bot.discord.follow import Follows
from bot.model import Place, Platform, Story
from bot.ports import Channels

LONGEST: Final = 60.0
"""Seconds that an answer may take."""

MANAGERS: Final = "Only people who manage the server add feeds."
NO_ADDRESS: Final = "That is no web address: it begins with https://"

HERE: Final = Table(columns=("For a channel, or in a direct message", "Write"), rows=GUIDE)

AddFeed = Callable[[str, str | None], Awaitable[Reply]]
"""Finds and adds the feed of an address, under a topic; says what became of it."""

_log = structlog.get_logger(__name__)


class Answers(Protocol):
    """The one that knows: `bot.commands.Answerer`."""

    async def answer(self, command: Command, asker: Asker) -> Reply:
        """Answer; never raises an error of ours."""


class Stories(Protocol):
    """Stories by their number: `bot.ports.Library`."""

    async def story(self, story: int) -> Story | None:
        """Give a story at its present version."""


class Desk:
    """Answers one `Asked` at a time; safe to call many times at once."""

    def __init__(
        self,
        *,
        answers: Answers,
        stories: Stories,
        follows: Follows,
        channels: Channels | None,
        add_feed: AddFeed | None = None,
    ) -> None:
        self._answers = answers
        self._stories = stories
        self._follows = follows
        self._channels = channels
        self._add_feed = add_feed

    async def answer(self, asked: Asked) -> Reply:
        """Answer, or say why not."""
        if asked.refusal:
            return Reply(title=asked.refusal, found=False)
        if asked.feed:
            return await self._add(asked, *asked.feed)
        verb = asked.line.partition(" ")[0].lower()
        if verb in VERBS:
            return await self._follows.answer(asked)
        story = await self._story_of(asked)
        try:
            async with asyncio.timeout(LONGEST):
                asker = Asker(story=story, place=_place(asked))
                reply = await self._answers.answer(parse(asked.line), asker)
        except TimeoutError:
            return Reply(title="That took too long. Ask again in a minute.", found=False)
        if asked.line.strip().lower() in {"", "help"}:
            reply = dataclasses.replace(reply, parts=(*reply.parts, HERE))
        if asked.report is not None:
            reply = self._reported(asked, reply)
        if note := await self._superseded(asked):
            reply = dataclasses.replace(reply, parts=(Say(text=note), *reply.parts))
        return reply

    async def _add(self, asked: Asked, url: str, topic: str | None) -> Reply:
        """Add a feed, for those who manage a server."""
        if self._add_feed is None:
            return Reply(title="Feeds are not added from here in this installation.", found=False)
        if not asked.manages:
            return Reply(title=MANAGERS, found=False)
        if not url.startswith(("http://", "https://")):
            return Reply(title=NO_ADDRESS, found=False)
        return await self._add_feed(url, topic)

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

    @staticmethod
    def _reported(asked: Asked, reply: Reply) -> Reply:
        _log.warning(
            "discord_reported_wrong",
            story=asked.story,
            version=asked.version,
            workspace=asked.workspace,
            user=asked.user,
            words=asked.report,
        )
        return Reply(
            title="Thank you. It is noted for the people who run this.",
            parts=(Say(text="These are the words that the briefing rests on:"), *reply.parts),
        )


def _place(asked: Asked) -> Place:
    """Say where somebody stands: what was posted elsewhere is not told there."""
    return Place(
        platform=Platform.DISCORD,
        workspace=asked.workspace,
        address=asked.parent or asked.channel,
    )
