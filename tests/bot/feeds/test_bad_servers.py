"""What bad servers get: a plain reason, and no more time or room than is due."""

import asyncio
import gzip
import itertools
import re
import tracemalloc
import zlib

import brotli
import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource, Limits
from bot.model import Changed, Validators
from tests.bot.feeds.outlet import Outlet, Request
from tests.bot.feeds.polling import HEAD, ITEM, TAIL, poll, reason, rss


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.95])
async def test_broken_gzip_is_named(outlet: Outlet, source: HttpSource, cut: float) -> None:
    """Compressed content that stops early is called damaged."""
    packed = gzip.compress(rss(*range(50)).encode())
    url = outlet.says(
        "/feed", packed[: int(len(packed) * cut)], headers={"Content-Encoding": "gzip"}
    )
    assert "compressed content that is damaged" in str(await reason(source, url))


async def test_gzip_that_is_none_is_named(outlet: Outlet, source: HttpSource) -> None:
    """A body labelled gzip that is plain text is called damaged."""
    url = outlet.says("/feed", rss(1), headers={"Content-Encoding": "gzip"})
    assert "damaged" in str(await reason(source, url))


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "rot13"])
async def test_unasked_compression_is_named(
    outlet: Outlet, source: HttpSource, encoding: str
) -> None:
    """A compression that we did not offer is refused by name."""
    url = outlet.says("/feed", rss(1), headers={"Content-Encoding": encoding})
    assert encoding in str(await reason(source, url))


@pytest.mark.parametrize(
    "encoding", ["gzip", "x-gzip", "deflate", "raw deflate", "br", "none", "file"]
)
async def test_good_compression_is_undone(
    outlet: Outlet, source: HttpSource, encoding: str
) -> None:
    """Every compression that we offer is undone, and a bare .xml.gz too."""
    plain = rss(1).encode()
    squeezer = zlib.compressobj(wbits=-15)
    body, label = {
        "gzip": (gzip.compress(plain), "gzip"),
        "x-gzip": (gzip.compress(plain), "x-gzip"),
        "deflate": (zlib.compress(plain), "deflate"),
        "raw deflate": (squeezer.compress(plain) + squeezer.flush(), "deflate"),
        "br": (brotli.compress(plain), "br"),
        "none": (plain, "identity"),
        "file": (gzip.compress(plain), ""),
    }[encoding]
    url = outlet.says("/feed", body, headers={"Content-Encoding": label} if label else {})
    assert len((await poll(source, url)).entries) == 1


async def test_large_feed_is_read(outlet: Outlet, source: HttpSource) -> None:
    """A feed of 10 MB, most of it one entry's padding, is read."""
    filler = ITEM.format(n=0).replace("pledged", "pledged " + "very " * 2_000_000)
    url = outlet.says("/feed", HEAD + filler + ITEM.format(n=1) + TAIL)
    assert [entry.key for entry in (await poll(source, url)).entries] == ["id-0", "id-1"]


@pytest.mark.parametrize("labelled", [True, False])
async def test_too_large_feed_stops_early(
    outlet: Outlet, source: HttpSource, *, labelled: bool
) -> None:
    """A feed over the cap is refused by its label, or while it streams."""
    sent = 0

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        del request
        writer.write(b"HTTP/1.1 200 OK\r\n")
        writer.write(b"Content-Length: 900000000\r\n\r\n" if labelled else b"\r\n")
        writer.write(HEAD.encode())
        while sent < 900_000_000:
            writer.write(b"<!-- padding padding padding -->" * 2048)
            sent += 65536
            await writer.drain()

    assert "larger than 12 MB" in str(await reason(source, outlet.does("/feed", script)))
    assert sent < (8_000_000 if labelled else 25_000_000)


