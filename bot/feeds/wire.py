"""A request in, its answer out: HTTP/1.1, one connection each (RFC 9112).

A library's client costs two to four times the CPU of what a poll needs: pools, cookies, proxies
and retries that are of no use to somebody who asks each host once in a while. What is left is
small enough to be bounded line by line. The address that the guard judged is the numeric address
that is connected to; nothing is looked up in between.
"""

import asyncio
import base64
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import httpx

from bot.errors import FeedError
from bot.feeds.names import Names

NOT_HTTP = "answered something that is not HTTP"
BROKE_OFF = "broke off in the middle of its answer"
HUNG_UP = "closed the connection without an answer"

_LONGEST_HEAD = 65_536
_MOST_HINTS = 4  # interim answers (1xx) before the real one
_CHUNK = 65_536
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9]\d\d)(?: [^\r\n]*)?$")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_FIRST_REAL = 200
# A host with several addresses gets this long for each but the last, in seconds.
_ONE_ADDRESS = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How an answer begins; header names are in lower case."""

    status: int
    headers: Mapping[str, str]


class Exchange:
    """One request and its answer on a connection of its own."""

    def __init__(self, reader: asyncio.StreamReader, transport: asyncio.Transport) -> None:
        self._reader = reader
        self._transport = transport

    def send(self, request: bytes) -> None:
        """Send a request; it is small and needs no waiting."""
        self._transport.write(request)

    async def head(self) -> Head:
        """Read how the answer begins; raise `FeedError` when it is none."""
        for _ in range(_MOST_HINTS + 1):
            head = _read_head(await self._until_blank())
            if head.status >= _FIRST_REAL:
                return head
        raise FeedError(NOT_HTTP)

    async def _until_blank(self) -> bytes:
        try:
            return await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            raise FeedError(NOT_HTTP if error.partial.strip() else HUNG_UP) from error
        except asyncio.LimitOverrunError as error:
            raise FeedError(NOT_HTTP) from error

    async def body(self, head: Head) -> AsyncIterator[bytes]:
        """Read the rest in pieces, as it was framed; raise `FeedError` when it breaks off."""
        if "transfer-encoding" in head.headers:
            if head.headers["transfer-encoding"].strip().lower() != "chunked":
                raise FeedError(NOT_HTTP)
            async for piece in self._chunked():
                yield piece
        elif (length := head.headers.get("content-length")) is not None:
            async for piece in self._exactly(_length(length)):
                yield piece
        else:
            while piece := await self._reader.read(_CHUNK):
                yield piece

    async def _exactly(self, length: int) -> AsyncIterator[bytes]:
        while length:
            piece = await self._reader.read(min(length, _CHUNK))
            if not piece:
                raise FeedError(BROKE_OFF)
            length -= len(piece)
            yield piece

    async def _chunked(self) -> AsyncIterator[bytes]:
        while True:
            try:
                size = _SIZE.fullmatch(await self._reader.readuntil(b"\n"))
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
                raise FeedError(BROKE_OFF) from error
            if size is None:
                raise FeedError(BROKE_OFF)
            if not int(size[1], 16):
                return  # trailers and what else may follow are of no use
            async for piece in self._exactly(int(size[1], 16)):
                yield piece
            with contextlib.suppress(asyncio.IncompleteReadError):
                await self._reader.readuntil(b"\n")

    def end(self) -> None:
        """Hang up; what is still on its way is thrown away."""
        self._transport.abort()


class Wire:
    """Makes connections.

    Args:
        names: Looks hosts up and judges their addresses.
        tls: How outlets prove who they are.
    """

    def __init__(self, *, names: Names, tls: ssl.SSLContext) -> None:
        self._names = names
        self._tls = tls

    async def ask(self, address: httpx.URL, headers: Mapping[str, str]) -> Exchange:
        """Connect and send a request; the caller bounds the time and ends the exchange.

        Raises:
            OSError: There is no connection to be had.
        """
        secure = address.scheme == "https"
        port = address.port or (443 if secure else 80)
        host = address.raw_host.decode("ascii")
        exchange = await self._connect(host, port, secure=secure)
        exchange.send(_request(address, headers))
        return exchange

    async def _connect(self, host: str, port: int, *, secure: bool) -> Exchange:
        loop = asyncio.get_running_loop()
        places = await self._names.addresses(host, port)
        for place in places:
            reader = asyncio.StreamReader(limit=_LONGEST_HEAD, loop=loop)
            protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
            patience = None if place == places[-1] else _ONE_ADDRESS
            try:
                async with asyncio.timeout(patience):
                    transport, _ = await loop.create_connection(
                        lambda protocol=protocol: protocol,
                        place,
                        port,
                        ssl=self._tls if secure else None,
                        server_hostname=host.rstrip(".") if secure else None,
                    )
            except OSError:
                if place == places[-1]:
                    raise
            else:
                return Exchange(reader, transport)
        raise OSError("a name without addresses")

    def close(self) -> None:
        """Stop looking up names."""
        self._names.close()


def _request(address: httpx.URL, headers: Mapping[str, str]) -> bytes:
    lines = [b"GET " + address.raw_path + b" HTTP/1.1", b"Host: " + address.netloc]
    if address.userinfo:
        words = f"{address.username}:{address.password}".encode()
        lines.append(b"Authorization: Basic " + base64.b64encode(words))
    for name, value in headers.items():
        # What an outlet told us goes back byte for byte, but for what would begin a new line.
        plain = value.encode("latin-1", "replace").translate(None, b"\r\n\0")
        lines.append(name.encode("ascii") + b": " + plain)
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


def _read_head(raw: bytes) -> Head:
    first, *lines = raw.lstrip(b"\r\n")[:-4].split(b"\r\n")
    status = _STATUS.match(first)
    if status is None:
        raise FeedError(NOT_HTTP)
    headers: dict[str, str] = {}
    last = ""
    for line in lines:
        if line[:1] in (b" ", b"\t") and last:  # a folded line, long out of use
            headers[last] += " " + line.strip().decode("latin-1")
            continue
        name, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(name):
            raise FeedError(NOT_HTTP)
        last = name.decode("ascii").lower()
        told = value.strip().decode("latin-1")
        headers[last] = f"{headers[last]}, {told}" if last in headers else told
    return Head(status=int(status[1]), headers=headers)


def _length(text: str) -> int:
    stated = {each.strip() for each in text.split(",")}
    (length,) = stated if len(stated) == 1 else ("",)
    if not (length.isascii() and length.isdecimal()) or len(length) > 18:  # noqa: PLR2004 - an exabyte
        raise FeedError(NOT_HTTP)
    return int(length)
