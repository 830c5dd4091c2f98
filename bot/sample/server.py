"""The sample site to an address: uvicorn on loopback, inside the loop that is running."""

import asyncio
import contextlib
import datetime as dt
import socket
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

import uvicorn

from bot.sample.articles import SampleArticle
from bot.sample.site import sample_outlet

HOST = "127.0.0.1"
# Idle connections are closed at once; this is for a reader that stopped in the middle.
STOP_SECONDS = 0.8


class SampleOutlet:
    """Serves the sample for as long as the ``async with`` block lasts.

    Attributes:
        feeds: Addresses of the outlets' feeds, known inside the block.
    """

    feeds: tuple[str, ...]

    def __init__(
        self,
        articles: Sequence[SampleArticle],
        *,
        started: dt.datetime,
        now: Callable[[], dt.datetime],
        every: dt.timedelta,
        port: int = 0,
    ) -> None:
        """Prepare; nothing is bound before the block is entered.

        Args:
            articles: What will be published.
            started: Aware time that publication dates are counted back from.
            now: The clock, aware.
            every: Time between two appearances.
            port: 0 for any that is free.
        """
        self.feeds = ()
        self._articles = tuple(articles)
        self._started = started
        self._now = now
        self._every = every
        self._port = port

    async def __aenter__(self) -> Self:
        """Bind and serve.

        Raises:
            OSError: the given port is taken.
        """
        # Compiling templates reads files: not in the loop.
        app = await asyncio.to_thread(
            sample_outlet,
            self._articles,
            started=self._started,
            now=self._now,
            every=self._every,
        )
        config = uvicorn.Config(
            app, access_log=False, lifespan="off", log_config=None, server_header=False, ws="none"
        )
        await asyncio.to_thread(config.load)
        listener = _bind(self._port)
        base = f"http://{HOST}:{listener.getsockname()[1]}"
        slugs = sorted({article.outlet_slug for article in self._articles})
        self.feeds = tuple(f"{base}/{slug}/feed.xml" for slug in slugs)
        self._server = _Server(config)
        # From here on connections queue in the socket, so there is no start to wait for.
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop within a second, whatever readers are doing."""
        self.feeds = ()
        self._server.should_exit = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGINT and SIGTERM to the program that this runs in."""
        yield


def _bind(port: int) -> socket.socket:
    # asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is spelled out.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
        listener.setblocking(False)  # noqa: FBT003 # positional only
    except OSError:
        listener.close()
        raise
    return listener