def _bomb(kind: str) -> bytes:
    """Press 60 MB of nothing: 1:1000 by gzip, 1:1,000,000 by brotli."""
    zeros = b"\0" * 1_000_000
    if kind == "br":
        press = brotli.Compressor(quality=5)
        return b"".join(press.process(zeros) for _ in range(60)) + bytes(press.finish())
    squeezer = zlib.compressobj(9, wbits=-15 if kind == "deflate" else 31)
    return b"".join(squeezer.compress(zeros) for _ in range(60)) + squeezer.flush()


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", ""])
async def test_bombs_stop_early(outlet: Outlet, source: HttpSource, kind: str) -> None:
    """A bomb is refused at the cap, whether a header announces it or not."""
    url = outlet.says("/feed", _bomb(kind), headers={"Content-Encoding": kind} if kind else {})
    tracemalloc.start()
    try:
        assert "larger than 12 MB" in str(await reason(source, url))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


async def test_slow_drip_is_cut_off(outlet: Outlet, source: HttpSource) -> None:
    """A server that gives a byte now and then loses its slot at the cap."""

    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        del request
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(5000):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    start = asyncio.get_running_loop().time()
    assert "was not done after 0.8 seconds" in str(await reason(source, outlet.does("/f", drip)))
    assert asyncio.get_running_loop().time() - start < 1.5


async def test_slow_headers_are_cut_off(outlet: Outlet, source: HttpSource) -> None:
    """The same holds for headers that drip."""

    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        del request
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for turn in range(500):
            writer.write(f"X-{turn}: y\r\n".encode())
            await writer.drain()
            await asyncio.sleep(0.02)

    assert "did not begin to answer" in str(await reason(source, outlet.does("/f", drip)))


async def test_silence_is_named(outlet: Outlet, source: HttpSource) -> None:
    """A server that takes the request and says nothing is given up."""

    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        del request, writer
        await asyncio.sleep(60)

    url = outlet.does("/feed", silent)
    assert "did not begin to answer within 0.4 seconds" in str(await reason(source, url))


async def test_slow_redirects_share_one_cap(outlet: Outlet, source: HttpSource) -> None:
    """Redirects do not buy time: the cap is for the whole way."""

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        target = str(int(request.path[1:]) + 1)
        writer.write(f"HTTP/1.1 302 F\r\nLocation: /{target}\r\nContent-Length: 0\r\n".encode())
        writer.write(b"Connection: close\r\n\r\n")

    for turn in range(9):
        outlet.does(f"/{turn}", slow)
    error = str(await reason(source, outlet.url("/0")))
    assert re.search(r"not done after|did not begin to answer", error)
    assert len(outlet.requests) <= 3


async def test_reset_is_named(outlet: Outlet, source: HttpSource) -> None:
    """A connection that is thrown away is named, before and inside the body."""

    async def reset(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path == "/late":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>")
            await writer.drain()
        writer.transport.abort()

    assert "closed the connection" in str(await reason(source, outlet.does("/early", reset)))
    assert "broke off" in str(await reason(source, outlet.does("/late", reset)))


async def test_nobody_there_is_named(source: HttpSource, outlet: Outlet) -> None:
    """A port where nobody listens refuses connections."""
    server = await asyncio.start_server(lambda _, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    async with HttpSource(allowed=frozenset({"127.0.0.1"})) as other:
        assert "refuses connections" in str(await reason(other, f"http://127.0.0.1:{port}/"))
    del source, outlet


async def test_length_that_promises_too_much(outlet: Outlet, source: HttpSource) -> None:
    """Less than was promised is a broken-off answer."""
    body = rss(1).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) + 50}\r\n\r\n".encode()
    assert "broke off" in str(await reason(source, outlet.sends("/feed", head + body)))


