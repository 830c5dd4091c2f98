"""The sample on a real socket of loopback."""

import asyncio
import datetime as dt
import signal
import socket

import httpx
import pytest

from bot.sample.articles import load_sample
from bot.sample.server import SampleOutlet

START = dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)
SAMPLE = load_sample()


def serve(port: int = 0) -> SampleOutlet:
    """Make a stand whose clock stands still at the start."""
    return SampleOutlet(
        SAMPLE, started=START, now=lambda: START, every=dt.timedelta(seconds=4), port=port
    )


async def test_each_outlet_has_a_feed_that_answers() -> None:
    """Inside the block every address of `feeds` is a feed, one for each outlet."""
    async with serve() as stand, httpx.AsyncClient() as client:
        assert len(stand.feeds) == len({article.outlet for article in SAMPLE})
        for feed in stand.feeds:
            answer = await client.get(feed)
            assert answer.status_code == 200
            assert feed in answer.text


async def test_a_given_port_is_bound_and_given_back() -> None:
    """The port can be chosen, is refused while taken, and is free again afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for _ in range(2):
        async with serve(port) as stand:
            assert all(feed.startswith(f"http://127.0.0.1:{port}/") for feed in stand.feeds)
            with pytest.raises(OSError, match="in use"):
                await serve(port).__aenter__()


async def test_answers_are_not_held_back() -> None:
    """Connections have TCP_NODELAY, without which each answer took 40 ms more."""
    async with serve() as stand:
        port = httpx.URL(stand.feeds[0]).port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /nobody/ HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.readline()
        (connection,) = stand._server.server_state.connections
        sock = connection.transport.get_extra_info("socket")
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()


async def test_it_stops_within_a_second_whatever_readers_do() -> None:
    """Idle, silent and half-way readers do not hold up the end."""
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient() as client, serve() as stand:
        assert (await client.get(stand.feeds[0])).status_code == 200  # stays connected, idle
        port = httpx.URL(stand.feeds[0]).port
        _, silent = await asyncio.open_connection("127.0.0.1", port)
        _, halfway = await asyncio.open_connection("127.0.0.1", port)
        halfway.write(b"GET / HTTP/1.1\r\nHost:")
        await halfway.drain()
        begun = loop.time()
    assert loop.time() - begun < 1
    silent.close()
    halfway.close()


async def test_signals_stay_with_the_program() -> None:
    """Serving leaves the handlers of SIGINT and SIGTERM as they were."""
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    async with serve() as stand, httpx.AsyncClient() as client:
        await client.get(stand.feeds[0])
        assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before
