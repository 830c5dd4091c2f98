"""How long the page takes to answer, and what a reader who watches costs."""

import asyncio
import dataclasses
import statistics
import time
from collections.abc import Iterator

import httpx

from bot.commands import Answerer, parse
from bot.web import page
from bot.web.live import Live
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.figures import Figure

STORIES = 500
READERS = 1000
PHRASES = ("latest climate 3", "how much has Germany pledged to Ukraine since March?", "lastest x")


def figures() -> Iterator[Figure]:
    """Measure the parser, the pages and the live stream."""
    began = time.perf_counter()
    for _ in range(300):
        for words in PHRASES:
            parse(words)
    spent = (time.perf_counter() - began) / (300 * len(PHRASES))
    yield Figure(name="commands.parse_ms", value=spent * 1000, unit="ms", target="<= 5")
    held = _filled()
    for path, milliseconds in asyncio.run(_pages(held)).items():
        name = {"/": "front", "/s/7": "story", "/pledges": "ledger"}[path]
        yield Figure(name=f"web.{name}_ms", value=milliseconds, unit="ms", target="<= 100")
    yield Figure(
        name="web.fan_out_us_per_reader",
        value=asyncio.run(_fan_out(held)),
        unit="us",
        note=f"{READERS} readers, one arrival",
    )


def _filled() -> Shelf:
    held = shelf()
    for number in range(8, STORIES):
        held.put(dataclasses.replace(held.stories[1 + number % 7], id=number))
    return held


async def _pages(held: Shelf) -> dict[str, float]:
    app = page(held, Answerer(held, None, lambda: NOW, ledger=held))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        found = {}
        for path in ("/", "/s/7", "/pledges"):
            times = []
            for _ in range(12):
                began = time.perf_counter()
                await client.get(path)
                times.append((time.perf_counter() - began) * 1000)
            found[path] = statistics.median(times)
        return found


async def _fan_out(held: Shelf) -> float:
    """Give the time from an arrival until the last reader has it, shared among them."""
    live = Live(held, lambda post: str(post.seq))
    following = asyncio.create_task(live.run())
    await asyncio.sleep(0.05)
    seen = len(held.posted)

    async def watch() -> None:
        async for _ in live.events(seen):
            return

    readers = [asyncio.create_task(watch()) for _ in range(READERS)]
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    await held.arrive(dataclasses.replace(held.stories[5], id=STORIES + 1))
    await asyncio.gather(*readers)
    spent = time.perf_counter() - began
    following.cancel()
    return spent / READERS * 1e6
