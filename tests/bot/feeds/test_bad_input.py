"""What bad feeds get: a plain reason, over the wire, and never a crash."""

import asyncio
import datetime as dt
import gzip
import itertools
import re
import tracemalloc
import zlib

import brotli
import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource, Limits
from bot.model import Changed, Unchanged, Validators
from tests.bot.feeds.outlet import Outlet, Request

ITEM = (
    "<item><title>Aid for {n}</title><link>https://news.example/{n}</link><guid>id-{n}</guid>"
    "<description>The minister pledged {n} million.</description>"
    "<pubDate>Thu, 19 Dec 2024 10:00:00 GMT</pubDate></item>"
)
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Example News</title>'
    "<link>https://news.example/</link>"
)
TAIL = "</channel></rss>"


def rss(*numbers: int) -> str:
    """Write a small feed."""
    return HEAD + "".join(ITEM.format(n=n) for n in numbers) + TAIL


async def poll(source: HttpSource, url: str) -> Changed:
    """Poll a feed that was never seen."""
    found = await source.poll(url, Validators())
    assert isinstance(found, Changed)
    return found


async def reason(source: HttpSource, url: str) -> FeedError:
    """Give the error of a poll that must fail."""
    with pytest.raises(FeedError) as caught:
        await source.poll(url, Validators(etag='"x"'))
    return caught.value


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("<!DOCTYPE html><html><body><p>Hi</p></body></html>", "text/html", "a web page instead"),
        ("<html><head></head></html>", "application/rss+xml", "a web page instead"),
        ("<div>Please wait</div>", "text/html", "a web page instead"),
        ("", "application/rss+xml", "answered with nothing"),
        ("  \r\n\t ", "text/xml", "answered with nothing"),
        ("Service down", "text/plain", "something that is not a feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png", "image/png instead of a feed"),
        (bytes(range(256)) * 4, "application/octet-stream", "not a feed"),
        ("<?xml version='1.0'?><opml><body/></opml>", "text/xml", "a document that is not a feed"),
        ("<?xml version='1.0'?>", "text/xml", "not a feed"),
        ('{"error": "no"}', "application/json", "data (JSON) that is not a feed"),
        ('{"items": [', "application/feed+json", "broken JSON"),
        ("[" * 100_000, "application/json", "JSON"),
        (HEAD + ITEM.format(n=1)[:40], "application/rss+xml", "broke off before its first entry"),
    ],
)
async def test_what_is_no_feed_is_named(
    outlet: Outlet, source: HttpSource, body: bytes | str, kind: str, words: str
) -> None:
    """An answer that is no feed is described as what it is."""
    url = outlet.says("/feed", body, headers={"Content-Type": kind})
    assert words in str(await reason(source, url))


async def test_truncated_feed_gives_its_whole_entries(outlet: Outlet, source: HttpSource) -> None:
    """A feed that ends in the middle of an entry gives those before it, and is asked anew."""
    whole = rss(1, 2, 3)
    url = outlet.says("/feed", whole[: whole.index("Aid for 3")], headers={"ETag": '"half"'})
    found = await poll(source, url)
    assert [entry.key for entry in found.entries] == ["id-1", "id-2"]
    assert found.entries[1].summary == "The minister pledged 2 million."
    assert found.validators.etag is None


async def test_truncated_atom_gives_its_whole_entries(outlet: Outlet, source: HttpSource) -> None:
    """The same holds for Atom."""
    url = outlet.says(
        "/feed",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>f</id>'
        "<entry><id>a</id><title>One</title></entry><entry><id>b</id><title>Tw",
    )
    assert [entry.key for entry in (await poll(source, url)).entries] == ["a"]


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


