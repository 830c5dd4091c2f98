"""Whatever bytes come: an answer or a plain reason, never anything else."""

import contextlib
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.feeds.charset import decode
from bot.feeds.discover import candidates
from bot.feeds.extract import extract
from bot.feeds.links import canonical, same_site, unwrapped
from bot.feeds.parse import parse
from bot.feeds.plain import plain
from bot.feeds.robots import read_rules
from bot.model import Validators
from tests.bot.feeds.outlet import Outlet
from tests.bot.feeds.test_formats import ATOM, JSON_11, RSS_1, RSS_2

URL = "https://news.example/a"
SEEDS = [text.encode() for text in (RSS_1, RSS_2, ATOM, JSON_11)]
PIECES = st.sampled_from(
    "<item> </item> <entry> <![CDATA[ ]]> <!-- --> &lt; &bogus; <a> </a> <?xml <!DOCTYPE [ ]> \0 "
    "\ud7ff <title> </title> <p> <script> </script> http://[::1 #0 99999999999999999999 { } [ ] :"
    " \u202e encoding='utf-7' charset=undefined".split(" ")
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Give a good feed with pieces cut out, put in and bytes turned over."""
    body = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 40)))
        put = draw(st.one_of(PIECES.map(str.encode), st.binary(max_size=6)))
        body = body[:start] + put + body[end:]
    return body


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(spoilt(), st.binary(max_size=400)),
    st.sampled_from(["", "text/xml; charset=utf-16", "application/json", "text/html"]),
)
def test_spoilt_feeds(body: bytes, kind: str) -> None:
    """A feed that is damaged anywhere is read or refused in words; a second look agrees."""
    try:
        first = parse(body, {"content-type": kind}, URL)
    except FeedError:
        return
    assert parse(body, {"content-type": kind}, URL) == first
    assert len({entry.key for entry in first.entries}) == len(first.entries)
    assert not [entry for entry in first.entries if "\0" in repr(entry)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=20).map("".join))
@example("http://[::1")
def test_spoilt_texts(text: str) -> None:
    """Pages, rules and addresses of any text are survived."""
    body = f"<html><body><article>{text}</article>{text}".encode("utf-8", "replace")
    with contextlib.suppress(FeedError):
        assert extract(body, {"content-type": text[:50]}, URL).url
    assert candidates(body, {}, URL)
    assert "<script" not in plain(text).lower()
    read_rules(f"User-agent: *\nDisallow: /{text}\n{text}").allow(f"{URL}{text}")
    decode(text.encode("utf-8", "replace"), text)
    canonical(text)
    unwrapped(text)
    same_site(text, URL)


async def test_spoilt_heads(outlet: Outlet, source: HttpSource) -> None:
    """Whatever stands in the head of an answer, it is read or refused in words."""
    chance = random.Random(8)  # noqa: S311 - the same each time
    lines = (
        b"Content-Length: 9|Transfer-Encoding: chunked|ETag: \xc5|:|\0|X: y\rZ|\xff\xfe: 1|Server"
    )
    for _ in range(80):
        picked = [*chance.choices(lines.split(b"|"), k=4), chance.randbytes(chance.randrange(20))]
        head = b"\r\n".join([b"HTTP/1.1 200 OK", *picked, b"", b"<rss></rss>"])
        with contextlib.suppress(FeedError):
            await source.poll(outlet.sends("/feed", head), Validators())


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://a..example/",
        f"http://{'a' * 70}.example/",
        f"http://{'a.' * 200}example/",
        "https://.example/",
        "http://\ud800.example/",
        "http://ex ample/",
        f"http://example/{'a' * 5000}",
        "not an address",
        "http://xn--a/",
        "http://-/",
    ],
)
async def test_addresses_that_are_none(source: HttpSource, address: str) -> None:
    """An address that cannot be one is refused in words, wherever it is given."""
    for ask in (source.read, source.discover):
        with pytest.raises(FeedError):
            await ask(address)
    with pytest.raises(FeedError):
        await source.poll(address, Validators())


async def test_broken_gzip_that_nobody_announced(outlet: Outlet, source: HttpSource) -> None:
    """A file that begins like gzip and is none is called damaged."""
    for body in (b"\x1f\x8b\x08\0broken", b"\x1f\x8b"):
        with pytest.raises(FeedError, match="damaged"):
            await source.poll(outlet.says("/feed", body), Validators())
        with pytest.raises(FeedError, match=r"damaged|no feed"):
            await source.discover(outlet.url("/feed"))


async def test_length_of_thousands_of_digits(outlet: Outlet, source: HttpSource) -> None:
    """A length that no number can hold is no length."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n"
    with pytest.raises(FeedError, match=r"larger|not HTTP"):
        await source.poll(outlet.sends("/feed", head), Validators())
