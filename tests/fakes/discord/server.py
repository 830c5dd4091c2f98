"""A Discord on loopback: REST with limits and faults, gateway, interactions, people.

    async with FakeDiscord() as discord:
        ...  # the real client, pointed at discord.api_url and discord.gateway_url
        await discord.asks("latest", person, channel)

It follows the documented protocol and refuses what Discord refuses. Nothing of ours is imported
here: what a test reads back is what went over the wire.
"""

import asyncio
import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord.answers import BODY, FILES, answer, page, refuse, slow_down
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.rest import Rest
from tests.fakes.discord.waiting import until
from tests.fakes.discord.world import Allow, Channel, Guild, Json, Person, World

ROOT = "/api/v10"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it came in."""

    method: str
    path: str
    json: Any
    files: tuple[str, ...] = ()
    status: int = 0


@dataclasses.dataclass(slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with requests whose "METHOD /path" matches.

    Attributes:
        lost: The request is carried out and its answer never arrives.
        stuck: The request is carried out and its answer comes so many seconds later.
        html: The page that Cloudflare shows, instead of JSON.
        after: Let this many matching requests through first.
    """

    match: str
    status: int = 0
    code: int = 0
    message: str = "fault"
    retry_after: float | None = None
    html: bool = False
    lost: bool = False
    stuck: float = 0.0
    delay: float = 0.0
    times: int = 1
    after: int = 0