@pytest.mark.parametrize(
    ("declared", "header", "actual"),
    [
        ("utf-8", "", "utf-8"),
        ("iso-8859-1", "", "utf-8"),  # the document lies
        ("utf-8", "; charset=iso-8859-1", "utf-8"),  # the header lies
        ("utf-8", "", "cp1252"),  # the document lies the other way
        ("utf-8", "; charset=utf-8", "cp1252"),  # both lie
        ("windows-1252", "", "cp1252"),
        ("utf-16", "", "utf-16"),
        ("utf-16", "; charset=utf-8", "utf-16-le"),
        ("no-such-charset", "", "utf-8"),
        ("unicode_escape", "", "utf-8"),
        ("iso-8859-15", "", "iso-8859-15"),
    ],
)
async def test_lying_charset_is_seen_through(
    outlet: Outlet, source: HttpSource, declared: str, header: str, actual: str
) -> None:
    """Letters come out right whatever the labels claim."""
    text = rss(1).replace('"utf-8"', f'"{declared}"').replace("Aid for 1", "Łódź — café €5m")
    text = text if actual.startswith("utf") else text.replace("Łódź — ", "")
    url = outlet.says("/feed", text.encode(actual), headers={"Content-Type": f"text/xml{header}"})
    title = (await poll(source, url)).entries[0].title
    assert title == ("Łódź — café €5m" if actual.startswith("utf") else "café €5m")


async def test_other_alphabet_in_its_own_charset(outlet: Outlet, source: HttpSource) -> None:
    """A labelled Cyrillic or Japanese charset is obeyed."""
    for charset, words in (("koi8-r", "Киев"), ("iso-2022-jp", "日本の"), ("gb2312", "北京")):
        text = rss(1).replace("utf-8", charset).replace("Aid for 1", words)
        url = outlet.says(f"/{charset}", text.encode(charset))
        assert (await poll(source, url)).entries[0].title == words


async def test_no_dates_and_no_ids(outlet: Outlet, source: HttpSource) -> None:
    """Entries without id are known by address, then by their words; no date stays no date."""
    item = "<item><title>A</title><link>https://n.example/a?utm_source=rss&amp;id=1</link></item>"
    url = outlet.says("/feed", HEAD + item + "<item><title>B only</title></item>" + TAIL)
    first, second = (await poll(source, url)).entries
    assert first.key == "https://n.example/a?id=1"
    assert second.key.startswith("words:")
    assert first.published is None
    again = await poll(source, url)
    assert [entry.key for entry in again.entries] == [first.key, second.key]


async def test_duplicate_ids_give_one_entry(outlet: Outlet, source: HttpSource) -> None:
    """Of entries with one id the first is kept."""
    second = ITEM.format(n=1).replace("Aid for 1", "Another")
    url = outlet.says("/feed", HEAD + ITEM.format(n=1) + second + ITEM.format(n=2) + TAIL)
    assert [entry.title for entry in (await poll(source, url)).entries] == [
        "Aid for 1",
        "Aid for 2",
    ]


async def test_empty_entries_are_left_out(outlet: Outlet, source: HttpSource) -> None:
    """An entry that says nothing is no entry; a feed without entries is still a feed."""
    url = outlet.says("/feed", HEAD + "<item></item><item><guid>x</guid></item>" + TAIL)
    found = await poll(source, url)
    assert (found.entries, found.title) == ((), "Example News")


@pytest.mark.parametrize("statuses", [(301, 302), (308, 308), (302, 303, 307)])
async def test_redirect_loop_is_named(
    outlet: Outlet, source: HttpSource, statuses: tuple[int, ...]
) -> None:
    """A circle of redirects ends at its second turn."""
    for turn, status in enumerate(statuses):
        target = f"/{(turn + 1) % len(statuses)}"
        outlet.says(f"/{turn}", status=status, headers={"Location": target})
    assert "in a circle" in str(await reason(source, outlet.url("/0")))
    assert len(outlet.requests) == len(statuses)


async def test_endless_redirects_are_named(outlet: Outlet, source: HttpSource) -> None:
    """A chain of redirects ends at the cap."""
    for turn in range(9):
        outlet.says(f"/{turn}", status=302, headers={"Location": f"/{turn + 1}"})
    assert "more than 4 times" in str(await reason(source, outlet.url("/0")))
    assert len(outlet.requests) == 5


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 308), False)],
)
async def test_only_permanent_redirects_move_a_feed(
    outlet: Outlet, source: HttpSource, statuses: tuple[int, ...], *, moved: bool
) -> None:
    """The new address is given when three answers agree and each redirect was permanent."""
    for turn, status in enumerate(statuses):
        outlet.says(f"/{turn}", status=status, headers={"Location": f"/{turn + 1}"})
    final = outlet.says(f"/{len(statuses)}", rss(1))
    first = await poll(source, outlet.url("/0"))
    assert len(first.entries) == 1
    second = await source.poll(outlet.url("/0"), first.validators)
    outlet.says(f"/{len(statuses)}", rss(1, 2))
    third = await source.poll(outlet.url("/0"), second.validators)
    assert [found.moved_to for found in (first, second)] == [None, None]
    assert third.moved_to == (final if moved else None)
    fourth = await source.poll(outlet.url("/0"), third.validators)
    assert fourth.moved_to is None


