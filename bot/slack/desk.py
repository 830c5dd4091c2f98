"""What somebody asked in Slack to an answer shown in the right place.

Who sees an answer: what a slash command or button brings is for the person who asked, but for
briefings; what was asked of us in the open is answered in the open, in that thread, as long as the
answer is about news. Anything about the workspace's own settings stays with the person. A private
answer about news has a "Share to channel" button.
"""

import asyncio
from typing import Any, Protocol

import structlog

from bot.commands import (
    Asker,
    Command,
    Link,
    Quote,
    Reply,
    ShowStory,
    Table,
    parse,
)
from bot.commands.command import (
    Ask,
    BriefLink,
    Changed,
    Guess,
    Latest,
    More,
    Pledges,
    Search,
    ShowEvidence,
    ShowPledge,
    Sources,
    Timeline,
    Who,
)
from bot.commands.orders import Following
from bot.errors import DeliveryError
from bot.model import Platform
from bot.ports import Channels, Library
from bot.slack import replies
from bot.slack.asked import Asked, story_in
from bot.slack.blocks import MAX_VALUE, Message
from bot.slack.files import Files
from bot.slack.follow import Follows, tenant
from bot.slack.place import Places
from bot.slack.pressed import about_value, share_value
from bot.slack.wire import TROUBLE, Wire, translate

# About news, so fit for everybody who reads the channel; the rest is about settings and health.
NEWS = (
    Ask,
    BriefLink,
    Changed,
    Latest,
    More,
    Pledges,
    Search,
    ShowEvidence,
    ShowPledge,
    Sources,
    Timeline,
    Who,
)
# In the thread of a briefing, what was said without naming us is answered only if it is one of
# these; people also talk to each other there.
SURELY_OURS = (Changed, More, Pledges, ShowEvidence, Sources)
# After this many seconds the person is told that we are at it.
PATIENCE = 1.5
CANNOT_POST = "I cannot post here. Invite me to the channel first: /invite @Threeline"
TRY_AGAIN = "Slack did not take the answer. Ask again in a minute."
# Messages of a thread that are looked through for the story it is about.
THREAD = 15

_log = structlog.get_logger(__name__)


class Answers(Protocol):
    """The one that knows: `bot.commands.Answerer`."""

    async def answer(self, command: Command, asker: Asker) -> Reply:
        """Answer; never raises."""


