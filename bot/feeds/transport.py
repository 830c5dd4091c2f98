"""An address in, its bytes out: bounded in size and time, safe to point anywhere.

aiohttp does the work and yarl reads the addresses. What is ours is what no client bounds: no
cookies are kept, nothing is read from the environment, redirects are followed here, where each
hop is judged and bounded again, and bodies are undone under a cap. The numeric address that the
guard judged is the one that a socket is made for (`bot.feeds.names`).

A poll asks for its connection to be closed: the same outlet is asked again in minutes, and ten
thousand idle connections would be of no use to either side. It is kept for a moment where
somebody else waits for the host, or the caller says that more will be asked (robots.txt).

Measured (loopback, uvloop): a request answered by 304 takes 0.3 ms of CPU by aiohttp and 0.2 by
an HTTP exchange written by hand, which stood here before; since polls are written in batches the
whole poll costs less than the plain script all the same (`make bench`: feeds.unchanged). httpx
over `httpx-aiohttp` makes a second set of request, headers and response, and missed that bar.
"""

import asyncio
import functools
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
import certifi
from yarl import URL

from bot.errors import ConfigError, FeedError
from bot.feeds.addresses import Guard
from bot.feeds.faults import BROKE_OFF, in_words
from bot.feeds.inflate import ENCODINGS, Damaged, Inflater, TooLarge
from bot.feeds.names import Names
from bot.feeds.politeness import Turns

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_SAME_METHOD = (307, 308)
_OK = 200
_LONGEST_ADDRESS = 4096
_DIGITS = 18  # of a length that anybody may mean
_KEEP_SECONDS = 5.0
_NOT_WEB = "is not a web address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may cost. Sizes are bytes after decompression, times are seconds.

    Attributes:
        feed_bytes: Largest feed.
        page_bytes: Largest article page.
        connect: Until a connection stands, the look-up of the name included.
        first_byte: Until the headers of the answer are there, the connection included.
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
        body: Empty unless the status is 200.
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
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


