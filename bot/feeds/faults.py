"""What a connection failed of in, words that a reader understands out."""

import socket
import ssl
from collections.abc import Iterator

import aiohttp
from aiohttp import http_exceptions

from bot.feeds.addresses import AddressRefused

BROKE_OFF = "broke off in the middle of its answer"
_NOT_HTTP = "answered something that is not HTTP"
_HUNG_UP = "closed the connection without an answer"

_Kinds = type[BaseException] | tuple[type[BaseException], ...]
# The first kind that fits somewhere in the chain of causes, outermost first, names the fault;
# the library's own text may show too much (it holds the address).
_WORDS: tuple[tuple[_Kinds, str], ...] = (
    ((aiohttp.ClientConnectorDNSError, socket.gaierror), "has a name that cannot be found"),
    (
        (aiohttp.ClientConnectorCertificateError, ssl.SSLCertVerificationError),
        "has a certificate that cannot be trusted",
    ),
    ((aiohttp.ClientSSLError, ssl.SSLError), "does not speak TLS as it should"),
    (aiohttp.ClientProxyConnectionError, "cannot be reached: the proxy does not answer"),
    (aiohttp.ClientHttpProxyError, "cannot be reached: the proxy refuses to ask for it"),
    (ConnectionRefusedError, "refuses connections"),
    (
        (ConnectionResetError, BrokenPipeError, aiohttp.ServerDisconnectedError),
        _HUNG_UP,
    ),
    (aiohttp.ClientPayloadError, BROKE_OFF),
    (aiohttp.InvalidURL, "is not a web address"),
    ((aiohttp.ClientResponseError, http_exceptions.HttpProcessingError), _NOT_HTTP),
)


def in_words(error: BaseException) -> str:
    """Name the fault as a reader would."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, AddressRefused):
            return f"leads to {cause}, which is not allowed"
    for cause in causes:
        for kinds, words in _WORDS:
            if isinstance(cause, kinds):
                return words
    return "cannot be reached"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _causes(one)
        inner = getattr(error, "os_error", None)
        error = inner if isinstance(inner, BaseException) else error.__cause__
