"""An outlet on loopback that answers byte by byte as it is told, also in ways no library would."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Script = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Outlet:
    """The server's address, what it answers by path, and what it was asked."""

    port: int
    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0

    @property
    def place(self) -> str:
        """Host and port, as an allow list wants them."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Give the whole address of a path."""
        return f"http://{self.place}{path}"

    def says(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Answer a path like a well-made server; give its address."""
        raw = body.encode() if isinstance(body, str) else body
        given = {"Content-Type": "application/rss+xml", **(headers or {})}

        async def script(request: Request, writer: asyncio.StreamWriter) -> None:
            del request
            lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(raw)}", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in given.items()]
            writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + raw)

        self.scripts[path] = script
        return self.url(path)

    def sends(self, path: str, raw: bytes) -> str:
        """Answer a path with these very bytes and close; give its address."""

        async def script(request: Request, writer: asyncio.StreamWriter) -> None:
            del request
            writer.write(raw)

        self.scripts[path] = script
        return self.url(path)

    def does(self, path: str, script: Script) -> str:
        """Let a script answer a path; give its address."""
        self.scripts[path] = script
        return self.url(path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        self.connections += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.split(": ", 1) for line in rest if ": " in line)
            request = Request(
                path=first.split(" ")[1], headers={name.lower(): value for name, value in pairs}
            )
            self.requests.append(request)
            script = self.scripts.get(request.path)
            if script is None:
                writer.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                await script(request, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def running_outlet() -> AsyncIterator[Outlet]:
    """Run an outlet; whatever still answers at the end is stopped."""
    outlet = Outlet(port=0)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(outlet.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    outlet.port = server.sockets[0].getsockname()[1]
    try:
        yield outlet
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
