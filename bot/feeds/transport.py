"""An address in, its bytes out: bounded in size and time, safe to point anywhere.

httpx gives the words (requests, headers, addresses), aiohttp does the work: half the CPU of
httpx's own transport for each answer, and its socket factory is the one place that sees the
very address that is connected to, so the guard stands there and no second look-up can slip in
between. There is no client in between: no cookies are kept, no proxy is read from the
environment, and redirects are followed here, where each hop is bounded again.
"""

import asyncio
import functools
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from bot.errors import FeedError
from bot.feeds.addresses import AddressRefused, Guard
from bot.feeds.inflate import ENCODINGS, Inflater, TooLarge
from bot.feeds.politeness import Turns

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_WITHOUT_BODY = (*_REDIRECTS, 304)
_LONGEST_ADDRESS = 4096
# Idle connections only serve hosts with many feeds, whose polls follow each other closely.
_KEEP_ALIVE_SECONDS = 5.0
_LOOKUP_THREADS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may cost. Sizes are bytes after decompression, times are seconds.

    Attributes:
        feed_bytes: Largest feed.
        page_bytes: Largest article page.
        connect: Until a connection stands, the look-up of the name included.
        first_byte: Until the headers of the answer are there.
        whole: Until its last byte, redirects included, waiting for our own turn not.
        redirects: How many are followed.
        at_once: Requests in flight in all.
        per_host: Requests in flight at one host.
        gap: Pause between two beginnings at one host.
        patience: How long a request waits for its turn at its host.
    """

    feed_bytes: int = 15_000_000
    page_bytes: int = 5_000_000
    connect: float = 10.0
    first_byte: float = 20.0
    whole: float = 45.0
    redirects: int = 6
    at_once: int = 64
    per_host: int = 2
    gap: float = 0.2
    patience: float = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered.

    Attributes:
        url: Where the answer came from, after redirects.
        headers: Names in lower case.
        moved: There were redirects, and every one of them was permanent.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: bool = False

    @property
    def kind(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@functools.cache
def _tls() -> ssl.SSLContext:
    """Load the trusted certificates once (30 ms): the bundled ones and the system's own."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


