"""Arrivals: nothing lost, nothing doubled, and one read of the library for all readers."""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import Sequence

import pytest

from bot.errors import StoreError
from bot.model import Post, Story
from bot.web.live import KEPT, Event, Live
from tests.bot.shelf import Shelf, shelf
from tests.bot.web.serving import serving


def numbered(held: Shelf, number: int) -> Story:
    """Make a story with this number."""
    return dataclasses.replace(held.stories[5], id=number)


class Ear:
    """A reader that keeps what it gets."""

    def __init__(self, live: Live, after: int) -> None:
        self.heard: list[int] = []
        self._task = asyncio.create_task(self._listen(live, after))

    async def _listen(self, live: Live, after: int) -> None:
        async for event in live.events(after):
            self.heard.append(event.seq)

    async def leave(self) -> None:
        """Break the connection."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def settled(ears: list[Ear], last: int) -> None:
    """Wait until each has heard the last."""
    async with asyncio.timeout(5):
        while any(not e.heard or e.heard[-1] < last for e in ears):  # noqa: ASYNC110 # many ears
            await asyncio.sleep(0.005)


@pytest.fixture
def held() -> Shelf:
    """Give a library."""
    return shelf()


async def test_reader_who_comes_back_misses_nothing(held: Shelf) -> None:
    """However often a reader leaves, what it heard is every number once, in order."""
    live = Live(held, lambda post: str(post.seq))
    following = asyncio.create_task(live.run())
    heard: list[int] = []
    for round_ in range(6):
        ear = Ear(live, heard[-1] if heard else 7)
        for place in range(3):
            await held.arrive(numbered(held, 100 + round_ * 10 + place))
        if round_ % 2:
            await asyncio.sleep(0.01)
        await ear.leave()
        heard += ear.heard
        await held.arrive(numbered(held, 100 + round_ * 10 + 5))  # while nobody listens
    ear = Ear(live, heard[-1] if heard else 7)
    await settled([ear], 7 + 6 * 4)
    heard += ear.heard
    await ear.leave()
    following.cancel()
    assert heard == list(range(8, 8 + 6 * 4))


async def test_many_readers_cost_one_reading(held: Shelf) -> None:
    """A hundred readers of ten arrivals: each is rendered once, and the library read as for one."""
    rendered: list[int] = []

    def render(post: Post) -> str:
        rendered.append(post.seq)
        return ""

    live = Live(held, render)
    following = asyncio.create_task(live.run())
    await asyncio.sleep(0.01)
    before = held.reads
    ears = [Ear(live, 7) for _ in range(100)]
    for number in range(10):
        await held.arrive(numbered(held, 200 + number))
    await settled(ears, 17)
    assert all(ear.heard == list(range(8, 18)) for ear in ears)
    assert rendered == list(range(8, 18))
    assert held.reads - before <= 20
    for ear in ears:
        await ear.leave()
    following.cancel()


async def test_reader_far_behind_is_caught_up_from_the_library(held: Shelf) -> None:
    """A reader who slept through more than is kept still gets all of it."""
    live = Live(held, lambda post: str(post.seq))
    following = asyncio.create_task(live.run())
    await asyncio.sleep(0)
    for number in range(KEPT + 50):
        await held.arrive(numbered(held, 1000 + number))
    ear = Ear(live, 0)
    await settled([ear], 7 + KEPT + 50)
    assert ear.heard == list(range(1, 7 + KEPT + 50 + 1))
    await ear.leave()
    following.cancel()


async def test_update_of_a_story_replaces_its_older_post(held: Shelf) -> None:
    """A story posted again comes with a new number, once."""
    live = Live(held, lambda post: str(post.story.version))
    following = asyncio.create_task(live.run())
    await asyncio.sleep(0)
    events: list[Event] = []
    await held.arrive(dataclasses.replace(held.stories[5], version=2))
    async with asyncio.timeout(5):
        async for event in live.events(7):
            events.append(event)
            break
    following.cancel()
    assert events == [Event(seq=8, html="2")]


class Flaky(Shelf):
    """A library whose database is away for a while."""

    away = False

    async def posts(self, *, after: int = 0, limit: int = 50) -> Sequence[Post]:
        """List posts, or fail."""
        if self.away:
            raise StoreError("the database is locked")
        return await super().posts(after=after, limit=limit)


async def test_database_that_was_away_loses_nothing() -> None:
    """What arrives while the library cannot be read is told when it can be read again."""
    flaky = Flaky()
    for told in shelf().posted:
        flaky.put(told.story)
    live = Live(flaky, lambda post: str(post.seq), sulk=0.02)
    following = asyncio.create_task(live.run())
    ear = Ear(live, 7)
    await asyncio.sleep(0.01)
    flaky.away = True
    await flaky.arrive(numbered(flaky, 300))
    await asyncio.sleep(0.05)
    assert ear.heard == []
    flaky.away = False
    await settled([ear], 8)
    assert ear.heard == [8]
    await ear.leave()
    following.cancel()


async def test_stop_ends_every_stream(held: Shelf) -> None:
    """When the server closes, no reader keeps it open."""
    live = Live(held, lambda _: "")
    ends = [asyncio.create_task(_drain(live)) for _ in range(3)]
    await asyncio.sleep(0.01)
    live.stop()
    await asyncio.wait_for(asyncio.gather(*ends), 2)


async def _drain(live: Live) -> None:
    async for _ in live.events(7):
        pass


def test_stream_resumes_by_last_event_id() -> None:
    """Over HTTP: the header of a browser that reconnects wins over the address it first used."""
    with serving() as site:
        for number in (50, 51):
            site.arrive(numbered(site.held, number))
        with contextlib.closing(socket.create_connection(("127.0.0.1", site.port), 5)) as wire:
            wire.sendall(b"GET /events?after=0 HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 8\r\n\r\n")
            heard = b""
            while b"</article>" not in heard:
                heard += wire.recv(65536)
    assert b"content-type: text/event-stream" in heard
    assert heard.count(b"id: ") == 1
    assert b"id: 9" in heard
