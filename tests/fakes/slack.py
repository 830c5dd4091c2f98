"""A Slack of our own on loopback: the Web API as its documentation describes it.

The real slack_sdk talks to it over HTTP. It keeps channels and messages, answers with Slack's own
errors, and can be told to fail the next calls of a method: refuse, limit, answer slowly, or take a
post and lose the answer. `slack_messages` and `slack_surfaces` are its methods, `slack_world` what
it knows; `slack_socket` adds people and Socket Mode.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.slack_messages import Messages
from tests.fakes.slack_surfaces import Surfaces
from tests.fakes.slack_world import (
    APP,
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    TEAM,
    Answer,
    Args,
    Room,
    SlackRefusal,
    problem_of,
)

__all__ = [
    "APP",
    "APP_TOKEN",
    "BOT_ID",
    "BOT_TOKEN",
    "BOT_USER",
    "TEAM",
    "Answer",
    "Args",
    "Call",
    "FakeSlack",
    "Fault",
    "Room",
    "SlackRefusal",
    "problem_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How the next call of a method goes wrong.

    Attributes:
        error: Slack's error code; the call changes nothing.
        retry_after: Answer 429 with this many seconds.
        status: Answer this HTTP status with a page that is no JSON.
        lost: Do what was asked, then drop the connection instead of answering.
        slow: Do what was asked, then wait this many seconds before answering.
        channel: Only calls about this channel go wrong; others pass.
    """

    error: str | None = None
    retry_after: int | None = None
    status: int | None = None
    lost: bool = False
    slow: float = 0.0
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the Web API as it arrived."""

    method: str
    args: Args
    token: str


class FakeSlack(Messages, Surfaces):
    """The Web API; use as an async context manager and give clients `url`."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.responses: list[Args] = []
        self._response_uses: defaultdict[str, int] = defaultdict(int)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Base address of every call, with its slash."""
        return f"{self.base}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond/{key}", self._respond)
        self.routes(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    def routes(self, app: web.Application) -> None:
        """Add what a subclass serves."""

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, in this order."""
        self.faults[method].extend(faults)

    def called(self, method: str) -> list[Args]:
        """List the arguments of every call of a method."""
        return [call.args for call in self.calls if call.method == method]

    def posts(self, room: str = "C1") -> list[Args]:
        """List a room's messages of ours, oldest first."""
        return [post for post in self.rooms[room].messages if post.get("bot_id") == BOT_ID]

    async def until(self, done: Callable[[], object], *, within: float = 5.0) -> None:
        """Wait until something is so, looking again after each call that arrives."""
        async with asyncio.timeout(within):
            while not done():
                self.happened.clear()
                if done():
                    return
                await self.happened.wait()

    # --- HTTP ---------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await self._args(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(method=method, args=args, token=token or str(args.get("token", ""))))
        fault = self._fault(method, args)
        try:
            if fault.retry_after is not None:
                return web.json_response(
                    {"ok": False, "error": "ratelimited"},
                    status=429,
                    headers={"Retry-After": str(fault.retry_after)},
                )
            if fault.status is not None:
                return web.Response(status=fault.status, text="<html>Bad gateway</html>")
            answer = await self._answer(method, args, self.calls[-1].token, fault)
        finally:
            self.happened.set()
        if fault.lost:
            if request.transport:
                request.transport.abort()
            return web.Response()
        if fault.slow:
            await asyncio.sleep(fault.slow)
        return web.json_response(answer, headers={"X-OAuth-Scopes": self.scopes})

    def _fault(self, method: str, args: Args) -> Fault:
        waiting = self.faults[method]
        if waiting and waiting[0].channel in {None, args.get("channel")}:
            return waiting.popleft()
        return Fault()

    async def _answer(self, method: str, args: Args, token: str, fault: Fault) -> Answer:
        if fault.error:
            return {"ok": False, "error": fault.error}
        name = "do_" + method.replace(".", "_")
        todo: Callable[[Args], Awaitable[Answer]] | None = getattr(self, name, None)
        if todo is None:
            return {"ok": False, "error": "unknown_method"}
        if not method.startswith("oauth.") and token not in self.tokens:
            return {"ok": False, "error": "invalid_auth" if token else "not_authed"}
        try:
            return {"ok": True, **await todo({**args, "_team": self.tokens.get(token, TEAM)})}
        except SlackRefusal as refusal:
            return {"ok": False, "error": str(refusal)}

    async def _args(self, request: web.Request) -> Args:
        args: Args = dict(request.query)
        if request.content_type == "application/json":
            args.update(await request.json())
        else:
            args.update({key: str(value) for key, value in (await request.post()).items()})
        for key in ("blocks", "chunks", "metadata", "view", "files", "prompts"):
            if isinstance(args.get(key), str):
                args[key] = json.loads(args[key])
        return args

    async def _upload(self, request: web.Request) -> web.Response:
        fault = self.faults["upload"].popleft() if self.faults["upload"] else Fault()
        if fault.status is not None:
            return web.Response(status=fault.status, text="no")
        file, content = self.files[request.match_info["file"]], await request.read()
        if len(content) != file["length"]:
            return web.Response(status=400, text="length does not match")
        file["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _respond(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        self._response_uses[key] += 1
        if self._response_uses[key] > 5:
            return web.Response(status=404, text="used_url")
        said = await request.json()
        problem = problem_of(said.get("blocks"))
        if problem:
            return web.Response(status=400, text="invalid_blocks")
        self.responses.append({"_key": key, **said})
        self.happened.set()
        return web.Response(text="ok")
