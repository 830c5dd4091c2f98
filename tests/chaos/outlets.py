"""Outlets that misbehave in every way known, and healthy ones between them, as one child.

Each feed is known by its path: ``/good/N`` lists one more entry at every request; ``/bad/N`` does
another evil at every request. A line on standard input is answered with when each healthy feed
was asked, as JSON.
"""

import asyncio
import gzip
import itertools
import json
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable

ITEM = "<item><guid>{n}</guid><title>Story {n} of {feed}</title></item>"
BOMB = gzip.compress(b"\0" * 30_000_000)

Evil = Callable[[asyncio.StreamWriter, int], Awaitable[None]]


def rss(feed: str, first: int, last: int, prolog: str = "") -> bytes:
    """Write a feed of these entries, newest first."""
    items = "".join(ITEM.format(n=n, feed=feed) for n in range(last, first - 1, -1))
    return (
        f"{prolog}<rss version='2.0'><channel><title>{feed}</title>{items}</channel></rss>".encode()
    )


def head(length: int, *more: str, status: str = "200 OK") -> bytes:
    """Write the head of an answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {length}", "Connection: close", *more, "", ""]
    return "\r\n".join(lines).encode()


def whole(body: bytes, *more: str, status: str = "200 OK") -> bytes:
    """Write an answer."""
    return head(len(body), *more, status=status) + body


async def silent(_writer: asyncio.StreamWriter, _turn: int) -> None:
    """Say nothing, for longer than anybody waits."""
    await asyncio.sleep(60)


async def drip(writer: asyncio.StreamWriter, _turn: int) -> None:
    """Give a byte now and then."""
    writer.write(head(5000))
    for _ in range(200):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def reset(writer: asyncio.StreamWriter, turn: int) -> None:
    """Hang up, at once or in the middle."""
    if turn % 2:
        writer.write(head(5000) + b"<rss>")
        await writer.drain()
    writer.transport.abort()


def _says(answer: Callable[[int], bytes]) -> Evil:
    async def evil(writer: asyncio.StreamWriter, turn: int) -> None:
        writer.write(answer(turn))
        await writer.drain()

    return evil


EVILS: tuple[Evil, ...] = (
    silent,
    drip,
    reset,
    _says(lambda _: head(9000) + rss("liar", 1, 3)),
    _says(lambda _: whole(b"", "Location: /loop", status="301 Moved")),
    _says(lambda _: whole(BOMB, "Content-Encoding: gzip")),
    _says(lambda _: whole(b"<!DOCTYPE html><html><body>Sign in</body></html>")),
    _says(lambda turn: whole(rss("ids", turn * 1000, turn * 1000 + 20))),
    _says(lambda _: whole("<rss><channel><title>\u0141</title></channel></rss>".encode("utf-16"))),
    _says(lambda _: whole(rss("cut", 1, 20)[:-90])),
    _says(lambda _: whole(b"")),
    _says(lambda _: b"SSH-2.0-OpenSSH_9.9\r\n"),
    _says(lambda _: whole(b"", "Retry-After: 1", status="503 Busy")),
    _says(lambda _: whole(b"\x1f\x8b\x08\0broken", "Content-Encoding: gzip")),
    _says(lambda _: whole(b"<rss><channel>" + b"<a>" * 300_000)),
    _says(lambda _: head(0, *(f"X-{n}: {'y' * 500}" for n in range(300)))),
)


class Outlets:
    """What was asked, when."""

    def __init__(self) -> None:
        self.asked: dict[str, list[float]] = {}
        self.turns: dict[str, itertools.count[int]] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ")[1].decode()
            _, kind, number = f"{path}//".split("/")[:3]
            turn = next(self.turns.setdefault(path, itertools.count(1)))
            if kind == "good":
                self.asked.setdefault(number, []).append(time.monotonic())
                writer.write(whole(rss(path, max(1, turn - 20), turn)))
            elif kind == "bad":
                await EVILS[(int(number) + turn) % len(EVILS)](writer, turn)
            else:
                writer.write(whole(b"", "Location: /loop", status="301 Moved"))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # they hung up, or the storm is over
        finally:
            writer.close()


async def main() -> None:
    """Serve on every address of this machine's loopback until standard input ends."""
    outlets = Outlets()
    place = socket.create_server(("0.0.0.0", 0), backlog=4096)  # noqa: S104 - all of 127/8
    await asyncio.start_server(outlets.serve, sock=place)
    _tell(place.getsockname()[1])
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for _ in sys.stdin:
            _tell(outlets.asked)
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=listen, daemon=True).start()
    await ended.wait()


def _tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
