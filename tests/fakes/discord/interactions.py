"""The fake's interactions: commands, buttons, autocomplete and modals, with the 3-second rule."""

import asyncio
import dataclasses
import shlex
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.fakes.discord.answers import BODY, FILES, answer, invalid, nothing, refuse
from tests.fakes.discord.checks import (
    EPHEMERAL,
    ServerError,
    choice_faults,
    message_faults,
    modal_faults,
)
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.waiting import until
from tests.fakes.discord.world import EVERYTHING, Allow, Channel, Json, Person, World

_YOUNGER = (
    "channel", "guild", "attachment_size_limit", "entitlements", "context", "app_permissions",
    "guild_locale",
)  # fmt: skip
KEPT = ("content", "embeds", "components", "flags", "attachments")


@dataclasses.dataclass(slots=True, kw_only=True)
class Asked:
    """An interaction and everything that was answered to it.

    Attributes:
        kind: Type of the first answer: 4 message, 5 deferred, 6 deferred update, 7 update,
            8 choices, 9 modal; ``None`` while there is none.
        first: Data of the first answer.
        message: The message that the person sees.
        extra: Follow-ups.
        refused: Codes of answers that were not taken.
    """

    payload: Json
    sent: float
    kind: int | None = None
    first: Json = dataclasses.field(default_factory=dict)
    message: Json | None = None
    extra: list[Json] = dataclasses.field(default_factory=list)
    refused: list[int] = dataclasses.field(default_factory=list)
    files: dict[str, bytes] = dataclasses.field(default_factory=dict)
    took: float | None = None  # seconds until the first answer

    @property
    def private(self) -> bool:
        """Whether only the person sees it."""
        flags = (self.message or {}).get("flags") or self.first.get("flags") or 0
        return bool(flags & EPHEMERAL)

    async def shown(self, *, seconds: float = 5.0) -> Json:
        """Wait for the message that the person reads in the end."""
        await until(lambda: self.message is not None, seconds=seconds)
        assert self.message
        return self.message

    async def answered(self, *, seconds: float = 5.0) -> int:
        """Wait for the first answer; give its type."""
        await until(lambda: self.kind is not None, seconds=seconds)
        assert self.kind
        return self.kind


