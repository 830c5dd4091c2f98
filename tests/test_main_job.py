"""The product as a newcomer starts it: real processes, real feeds over loopback, no settings."""

import asyncio
import contextlib
import os
import pathlib
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from tests.figures import ROOT

PATIENCE = 60.0  # a busy machine may be slow; what is promised is in make bench
LEASES_END = 90.0  # what a killed process had begun comes due again within a minute
LEAVE_WITHIN = 5.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """`threeline run` in a folder of its own."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.port = _free_port()
        self._folder = folder
        self._settings = {
            "DATABASE_URL": f"sqlite:///{folder}/news.sqlite3",
            "PORT": str(self.port),
            "SAMPLE_PORT": str(_free_port()),
            "SAMPLE_EVERY": "0.5",
        }

    @contextlib.asynccontextmanager
    async def running(self, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Start it; whatever is left at the end is killed."""
        process = await self._start("run", *words)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def typed(self, *words: str) -> str:
        """Type another command on the same database; give what it prints."""
        process = await self._start(*words)
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate()
        return said.decode()

    async def _start(self, *words: str) -> asyncio.subprocess.Process:
        # Only what a program needs to start: no setting of the machine reaches it.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}  # noqa: TID251
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self._folder,
            env=kept | self._settings | {"PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )

    async def page(self, path: str, *, until: Callable[[str], bool]) -> str:
        """Read a page again and again until it says what is waited for."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            async with asyncio.timeout(PATIENCE):
                while True:
                    text = (await client.get(path)).text
                    if until(text):
                        return text
                    await asyncio.sleep(0.2)

    async def stories(self, *, at_least: int, patience: float = PATIENCE) -> list[int]:
        """Wait for stories on the front page; give their keys, newest first."""
        keys: list[int] = []
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as page:
            until = time.monotonic() + patience
            while time.monotonic() < until:
                with contextlib.suppress(httpx.TransportError):
                    front = (await page.get("/")).text
                    keys = [int(key) for key in re.findall(r'id="story-(\d+)"', front)]
                    if len(keys) >= at_least:
                        return keys
                await asyncio.sleep(0.1)
        raise AssertionError(f"only {len(keys)} stories came in {patience} s")


async def left(process: asyncio.subprocess.Process) -> float:
    """Ask it to stop; give how long it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(LEAVE_WITHIN * 2):
        await process.communicate()
    return time.monotonic() - began


@pytest.fixture
def product(tmp_path: pathlib.Path) -> Product:
    """Give a product that has never run."""
    return Product(tmp_path)


async def test_news_arrives_and_stops_when_asked(product: Product) -> None:
    """Without settings stories come in by themselves; SIGTERM ends it in time with code 0."""
    async with product.running() as process:
        await product.stories(at_least=3)
        assert await left(process) < LEAVE_WITHIN
        assert process.returncode == 0


async def test_each_story_is_posted_once_also_after_a_restart(product: Product) -> None:
    """A second start goes on where the first ended: nothing is posted again, more comes in."""
    async with product.running() as process:
        first = await product.stories(at_least=2)
        await left(process)
    async with product.running():
        second = await product.stories(at_least=len(first) + 1)
    assert set(first) <= set(second)
    assert len(second) == len(set(second))


async def test_killed_in_the_middle_it_loses_nothing(product: Product) -> None:
    """Killed hard while news comes in: after the next start each story is there, once."""
    async with product.running() as process:
        first = await product.stories(at_least=1)
        process.kill()
        await process.wait()
    async with product.running():
        second = await product.stories(at_least=len(first) + 2, patience=LEASES_END)
    assert set(first) <= set(second)
    assert len(second) == len(set(second))


async def test_roles_may_be_split_over_processes(product: Product) -> None:
    """Feeds, briefs, stories, deliveries and the page in five processes are the same product."""
    async with contextlib.AsyncExitStack() as stack:
        for roles in ("feeds,articles", "brief", "stories", "digests,deliver", "web"):
            await stack.enter_async_context(product.running("--roles", roles))
        assert await product.stories(at_least=2)


async def test_once_does_what_is_due_and_ends(product: Product) -> None:
    """`--once` reads what is there, posts it, and exits with code 0."""
    async with product.running("--once") as process:
        async with asyncio.timeout(PATIENCE):
            await process.communicate()
        assert process.returncode == 0
    async with product.running("--roles", "web"):
        assert await product.stories(at_least=2)


async def test_wrong_role_is_a_setting_fault(product: Product) -> None:
    """A role that does not exist is named, with those that do, and exit code 2."""
    async with product.running("--roles", "feeds,chef") as process:
        _, told = await process.communicate()
        assert process.returncode == 2
        assert b"chef" in told
        assert b"deliver" in told


async def test_taken_port_is_told_in_one_line(product: Product) -> None:
    """A port that another program holds gives a plain line and exit code 2, no traceback."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", product.port))
        other.listen()
        async with product.running() as process:
            async with asyncio.timeout(PATIENCE):
                _, told = await process.communicate()
    assert process.returncode == 2
    assert b"set HOST or PORT to a free one" in told
    assert b"Traceback" not in told
