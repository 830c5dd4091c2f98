"""The fake's gateway: hello, identify, ready, heartbeats, resume with replay, and its bad days."""

import asyncio
import dataclasses
import json
import zlib
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.discord.world import Json, World

PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content


@dataclasses.dataclass(slots=True, kw_only=True)
class Session:
    """What survives a lost connection."""

    id: str
    shard: int
    log: list[Json] = dataclasses.field(default_factory=list)
    line: "Line | None" = None
    valid: bool = True


class Line:
    """One connection; compresses as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self.closed_with: int | None = None

    async def send(self, message: Json) -> None:
        """Send one message; a connection that is gone loses it."""
        text = json.dumps(message)
        try:
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self._deflate.compress(text.encode())
                await self.socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionError:
            pass


class Gateway:
    """All connections of our one bot."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.url = ""
        self.resume_url = ""  # another address that READY names
        self.shards = 1
        self.starts_left = 1000
        self.starts_reset_ms = 86_400_000
        self.heartbeat = 41.25  # seconds
        self.acks = True
        self.allowed_intents = ~PRIVILEGED
        self.sessions: dict[str, Session] = {}
        self.received: list[Json] = []  # everything that clients sent
        self.close_codes: list[int | None] = []  # with which clients left
        self._lines: set[Line] = set()

    # --- What a test does to it

    @property
    def live(self) -> list[Session]:
        """Sessions that are connected now."""
        return [session for session in self.sessions.values() if session.line]

    def count(self, op: int) -> int:
        """Count messages of this kind that clients sent."""
        return sum(message["op"] == op for message in self.received)

    async def dispatch(self, event: str, data: Json, *, guild: int | None = None) -> None:
        """Send an event to the sessions that it concerns; kept for those that are away."""
        shard = ((guild or 0) >> 22) % self.shards
        for session in self.sessions.values():
            if session.shard == shard and session.valid:
                await self._event(session, event, data)

    async def ask_to_reconnect(self) -> None:
        """Send op 7 to everybody."""
        for session in self.live:
            await self._send(session, {"op": 7, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Send op 9 to everybody."""
        for session in self.live:
            session.valid = resumable
            await self._send(session, {"op": 9, "d": resumable})

    async def close(self, code: int) -> None:
        """Close every connection with a code."""
        for session in self.live:
            line, session.line = session.line, None
            assert line
            await line.socket.close(code=code)

    async def drop(self) -> None:
        """Cut every connection, without a word."""
        for line in list(self._lines):
            for session in self.sessions.values():
                if session.line is line:
                    session.line = None
            transport = line.socket._req.transport if line.socket._req else None
            if transport:
                transport.abort()

    async def shut(self) -> None:
        """End all connections when the fake ends."""
        for line in list(self._lines):
            await line.socket.close()

    # --- How it answers

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=4096, compress=False)
        await socket.prepare(request)
        line = Line(socket, compressed=request.query.get("compress") == "zlib-stream")
        self._lines.add(line)
        try:
            await line.send({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._receive(line, json.loads(message.data))
        finally:
            self._lines.discard(line)
            self.close_codes.append(socket.close_code)
            for session in self.sessions.values():
                if session.line is line:
                    session.line = None
        return socket

    async def _receive(self, line: Line, message: Json) -> None:
        self.received.append(message)
        match message["op"]:
            case 1 if self.acks:
                await line.send({"op": 11, "d": None})
            case 2:
                await self._identify(line, message["d"])
            case 6:
                await self._resume(line, message["d"])
            case _:
                pass

    async def _identify(self, line: Line, asked: Json) -> None:
        shard, count = asked.get("shard") or (0, 1)
        if asked["token"] != self.token:
            await line.socket.close(code=4004)
        elif asked["intents"] & ~self.allowed_intents & PRIVILEGED:
            await line.socket.close(code=4014)
        elif count != self.shards or not 0 <= shard < count:
            await line.socket.close(code=4010)
        elif self.starts_left <= 0:
            await line.send({"op": 9, "d": False})
        else:
            self.starts_left -= 1
            session = Session(id=f"s{len(self.sessions) + 1}", shard=shard, line=line)
            self.sessions[session.id] = session
            await self._ready(session, count)

    async def _ready(self, session: Session, count: int) -> None:
        guilds = [
            guild
            for guild in self.world.guilds.values()
            if (guild.id >> 22) % count == session.shard
        ]
        await self._event(
            session,
            "READY",
            {
                "v": 10,
                "user": self.world.bot_json(),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.resume_url or self.url,
                "shard": [session.shard, count],
                "application": {"id": str(World.APP), "flags": 0},
            },
        )
        for guild in guilds:
            data = guild.json(self.world.channels_of(guild.id))
            await self._event(session, "GUILD_CREATE", data)

    async def _resume(self, line: Line, asked: Json) -> None:
        session = self.sessions.get(asked["session_id"])
        if session is None or not session.valid or asked["seq"] > len(session.log):
            await line.send({"op": 9, "d": False})
            return
        session.line = line
        for event in session.log[asked["seq"] :]:
            await line.send(event)
        await self._event(session, "RESUMED", {})

    async def _event(self, session: Session, event: str, data: Any) -> None:
        message = {"op": 0, "t": event, "s": len(session.log) + 1, "d": data}
        session.log.append(message)
        await self._send(session, message)

    async def _send(self, session: Session, message: Json) -> None:
        if session.line:
            await session.line.send(message)
            await asyncio.sleep(0)
