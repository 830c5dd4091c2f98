"""What happens in Slack that is no question: people open the app, invite it, remove it.

Each method is one piece of work for the queue; a failure is logged and ends only that piece.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.commands import Reply, parse
from bot.commands.naming import named
from bot.errors import StoreError
from bot.model import Target
from bot.ports import Library, Wishes
from bot.rules import DigestPlan
from bot.slack import forms, replies, views
from bot.slack.asked import Asked, Payload
from bot.slack.changes import Changes
from bot.slack.desk import Desk
from bot.slack.follow import Follows, tenant
from bot.slack.people import People
from bot.slack.place import Places
from bot.slack.pressed import person_of
from bot.slack.wire import FAILURES, TROUBLE, Wire

# Slack waits three seconds for what is wrong with a form.
LOOK_UP = 1.0

NOT_IN_IT = Reply(title="Only people in a channel decide what is posted there", found=False)

_log = structlog.get_logger(__name__)


class Happenings:
    """Acts on events."""

    def __init__(
        self,
        *,
        wire: Wire,
        desk: Desk,
        library: Library,
        follows: Follows,
        changes: Changes,
        people: People,
        wishes: Wishes | None,
        page: str | None,
    ) -> None:
        self._wire = wire
        self._desk = desk
        self._library = library
        self._wishes = wishes
        self._page = page
        self._places = Places(wire)
        self._people = people
        self._follows = follows
        self._changes = changes

    async def home(self, event: Payload, workspace: str) -> None:
        """Show the App Home, or greet in the Messages tab."""
        user, channel = str(event.get("user", "")), str(event.get("channel", ""))
        try:
            client = await self._wire.of(workspace)
            if event.get("tab") == "messages":
                await self._greet(workspace, channel)
                return
            seen = self._library.seen_by(tenant(workspace))
            targets = await self._follows.visible(workspace, user)
            view = views.home(
                posts=await seen.latest(limit=3),
                targets=targets,
                digests=await self._digests(targets),
                feeds=await seen.feeds(),
                can_add=(await self._people.person(workspace, user)).admin,
                page=self._page,
            )
            await client.views_publish(user_id=user, view=view)
        except TROUBLE as error:
            _log.warning("slack_home_not_shown", workspace=workspace, error=str(error)[:200])

    async def _digests(self, targets: Sequence[Target]) -> list[tuple[Target, DigestPlan]]:
        """List the digests that these are told next, the soonest first."""
        if self._wishes is None:
            return []
        plans = [
            (target, plan)
            for target in targets
            if not target.paused
            for plan in await self._wishes.digests(target.id)
        ]
        return sorted(plans, key=lambda pair: pair[1].scheduled)

    async def _greet(self, workspace: str, channel: str) -> None:
        """Offer prompts each time, and introduce ourselves where nothing was said yet."""
        client = await self._wire.of(workspace)
        prompts = [{"title": title, "message": words} for title, words in views.PROMPTS]
        with contextlib.suppress(*FAILURES):  # a workspace without agents has no prompts
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, title="Ask about the news", prompts=prompts
            )
        said = await client.conversations_history(channel=channel, limit=1)
        if not said.get("messages"):
            await client.chat_postMessage(channel=channel, text=views.GREETING)

    async def joined(self, event: Payload, workspace: str) -> None:
        """Go on where we were before, or tell whoever invited us, and nobody else, how to begin."""
        install = await self._wire.installs.of(workspace)
        channel, inviter = str(event.get("channel", "")), event.get("inviter")
        if install is None or event.get("user") != install.bot_user:
            return
        if await self._changes.resume(workspace, channel) or not inviter:
            return
        with contextlib.suppress(*TROUBLE):
            client = await self._wire.of(workspace)
            await client.chat_postEphemeral(
                channel=channel,
                user=str(inviter),
                text="Type `/brief follow` to have every new briefing posted here, "
                "or `/brief help` for what else I can do.",
            )

    async def open_add_feed(self, body: Payload) -> None:
        """Open the modal, or say why not."""
        person = person_of(body)
        if await self._admin(person):
            view = views.add_feed()
        else:
            view = views.notice("Add a feed", "Only workspace admins may add feeds.")
        with contextlib.suppress(*TROUBLE):  # a trigger lives three seconds
            client = await self._wire.of(person.workspace)
            await client.views_open(trigger_id=str(body.get("trigger_id")), view=view)

    async def feed_added(self, person: Asked, words: str) -> None:
        """Add the feed that was sent, where they may, and tell what became of it."""
        asked = replace(person, words=words)
        await self._tell(person, await self._desk.reply(asked, parse(words)))

    async def unknown(self, workspace: str, verb: str, words: str) -> str | None:
        """Say that a name to follow is none; ``None`` when it may be one.

        Somebody waits with an open form, so a slow answer is none: they are told afterwards.
        """
        if verb != "follow" or not forms.is_name(words):
            return None
        with contextlib.suppress(TimeoutError, StoreError):
            async with asyncio.timeout(LOOK_UP):
                if not await named(words, self._library.seen_by(tenant(workspace))):
                    return f"No topic, feed or actor is called so. Or write: words {words}"
        return None

    async def open_wish(self, body: Payload, verb: str) -> None:
        """Open the modal that sets up what a channel is told."""
        person = person_of(body)
        with contextlib.suppress(*TROUBLE):  # a trigger lives three seconds
            client = await self._wire.of(person.workspace)
            await client.views_open(trigger_id=str(body.get("trigger_id")), view=forms.wish(verb))

    async def wished(self, person: Asked, words: str, channel: str) -> None:
        """Do what a modal asked for a channel, and tell what holds now."""
        asked = replace(person, words=words, channel=channel)
        if await self._follows.member(asked.workspace, channel, asked.user):
            await self._tell(person, await self._desk.reply(asked, parse(words)))
        else:
            await self._tell(person, NOT_IN_IT)

    async def _admin(self, person: Asked) -> bool:
        return (await self._people.person(person.workspace, person.user)).admin

    async def answer_directly(self, asked: Asked) -> None:
        """Answer in the direct message what was asked on the App Home."""
        try:
            channel = await self._people.direct(asked.workspace, asked.user)
        except TROUBLE as error:
            _log.warning("slack_answer_not_shown", reason=str(error)[:200])
            return
        await self._desk.answer(replace(asked, channel=channel, direct=True))

    async def _tell(self, person: Asked, reply: Reply) -> None:
        """Send somebody a direct message."""
        try:
            channel = await self._people.direct(person.workspace, person.user)
            place = replace(person, channel=channel, direct=True, response_url=None)
            await self._places.show(place, replies.reply(reply, page=self._page), public=False)
        except TROUBLE as error:
            _log.warning("slack_answer_not_shown", reason=str(error)[:200])
