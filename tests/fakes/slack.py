"""A Slack of our own on loopback: the Web API as its documentation describes it.

The real slack_sdk talks to it over HTTP. It keeps channels and messages, answers with Slack's own
errors, and can be told to fail the next calls of a method: refuse, limit, answer slowly, or take a
post and lose the answer. `tests.fakes.slack_socket` adds people and Socket Mode.
"""

import asyncio
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block as SdkBlock

from bot.slack.manifest import SCOPES

BOT_TOKEN = "xoxb-1-fake-bot-token"  # noqa: S105 # opens nothing
APP_TOKEN = "xapp-1-fake-app-token"  # noqa: S105 # likewise
TEAM, APP, BOT_USER, BOT_ID = "T1", "A1", "UBOT", "B1"

Args = dict[str, Any]
Answer = dict[str, Any]


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


@dataclass(slots=True, kw_only=True)
class Room:
    """A channel or direct message and what was said there."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    member: bool = True
    members: set[str] = field(default_factory=set)
    messages: list[Args] = field(default_factory=list)
    ephemeral: list[Args] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the Web API as it arrived."""

    method: str
    args: Args
    token: str


class SlackRefusal(Exception):  # noqa: N818 # it is an answer
    """An answer with ``ok: false``."""


class FakeSlack:
    """The Web API; use as an async context manager and give clients `url`."""

    def __init__(self) -> None:
        self.rooms = {
            "C1": Room(id="C1", name="desk", members={"U1", "U2"}),
            "C2": Room(id="C2", name="secret", private=True, members={"U2"}),
        }
        self.users: dict[str, Args] = {
            "U1": {"id": "U1", "tz": "Europe/Oslo", "is_admin": False, "deleted": False},
            "U2": {"id": "U2", "tz": "Asia/Tokyo", "is_admin": True, "deleted": False},
        }
        self.tokens = {BOT_TOKEN: TEAM, APP_TOKEN: TEAM}
        self.scopes = ",".join(SCOPES)
        self.calls: list[Call] = []
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.homes: dict[str, Args] = {}
        self.views: list[Args] = []
        self.files: dict[str, Args] = {}
        self.streaming: set[str] = set()
        self.responses: list[Args] = []
        self.oauth_codes: dict[str, Answer] = {}
        self.history_limited = False
        self.happened = asyncio.Event()
        self._number = itertools.count(1)
        self._response_uses: defaultdict[str, int] = defaultdict(int)
        self._runner: web.AppRunner | None = None
        self.base = ""

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

    def ts(self) -> str:
        """Make the next message key: the time, and a number that grows."""
        return f"{int(time.time())}.{next(self._number):06d}"  # noqa: TID251 # as Slack does

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

    # --- Web API methods ----------------------------------------------------------------------

    def room(self, args: Args) -> Room:
        """Find the room that may be read or written, or refuse as Slack does."""
        room = self.rooms.get(str(args.get("channel")))
        if room is None:
            raise SlackRefusal("channel_not_found")
        if not room.member:
            raise SlackRefusal("channel_not_found" if room.private else "not_in_channel")
        return room

    def say(self, room: Room, **message: Any) -> Args:
        """Keep a message in a room."""
        kept = {"type": "message", "ts": self.ts(), **message}
        room.messages.append(kept)
        self.happened.set()
        return kept

    async def do_auth_test(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/auth.test."""
        return {"team_id": args["_team"], "user_id": BOT_USER, "bot_id": BOT_ID, "url": self.base}

    async def do_chat_postMessage(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.postMessage."""
        room = self.room(args)
        self._check(args, room)
        kept = {
            key: args[key]
            for key in ("text", "blocks", "metadata", "thread_ts", "unfurl_links", "unfurl_media")
            if args.get(key) is not None
        }
        message = self.say(room, user=BOT_USER, bot_id=BOT_ID, **kept)
        return {"channel": room.id, "ts": message["ts"], "message": message}

    async def do_chat_update(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/chat.update."""
        room = self.room(args)
        self._check(args, room)
        if len(args.get("text", "")) > 4_000:
            raise SlackRefusal("msg_too_long")
        for message in room.messages:
            if message["ts"] == args.get("ts"):
                for key in ("text", "blocks", "metadata"):
                    if key in args:
                        message[key] = args[key]
                message["edited"] = {"user": BOT_USER, "ts": self.ts()}
                return {"channel": room.id, "ts": message["ts"], "text": message.get("text")}
        raise SlackRefusal("message_not_found")

    async def do_chat_postEphemeral(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.postEphemeral."""
        room = self.room(args)
        self._check(args, room)
        if args.get("user") not in room.members:
            raise SlackRefusal("user_not_in_channel")
        room.ephemeral.append(args)
        return {"message_ts": self.ts()}

    async def do_chat_startStream(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.startStream."""
        room = self.room(args)
        if not args.get("thread_ts"):
            raise SlackRefusal("invalid_thread_ts")
        message = self.say(
            room, user=BOT_USER, bot_id=BOT_ID, text="", blocks=[], thread_ts=args["thread_ts"]
        )
        self.streaming.add(message["ts"])
        self._streamed(room, message["ts"], args)
        return {"channel": room.id, "ts": message["ts"]}

    async def do_chat_appendStream(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.appendStream."""
        room = self.room(args)
        self._streamed(room, str(args.get("ts")), args)
        return {"channel": room.id, "ts": args["ts"]}

    async def do_chat_stopStream(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.stopStream."""
        room = self.room(args)
        message = self._streamed(room, str(args.get("ts")), args)
        if problem_of(args.get("blocks")):
            raise SlackRefusal("invalid_blocks")
        message["blocks"] += args.get("blocks") or []
        if args.get("metadata"):
            message["metadata"] = args["metadata"]
        self.streaming.discard(message["ts"])
        return {"channel": room.id, "ts": message["ts"], "message": message}

    def _streamed(self, room: Room, ts: str, args: Args) -> Args:
        """Add chunks to a message that is still growing."""
        if ts not in self.streaming:
            raise SlackRefusal("message_not_in_streaming_state")
        message = next(each for each in room.messages if each["ts"] == ts)
        for chunk in args.get("chunks") or ():
            if chunk["type"] != "blocks" or problem_of(chunk["blocks"]):
                raise SlackRefusal("invalid_chunks")
            message["blocks"] = [*message["blocks"], *chunk["blocks"]]
        return message

    async def do_chat_getPermalink(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.getPermalink."""
        room = self.room(args)
        ts = str(args["message_ts"]).replace(".", "")
        return {"permalink": f"https://team.slack.example/archives/{room.id}/p{ts}"}

    async def do_conversations_history(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.history: newest first."""
        if self.history_limited:
            raise SlackRefusal("ratelimited")
        room = self.room(args)
        found = [each for each in room.messages if "thread_ts" not in each]
        return self._pages(list(reversed(found)), args)

    async def do_conversations_replies(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.replies: oldest first."""
        if self.history_limited:
            raise SlackRefusal("ratelimited")
        room = self.room(args)
        root = args.get("ts")
        found = [each for each in room.messages if root in {each["ts"], each.get("thread_ts")}]
        if not found:
            raise SlackRefusal("thread_not_found")
        return self._pages(found, args)

    async def do_conversations_info(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.info."""
        room = self.rooms.get(str(args.get("channel")))
        if room is None or (room.private and not room.member):
            raise SlackRefusal("channel_not_found")
        shown = {
            "id": room.id,
            "name": room.name,
            "is_private": room.private,
            "is_archived": room.archived,
            "is_member": room.member,
            "is_im": room.id.startswith("D"),
        }
        return {"channel": shown}

    async def do_conversations_members(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.members."""
        return {"members": sorted(self.room(args).members), "response_metadata": {}}

    async def do_conversations_open(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.open."""
        user = str(args.get("users"))
        if user not in self.users:
            raise SlackRefusal("user_not_found")
        room = self.direct(user)
        return {"channel": {"id": room.id}}

    def direct(self, user: str) -> Room:
        """Give the direct message between a person and the bot."""
        room = Room(id=f"D{user[1:]}", name=user, private=True, members={user})
        return self.rooms.setdefault(room.id, room)

    async def do_users_info(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/users.info."""
        if args.get("user") not in self.users:
            raise SlackRefusal("user_not_found")
        return {"user": self.users[str(args["user"])]}

    async def do_users_conversations(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/users.conversations: where the caller is in."""
        ours = [room for room in self.rooms.values() if room.member and room.id[0] in "CG"]
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        shown = [
            {"id": room.id, "name": room.name, "is_private": room.private,
             "is_archived": room.archived}
            for room in ours[start : start + size]
        ]  # fmt: skip
        more = str(start + size) if start + size < len(ours) else ""
        return {"channels": shown, "response_metadata": {"next_cursor": more}}

    async def do_views_open(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/views.open."""
        if not args.get("trigger_id"):
            raise SlackRefusal("invalid_arguments")
        return self._view(args)

    async def do_views_update(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/views.update."""
        return self._view(args)

    async def do_views_publish(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/views.publish."""
        made = self._view(args)
        self.homes[str(args["user_id"])] = args["view"]
        return made

    async def do_assistant_threads_setStatus(self, args: Args) -> Answer:  # noqa: N802 # Slack's
        """https://docs.slack.dev/reference/methods/assistant.threads.setStatus."""
        self.room({"channel": args["channel_id"]})
        return {}

    async def do_assistant_threads_setSuggestedPrompts(self, args: Args) -> Answer:  # noqa: N802
        """https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts."""
        if not 1 <= len(args["prompts"]) <= 4:
            raise SlackRefusal("invalid_arguments")
        return {}

    async def do_files_getUploadURLExternal(self, args: Args) -> Answer:  # noqa: N802 # Slack's
        """https://docs.slack.dev/reference/methods/files.getUploadURLExternal."""
        if not args.get("filename") or int(args.get("length") or 0) <= 0:
            raise SlackRefusal("invalid_arguments")
        if len(args.get("alt_txt") or "") > 1_000:
            raise SlackRefusal("alt_txt_too_large")
        key = f"F{next(self._number)}"
        self.files[key] = {
            "id": key,
            "alt_txt": args.get("alt_txt"),
            "length": int(args["length"]),
            "name": args["filename"],
        }
        return {"file_id": key, "upload_url": f"{self.base}/upload/{key}"}

    async def do_files_completeUploadExternal(self, args: Args) -> Answer:  # noqa: N802 # Slack's
        """https://docs.slack.dev/reference/methods/files.completeUploadExternal."""
        done = [self.files.get(each["id"], {}) for each in args["files"]]
        if any("content" not in each for each in done):
            raise SlackRefusal("file_not_found")
        if args.get("channel_id"):
            room = self.room({"channel": args["channel_id"]})
            if room.archived:
                raise SlackRefusal("is_archived")
            more = {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
            shown = [{"id": each["id"], "alt_txt": each["alt_txt"]} for each in done]
            self.say(room, user=BOT_USER, bot_id=BOT_ID, text="", files=shown, **more)
        for each, told in zip(done, args["files"], strict=True):
            each.update(
                channel=args.get("channel_id"),
                thread_ts=args.get("thread_ts"),
                title=told.get("title"),
            )
        return {"files": [{"id": each["id"], "title": each["title"]} for each in done]}

    async def do_oauth_v2_access(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/oauth.v2.access."""
        if args.get("code") not in self.oauth_codes:
            raise SlackRefusal("invalid_code")
        return self.oauth_codes.pop(str(args["code"]))

    def _view(self, args: Args) -> Answer:
        view = args["view"]
        problem = problem_of(view.get("blocks"), most=100)
        if problem or len(view.get("title", {}).get("text", "")) > 24:
            raise SlackRefusal("invalid_arguments")
        key = f"V{next(self._number)}"
        self.views.append({"id": key, **view})
        return {"view": {"id": key, **view}}

    def _check(self, args: Args, room: Room) -> None:
        if room.archived:
            raise SlackRefusal("is_archived")
        if not args.get("text") and not args.get("blocks"):
            raise SlackRefusal("no_text")
        if problem_of(args.get("blocks")):
            raise SlackRefusal("invalid_blocks")

    def _pages(self, found: list[Args], args: Args) -> Answer:
        oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
        found = [each for each in found if oldest <= float(each["ts"]) <= latest]
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        page = [dict(each) for each in found[start : start + size]]
        if str(args.get("include_all_metadata")).lower() not in {"1", "true"}:
            for each in page:
                each.pop("metadata", None)
        more = start + size < len(found)
        return {
            "messages": page,
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + size) if more else ""},
        }


def problem_of(blocks: Any, *, most: int = 50) -> str | None:
    """Say what Slack would refuse about blocks, by its documented limits and its own models."""
    if not blocks:
        return None
    if len(blocks) > most:
        return "too many blocks"
    for block in blocks:
        try:
            model = SdkBlock.parse(block)
            if model is None:
                return f"unknown block {block.get('type')}"
            model.validate_json()
        except SlackObjectFormationError as error:
            return str(error)
        ids = [each.get("action_id") for each in block.get("elements", ()) if "action_id" in each]
        if len(set(ids)) != len(ids):
            return "action ids are not unique"
    return None
