"""The services of compose.yaml as plain processes on one PostgreSQL: they share, and survive."""

import asyncio
import contextlib
import datetime as dt
import os
import pathlib
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence

import httpx
import pytest
import sqlalchemy as sa

from bot.clock import now
from bot.sample import SampleOutlet, load_sample
from bot.store import SqlStore, open_store
from bot.store.schema import page_post
from tests import postgres
from tests.figures import ROOT
from tests.test_services import SERVICES

PATIENCE = 90.0


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextlib.asynccontextmanager
async def _service(
    line: str, settings: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start one service's command; whatever is left at the end is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *line.split()[1:]),
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **settings},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _stories(store: SqlStore) -> tuple[int, int]:
    """Give how many stories are on the page, and how many posts are there twice."""
    async with store._db.read() as connection:
        posts = (await connection.scalars(sa.select(page_post.c.briefing))).all()
        stories = (await connection.scalars(sa.select(page_post.c.story).distinct())).all()
    return len(stories), len(posts) - len(set(posts))


async def _until_stories(store: SqlStore, least: int) -> int:
    async with asyncio.timeout(PATIENCE):
        while True:
            count, twice = await _stories(store)
            assert twice == 0
            if count >= least:
                return count
            await asyncio.sleep(0.2)


async def _ready(
    client: httpx.AsyncClient, port: int, process: asyncio.subprocess.Process
) -> dict[str, str]:
    """Ask a process until it is ready; fail with its last words when it has left."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if process.returncode is not None and process.stderr:
                raise AssertionError((await process.stderr.read()).decode())
            with contextlib.suppress(httpx.TransportError):
                answer = await client.get(f"http://127.0.0.1:{port}/readyz")
                if answer.status_code == 200:
                    told: dict[str, str] = answer.json()
                    return told
            await asyncio.sleep(0.2)


@pytest.fixture
async def feeds() -> AsyncIterator[Sequence[str]]:
    """Outlets that publish an article every second or two."""
    outlet = SampleOutlet(
        load_sample(), started=now(), now=now, every=dt.timedelta(seconds=1.5)
    )  # fmt: skip
    async with outlet as opened:
        yield opened.feeds


async def test_services_share_one_postgres(
    postgres_server: postgres.Server, feeds: Sequence[str], tmp_path: pathlib.Path
) -> None:
    """A page and two workers on an empty database; one worker is killed and the other goes on."""
    page, worker = SERVICES
    url = postgres_server.url.format(name=postgres_server.database())
    port, ops = _port(), (_port(), _port())
    common = {
        "DATABASE_URL": url,
        "PORT": str(port),
        "FEEDS": " ".join(feeds),
        "POLL_FLOOR": "1",
        "HOME": str(tmp_path),
    }
    async with (
        _service(page, common) as web,
        _service(worker, common | {"OPS_PORT": str(ops[0])}) as one,
        _service(worker, common | {"OPS_PORT": str(ops[1])}) as two,
        open_store(url, now=now) as store,
        httpx.AsyncClient(timeout=10) as client,
    ):
        seen = await _until_stories(store, 3)
        for each, process in ((port, web), (ops[0], one), (ops[1], two)):
            assert await _ready(client, each, process) == {
                "database": "ok",
                "leases": "ok",
                "feeds": "ok",
            }
        figures = [(await client.get(f"http://127.0.0.1:{each}/metrics")).text for each in ops]
        assert any('threeline_posts_total{outcome="posted",platform="page"}' in f for f in figures)
        two.kill()
        await _until_stories(store, seen + 2)
        front = await client.get(f"http://127.0.0.1:{port}/")
        assert "story-" in front.text
        for process in (web, one):
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            for process in (web, one):
                _, told = await process.communicate()
                assert process.returncode == 0, told.decode()


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[postgres.Server]:
    """A server of this module's own."""
    why = postgres.missing()
    if why:
        pytest.skip(why)
    with postgres.server() as server:
        yield server
