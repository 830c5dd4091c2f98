"""The fake's REST: channels, messages, threads, forums, commands."""

from typing import Any

from aiohttp import web

from tests.fakes.discord.answers import BODY, FILES, answer, invalid, nothing, refuse
from tests.fakes.discord.checks import ServerError, command_faults, message_faults
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.world import Allow, Channel, Json, Kind, World

OVERWRITABLE = ("content", "embeds", "components", "flags", "attachments")


class Rest:
    """Handlers of the routes that a bot uses for messages and commands."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.commands: dict[str, list[Json]] = {}
        self.nonces: dict[tuple[int, str], Json] = {}

    def add_to(self, app: web.Application, root: str) -> None:
        """Add the routes."""
        messages = "/channels/{channel}/messages"
        commands = "/applications/{app}/commands"
        for_guild = "/applications/{app}/guilds/{guild}/commands"
        for method, path, handler in (
            ("GET", "/users/@me", self._me),
            ("GET", "/users/@me/guilds", self._guilds),
            ("POST", "/users/@me/channels", self._direct),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", commands, self._list_commands),
            ("PUT", commands, self._put_commands),
            ("GET", for_guild, self._list_commands),
            ("PUT", for_guild, self._put_commands),
            ("GET", "/channels/{channel}", self._channel),
            ("PATCH", "/channels/{channel}", self._edit_channel),
            ("GET", messages, self._history),
            ("POST", messages, self._send),
            ("GET", messages + "/{message}", self._message),
            ("PATCH", messages + "/{message}", self._edit),
            ("DELETE", messages + "/{message}", self._delete),
            ("POST", messages + "/{message}/threads", self._thread_of),
            ("POST", "/channels/{channel}/threads", self._forum_post),
            ("GET", "/channels/{channel}/threads/archived/public", self._archived),
            ("GET", "/guilds/{guild}/threads/active", self._active),
        ):
            app.router.add_route(method, root + path, handler)

    # --- Who we are

    async def _me(self, _: web.Request) -> web.Response:
        return answer(self.world.bot_json())

    async def _guilds(self, _: web.Request) -> web.Response:
        return answer(
            [
                {"id": str(one.id), "name": one.name, "permissions": str(int(one.permissions))}
                for one in self.world.guilds.values()
            ]
        )

    async def _application(self, _: web.Request) -> web.Response:
        return answer(
            {
                "id": str(World.APP),
                "name": "Threeline",
                "description": "",
                "icon": None,
                "bot_public": True,
                "bot_require_code_grant": False,
                "owner": self.world.bot_json(),
                "verify_key": "00" * 32,
                "flags": 0,
                "team": None,
            }
        )

    async def _direct(self, request: web.Request) -> web.Response:
        person = self.world.people.get(int(request[BODY]["recipient_id"]))
        if person is None:
            return refuse(404, 10013, "Unknown User")
        return answer(self.world.direct(person).json())

    # --- Commands

    async def _list_commands(self, request: web.Request) -> web.Response:
        return answer(self.commands.get(request.match_info.get("guild", ""), []))

    async def _put_commands(self, request: web.Request) -> web.Response:
        faults = command_faults(request[BODY])
        if faults:
            return invalid(faults)
        kept = [
            command
            | {
                "id": str(self.world.snowflake()),
                "application_id": str(World.APP),
                "version": str(self.world.snowflake()),
                "type": command.get("type", 1),
            }
            for command in request[BODY]
        ]
        self.commands[request.match_info.get("guild", "")] = kept
        return answer(kept)

    # --- Channels

    def _find(self, request: web.Request, need: Allow) -> Channel | web.Response:
        """Give the channel, or refuse for want of a permission."""
        channel = self.world.channels.get(int(request.match_info["channel"]))
        if channel is None:
            return refuse(404, 10003, "Unknown Channel")
        if channel.guild and channel.guild not in self.world.guilds:
            return refuse(403, 50001, "Missing Access")
        allowed = self.world.allowed(channel)
        if Allow.VIEW_CHANNEL not in allowed:
            return refuse(403, 50001, "Missing Access")
        if need not in allowed:
            return refuse(403, 50013, "Missing Permissions")
        return channel

    async def _channel(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow(0))
        return answer(channel.json()) if isinstance(channel, Channel) else channel

    async def _edit_channel(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow(0))
        if isinstance(channel, web.Response):
            return channel
        asked = request[BODY]
        if channel.archived and asked.get("archived", True):
            return refuse(400, 50083, "Thread is archived")
        if "applied_tags" in asked and (refused := self._untagged(channel, asked["applied_tags"])):
            return refused
        channel.archived = asked.get("archived", channel.archived)
        channel.name = asked.get("name", channel.name)
        if "applied_tags" in asked:
            channel.applied = [int(tag) for tag in asked["applied_tags"]]
        return answer(channel.json())

    def _untagged(self, thread: Channel, tags: list[str]) -> web.Response | None:
        """Refuse tags that a forum does not have, wants, or keeps for its moderators."""
        forum, wanted = self.world.channels[thread.parent or 0], {int(tag) for tag in tags}
        if len(tags) > 5 or not wanted <= set(forum.tags):
            return invalid(["applied_tags: unknown, or more than 5"])
        if forum.tagged and not wanted:
            return refuse(400, 40067, "A tag is required to create a forum post in this channel")
        moderated = (wanted ^ set(thread.applied)) & forum.moderated
        if moderated and Allow.MANAGE_THREADS not in self.world.allowed(thread):
            return refuse(403, 50013, "Missing Permissions")
        return None

    # --- Messages

    def _unfit(self, request: web.Request, payload: Json) -> web.Response | None:
        try:
            faults = message_faults(payload, [name for name, _ in request[FILES]])
        except ServerError:
            return refuse(500, 0, "500: Internal Server Error")
        if faults == ["empty message"]:
            return refuse(400, 50006, "Cannot send an empty message")
        return invalid(faults) if faults else None

    async def _send(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow(0))
        if isinstance(channel, web.Response):
            return channel
        payload = request[BODY]
        refused = self._may_not_send(channel, payload, request[FILES])
        refused = refused or self._unfit(request, payload)
        if refused:
            return refused
        known = (channel.id, str(payload.get("nonce")))
        if payload.get("enforce_nonce") and known in self.nonces:
            return answer(self.nonces[known])
        channel.archived = False  # writing in a thread opens it again
        made = self._made(channel, payload, request[FILES])
        if "nonce" in payload:
            # The sender sees the nonce; who reads history later does not.
            made = made | {"nonce": payload["nonce"]}
            self.nonces[known] = made
        await self.gateway.dispatch("MESSAGE_CREATE", made, guild=channel.guild)
        return answer(made)

    def _may_not_send(self, channel: Channel, payload: Json, files: Any) -> web.Response | None:
        if channel.recipient and channel.recipient.closed:
            return refuse(403, 50007, "Cannot send messages to this user")
        if channel.kind is Kind.FORUM:
            return refuse(400, 50008, "Cannot send messages in a non-text channel")
        thread = channel.kind is Kind.THREAD
        need = Allow.SEND_MESSAGES_IN_THREADS if thread else Allow.SEND_MESSAGES
        if payload.get("embeds"):
            need |= Allow.EMBED_LINKS
        if files:
            need |= Allow.ATTACH_FILES
        if need not in self.world.allowed(channel):
            return refuse(403, 50013, "Missing Permissions")
        return None

    def _made(self, channel: Channel, payload: Json, files: Any, **given: Any) -> Json:
        attachments = [
            {
                "id": str(self.world.snowflake()),
                "filename": name,
                "size": len(content),
                "url": "https://cdn.example/x",
                "proxy_url": "https://cdn.example/x",
            }
            for name, content in files
        ]
        return self.world.message(channel, payload | {"attachments": attachments}, **given)

    def _one(self, request: web.Request, channel: Channel) -> Json | None:
        wanted = request.match_info["message"]
        return next((each for each in channel.messages if each["id"] == wanted), None)

    async def _message(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow.READ_MESSAGE_HISTORY)
        if isinstance(channel, web.Response):
            return channel
        found = self._one(request, channel)
        return answer(found) if found else refuse(404, 10008, "Unknown Message")

    async def _history(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow(0))
        if isinstance(channel, web.Response):
            return channel
        if Allow.READ_MESSAGE_HISTORY not in self.world.allowed(channel):
            return answer([])  # as Discord does: no error, no messages
        before = int(request.query.get("before", 1 << 63))
        after = int(request.query.get("after", 0))
        found = [each for each in channel.messages if after < int(each["id"]) < before]
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            return invalid(["limit: 1 to 100"])
        return answer(found[::-1][:limit])

    async def _edit(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow(0))
        if isinstance(channel, web.Response):
            return channel
        found = self._one(request, channel)
        if found is None:
            return refuse(404, 10008, "Unknown Message")
        if found["author"]["id"] != str(World.BOT):
            return refuse(403, 50005, "Cannot edit a message authored by another user")
        if channel.archived:
            return refuse(400, 50083, "Thread is archived")
        payload = request[BODY]
        merged = {key: payload.get(key, found.get(key)) for key in OVERWRITABLE}
        merged["flags"] = (found["flags"] or 0) | (payload.get("flags") or 0)
        refused = self._unfit(request, merged)
        if refused:
            return refused
        found.update(merged)
        found["edited_timestamp"] = found["timestamp"]
        return answer(found)

    async def _delete(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow(0))
        if isinstance(channel, web.Response):
            return channel
        found = self._one(request, channel)
        if found is None:
            return refuse(404, 10008, "Unknown Message")
        channel.messages.remove(found)
        return nothing()

    # --- Threads

    async def _thread_of(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow.CREATE_PUBLIC_THREADS)
        if isinstance(channel, web.Response):
            return channel
        found = self._one(request, channel)
        if found is None:
            return refuse(404, 10008, "Unknown Message")
        if int(found["id"]) in self.world.channels:
            return refuse(400, 160004, "A thread has already been created for this message")
        name = request[BODY]["name"]
        if not 1 <= len(name) <= 100:
            return invalid(["name: 1 to 100"])
        thread = self.world.thread(channel, name, id=int(found["id"]))
        await self.gateway.dispatch("THREAD_CREATE", thread.json(), guild=channel.guild)
        return answer(thread.json(), 201)

    async def _forum_post(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow.SEND_MESSAGES)
        if isinstance(channel, web.Response):
            return channel
        asked = request[BODY]
        if channel.kind is not Kind.FORUM or "message" not in asked:
            return invalid(["message: required"])
        if not 1 <= len(asked["name"]) <= 100 or len(asked.get("applied_tags") or []) > 5:
            return invalid(["name: 1 to 100; tags: at most 5"])
        refused = self._unfit(request, asked["message"])
        if refused:
            return refused
        thread = self.world.thread(channel, asked["name"])
        thread.applied = [int(tag) for tag in asked.get("applied_tags") or []]
        if not set(thread.applied) <= set(channel.tags):
            return invalid(["applied_tags: unknown"])
        made = self._made(thread, asked["message"], request[FILES], id=thread.id)
        await self.gateway.dispatch("THREAD_CREATE", thread.json(), guild=channel.guild)
        return answer(thread.json() | {"message": made}, 201)

    def _threads(self, guild: int | None, parent: int | None, *, archived: bool) -> Json:
        found = [
            channel.json()
            for channel in self.world.channels.values()
            if channel.kind is Kind.THREAD
            and channel.archived is archived
            and (guild is None or channel.guild == guild)
            and (parent is None or channel.parent == parent)
        ]
        return {"threads": found[::-1], "members": [], "has_more": False}

    async def _active(self, request: web.Request) -> web.Response:
        return answer(self._threads(int(request.match_info["guild"]), None, archived=False))

    async def _archived(self, request: web.Request) -> web.Response:
        channel = self._find(request, Allow.READ_MESSAGE_HISTORY)
        if isinstance(channel, web.Response):
            return channel
        return answer(self._threads(None, channel.id, archived=True))