async def test_answers_that_disagree_move_nothing(outlet: Outlet, source: HttpSource) -> None:
    """Each new target, and each answer without a redirect, begins the count anew."""
    validators = Validators()
    for target in ("/a", "/a", "/b", "/b", "", "/b", "/b"):
        outlet.says(target or "/0", rss(1))
        if target:
            outlet.says("/0", status=301, headers={"Location": target})
        found = await source.poll(outlet.url("/0"), validators)
        assert found.moved_to is None
        validators = found.validators
    assert validators.moved == f"2 {outlet.url('/b')}"


@pytest.mark.parametrize("target", ["ftp://x.example/", "file:///etc/passwd", "http://[::1"])
async def test_redirect_to_nowhere_is_named(
    outlet: Outlet, source: HttpSource, target: str
) -> None:
    """A redirect to what is no web address is refused."""
    url = outlet.says("/feed", status=301, headers={"Location": target})
    assert "not a web address" in str(await reason(source, url))


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


async def test_not_changed_is_no_failure(outlet: Outlet, source: HttpSource) -> None:
    """304 keeps the validators, takes new ones, and sends both conditions."""
    url = outlet.says("/feed", status=304, headers={"ETag": '"2"', "Cache-Control": "max-age=600"})
    found = await source.poll(url, Validators(etag='"1"', last_modified="Mon", body_hash="h"))
    assert found == Unchanged(
        validators=Validators(etag='"2"', last_modified="Mon", body_hash="h"),
        fresh_for=dt.timedelta(minutes=10),
    )
    sent = outlet.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Mon")


async def test_not_changed_out_of_the_blue_is_a_fault(outlet: Outlet, source: HttpSource) -> None:
    """304 to an unconditional request is a fault of the outlet."""
    with pytest.raises(FeedError, match="304"):
        await source.poll(outlet.says("/feed", status=304), Validators())


async def test_equal_body_is_unchanged(outlet: Outlet, source: HttpSource) -> None:
    """A server that ignores conditions but sends the same bytes changes nothing."""
    url = outlet.says("/feed", rss(1), headers={"ETag": '"new each time"'})
    first = await poll(source, url)
    second = await source.poll(url, first.validators)
    assert isinstance(second, Unchanged)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "refuses the request (400)"),
        (401, "a name and a password (401)"),
        (403, "refuses to let us in (403)"),
        (404, "nothing at this address (404)"),
        (410, "gone for good (410)"),
        (429, "come less often (429)"),
        (500, "a fault of its own (500)"),
        (502, "a fault of its own (502)"),
        (503, "not available at present (503)"),
        (204, "something unexpected (204)"),
        (206, "something unexpected (206)"),
        (300, "something unexpected (300)"),
        (999, "a fault of its own (999)"),
    ],
)
async def test_refusals_are_named(
    outlet: Outlet, source: HttpSource, status: int, words: str
) -> None:
    """Each refusal is a sentence with its number; only 410 is for good."""
    error = await reason(source, outlet.says("/feed", status=status))
    assert words in str(error)
    assert error.gone == (status == 410)
    assert error.retry_after is None