class Desk:
    """Answers one `Asked` at a time; safe to call many times at once."""

    def __init__(
        self,
        *,
        wire: Wire,
        answers: Answers,
        library: Library,
        channels: Channels | None = None,
        follows: Follows,
        page: str | None = None,
    ) -> None:
        self._wire = wire
        self._answers = answers
        self._library = library
        self._channels = channels
        self._page = page
        self._places = Places(wire)
        self._files = Files(wire)
        self._follows = follows

    async def answer(self, asked: Asked) -> None:
        """Answer, or say why not; a failure to show it is logged."""
        try:
            await self._answer(asked)
        except TROUBLE as error:
            failed = error if isinstance(error, DeliveryError) else translate(error)
            _log.warning("slack_answer_not_shown", channel=asked.channel, reason=str(failed))
            if asked.response_url and not failed.unknown:
                words = CANNOT_POST if failed.forbidden else TRY_AGAIN
                await self._places.respond(asked, Message(text=words))

    async def _answer(self, asked: Asked) -> None:
        story = await self._story_of(asked)
        command = parse(asked.words)
        meant = command.command if isinstance(command, Guess) else command
        if not asked.addressed and (story is None or not isinstance(meant, SURELY_OURS)):
            return
        waiting = asyncio.create_task(self._say_working(asked, command))
        try:
            reply = await self.reply(asked, command, story)
        finally:
            waiting.cancel()
        news = isinstance(meant, NEWS)
        public = self._public(asked, reply, news=news)
        reply = await self._files.send(asked, reply, public=public)
        share = None
        if not public and not asked.direct and news and reply.found:
            thread = asked.thread or (asked.root if asked.story is not None else None)
            share = share_value(asked.words, thread=thread, story=story)
        about = (story or _told(reply)) if news and reply.found else None
        message = replies.reply(
            reply,
            page=self._page,
            share=share if share and len(share) <= MAX_VALUE else None,
            note=await self._superseded(asked),
            about=about_value(asked.words, about) if asked.direct and about else None,
        )
        await self._places.show(asked, message, public=public, story=story)

    async def reply(self, asked: Asked, command: Command, story: int | None = None) -> Reply:
        """Answer, and show it to nobody yet."""
        meant = command.command if isinstance(command, Guess) else command
        if isinstance(meant, Following):
            return await self._follows.following(asked)
        if story is not None and asked.words.startswith("link "):
            return await self._link(asked, story)
        ready = await self._follows.ready(asked, meant)
        if isinstance(ready, Reply):
            return ready
        asker = await self._follows.asker(ready, story)
        reply = await self._answers.answer(command, asker)
        await self._follows.done(asked, meant, reply)
        return reply

    def _public(self, asked: Asked, reply: Reply, *, news: bool) -> bool:
        if asked.open:
            return news and reply.found
        return not reply.private and reply.found

    async def _say_working(self, asked: Asked, command: Command) -> None:
        await asyncio.sleep(PATIENCE)
        words = "is reading the article…" if isinstance(command, BriefLink) else "is looking…"
        await self._places.working(asked, words if asked.direct else f"Threeline {words}")

    async def _superseded(self, asked: Asked) -> str | None:
        """Say what replaced the version under whose button somebody pressed."""
        if asked.story is None or asked.version is None:
            return None
        story = await self._seen(asked).story(asked.story)
        if story is None or story.version <= asked.version:
            return None
        return f"Version {story.version} has replaced the version {asked.version} that you see."

    async def _story_of(self, asked: Asked) -> int | None:
        """Find what is talked about: the button's story, else the thread's."""
        if asked.story is not None or asked.root is None:
            return asked.story
        if self._channels is not None:
            story = await self._channels.story_of_post(
                Platform.SLACK, asked.workspace, asked.channel, asked.root
            )
            if story is not None:
                return story.id
        return await self._told_in_thread(asked) if asked.addressed else None

    async def _told_in_thread(self, asked: Asked) -> int | None:
        """Read the thread for the last story that we told in it."""
        try:
            client = await self._wire.of(asked.workspace)
            answer = await client.conversations_replies(
                channel=asked.channel,
                ts=str(asked.root),
                limit=THREAD,
                include_all_metadata=True,
            )
        except TROUBLE as error:
            _log.info("slack_thread_not_read", channel=asked.channel, error=str(error)[:200])
            return None
        install = await self._wire.installs.of(asked.workspace)
        us = install.bot_user if install else None
        messages: list[dict[str, Any]] = answer.get("messages") or []
        told = [
            story_in(each)
            for each in messages
            if each.get("bot_id") or (us and each.get("user") == us)
        ]
        return next((found[0] for found in reversed(told) if found), None)

    async def _link(self, asked: Asked, number: int) -> Reply:
        story = await self._seen(asked).story(number)
        rows: list[tuple[str | Link, ...]] = []
        if self._page:
            rows.append((f"{self._page}/s/{number}",))
        if story and story.article.article.url:
            rows.append((story.article.article.url,))
        if not rows:
            return Reply(title=f"Story {number} has no address", found=False)
        return Reply(title="To copy", parts=(Table(columns=(), rows=tuple(rows)),))

    def _seen(self, asked: Asked) -> Library:
        """Read as people of that workspace may."""
        return self._library.seen_by(tenant(asked.workspace))


def _told(reply: Reply) -> int | None:
    """Give the story that an answer tells or quotes first."""
    for part in reply.parts:
        if isinstance(part, ShowStory):
            return part.story.id
        if isinstance(part, Quote) and part.story is not None:
            return part.story
    return None
