"""An address in, its bytes out: bounded in size and time, safe to point anywhere.

httpx gives the words (addresses and how they join, the trusted certificates), `bot.feeds.wire`
does the work; no cookies are kept, no proxy is read from the environment, and redirects are
followed here, where each hop is judged and bounded again.
"""

import asyncio
import functools
import socket
import ssl
import zlib
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from bot.errors import FeedError
from bot.feeds.addresses import AddressRefused, Guard
from bot.feeds.inflate import ENCODINGS, Inflater, TooLarge
from bot.feeds.names import Names
from bot.feeds.politeness import Turns
from bot.feeds.wire import BROKE_OFF, HUNG_UP, Exchange, Head, Wire

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_OK = 200
_LONGEST_ADDRESS = 4096
_DIGITS = 18  # of a length that anybody may mean


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
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


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
        self._wire: Wire | None = None

    async def __aenter__(self) -> Self:
        self._wire = Wire(names=Names(self._guard, self._hosts), tls=_tls())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

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
            async with self._turns.turn(address.raw_host.decode("ascii", "replace")):
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
        if self._wire is None:
            raise RuntimeError("use the transport inside `async with`")
        exchange = None
        try:
            async with asyncio.timeout(max(left, 0)):
                exchange = await self._connected(self._wire.ask(address, headers))
                head = await self._begun(exchange.head(), min(self._limits.first_byte, left))
                # What stands on an error's page is never of use.
                body = await _body(exchange, head, cap) if head.status == _OK else b""
        except TimeoutError:
            raise FeedError(f"was not done after {self._limits.whole:g} seconds") from None
        except OSError as error:
            raise FeedError(_in_words(error)) from error
        except ValueError as error:  # a host that no look-up and no certificate can name
            raise FeedError("is not a web address") from error
        finally:
            if exchange is not None:
                exchange.end()
        return Fetched(url=str(address), status=head.status, headers=head.headers, body=body)

    async def _connected(self, asking: Awaitable[Exchange]) -> Exchange:
        limit = self._limits.connect
        try:
            async with asyncio.timeout(limit):
                return await asking
        except TimeoutError:
            raise FeedError(f"could not be connected to within {limit:g} seconds") from None

    async def _begun(self, reading: Awaitable[Head], limit: float) -> Head:
        try:
            async with asyncio.timeout(limit):
                return await reading
        except TimeoutError:
            raise FeedError(f"did not begin to answer within {limit:.3g} seconds") from None


async def _body(exchange: Exchange, head: Head, cap: int) -> bytes:
    encoding = head.headers.get("content-encoding", "").strip().lower()
    encoding = {"identity": "", "x-gzip": "gzip"}.get(encoding, encoding)
    if encoding not in ("", *ENCODINGS):
        raise FeedError(f"answered in a compression that we did not ask for ({encoding[:20]})")
    too_large = f"is larger than {cap / 1_000_000:g} MB"
    announced = head.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:_DIGITS]) > cap:
        raise FeedError(too_large)
    inflater = Inflater(encoding, cap)
    try:
        async for piece in exchange.body(head):
            inflater.feed(piece)
        return inflater.finish()
    except TooLarge:
        raise FeedError(too_large) from None
    except ConnectionError as error:
        raise FeedError(BROKE_OFF) from error
    except zlib.error as error:
        raise FeedError("sent compressed content that is damaged") from error


def _parse(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FeedError("is not a web address") from error
    if address.scheme not in ("http", "https") or not address.raw_host:
        raise FeedError("is not a web address (http:// or https://)")
    if len(url) > _LONGEST_ADDRESS:
        raise FeedError("is an address of unreasonable length")
    return address.copy_with(fragment=None) if address.fragment else address


def _join(address: httpx.URL, target: str) -> httpx.URL:
    try:
        return _parse(str(address.join(target.strip())))
    except (httpx.InvalidURL, UnicodeError, ValueError, FeedError) as error:
        raise FeedError("redirects to something that is not a web address") from error


# The first kind that fits names the fault; the library's own text may show too much.
_WORDS: tuple[tuple[type[OSError], str], ...] = (
    (socket.gaierror, "has a name that cannot be found"),
    (ssl.SSLCertVerificationError, "has a certificate that cannot be trusted"),
    (ssl.SSLError, "does not speak TLS as it should"),
    (ConnectionRefusedError, "refuses connections"),
    (ConnectionResetError, HUNG_UP),
    (BrokenPipeError, HUNG_UP),
)


def _in_words(error: OSError) -> str:
    """Name the fault as a reader would."""
    if isinstance(error, AddressRefused):
        return f"leads to {error}, which is not allowed"
    return next((words for kind, words in _WORDS if isinstance(error, kind)), "cannot be reached")
