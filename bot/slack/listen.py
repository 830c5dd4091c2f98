"""Slack's payloads in, acknowledged at once; the work goes to the queue, each thing once.

Bolt checks signatures and sorts payloads. It runs a redelivered envelope again, and a mention comes
as two events where channels are subscribed; `Once` takes on the first. The queue asks `Heard`
before it begins: Slack may have delivered the same to another process.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.slack import asked as asking
from bot.slack import forms, views
from bot.slack import pressed as pressing
from bot.slack.asked import Asked, Payload
from bot.slack.blocks import Message
from bot.slack.changes import CONVERTED, ENDED, OPENED, RENAMED, Changes
from bot.slack.desk import Desk
from bot.slack.events import Happenings
from bot.slack.place import Places
from bot.slack.pressed import person_of
from bot.slack.wire import Wire
from bot.slack.work import Once, Queue

BUSY = "I have too much to do just now. Ask again in a minute."
NO_LINK = "That message has no link to brief."

Ack = Callable[..., Awaitable[Any]]


class Ears:
    """Listens through Bolt and puts work into the queue."""

    def __init__(
        self, *, wire: Wire, desk: Desk, happenings: Happenings, changes: Changes, queue: Queue
    ) -> None:
        self._wire = wire
        channels = {*ENDED, *RENAMED, *OPENED}
        self._does: dict[str, Callable[[Payload, str], Awaitable[None]]] = {
            "app_home_opened": happenings.home,
            "app_uninstalled": changes.removed,
            "channel_id_changed": changes.other_key,
            "member_joined_channel": happenings.joined,
            "member_left_channel": changes.left,
            "tokens_revoked": changes.removed,
            "user_change": changes.person,
            **dict.fromkeys((*channels, *CONVERTED), changes.happened),
        }
        self._desk = desk
        self._happenings = happenings
        self._queue = queue
        self._once = Once()
        self._places = Places(wire)

    def bolt(self, signing_secret: str | None) -> AsyncApp:
        """Make the Bolt app that leads here."""

        async def authorize(
            enterprise_id: str | None, team_id: str | None
        ) -> AuthorizeResult | None:
            """Say who we are there, without asking Slack: the acknowledgement waits for this."""
            installs = self._wire.installs
            install = await installs.of(team_id or enterprise_id or "")
            if install is None and team_id and enterprise_id:
                await installs.belongs(team_id, enterprise_id)
                install = await installs.of(team_id)
            if install is None:
                return None
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id or install.workspace,
                bot_token=install.token,
                bot_user_id=install.bot_user,
                bot_id=install.bot_id,
            )

        app = AsyncApp(
            name="threeline",
            logger=self._wire.log,
            client=self._wire.client(),
            authorize=authorize,  # type: ignore[arg-type] # None is "not installed"
            signing_secret=signing_secret or "not used by Socket Mode",
            request_verification_enabled=True,
        )
        anything = re.compile(".*", re.DOTALL)
        app.command(anything)(self._on_command)
        app.action(anything)(self._on_action)
        app.shortcut(anything)(self._on_shortcut)
        app.view(anything)(self._on_view)
        app.view_closed(anything)(_on_nothing)
        app.event(anything)(self._on_event)
        return app

    async def _on_command(self, ack: Ack, body: Payload) -> None:
        asked = asking.of_command(body)
        if self._first(asked.key) and not self._take(asked, asked.key):
            await ack(BUSY)
            return
        await ack()

    async def _on_action(self, ack: Ack, body: Payload) -> None:
        await ack()
        key = f"trigger:{body.get('trigger_id')}"
        if not self._first(key):
            return
        name = str((body.get("actions") or [{}])[0].get("action_id", ""))
        if name == "home.add_feed":
            self._queue.put(name, lambda: self._happenings.open_add_feed(body), key=key)
            return
        verb = name.removeprefix("home.wish.")
        if verb != name and forms.known(verb):
            self._queue.put(name, lambda: self._happenings.open_wish(body, verb), key=key)
            return
        asked = pressing.of_share(body) if name == "share" else pressing.of_button(body)
        if asked is not None and not asked.channel:  # pressed on the App Home
            self._queue.put(name, lambda: self._happenings.answer_directly(asked), key=key)
        elif asked is not None:
            self._take(asked, key)

    async def _on_shortcut(self, ack: Ack, body: Payload) -> None:
        await ack()
        key = f"trigger:{body.get('trigger_id')}"
        if not self._first(key):
            return
        if body.get("callback_id") == views.ADD_FEED:
            self._queue.put("add_feed", lambda: self._happenings.open_add_feed(body), key=key)
        elif body.get("callback_id") == views.BRIEF_THIS:
            asked = pressing.of_shortcut(body)
            if asked is not None:
                self._take(asked, key)
            else:
                nothing = person_of(body)
                self._queue.put(
                    "no_link", lambda: self._places.respond(nothing, Message(text=NO_LINK)), key=key
                )

    async def _on_view(self, ack: Ack, body: Payload) -> None:
        view = body.get("view") or {}
        if str(view.get("callback_id", "")).startswith(forms.PREFIX):
            await self._on_wish(ack, body, view)
            return
        if view.get("callback_id") != views.ADD_FEED:
            await ack()
            return
        words, errors = views.read_feed(view)
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        key = f"trigger:{body.get('trigger_id')}"
        if self._first(key):
            person = person_of(body)
            self._queue.put("add_feed", lambda: self._happenings.feed_added(person, words), key=key)

    async def _on_wish(self, ack: Ack, body: Payload, view: Payload) -> None:
        words, channel, errors = forms.read_wish(view)
        verb, _, rest = words.partition(" ")
        unknown = await self._happenings.unknown(asking.workspace_of(body), verb, rest)
        if unknown and not errors:
            errors = {"words": unknown[: forms.MAX_ERROR]}
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        key = f"trigger:{body.get('trigger_id')}"
        if self._first(key):
            person = person_of(body)
            self._queue.put(
                "wish", lambda: self._happenings.wished(person, words, channel), key=key
            )

    async def _on_event(self, ack: Ack, body: Payload) -> None:
        await ack()
        key = f"event:{body.get('event_id')}"
        if not self._first(key):
            return
        event: Payload = body.get("event") or {}
        workspace = asking.workspace_of(body)
        kind = str(event.get("type"))
        if kind == "message" and event.get("subtype") in CONVERTED:
            kind = str(event["subtype"])
        if kind in {"app_mention", "message"}:
            await self._on_message(body, workspace)
        elif kind in self._does:  # others are subscribed by somebody's own manifest
            self._queue.put(kind, lambda: self._does[kind](event, workspace), key=key)

    async def _on_message(self, body: Payload, workspace: str) -> None:
        install = await self._wire.installs.of(workspace)
        asked = asking.of_message(body, bot=install.bot_user) if install else None
        # A mention comes as `app_mention` and, where channels are subscribed, as `message` too.
        if asked is not None and self._first(asked.key):
            self._take(asked, asked.key)

    def _first(self, key: str) -> bool:
        return self._once.first(key)

    def _take(self, asked: Asked, key: str) -> bool:
        return self._queue.put("ask", lambda: self._desk.answer(asked), key=key)


async def _on_nothing(ack: Ack) -> None:
    await ack()