class _Names(AbstractResolver):
    """Looks names up in threads of its own, so that slow names hold up nothing but themselves."""

    def __init__(self, guard: Guard, hosts: Mapping[str, tuple[str, ...]]) -> None:
        self._guard = guard
        self._hosts = hosts
        self._threads = ThreadPoolExecutor(_LOOKUP_THREADS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = list(self._hosts.get(host.lower(), ())) or await self._ask(host, family)
        self._guard.learn(host, port, addresses)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def _ask(self, host: str, family: socket.AddressFamily) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, _look_up, host, family
        )
        return list(dict.fromkeys(found))

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, family: socket.AddressFamily) -> list[str]:
    found = socket.getaddrinfo(
        host, None, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    return [str(address[0]) for *_, address in found]


class Transport:
    """Fetches addresses; an async context manager that owns the connections.

    Args:
        agent: The ``User-Agent`` that outlets see.
        guard: Which network addresses may be connected to.
        limits: What one request may cost.
        hosts: Answers that come before DNS, like a hosts file.
    """

    def __init__(
        self,
        *,
        agent: str,
        guard: Guard,
        limits: Limits,
        hosts: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._agent = agent
        self._guard = guard
        self._limits = limits
        self._hosts = hosts or {}
        self._turns = Turns(
            at_once=limits.at_once,
            per_host=limits.per_host,
            gap=limits.gap,
            patience=limits.patience,
        )
        self._wire: AiohttpTransport | None = None

    async def __aenter__(self) -> Self:
        tls = _tls()
        connector = aiohttp.TCPConnector(
            ssl=tls,
            limit=0,  # `Turns` counts
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
            resolver=_Names(self._guard, self._hosts),
            socket_factory=self._open_socket,
        )
        session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        self._wire = AiohttpTransport(verify=tls, trust_env=False, client=session)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._wire is not None:
            await self._wire.aclose()
            self._wire = None

    def _open_socket(self, address: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, (host, port, *_) = address
        self._guard.check(str(host), int(port))
        return socket.socket(family=family, type=kind, proto=protocol)

    async def fetch(
        self, url: str, *, cap: int, accept: str, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """Ask for an address and follow its redirects; any status but a redirect is an answer.

        Raises:
            FeedError: Nothing usable came back; the text is a plain reason.
        """
        address = _parse(url)
        seen = {address}
        left = self._limits.whole
        permanent = True
        asked = {
            "User-Agent": self._agent,
            "Accept": accept,
            "Accept-Encoding": ", ".join(ENCODINGS),
            **(headers or {}),
        }
        loop = asyncio.get_running_loop()
        for _ in range(self._limits.redirects + 1):
            async with self._turns.turn(address.host):
                start = loop.time()
                answer = await self._ask(address, asked, cap, left)
                left -= loop.time() - start
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                moved = permanent and len(seen) > 1
                return Fetched(
                    url=str(address),
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    moved=moved,
                )
            permanent = permanent and answer.status in _PERMANENT
            address = _join(address, target)
            if address in seen:
                raise FeedError("redirects in a circle")
            seen.add(address)
        raise FeedError(f"redirects more than {self._limits.redirects} times")

    async def _ask(
        self, address: httpx.URL, headers: dict[str, str], cap: int, left: float
    ) -> Fetched:
        try:
            async with asyncio.timeout(max(left, 0)):
                response = await self._begin(address, headers, min(self._limits.first_byte, left))
                try:
                    # Plain text once: each look-up in httpx's own headers decodes and searches.
                    told = {
                        name.decode("latin-1").lower(): value.decode("utf-8", "replace")
                        for name, value in response.headers.raw
                    }
                    bare = response.status_code in _WITHOUT_BODY
                    body = b"" if bare else await _body(response, told, cap)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise FeedError(f"was not done after {self._limits.whole:g} seconds") from None
        except (httpx.HTTPError, aiohttp.ClientError, OSError, ValueError) as error:
            raise FeedError(_in_words(error)) from error
        return Fetched(url=str(address), status=response.status_code, headers=told, body=body)

    async def _begin(
        self, address: httpx.URL, headers: dict[str, str], first: float
    ) -> httpx.Response:
        if self._wire is None:
            raise RuntimeError("use the transport inside `async with`")
        patience = {"timeout": {"connect": self._limits.connect}}
        request = httpx.Request("GET", address, headers=headers, extensions=patience)
        try:
            async with asyncio.timeout(first):
                return await self._wire.handle_async_request(request)
        except TimeoutError:
            raise FeedError(f"did not begin to answer within {first:.3g} seconds") from None


async def _body(response: httpx.Response, headers: Mapping[str, str], cap: int) -> bytes:
    encoding = headers.get("content-encoding", "").strip().lower()
    encoding = {"identity": "", "x-gzip": "gzip"}.get(encoding, encoding)
    if encoding not in ("", *ENCODINGS):
        raise FeedError(f"answered in a compression that we did not ask for ({encoding[:20]})")
    too_large = f"is larger than {cap / 1_000_000:g} MB"
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > cap:
        raise FeedError(too_large)
    inflater = Inflater(encoding, cap)
    try:
        async for chunk in _chunks(response):
            inflater.feed(chunk)
        return inflater.finish()
    except TooLarge:
        raise FeedError(too_large) from None
    except zlib.error as error:
        raise FeedError("sent compressed content that is damaged") from error


def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("the transport gave a stream that cannot be awaited")
    return aiter(response.stream)


def _parse(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FeedError("is not a web address") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise FeedError("is not a web address (http:// or https://)")
    if len(url) > _LONGEST_ADDRESS:
        raise FeedError("is an address of unreasonable length")
    return address.copy_with(fragment=None) if address.fragment else address


def _join(address: httpx.URL, target: str) -> httpx.URL:
    try:
        return _parse(str(address.join(target.strip())))
    except (httpx.InvalidURL, UnicodeError, ValueError, FeedError) as error:
        raise FeedError("redirects to something that is not a web address") from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        inner = getattr(error, "os_error", None)
        error = inner if isinstance(inner, BaseException) else error.__cause__


# The first kind that fits somewhere in the chain of causes, outermost first, names the fault.
_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    ((aiohttp.ClientConnectorDNSError, socket.gaierror), "has a name that cannot be found"),
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError),
        "has a certificate that cannot be trusted",
    ),
    (ConnectionRefusedError, "refuses connections"),
    (aiohttp.ServerTimeoutError, "could not be connected to in time"),
    (
        (ConnectionResetError, BrokenPipeError, aiohttp.ServerDisconnectedError),
        "closed the connection without an answer",
    ),
    (aiohttp.ClientPayloadError, "broke off in the middle of its answer"),
    (aiohttp.InvalidURL, "is not a web address"),
    (aiohttp.ClientResponseError, "answered something that is not HTTP"),
)


def _in_words(error: Exception) -> str:
    """Name the fault as a reader would, without the library's text (it may show the address)."""
    for cause in _chain(error):
        if isinstance(cause, AddressRefused):
            return f"leads to {cause}, which is not allowed"
        for kinds, words in _WORDS:
            if isinstance(cause, kinds):
                return words
    return "could not be reached"
