"""People in the fake Slack, and Socket Mode: what they do reaches the app as envelopes.

Follows https://docs.slack.dev/apis/events-api/using-socket-mode: `hello`, envelopes that are to be
acknowledged, redelivery of those that are not, `disconnect` warnings, several connections of one
app. The same payloads can be had as signed HTTP requests (`signed`).
"""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import WSMsgType, web

from tests.fakes.slack import APP, APP_TOKEN, BOT_ID, BOT_USER, TEAM, Answer, Args, FakeSlack, Room
from tests.fakes.slack import SlackRefusal as Refusal

SIGNING_SECRET = "fake-signing-secret"  # noqa: S105 # signs nothing real
MAX_SOCKETS = 10


@dataclass(slots=True, kw_only=True)
class Envelope:
    """Something that reached the app, and how it was acknowledged.

    Attributes:
        acks: Every acknowledgement, with its payload.
        waited: Seconds from the first delivery to the first acknowledgement.
        over: Which socket it was sent over last.
    """

    id: str
    kind: str
    payload: Args
    sent: int = 0
    over: int = 0
    begun: float = 0.0
    waited: float | None = None
    acks: list[Args] = field(default_factory=list)
    acked: asyncio.Event = field(default_factory=asyncio.Event)


class FakeSlackWithPeople(FakeSlack):
    """The Web API with sockets and people who type and click."""

    def __init__(self, *, redeliver_after: float = 3.0) -> None:
        super().__init__()
        self.redeliver_after = redeliver_after
        self.sockets: list[web.WebSocketResponse] = []
        self.envelopes: dict[str, Envelope] = {}
        self.opened = 0
        self.deaf = False
        self.pongs = True
        self.pings = False
        self.ponged: list[bytes] = []
        self.everywhere = False
        self._keys = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._tickets: set[str] = set()

    def routes(self, app: web.Application) -> None:
        """Serve the socket."""
        app.router.add_get("/link", self._link)
        app.on_shutdown.append(self._hang_up)

    async def do_apps_connections_open(self, args: Args) -> Answer:  # noqa: ARG002 # of a method
        """https://docs.slack.dev/reference/methods/apps.connections.open."""
        if self.calls[-1].token != APP_TOKEN:
            raise Refusal("not_allowed_token_type")
        ticket = f"ticket-{next(self._keys)}"
        self._tickets.add(ticket)
        return {"url": f"{self.base.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={APP}"}

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.remove(ticket)  # a ticket opens one socket
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.sockets) >= MAX_SOCKETS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.opened += 1
        self.sockets.append(socket)
        hello = {"type": "hello", "num_connections": len(self.sockets)}
        about = {"host": "applink-1", "started": "2025-03-14 09:26:00.000", "build_number": 7}
        about["approximate_connection_time"] = 18_060
        await socket.send_json({**hello, "debug_info": about, "connection_info": {"app_id": APP}})
        if self.pings:  # some servers ask, too, with bytes of their own
            await socket.ping(b"\x00\xffping")
        self.happened.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.PING and self.pongs:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.PONG:
                    self.ponged.append(bytes(message.data))
                    self.happened.set()
                elif message.type == WSMsgType.TEXT and not self.deaf:
                    self._acknowledged(json.loads(message.data))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            self.happened.set()
        return socket

    async def _hang_up(self, _: web.Application) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self.sockets):
            await socket.close()

    def _acknowledged(self, ack: Args) -> None:
        envelope = self.envelopes.get(str(ack.get("envelope_id")))
        if envelope is None:
            return
        if envelope.waited is None:
            envelope.waited = time.monotonic() - envelope.begun
        envelope.acks.append(dict(ack.get("payload") or {}))
        envelope.acked.set()
        self.happened.set()

    # --- envelopes ----------------------------------------------------------------------------

    async def deliver(self, kind: str, payload: Args, *, times: int = 1) -> Envelope:
        """Send an envelope over any live socket, again until it is acknowledged."""
        envelope = Envelope(id=f"E{next(self._keys)}", kind=kind, payload=payload)
        self.envelopes[envelope.id] = envelope
        await self.until(lambda: self.sockets)
        envelope.begun = time.monotonic()
        for _ in range(times):
            await self._send(envelope)
        task = asyncio.create_task(self._insist(envelope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return envelope

    async def _send(self, envelope: Envelope) -> None:
        frame = {
            "envelope_id": envelope.id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            frame |= {"retry_attempt": envelope.sent, "retry_reason": "timeout"}
        live = [each for each in self.sockets if not each.closed]
        # A redelivery comes over another connection, where there is one.
        others = [each for each in live if id(each) != envelope.over] or live
        if not live:
            return
        envelope.sent += 1
        self.happened.set()
        for socket in live if self.everywhere else [random.choice(others)]:  # noqa: S311 # any
            envelope.over = id(socket)
            with contextlib.suppress(ConnectionError):
                await socket.send_json(frame)

    async def _insist(self, envelope: Envelope) -> None:
        while not envelope.acked.is_set():
            try:
                await asyncio.wait_for(envelope.acked.wait(), self.redeliver_after)
            except TimeoutError:
                await self._send(envelope)

    async def disconnect(self, reason: str, *, close_after: float | None = None) -> None:
        """Announce the end of one socket; close it a while later, if the app has not."""
        socket = self.sockets[0]
        about = {"host": "applink-1"}
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": about})
        if close_after is not None:
            await asyncio.sleep(close_after)
            await socket.close()

    # --- people -------------------------------------------------------------------------------

    def response_url(self) -> str:
        """Make an address that takes five answers."""
        return f"{self.base}/respond/{next(self._keys)}"

    def _common(self, user: str) -> Args:
        return {
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "team"},
            "user": {"id": user, "team_id": TEAM},
            "trigger_id": f"trigger.{next(self._keys)}",
        }

    def slash(self, text: str, *, user: str = "U1", channel: str = "C1") -> Args:
        """Make the payload of `/brief ...`."""
        return {
            "command": "/brief",
            "text": text,
            "team_id": TEAM,
            "user_id": user,
            "channel_id": channel,
            "channel_name": self.rooms[channel].name,
            "api_app_id": APP,
            "trigger_id": f"trigger.{next(self._keys)}",
            "response_url": self.response_url(),
        }

    async def command(self, text: str, **where: str) -> Envelope:
        """Let somebody type `/brief ...`."""
        return await self.deliver("slash_commands", self.slash(text, **where))

    def event(self, event: Args) -> Args:
        """Wrap an event as the Events API does."""
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event_id": f"Ev{next(self._keys)}",
            "event_time": 1741944360,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": event,
        }

    async def happen(self, event: Args, *, times: int = 1) -> Envelope:
        """Send an event."""
        return await self.deliver("events_api", self.event(event), times=times)

    def typed(self, text: str, *, user: str, room: Room, thread: str | None = None) -> Args:
        """Keep what somebody says and give its event."""
        more = {"thread_ts": thread} if thread else {}
        message = self.say(room, user=user, text=text, **more)
        kind = "im" if room.id.startswith("D") else "group" if room.private else "channel"
        return {**message, "channel": room.id, "channel_type": kind, "event_ts": message["ts"]}

    async def mention(
        self, text: str, *, user: str = "U1", channel: str = "C1", thread: str | None = None,
        both: bool = False,
    ) -> Envelope:  # fmt: skip
        """Let somebody mention the app; ``both`` sends the `message` event as well."""
        said = self.typed(
            f"<@{BOT_USER}> {text}", user=user, room=self.rooms[channel], thread=thread
        )
        if both:
            await self.happen(said)
        return await self.happen({**said, "type": "app_mention"})

    async def write(self, text: str, *, user: str = "U1", thread: str | None = None) -> Envelope:
        """Let somebody write to the app in its Messages tab."""
        said = self.typed(text, user=user, room=self.direct(user), thread=thread)
        return await self.happen(said)

    async def click(
        self, element: Args, *, user: str = "U1", channel: str = "C1", message: Args | None = None,
        option: int = 0,
    ) -> Envelope:  # fmt: skip
        """Let somebody press a button, or pick an option of an overflow menu."""
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": "b"}
        if element["type"] == "overflow":
            action["selected_option"] = element["options"][option]
        elif element["type"] == "feedback_buttons":
            side = ("positive_button", "negative_button")[option]
            action["value"] = element[side]["value"]
        else:
            action["value"] = element.get("value")
        container: Args = {"type": "message", "channel_id": channel}
        body = {
            **self._common(user),
            "type": "block_actions",
            "actions": [{**action, "action_ts": "1.1"}],
            "channel": {"id": channel, "name": "x"},
            "container": container,
            "response_url": self.response_url(),
        }
        if message is None:
            container["is_ephemeral"] = True
        else:
            container |= {"message_ts": message["ts"], "thread_ts": message.get("thread_ts")}
            body["message"] = message
        return await self.deliver("interactive", body)

    async def click_home(self, element: Args, *, user: str = "U1") -> Envelope:
        """Let somebody press a button of their App Home."""
        action = {"type": "button", "action_id": element["action_id"], "block_id": "b"}
        body = {
            **self._common(user),
            "type": "block_actions",
            "actions": [{**action, "value": element.get("value")}],
            "container": {"type": "view", "view_id": "V1"},
            "view": {"id": "V1", "type": "home"},
        }
        return await self.deliver("interactive", body)

    async def shortcut(
        self, name: str, *, user: str = "U1", message: Args | None = None, channel: str = "C1"
    ) -> Envelope:
        """Let somebody use a global shortcut, or a message's."""
        body = {**self._common(user), "type": "shortcut", "callback_id": name}
        if message is not None:
            body |= {
                "type": "message_action",
                "message": message,
                "message_ts": message["ts"],
                "channel": {"id": channel, "name": "x"},
                "response_url": self.response_url(),
            }
        return await self.deliver("interactive", body)

    async def submit(self, view: Args, values: Args, *, user: str = "U1") -> Envelope:
        """Let somebody send a modal; ``values`` maps an input's block id to its state."""
        state = {key: {"input": value} for key, value in values.items()}
        body = {
            **self._common(user),
            "type": "view_submission",
            "view": {**view, "state": {"values": state}},
        }
        return await self.deliver("interactive", body)

    async def open_home(self, *, user: str = "U1", tab: str = "home") -> Envelope:
        """Let somebody open the app."""
        room = self.direct(user)
        return await self.happen(
            {"type": "app_home_opened", "user": user, "channel": room.id, "tab": tab}
        )

    def answers(self, room: str = "C1") -> list[Args]:
        """List what the app said in a room that is no delivery, oldest first."""
        return [each for each in self.rooms[room].messages if each.get("bot_id") == BOT_ID]


def signed(
    body: str, *, secret: str = SIGNING_SECRET, age: float = 0.0, kind: str = "application/json"
) -> dict[str, str]:
    """Sign a request: https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    stamp = str(int(time.time() - age))  # noqa: TID251 # Slack's clock is the real one
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": kind,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }


def form(payload: Args) -> str:
    """Encode what Slack sends as a form: slash commands as they are, the rest as `payload`."""
    return urlencode(payload if "command" in payload else {"payload": json.dumps(payload)})
