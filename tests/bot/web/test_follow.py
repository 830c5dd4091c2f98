"""Digests shown before they are told, and following on the page."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.commands import Answerer
from bot.web import page
from tests.bot.shelf import NOW, Shelf, shelf


@pytest.fixture
def held() -> Shelf:
    """Give a library."""
    return shelf()


@pytest.fixture
async def client(held: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser of sorts."""
    app = page(held, Answerer(held, None, lambda: NOW))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as found:
        yield found


async def test_digest_is_shown_before_it_is_told(client: httpx.AsyncClient) -> None:
    """The preview names its period in the zone, and holds what the digest would."""
    asked = {"when": "weekdays 08:30", "zone": "Europe/Kyiv", "what": "topic:aid"}
    html = (await client.get("/digest", params=asked)).text

    # NOW is Saturday noon in London: the last one was on Friday.
    assert "Digest of Sat 14 Mar, 14:00, since Fri 13 Mar, 08:30" in html
    assert "Mon 16 Mar 2026, 08:30 (Europe/Kyiv)" in html
    assert 'id="story-7"' in html
    assert 'id="story-5"' not in html


async def test_digest_with_nothing_to_tell_says_so(client: httpx.AsyncClient) -> None:
    """An empty period is no empty page."""
    html = (await client.get("/digest", params={"when": "hourly", "what": "any:zebra"})).text

    assert "nothing to tell in this time" in html


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"when": "whenever"}, "do not know the day"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"what": "colour:red"}, "the parts are"),
    ],
)
async def test_digest_that_cannot_be_read_says_how_to_write_it(
    client: httpx.AsyncClient, asked: dict[str, str], words: str
) -> None:
    """A slip is answered with the form as it was filled."""
    html = (await client.get("/digest", params=asked)).text

    assert words in html
    assert next(iter(asked.values())) in html


async def test_browser_tells_the_zone(client: httpx.AsyncClient) -> None:
    """The reader's own zone stands in the form; a made-up one is not taken."""
    client.cookies.set("zone", "Asia%2FTokyo")
    assert 'value="Asia/Tokyo"' in (await client.get("/digest")).text
    client.cookies.set("zone", "../../etc/passwd")
    assert 'value="UTC"' in (await client.get("/digest")).text
