"""What a process with every role costs while nothing happens: memory and CPU.

It is the real program on a new SQLite file, with one quiet feed, and connected to fakes of Slack
(two sockets) and Discord (one shard), so that every role has something to keep alive. No language
model is set. Its memory is told twice: before anything was briefed, and with the encoder, which
is loaded with the first article and stays.
"""

import asyncio
import os
import pathlib
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack_socket import FakeSlackWithPeople
from tests.figures import ROOT, Figure

SETTLE = 15.0
"""Seconds until its start is over."""

WATCHED = 20.0
"""Seconds that its CPU is measured over."""

_FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Quiet</title>
<id>q</id><updated>2026-03-02T09:00:00Z</updated><entry><title>Old</title><id>1</id>
<link href="http://127.0.0.1:{port}/1"/><updated>2026-03-02T09:00:00Z</updated>
<summary>Nothing has happened here for a long time, and nothing will.</summary></entry></feed>"""

_EMPTY = _FEED.partition("<entry>")[0] + "</feed>"


def figures() -> Iterator[Figure]:
    """Measure one process; Linux tells both in /proc."""
    if not pathlib.Path("/proc/self/statm").exists():
        yield Figure(name="idle.rss", value=None, unit="MB", note="needs Linux's /proc")
        return
    rss, cpu = asyncio.run(_measured(_FEED))
    bare, _ = asyncio.run(_measured(_EMPTY))
    yield Figure(name="idle.rss", value=bare, unit="MB", target="<= 200", note="without the model")
    yield Figure(name="idle.rss.encoder", value=rss, unit="MB", note="its encoder loaded")
    yield Figure(name="idle.cpu", value=cpu, unit="% of one core", target="<= 1")


async def _measured(body: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeSlackWithPeople() as slack, FakeDiscord() as discord, _quiet(body) as feed:
            discord.world.guild()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                cwd=folder,
                env={
                    "PATH": os.defpath,
                    "PYTHONPATH": str(ROOT),
                    "DATABASE_URL": f"sqlite:///{folder}/idle.sqlite3",
                    "PORT": "0",
                    "FEEDS": feed,
                    "SLACK_API_URL": slack.url,
                    "SLACK_BOT_TOKEN": BOT_TOKEN,
                    "SLACK_APP_TOKEN": APP_TOKEN,
                    "DISCORD_API_URL": discord.api_url,
                    "DISCORD_GATEWAY_URL": discord.gateway_url,
                    "DISCORD_TOKEN": discord.token,
                },
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                await slack.until(lambda: len(slack.sockets) > 1, within=60)
                await discord.until(lambda: discord.gateway.live, seconds=60)
                await asyncio.sleep(SETTLE)
                before = _seconds(process.pid)
                await asyncio.sleep(WATCHED)
                cpu = (_seconds(process.pid) - before) / WATCHED * 100
                return _megabytes(process.pid), cpu
            finally:
                process.terminate()
                await process.wait()


@asynccontextmanager
async def _quiet(body: str) -> AsyncIterator[str]:
    """Serve a feed that never changes."""
    port = 0

    async def answer(request: web.Request) -> web.Response:
        del request
        return web.Response(text=body.format(port=port), content_type="application/atom+xml")

    served = web.Application()
    served.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/feed"
    finally:
        await runner.cleanup()


def _seconds(pid: int) -> float:
    """Read the CPU time that a process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    """Read the memory that a process holds."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024
