"""Digests shown before they are told, and following on the page."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.commands import Answerer
from bot.deliver import Deliveries
from bot.loops import once
from bot.model import Platform
from bot.store import SqlStore
from bot.web import page
from tests.bot.making import LEASE, Watch, briefing, read
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.bot.test_refresh import quiet as silent
from tests.bot.web.house import House


@pytest.fixture
def held() -> Shelf:
    """Give a library."""
    return shelf()


@pytest.fixture
async def client(held: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser of sorts."""
    app = page(held, Answerer(held, None, lambda: NOW, ledger=held))
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


async def test_person_follows_on_a_page_of_their_own(file_store: SqlStore, watch: Watch) -> None:
    """What they follow comes to their page, and nobody else's; a digest and quiet hours hold."""
    house = House(file_store, watch)
    await file_store.add_target(Platform.PAGE, "front", name="The page")
    async with house.visit("rea") as rea, house.visit("ed") as ed:
        assert "Nothing yet" in await rea.see("/follow")
        html = await rea.send("/follow", verb="follow", words="any:kroner")
        assert "kroner" in html
        assert "22:00" in await rea.send("/follow", verb="quiet", words="22:00-07:00")
        await read(file_store, "https://example.org/1")
        [article] = await file_store.claim_articles(9, LEASE)
        made = briefing(article.row.article)
        told = await file_store.keep_briefing(article, made, story=None, post=True)
        assert told
        sending = Deliveries(store=file_store, chats={Platform.PAGE: file_store.page}, now=watch)
        while await once(sending, report=silent()):
            pass
        assert f'id="story-{told.id}"' in await rea.see("/follow")
        assert "Nothing yet" in await ed.see("/follow")
        assert f'id="story-{told.id}"' in await ed.see("/")
        assert "08:30" in await rea.send("/follow", verb="digest", words="weekdays 08:30")
        assert "Nothing is followed" in await rea.send("/follow", verb="unfollow", words="")


async def test_link_changes_nothing_by_itself(file_store: SqlStore, watch: Watch) -> None:
    """A command that changes something waits for a press, wherever the link came from."""
    house = House(file_store, watch)
    async with house.visit("rea") as rea:
        assert "done when you press" in await rea.see("/ask?q=follow")
        assert not await file_store.everywhere()
        await rea.send("/ask", q="follow")
        assert len(await file_store.everywhere()) == 1
        await rea.send("/ask", q="unfollow", token="", answered=403)  # none at all
        assert len(await file_store.everywhere()) == 1


async def test_strangers_are_offered_feeds(client: httpx.AsyncClient) -> None:
    """Without a name one follows by a feed reader; a form of theirs changes nothing."""
    html = (await client.get("/follow", params={"topic": "aid", "q": "x&y"})).text

    assert 'href="/feed.atom?topic=aid&amp;q=x%26y"' in html
    sent = await client.post("/follow", data={"verb": "follow", "words": ""})
    assert sent.status_code == 403
    assert (await client.post("/follow", data={"verb": "fly"})).status_code == 404
