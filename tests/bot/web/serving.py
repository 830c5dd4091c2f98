"""A page over a library in memory, on a real socket of loopback, in a thread of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import uvicorn

from bot.commands import Answerer, Tell, quietly
from bot.model import Story
from bot.web import page
from summariser import Article, Briefing
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.bot.written import clinics


class Reader:
    """A briefer that knows one article."""

    async def brief_link(self, url: str, tell: Tell = quietly) -> tuple[Article, Briefing]:
        """Brief the clinics, whatever the address."""
        del url
        await tell("Read 99 words")
        return clinics()


class Site:
    """A served page and its library."""

    def __init__(self, port: int = 0, held: Shelf | None = None) -> None:
        self.held: Shelf = held or shelf()
        self.port = port
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; return when connections are taken."""
        self._thread.start()
        assert self._started.wait(10)

    def stop(self) -> None:
        """Close, ending open streams."""
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def arrive(self, story: Story) -> None:
        """Post a story while readers watch."""
        asyncio.run_coroutine_threadsafe(self.held.arrive(story), self._loop).result(5)

    def _end(self) -> None:
        self._app.state.live.stop()
        self._server.should_exit = True

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.held._changed = asyncio.Condition()  # the one of an earlier server is of its loop
        self._app = page(self.held, Answerer(self.held, Reader(), lambda: NOW, ledger=self.held))
        config = uvicorn.Config(self._app, host="127.0.0.1", port=self.port, log_level="error")
        self._server = uvicorn.Server(config)
        serving = asyncio.create_task(self._server._serve())
        while not self._server.started:  # noqa: ASYNC110 # uvicorn has no event for it
            await asyncio.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        self._started.set()
        await serving


@contextlib.contextmanager
def serving(port: int = 0, held: Shelf | None = None) -> Iterator[Site]:
    """Serve while the block runs; a library given is served on after a restart."""
    site = Site(port, held)
    site.start()
    try:
        yield site
    finally:
        site.stop()