class Transport:
    """Fetches addresses; an async context manager that owns the connections.

    Args:
        agent: The ``User-Agent`` that outlets see.
        guard: Which network addresses may be connected to.
        limits: What one request may cost.
        hosts: Answers that come before DNS, like a hosts file.
        proxy: The operator's proxy, which all but the guard's own places are asked through.
        tls: How outlets prove who they are, in place of the usual certificates.
    """

    def __init__(
        self,
        *,
        agent: str,
        guard: Guard,
        limits: Limits,
        hosts: Mapping[str, tuple[str, ...]] | None = None,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = agent
        self._guard = guard
        self._limits = limits
        self._hosts = hosts or {}
        self._proxy = _proxy(proxy) if proxy else None
        self._tls = tls
        self._turns = Turns(
            at_once=limits.at_once,
            per_host=limits.per_host,
            gap=limits.gap,
            patience=limits.patience,
        )
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        place = (self._proxy.host or "", self._proxy.port or 80) if self._proxy else None
        self._names = Names(self._guard, self._hosts, proxy=place)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=self._tls or _tls(),
                limit=0,  # `Turns` counts
                keepalive_timeout=_KEEP_SECONDS,
                resolver=self._names,
                socket_factory=self._names.open_socket,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=self._limits.connect),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            await self._names.close()
            self._session = None

    async def fetch(
        self,
        url: str,
        *,
        cap: int,
        accept: str,
        headers: Mapping[str, str] | None = None,
        keep: bool = False,
    ) -> Fetched:
        """Ask for an address and follow its redirects; any status but a redirect is an answer.

        Args:
            url: The address.
            cap: Bytes that the body may have, decompressed.
            accept: Media types that are of use.
            headers: What else is asked with.
            keep: More will be asked of this host at once.

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
            async with self._turns.turn(address.raw_host or "") as turn:
                asked["Connection"] = "keep-alive" if keep or turn.wanted else "close"
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

    async def post(self, url: str, form: Mapping[str, str]) -> Fetched:
        """Send a form; redirects that keep the method are followed, and no body is read.

        Raises:
            FeedError: There was no answer, or one that leads nowhere.
        """
        address = _parse(url)
        for _ in range(self._limits.redirects + 1):
            async with self._turns.turn(address.raw_host or ""):
                asked = {"User-Agent": self._agent, "Connection": "close"}
                answer = await self._ask(address, asked, 0, self._limits.whole, form)
            target = answer.headers.get("location", "")
            if answer.status not in _SAME_METHOD or not target:
                return answer
            address = _join(address, target)
        raise FeedError(f"redirects more than {self._limits.redirects} times")

    async def _ask(
        self,
        address: URL,
        headers: dict[str, str],
        cap: int,
        left: float,
        form: Mapping[str, str] | None = None,
    ) -> Fetched:
        if self._session is None:
            raise RuntimeError("use the transport inside `async with`")
        begun = False
        end = asyncio.get_running_loop().time() + max(left, 0)
        first = min(self._limits.first_byte, max(left, 0))
        try:
            async with asyncio.timeout(first) as timer:
                async with self._session.request(
                    "GET" if form is None else "POST",
                    address,
                    headers=headers,
                    data=form,
                    allow_redirects=False,
                    proxy=await self._proxy_for(address) if self._proxy else None,
                ) as response:
                    begun = True
                    timer.reschedule(end)
                    told = _told(response)
                    # What stands on an error's page is never of use.
                    wanted = response.status == _OK and form is None
                    body = await _body(response, told, cap) if wanted else b""
        except aiohttp.ConnectionTimeoutError:
            limit = self._limits.connect
            raise FeedError(f"could not be connected to within {limit:g} seconds") from None
        except TimeoutError:
            if begun:
                raise FeedError(f"was not done after {self._limits.whole:g} seconds") from None
            raise FeedError(f"did not begin to answer within {first:.3g} seconds") from None
        except (aiohttp.ClientError, OSError) as error:
            raise FeedError(in_words(error)) from error
        except ValueError as error:  # a host that no look-up and no certificate can name
            raise FeedError(_NOT_WEB) from error
        return Fetched(url=str(address), status=response.status, headers=told, body=body)

    async def _proxy_for(self, address: URL) -> URL | None:
        """Give the proxy, but for places of the operator's own.

        Names are looked up by the proxy, so it is the proxy that must refuse private ones; what
        is written as a number, or is known here, is refused here.
        """
        host, port = address.host or "", address.port or 0
        if self._guard.names(host, port):
            return None
        await self._names.judge(host, port)
        return self._proxy


def _told(response: aiohttp.ClientResponse) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, value in response.headers.items():
        lower = name.lower()
        told[lower] = f"{told[lower]}, {value}" if lower in told else value
    return told


async def _body(response: aiohttp.ClientResponse, headers: Mapping[str, str], cap: int) -> bytes:
    encoding = headers.get("content-encoding", "").strip().lower()
    encoding = {"identity": "", "x-gzip": "gzip"}.get(encoding, encoding)
    if encoding not in ("", *ENCODINGS):
        raise FeedError(f"answered in a compression that we did not ask for ({encoding[:20]})")
    too_large = f"is larger than {cap / 1_000_000:g} MB"
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:_DIGITS]) > cap:
        raise FeedError(too_large)
    inflater = Inflater(encoding, cap)
    try:
        async for piece in response.content.iter_any():
            inflater.feed(piece)
        return inflater.finish()
    except TooLarge:
        raise FeedError(too_large) from None
    except (aiohttp.ClientPayloadError, ConnectionError) as error:
        raise FeedError(BROKE_OFF) from error
    except Damaged as error:
        raise FeedError("sent compressed content that is damaged") from error


def _parse(url: str) -> URL:
    try:
        address = URL(url)
        host, _ = address.raw_host, address.port
    except (UnicodeError, ValueError, TypeError) as error:
        raise FeedError(_NOT_WEB) from error
    if address.scheme not in ("http", "https") or not host:
        raise FeedError(f"{_NOT_WEB} (http:// or https://)")
    if len(url) > _LONGEST_ADDRESS:
        raise FeedError("is an address of unreasonable length")
    return address.with_fragment(None) if address.fragment else address


def _join(address: URL, target: str) -> URL:
    try:
        return _parse(str(address.join(URL(target.strip()))))
    except (UnicodeError, ValueError, FeedError) as error:
        raise FeedError("redirects to something that is not a web address") from error


def _proxy(url: str) -> URL:
    try:
        address = _parse(url)
    except FeedError as error:
        raise ConfigError("HTTP_PROXY must be an address like http://host:3128") from error
    if address.scheme != "http":
        raise ConfigError("HTTP_PROXY must begin with http://")
    return address