async def test_length_that_promises_too_little(outlet: Outlet, source: HttpSource) -> None:
    """More than was promised leaves open what was meant, and is refused in words."""
    body = rss(1, 2).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) - 60}\r\nConnection: close\r\n\r\n"
    error = await reason(source, outlet.sends("/feed", head.encode() + body))
    assert "not HTTP" in str(error)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 9,
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"",
        b"\r\n\r\n",
    ],
    ids=(
        "tls ssh status negative two twice chunks minus short coding colon name http2 hints long"
        " nothing blank"
    ).split(),
)
async def test_what_is_no_http_is_named(outlet: Outlet, source: HttpSource, raw: bytes) -> None:
    """Whatever else listens there is told from an outlet, in words."""
    error = await reason(source, outlet.sends("/feed", raw))
    assert re.search(r"not HTTP|not a feed|closed the connection|broke off", str(error))


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.0 200\r\n\r\n{body}",
        b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{body}",
        b"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\tmore\r\n\r\n{body}",
        b"HTTP/1.1 200 OK\r\nTRANSFER-encoding: Chunked\r\n\r\n{chunks}0\r\nX: y\r\n\r\n",
        b"HTTP/1.1 200 \xc5\x81\r\nX: \xff\xfe\r\nETag: \xc5\r\n\r\n{body}",
    ],
    ids=["old", "hints", "folded", "chunks", "bytes"],
)
async def test_odd_http_is_understood(outlet: Outlet, source: HttpSource, raw: bytes) -> None:
    """What RFC 9112 lets a server do, or old servers did, is read."""
    body = rss(1, 2).encode()
    cut = len(body) // 3
    chunks = b"".join(
        b"%x;ext=1\r\n%b\r\n" % (len(part), part) for part in (body[:cut], body[cut:-9], body[-9:])
    )
    filled = raw.replace(b"{body}", body).replace(b"{n}", b"%d" % len(body))
    url = outlet.sends("/feed", filled.replace(b"{chunks}", chunks))
    first = await poll(source, url)
    assert len(first.entries) == 2
    if first.validators.etag:
        await source.poll(url, first.validators)
        # What is not ASCII cannot be sent back byte for byte.
        assert "if-none-match" not in outlet.requests[1].headers


async def test_one_bad_feed_leaves_the_others_alone(outlet: Outlet, source: HttpSource) -> None:
    """While one feed drips and one is silent, the others are read."""

    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        del request, writer
        await asyncio.sleep(60)

    bad = [outlet.does("/silent", silent), outlet.sends("/junk", b"\0\1")]
    good = [outlet.says(f"/{n}", rss(n)) for n in range(20)]
    results = await asyncio.gather(
        *(source.poll(url, Validators()) for url in (*bad, *good)), return_exceptions=True
    )
    assert [type(result) for result in results] == [FeedError] * 2 + [Changed] * 20


async def test_waiting_for_a_host_ends(outlet: Outlet) -> None:
    """A slow host with many feeds does not keep requests waiting without end."""

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        del request, writer
        await asyncio.sleep(0.4)

    urls = [outlet.does(f"/{n}", slow) for n in range(5)]
    limits = Limits(gap=0.0, patience=0.1, first_byte=0.3)
    async with HttpSource(allowed=frozenset({outlet.place}), limits=limits) as one:
        results = await asyncio.gather(*(reason(one, url) for url in urls))
        assert sum("busy with our other requests" in str(error) for error in results) == 3
        outlet.says("/good", rss(1))
        assert (await poll(one, outlet.url("/good"))).entries


async def test_a_host_sees_two_at_once_with_a_gap(outlet: Outlet) -> None:
    """However many feeds a host has, two requests are open there and they begin apart."""
    begun: list[float] = []

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        del request
        begun.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.06)
        body = rss(1).encode()
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    urls = [outlet.does(f"/{n}", script) for n in range(8)]
    limits = Limits(gap=0.02)
    async with HttpSource(allowed=frozenset({outlet.place}), limits=limits) as polite:
        await asyncio.gather(*(polite.poll(url, Validators()) for url in urls))
    assert outlet.most_open <= 2
    gaps = [later - earlier for earlier, later in itertools.pairwise(begun)]
    assert min(gaps) > 0.01