@pytest.mark.parametrize("status", [429, 503, 403])
@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("120", 120),
        ("Thu, 19 Dec 2024 10:30:00 GMT", 1800),
        ("Thu, 19 Dec 2024 09:00:00 GMT", 0),
        ("99999999999", 86400),
        ("soon", None),
        ("-5", None),
        ("Fri, 32 Dec 2024 99:00:00 GMT", None),
    ],
)
async def test_retry_after_is_read(
    outlet: Outlet, source: HttpSource, status: int, given: str, seconds: int | None
) -> None:
    """Seconds and dates are both understood, never for more than a day."""
    headers = {"Retry-After": given, "Date": "Thu, 19 Dec 2024 10:00:00 GMT"}
    error = await reason(source, outlet.says("/feed", status=status, headers=headers))
    wait = None if error.retry_after is None else error.retry_after.total_seconds()
    assert wait == seconds


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://{place}/evil.dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://{place}/evil.dtd">',
        '<!DOCTYPE rss [<!ENTITY l9 "]>"><!-- > ]> -->]>',
        f'<!DOCTYPE rss [<!ENTITY l9 "{"x" * 100_000}">]>',
    ],
    ids=["laughs", "file", "parameter", "dtd", "confusing", "quadratic"],
)
async def test_entities_are_inert(outlet: Outlet, source: HttpSource, doctype: str) -> None:
    """Declared entities never expand, nothing is fetched or read for them, entries survive."""
    body = rss(1, 2).replace("?>", "?>" + doctype.replace("{place}", outlet.place), 1)
    body = body.replace("Aid for 2", "Aid &l9;" * 500)
    found = await poll(source, outlet.says("/feed", body))
    assert [entry.key for entry in found.entries] == ["id-1", "id-2"]
    assert found.entries[0].title == "Aid for 1"
    said = repr(found)
    assert "root:" not in said
    assert len(said) < 12_000
    assert len(outlet.requests) == 1


async def test_markup_in_words_is_undone(outlet: Outlet, source: HttpSource) -> None:
    """Titles and texts are plain: no tags, no scripts, no hidden characters."""
    body = (
        rss(1)
        .replace("Aid for 1", "&lt;b&gt;Aid&lt;/b&gt; \u202eAT&amp;amp;T&#173;")
        .replace(
            "The minister pledged 1 million.",
            "<![CDATA[<p>One &amp; two<script>alert(1)</script></p><p>Three<br/>four</p>]]>",
        )
    )
    entry = (await poll(source, outlet.says("/feed", body))).entries[0]
    assert entry.title == "Aid AT&T"
    assert entry.summary == "One & two\nThree\nfour"


async def test_control_characters_do_not_spoil_a_feed(outlet: Outlet, source: HttpSource) -> None:
    """Characters that XML forbids become spaces."""
    body = rss(1, 2).replace("Aid for 1", "Aid\x0bfor\x001")
    found = await poll(source, outlet.says("/feed", body))
    assert [entry.title for entry in found.entries] == ["Aid for 1", "Aid for 2"]


async def test_junk_before_the_feed_is_skipped(outlet: Outlet, source: HttpSource) -> None:
    """A warning or blank lines before the XML declaration do no harm."""
    found = await poll(source, outlet.says("/feed", "\n\n Notice: x\n" + rss(1)))
    assert len(found.entries) == 1


async def test_password_never_shows(outlet: Outlet, source: HttpSource) -> None:
    """Credentials of an address are sent, and never appear in an error."""
    outlet.says("/feed", status=500)
    secret = f"http://desk:s3cret@{outlet.place}/feed?key=t0ken"
    for url in (secret, secret.replace("/feed", "/404"), "http://u:s3cret@127.0.0.1:1/?key=t0ken"):
        error = await reason(source, url)
        chain = f"{error} {error.__cause__}"
        assert "s3cret" not in str(error), chain
        assert "t0ken" not in str(error)
    assert outlet.requests[0].headers["authorization"].startswith("Basic ")


async def test_password_stays_with_its_host(outlet: Outlet, source: HttpSource) -> None:
    """Credentials are not carried along by a redirect."""
    final = outlet.says("/final", rss(1))
    outlet.says("/feed", status=302, headers={"Location": final, "Set-Cookie": "a=b"})
    await poll(source, f"http://desk:s3cret@{outlet.place}/feed")
    assert "authorization" not in outlet.requests[1].headers
    assert "cookie" not in outlet.requests[1].headers


async def test_we_say_who_we_are(outlet: Outlet, source: HttpSource) -> None:
    """Each request names us and whom to write to."""
    await poll(source, outlet.says("/feed", rss(1)))
    agent = outlet.requests[0].headers["user-agent"]
    assert re.fullmatch(r"Threeline/[\w.]+ \(\+desk@example\.org\)", agent)


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
