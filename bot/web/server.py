"""An application to an address: uvicorn in the running loop, stopped by an event."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.errors import ConfigError
from bot.web.doors import Peer

LAST_ANSWERS = 2
"""Seconds that open requests may take once the server is to stop."""

log = structlog.get_logger()


async def serve(
    app: Starlette, *, host: str, port: int, stop: asyncio.Event, proxies: Sequence[str] = ()
) -> None:
    """Serve until ``stop``; live streams are ended first, so that nothing holds it open.

    Args:
        app: What is served.
        host: Address to listen on.
        port: Its port; 0 takes a free one.
        stop: Ends it.
        proxies: Addresses of reverse proxies, whose word about their clients is taken.

    Raises:
        ConfigError: The address cannot be listened on.
    """
    listener = _bound(host, port)
    config = uvicorn.Config(
        _behind(app, proxies),
        access_log=False,
        proxy_headers=False,  # done above, after the peer was noted
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=LAST_ANSWERS,
        ws="none",
    )
    server = _Server(config)
    log.info("page", address=f"http://{host}:{listener.getsockname()[1]}")
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if live := getattr(app.state, "live", None):
        live.stop()
    server.should_exit = True
    await serving


def _behind(app: Starlette, proxies: Sequence[str]) -> Any:
    """Take the proxies' word about their clients, once it is noted whose connection it is."""
    trusting: Any = ProxyHeadersMiddleware  # its types name every message; starlette's do not
    return Peer(trusting(app, trusted_hosts=list(proxies)))


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGINT and SIGTERM to the program that this runs in."""
        yield


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio else leaves Nagle's delay on (40 ms an answer).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
        listener.setblocking(False)  # noqa: FBT003 # positional only
    except (OSError, OverflowError) as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {host}:{port} ({error}); set HOST or PORT to a free one"
        ) from error
    return listener