class FakeDiscord:
    """The server; a context manager."""

    def __init__(self, *, token: str = "token") -> None:  # noqa: S107 # of a fake
        self.token = token
        self.world = World()
        self.seen: list[Seen] = []
        self.faults: list[Fault] = []
        self.limits: dict[str, tuple[int, float]] = {}  # "METHOD /template": (number, seconds)
        self.global_limit = (50, 1.0)  # number, seconds
        self.plain = False  # as behind a proxy: a charset, no `Via`
        self.unlimited = False  # no headers about limits
        self.invalid = 0  # answers that count towards the ban: 401, 403, 429
        self.limited = 0  # 429s given
        self.gateway = Gateway(self.world, token)
        self.interactions = Interactions(self.world, self.gateway)
        self.rest = Rest(self.world, self.gateway)
        self._windows: dict[str, tuple[float, int]] = {}

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._guard], client_max_size=2**26)
        self.rest.add_to(app, ROOT)
        self.interactions.add_to(app, ROOT)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get(f"{ROOT}/gateway/bot", self._gateway_bot)
        app.router.add_get("/attachments/{id}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.api_url = f"http://127.0.0.1:{port}{ROOT}"
        self.world.cdn = f"http://127.0.0.1:{port}/attachments"
        self.gateway_url = self.gateway.url = f"ws://127.0.0.1:{port}/gateway"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.shut()
        await self._runner.cleanup()

    # --- What a test does to it

    def fail(self, match: str, **how: Any) -> Fault:
        """Let requests whose "METHOD /path" matches the pattern go wrong."""
        fault = Fault(match=match, **how)
        self.faults.append(fault)
        return fault

    def requests(self, match: str) -> list[Seen]:
        """List requests so far whose "METHOD /path" matches the pattern."""
        return [seen for seen in self.seen if re.fullmatch(match, f"{seen.method} {seen.path}")]

    async def until(self, holds: Callable[[], object], *, seconds: float = 5.0) -> None:
        """Wait until something holds; fail the test when it does not."""
        await until(holds, seconds=seconds)

    async def says(
        self, person: Person, channel: Channel, content: str, *, mentions: bool = False
    ) -> Json:
        """Let somebody write; without the Message Content intent only we, addressed, read it."""
        author = person.json()
        if mentions:
            content = f"<@{World.BOT}> {content}"
        message = self.world.message(
            channel,
            {"content": content},
            author=author,
            mentions=[self.world.bot_json()] if mentions else [],
        )
        shown = dict(message)
        if channel.guild:
            shown["guild_id"] = str(channel.guild)
            shown["member"] = {"roles": [], "joined_at": message["timestamp"], "flags": 0}
            shown["member"] |= {"deaf": False, "mute": False}
        if not mentions and channel.recipient is None:
            shown["content"] = ""
        await self.gateway.dispatch("MESSAGE_CREATE", shown, guild=channel.guild)
        return message

    async def remove(self, guild: Guild, *, unavailable: bool = False) -> None:
        """Throw the bot out of a server, or let the server fail for a while."""
        gone: Json = {"id": str(guild.id)}
        if unavailable:
            gone["unavailable"] = True
        else:
            self.world.guilds.pop(guild.id)
        await self.gateway.dispatch("GUILD_DELETE", gone, guild=guild.id)

    async def join(self, guild: Guild) -> None:
        """Invite the bot, or let a server come back."""
        self.world.guilds[guild.id] = guild
        data = guild.json(self.world.channels_of(guild.id))
        await self.gateway.dispatch("GUILD_CREATE", data, guild=guild.id)

    async def delete(self, channel: Channel) -> None:
        """Delete a channel."""
        self.world.channels.pop(channel.id)
        await self.gateway.dispatch("CHANNEL_DELETE", channel.json(), guild=channel.guild)

    async def permitted(self, guild: Guild) -> None:
        """Tell that what everybody may do in a server changed."""
        role = guild.json([])["roles"][0]
        data = {"guild_id": str(guild.id), "role": role}
        await self.gateway.dispatch("GUILD_ROLE_UPDATE", data, guild=guild.id)

    async def given_role(self, guild: Guild, allow: Allow) -> None:
        """Give the bot a role of its own; Discord tells us of ourselves without an intent."""
        role = guild.json([])["roles"][0] | {
            "id": str(self.world.snowflake()),
            "name": "Threeline",
            "position": 1,
            "permissions": str(int(allow)),
        }
        data = {"guild_id": str(guild.id), "role": role}
        await self.gateway.dispatch("GUILD_ROLE_CREATE", data, guild=guild.id)
        member = guild.json([])["members"][0] | {"guild_id": str(guild.id), "roles": [role["id"]]}
        await self.gateway.dispatch("GUILD_MEMBER_UPDATE", member, guild=guild.id)

    async def changed(self, channel: Channel) -> None:
        """Tell that a channel's permissions changed."""
        await self.gateway.dispatch("CHANNEL_UPDATE", channel.json(), guild=channel.guild)

    # --- How it answers

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        return answer(
            {
                "url": self.gateway_url,
                "shards": self.gateway.shards,
                "session_start_limit": {
                    "total": 1000,
                    "remaining": self.gateway.starts_left,
                    "reset_after": self.gateway.starts_reset_ms,
                    "max_concurrency": 1,
                },
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        content = self.world.files.get(int(request.match_info["id"]))
        return web.Response(status=404) if content is None else web.Response(body=content)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if not request.path.startswith(ROOT):
            return await handler(request)  # type: ignore[no-any-return] # aiohttp leaves it open
        path = request.path.removeprefix(ROOT)
        body, files = await _body(request)
        request[BODY], request[FILES] = body, files
        fault = self._fault(f"{request.method} {path}")
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and (fault.status or fault.html):
            response: web.StreamResponse = _faulty(fault)
        else:
            response = self._limited(request) or await self._carried_out(request, handler)
        self.seen.append(
            Seen(
                method=request.method,
                path=path,
                json=body,
                files=tuple(name for name, _ in files),
                status=response.status,
            )
        )
        if self.plain and response.headers.get("Content-Type") == "application/json":
            response.headers["Content-Type"] = "application/json; charset=utf-8"
            response.headers.pop("Via", None)
        self.invalid += response.status in {401, 403, 429}
        self.limited += response.status == 429
        if fault and fault.stuck:
            await asyncio.sleep(fault.stuck)
        if fault and fault.lost and request.transport:
            request.transport.abort()
        return response

    async def _carried_out(self, request: web.Request, handler: Any) -> web.StreamResponse:
        open_to_all = re.match(rf"{ROOT}/(interactions|webhooks)/", request.path)
        if not open_to_all and request.headers.get("Authorization") != f"Bot {self.token}":
            return refuse(401, 0, "401: Unauthorized")
        response: web.StreamResponse = await handler(request)
        self._count(request, response)
        return response

    def _fault(self, line: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and re.fullmatch(fault.match, line):
                if fault.after > 0:
                    fault.after -= 1
                    return None
                fault.times -= 1
                return fault
        return None

    # --- Limits: each window is (when it began, how many came)

    def _bucket(self, request: web.Request) -> tuple[str, int, float]:
        resource = request.match_info.route.resource
        template = (resource.canonical if resource else "").removeprefix(ROOT)
        number, seconds = self.limits.get(f"{request.method} {template}", (1_000, 1.0))
        major = request.match_info.get("channel") or request.match_info.get("guild") or ""
        return f"{request.method} {template} {major}", number, seconds

    def _use(self, key: str, seconds: float) -> tuple[int, float]:
        """Count one request; give how many came in this window and how long it lasts yet."""
        now = asyncio.get_running_loop().time()
        began, number = self._windows.get(key, (now, 0))
        if now - began >= seconds:
            began, number = now, 0
        self._windows[key] = (began, number + 1)
        return number + 1, began + seconds - now

    def _limited(self, request: web.Request) -> web.Response | None:
        if "/interactions/" not in request.path:  # those are bound to no global limit
            number, seconds = self.global_limit
            used, left = self._use("global", seconds)
            if used > number:
                return slow_down(left, everywhere=True)
        key, number, seconds = self._bucket(request)
        used, left = self._use(key, seconds)
        return slow_down(left, everywhere=False) if used > number else None

    def _count(self, request: web.Request, response: web.StreamResponse) -> None:
        if self.unlimited:
            return
        key, number, seconds = self._bucket(request)
        began, used = self._windows[key]
        # Rounded up a little: a client that comes back on the dot must not be early.
        left = max(0.0, began + seconds - asyncio.get_running_loop().time()) + 0.02
        response.headers["X-RateLimit-Limit"] = str(number)
        response.headers["X-RateLimit-Remaining"] = str(max(0, number - used))
        response.headers["X-RateLimit-Reset-After"] = f"{left:.3f}"
        response.headers["X-RateLimit-Bucket"] = re.sub(r"\W", "", key.rpartition(" ")[0])

    async def asks(self, line: str, person: Person, channel: Channel, **given: Any) -> Any:
        """Let somebody use `/brief`; see `Interactions.slash`."""
        return await self.interactions.slash("brief", line, person, channel, **given)


def _faulty(fault: Fault) -> web.Response:
    if fault.html:
        return page(fault.status or 429)
    if fault.status == 429:
        return slow_down(fault.retry_after or 0.05, everywhere=fault.code == 1)
    return refuse(fault.status, fault.code, fault.message)


async def _body(request: web.Request) -> tuple[Any, list[tuple[str, bytes]]]:
    """Read JSON, or the JSON and files of a multipart form."""
    if request.content_type == "application/json":
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    if request.content_type != "multipart/form-data":
        return None, []
    body, files = None, []
    reader = await request.multipart()
    async for part in reader:
        assert not isinstance(part, type(reader))
        content = bytes(await part.read())  # type: ignore[union-attr] # no nested forms
        if part.name == "payload_json":  # type: ignore[union-attr] # likewise
            body = json.loads(content)
        else:
            files.append((str(part.filename), content))  # type: ignore[union-attr] # likewise
    return body, files