class Interactions:
    """Sends what people do, takes what the bot answers."""

    WINDOW = 3.0  # seconds until a first answer must be there
    FOLLOW_UPS = 5  # for an app that only the user has installed

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.asked: dict[str, Asked] = {}  # by token
        self.window = self.WINDOW
        self.bare = False  # send no field that is younger than the first version of the API
        self.lenient = False  # take a second first answer, as some emulators do
        self.elsewhere: Callable[[Json], Awaitable[None]] | None = None  # instead of the gateway

    def add_to(self, app: web.Application, root: str) -> None:
        """Add the routes."""
        hook = root + "/webhooks/{app}/{token}"
        app.router.add_post(root + "/interactions/{id}/{token}/callback", self._callback)
        app.router.add_post(hook, self._follow_up)
        app.router.add_get(hook + "/messages/{message}", self._get)
        app.router.add_patch(hook + "/messages/{message}", self._edit)
        app.router.add_delete(hook + "/messages/{message}", self._delete)

    # --- What people do

    async def slash(
        self, name: str, line: str, person: Person, channel: Channel, **given: Any
    ) -> Asked:
        """Use a command: "sub option=value option=value", values quoted where they have spaces."""
        sub, *rest = shlex.split(line)
        options = []
        for each in rest:
            key, _, value = each.partition("=")
            typed = int(value) if value.isdecimal() else value
            options.append(
                {"name": key, "type": 4 if isinstance(typed, int) else 3, "value": typed}
            )
        data = {"id": "5", "name": name, "type": 1}
        data["options"] = [{"type": 1, "name": sub, "options": options}]
        return await self._interact(2, data, person, channel, **given)

    async def complete(
        self,
        sub: str,
        option: str,
        typed: str,
        person: Person,
        channel: Channel,
        *,
        root: str = "brief",
    ) -> Asked:
        """Type into an option of a command that has autocomplete."""
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        data = {"id": "5", "name": root, "type": 1}
        data["options"] = [{"type": 1, "name": sub, "options": [focused]}]
        return await self._interact(4, data, person, channel)

    async def menu(
        self, name: str, message: Json, person: Person, channel: Channel, **given: Any
    ) -> Asked:
        """Use a command of a message's menu."""
        data = {"id": "6", "name": name, "type": 3, "target_id": message["id"]}
        data["resolved"] = {"messages": {message["id"]: message}}
        return await self._interact(2, data, person, channel, **given)

    async def press(
        self, key: str, message: Json, person: Person, channel: Channel, **given: Any
    ) -> Asked:
        """Press a button."""
        data = {"component_type": 2, "custom_id": key}
        return await self._interact(3, data, person, channel, message=message, **given)

    async def submit(
        self, key: str, fields: dict[str, str], person: Person, channel: Channel, **given: Any
    ) -> Asked:
        """Send a modal."""
        parts = [
            {"type": 1, "components": [{"type": 4, "custom_id": name, "value": value}]}
            for name, value in fields.items()
        ]
        data = {"custom_id": key, "components": parts}
        return await self._interact(5, data, person, channel, **given)

    async def upload(
        self, key: str, field: str, content: bytes, person: Person, channel: Channel, **given: Any
    ) -> Asked:
        """Send a modal with a file in its only field, which stands under a label."""
        file = self.world.upload("feeds.opml", content)
        part = {"type": 19, "custom_id": field, "values": [file["id"]]}
        data: Json = {"custom_id": key, "components": [{"type": 18, "component": part}]}
        data["resolved"] = {"attachments": {file["id"]: file}}
        return await self._interact(5, data, person, channel, **given)

    async def again(self, asked: Asked) -> None:
        """Deliver an interaction a second time."""
        guild = asked.payload.get("guild_id")
        guild = int(guild) if guild else None
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload, guild=guild)

    async def _interact(
        self,
        kind: int,
        data: Json,
        person: Person,
        channel: Channel,
        *,
        may: Allow = EVERYTHING,
        installed: tuple[int, ...] = (0,),
        locale: str = "en-US",
        message: Json | None = None,
    ) -> Asked:
        """Deliver it; ``installed`` names whose the app is here: 0 the server, 1 the person."""
        key = self.world.snowflake()
        payload: Json = {
            "id": str(key),
            "application_id": str(World.APP),
            "type": kind,
            "token": f"token-of-{key}",
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": channel.json(),
            "locale": locale,
            "attachment_size_limit": 10 * 2**20,
            "entitlements": [],
            "authorizing_integration_owners": {str(each): str(person.id) for each in installed},
            "context": 0 if channel.guild else 1,
            "app_permissions": str(int(self.world.allowed(channel)) & ((1 << 50) - 1)),
        }
        if channel.guild:
            payload["guild_id"] = str(channel.guild)
            payload["guild"] = {"id": str(channel.guild), "features": [], "locale": "en-US"}
            payload["guild_locale"] = "en-US"
            payload["member"] = {
                "user": person.json(),
                "roles": [],
                "joined_at": "2026-01-01T00:00:00+00:00",
                "permissions": str(int(may) & ((1 << 50) - 1)),
                "deaf": False,
                "mute": False,
                "flags": 0,
            }
        else:
            payload["user"] = person.json()
        if message is not None:
            payload["message"] = message
        if self.bare:
            for name in _YOUNGER:
                payload.pop(name, None)
        asked = Asked(payload=payload, sent=asyncio.get_running_loop().time())
        self.asked[payload["token"]] = asked
        if self.elsewhere:
            await self.elsewhere(payload)
            return asked
        await self.gateway.dispatch("INTERACTION_CREATE", payload, guild=channel.guild)
        return asked

    # --- What the bot answers

    async def _callback(self, request: web.Request) -> web.Response:
        asked = self.asked.get(request.match_info["token"])
        loop = asyncio.get_running_loop()
        if asked is None or asked.payload["id"] != request.match_info["id"]:
            return refuse(404, 10062, "Unknown interaction")
        if asked.kind is not None and not self.lenient:
            asked.refused.append(40060)
            return refuse(400, 40060, "Interaction has already been acknowledged.")
        if loop.time() - asked.sent > self.window:
            asked.refused.append(10062)
            return refuse(404, 10062, "Unknown interaction")
        kind, data = request[BODY]["type"], request[BODY].get("data") or {}
        refused = _unfit_answer(asked, kind, data, [name for name, _ in request[FILES]])
        if refused:
            return refused
        asked.kind, asked.first, asked.took = kind, data, loop.time() - asked.sent
        asked.files |= _contents(request)
        if kind == 4:
            asked.message = self._made(data, asked)
        elif kind == 7:
            asked.message = self._changed(asked.payload["message"], data)
        told: Json = {"interaction": {"id": asked.payload["id"], "type": asked.payload["type"]}}
        told["interaction"]["response_message_loading"] = kind == 5
        told["interaction"]["response_message_ephemeral"] = asked.private
        if asked.message and kind in {4, 7}:
            told["interaction"]["response_message_id"] = asked.message["id"]
            told["resource"] = {"type": kind, "message": asked.message}
        return answer(told) if request.query.get("with_response") else nothing()

    def _made(self, data: Json, asked: Asked) -> Json:
        hidden = Channel(id=int(asked.payload["channel_id"]), kind=0, name="")  # type: ignore[arg-type] # of no kind
        channel = self.world.channels.get(hidden.id, hidden)
        private = (data.get("flags") or 0) & EPHEMERAL
        return self.world.message(hidden if private else channel, data)

    def _with_files(self, request: web.Request, data: Json) -> Json:
        """Keep what came along, and describe it as a message does."""
        told = data.get("attachments")
        if not request[FILES]:
            return data
        says = {each["filename"]: each.get("description") for each in told or ()}
        made = [
            self.world.upload(name, content) | {"description": says.get(name)}
            for name, content in request[FILES]
        ]
        return data | {"attachments": made}

    @staticmethod
    def _changed(message: Json, data: Json) -> Json:
        flags = (message.get("flags") or 0) | (data.get("flags") or 0)
        message.update({key: data[key] for key in KEPT if key in data} | {"flags": flags})
        return message

    def _token(self, request: web.Request) -> Asked | web.Response:
        asked = self.asked.get(request.match_info["token"])
        if asked is None:
            return refuse(404, 10015, "Unknown Webhook")
        if asked.kind is None:
            return refuse(404, 10008, "Unknown Message")
        return asked

    async def _follow_up(self, request: web.Request) -> web.Response:
        asked = self._token(request)
        if isinstance(asked, web.Response):
            return asked
        only_user = set(asked.payload["authorizing_integration_owners"]) == {"1"}
        if only_user and len(asked.extra) >= self.FOLLOW_UPS:
            return refuse(400, 40094, "This interaction has reached the maximum of follow-ups")
        data = request[BODY]
        refused = _unfit_message(data, [name for name, _ in request[FILES]])
        if refused:
            return refused
        made = self._made(self._with_files(request, data), asked)
        asked.extra.append(made)
        asked.files |= _contents(request)
        return answer(made)

    async def _edit(self, request: web.Request) -> web.Response:
        asked = self._token(request)
        if isinstance(asked, web.Response):
            return asked
        data = request[BODY]
        wanted = request.match_info["message"]
        if wanted == "@original" and asked.message is None:
            start = asked.payload.get("message") if asked.kind == 6 else None
            if start is None:  # the deferred answer gets its words
                flags = (data.get("flags") or 0) | (asked.first.get("flags") or 0)
                refused = _unfit_message(data, [name for name, _ in request[FILES]])
                if refused:
                    return refused
                data = self._with_files(request, data)
                asked.message = self._made(data | {"flags": flags}, asked)
                asked.files |= _contents(request)
                return answer(asked.message)
            asked.message = start
        known = [each for each in (asked.message, *asked.extra) if each]
        found = asked.message if wanted == "@original" else None
        found = found or next((each for each in known if each["id"] == wanted), None)
        if found is None:
            return refuse(404, 10008, "Unknown Message")
        data = self._with_files(request, data)
        merged = {key: data.get(key, found.get(key)) for key in KEPT}
        merged["flags"] = (found.get("flags") or 0) | (data.get("flags") or 0)
        refused = _unfit_message(merged, [name for name, _ in request[FILES]])
        asked.files |= {} if refused else _contents(request)
        return refused or answer(self._changed(found, merged))

    async def _get(self, request: web.Request) -> web.Response:
        asked = self._token(request)
        if isinstance(asked, web.Response):
            return asked
        return answer(asked.message) if asked.message else refuse(404, 10008, "Unknown Message")

    async def _delete(self, request: web.Request) -> web.Response:
        asked = self._token(request)
        if isinstance(asked, web.Response):
            return asked
        asked.message = None
        return nothing()


def _contents(request: web.Request) -> dict[str, bytes]:
    files = request[FILES]
    return dict(files)


def _unfit_message(data: Json, files: list[str]) -> web.Response | None:
    try:
        faults = message_faults(data, files)
    except ServerError:
        return refuse(500, 0, "500: Internal Server Error")
    return invalid(faults) if faults else None


def _unfit_answer(asked: Asked, kind: int, data: Json, files: list[str]) -> web.Response | None:
    asking = asked.payload["type"]
    if (asking == 4) != (kind == 8) or (kind in {6, 7} and asking not in {3, 5}):
        return invalid([f"type: {kind} does not answer {asking}"])
    faults: list[str] = []
    match kind:
        case 4 | 7:
            return _unfit_message(data, files)
        case 8:
            faults = choice_faults(data)
        case 9:
            faults = modal_faults(data) if asking != 5 else ["type: no modal on a modal"]
        case _:
            pass
    return invalid(faults) if faults else None
