"""The page, asked over HTTP without a browser."""

import dataclasses
import datetime as dt
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from bot.commands import Answerer, Tell, quietly
from bot.errors import FeedError, StoreError
from bot.model import Post
from bot.pace import FETCHES, QUESTIONS, Allowance, Pace
from bot.web import page
from bot.web.views import web_address
from summariser import Article, Briefing
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.bot.written import clinics

PATHS = (
    "/",
    "/s/7",
    "/s/4",
    "/feeds",
    "/ask?q=pledges",
    "/ask?q=more+4",
    "/ask",
    "/nope",
    "/s/99",
    "/pledges",
    "/who/Norland",
    "/why",
)


class Reader:
    """A briefer that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def brief_link(self, url: str, tell: Tell = quietly) -> tuple[Article, Briefing]:
        """Brief the clinics, whatever the address."""
        self.asked.append(url)
        await tell("Read 99 words of <Clinics>")
        if "down" in url:
            raise FeedError("the address does not answer")
        return clinics()


def browsing(held: Shelf, reader: Reader) -> httpx.AsyncClient:
    """Ask the page without a socket."""
    app = page(held, Answerer(held, reader, lambda: NOW))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.fixture
def held() -> Shelf:
    """Give a library."""
    return shelf()


@pytest.fixture
def reader() -> Reader:
    """Give a briefer."""
    return Reader()


@pytest.fixture
async def client(held: Shelf, reader: Reader) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser of sorts."""
    async with browsing(held, reader) as found:
        yield found


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_has_the_headers_that_protect_it(
    client: httpx.AsyncClient, path: str
) -> None:
    """No page, also none that says no, can be framed, sniffed or run foreign scripts."""
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
async def test_untrusted_words_stay_words(client: httpx.AsyncClient, path: str) -> None:
    """Markup in a headline, name or text is shown as written and makes no element."""
    html = (await client.get(path)).text
    assert not re.search(r"<img|<b>|onerror=[^&\s]*>|javascript:", html.replace("&#", ""))
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)
    assert scripts == [""]  # our own file, nothing inline
    assert " style=" not in html


async def test_addresses_of_other_schemes_are_not_links(client: httpx.AsyncClient) -> None:
    """An article whose address is a script is named without a link."""
    html = (await client.get("/s/4")).text
    assert 'href="javascript' not in html
    assert "Evil &amp; Sons" in html


@pytest.mark.parametrize(
    ("licence", "shown"),
    [
        ("https://cc.example/by/4.0", '<a href="https://cc.example/by/4.0" rel="license noopener'),
        ("© Castellan, all rights reserved", "Castellan, all rights reserved</bdi>"),
        ("javascript:alert(1)", "<bdi>javascript:alert(1)</bdi>"),
        ("<b>free</b>", "<bdi>&lt;b&gt;free&lt;/b&gt;</bdi>"),
    ],
)
async def test_terms_and_agency_stand_beside_the_text(
    client: httpx.AsyncClient, held: Shelf, licence: str, shown: str
) -> None:
    """Each source, and the text that is quoted, says whose it is and on which terms."""
    assert "Terms:" not in (await client.get("/s/1")).text
    said: Any = {"licence": licence, "credit": "Reuters"}
    held.held[1] = [dataclasses.replace(each, **said) for each in held.held[1]]
    story = held.stories[1]
    held.stories[1] = dataclasses.replace(story, article=dataclasses.replace(story.article, **said))
    html = (await client.get("/s/1")).text
    assert html.count(shown) == 2
    assert html.count("ext of <bdi>Reuters</bdi>") == 2


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("https:///x", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_what_a_browser_may_be_sent_to(url: str | None, good: bool) -> None:  # noqa: FBT001 # a table
    """Only http and https addresses with a host are links."""
    assert (web_address(url) == url and url is not None and url != "") is good


async def test_front_lists_newest_first(client: httpx.AsyncClient) -> None:
    """The front has each story once, the newest on top, with its three lines."""
    html = (await client.get("/")).text
    stories = re.findall(r'id="story-(\d+)"', html)
    assert stories == ["7", "6", "5", "4", "3", "2", "1"]
    assert html.count("<dt") == 3 * len(stories)
    assert 'data-after="7"' in html


async def test_front_pages_and_filters(client: httpx.AsyncClient, held: Shelf) -> None:
    """A topic shows its stories; older ones are a link away, and none is shown twice."""
    assert re.findall(r'id="story-(\d+)"', (await client.get("/?topic=aid")).text) == [
        "7",
        "6",
        "1",
    ]
    for number in range(8, 60):
        held.put(dataclasses.replace(held.stories[5], id=number))
    seen: list[str] = []
    path = "/"
    while path:
        html = (await client.get(path)).text
        seen += re.findall(r'id="story-(\d+)"', html)
        older = re.search(r'href="(/\?before=\d+)"', html)
        path = older[1] if older else ""
    assert seen == [str(number) for number in range(59, 0, -1)]


async def test_front_of_an_empty_library_says_so() -> None:
    """Before anything has come in, the page says that it will."""
    async with browsing(Shelf(), Reader()) as client:
        html = (await client.get("/")).text
    assert "Nothing has come in yet" in html
    assert "No feeds are read yet" in html


async def test_story_shows_the_text_and_links_into_it(client: httpx.AsyncClient) -> None:
    """Every link from the lines leads to an anchor that is on the page."""
    html = (await client.get("/s/7")).text
    wanted = set(re.findall(r'href="#(e-\d+-\d+)"', html))
    assert len(wanted) > 10
    assert wanted <= set(re.findall(r'id="(e-\d+-\d+)"', html))
    assert "Quayside Post" in html


async def test_link_of_an_outlet_is_its_own(client: httpx.AsyncClient, held: Shelf) -> None:
    """The lead article's address is under its own outlet's name, whoever reported first."""
    old = held.stories[7]
    outlets = ("Quayside Post", "Northern Wire")
    held.put(dataclasses.replace(old, outlets=outlets))
    for path in ("/s/7", "/"):
        html = (await client.get(path)).text
        assert 'veskar-harbour" rel="noopener noreferrer">Northern Wire</a>' in html
        assert 'veskar-harbour" rel="noopener noreferrer">Quayside Post</a>' not in html


async def test_story_shows_what_changed(client: httpx.AsyncClient, held: Shelf) -> None:
    """From its second version on, a story's page tells what each version says differently."""
    assert "What changed" not in (await client.get("/s/7")).text
    old = held.stories[7]
    briefing = dataclasses.replace(old.briefing, pledges=old.briefing.pledges[1:])
    held.posted[-1] = dataclasses.replace(
        held.posted[-1], story=dataclasses.replace(old, briefing=briefing)
    )
    held.put(dataclasses.replace(old, version=2))
    html = (await client.get("/s/7")).text
    assert "What changed" in html
    assert "new: Norland → Veskar: USD 92,000,000" in html


async def test_front_links_into_the_story(client: httpx.AsyncClient) -> None:
    """A link from the front leads to an anchor of the story's page."""
    for story, anchor in re.findall(r'href="/s/(\d+)#(e-\d+-\d+)"', (await client.get("/")).text):
        assert f'id="{anchor}"' in (await client.get(f"/s/{story}")).text


async def test_quotes_in_replies_lead_to_their_place(client: httpx.AsyncClient) -> None:
    """A quote that no line needs is marked too when a link names it."""
    html = (await client.get("/ask?q=evidence+7")).text
    links = re.findall(r'href="(/s/7\?quote=[\d-]+)#(e-\d+-\d+)"', html)
    assert len(links) > 5
    for path, anchor in links:
        assert f'id="{anchor}"' in (await client.get(path)).text


@pytest.mark.parametrize(
    "path",
    [
        "/s/0",
        "/s/99999999999999999999999",
        "/s/7/8",
        "/nope",
        "/static/../app.py",
        "/static/none.css",
    ],
)
async def test_what_is_not_there_is_404_in_words(client: httpx.AsyncClient, path: str) -> None:
    """A wrong address gets a page that says so, with the box to go on."""
    response = await client.get(path)
    assert response.status_code == 404
    assert "There is no" in response.text


@pytest.mark.parametrize(
    "query",
    [
        "before=abc",
        "before=-1",
        "before=99999999999999999999999999",
        "topic=%00%ff",
        "topic=" + "x" * 3000,
        "before=٣",
    ],
)
async def test_front_takes_any_query(client: httpx.AsyncClient, query: str) -> None:
    """Nonsense in the address is ignored."""
    assert (await client.get(f"/?{query}")).status_code == 200


@pytest.mark.parametrize(
    "words",
    ["", "pledges", "\x00", "\ud800?", "<b>", "x" * 5000, "{{ 7*7 }}", "more 999999999999999999"],
)
async def test_box_takes_any_words(client: httpx.AsyncClient, words: str) -> None:
    """Whatever is typed gets an answer, and is shown as typed."""
    query = {"q": words.encode("utf-8", "replace").decode()}
    response = await client.get("/ask", params=query)
    assert response.status_code == 200
    assert "49" not in response.text.replace("249", "") or words != "{{ 7*7 }}"
    assert "part" not in (await client.get("/ask", params=query | {"part": "1"})).headers


async def test_box_answers_alone_for_scripts(client: httpx.AsyncClient) -> None:
    """With ``part`` the answer comes without the page around it."""
    html = (await client.get("/ask?q=latest&part=1")).text
    assert "<html" not in html
    assert 'class="reply"' in html


async def test_story_is_understood_on_its_page(client: httpx.AsyncClient) -> None:
    """Asked on a story's page, a question is about that story."""
    assert "Story #5" in (await client.get("/ask?q=sources&story=5")).text


async def test_links_are_briefed_on_the_spot(client: httpx.AsyncClient, reader: Reader) -> None:
    """A link that is not held is fetched, briefed and shown with its text."""
    html = (await client.get("/ask?q=https://new.example/1")).text
    assert reader.asked == ["https://new.example/1"]
    assert "Briefed just now" in html
    assert "mobile clinics" in html
    assert "does not answer" in (await client.get("/ask?q=brief+https://down.example/1")).text


async def test_the_page_says_meanwhile_what_is_being_done(
    client: httpx.AsyncClient,
) -> None:
    """Without scripts, too: each step is a line before the answer, as text and never as markup."""
    told = await client.get("/ask", params={"q": "brief https://new.example/1"})
    assert told.status_code == 200
    steps = re.findall(r'<p class="wait" role="status">(.*?)</p>', told.text)
    assert steps == ["Reading new.example …", "Read 99 words of &lt;Clinics&gt;"]
    assert told.text.index('class="wait"') < told.text.index("Briefed just now")
    assert told.text.rstrip().endswith("</html>")
    down = await client.get("/ask", params={"q": "brief https://down.example/1"})
    assert "the address does not answer" in down.text


async def test_other_sites_cannot_make_us_fetch(client: httpx.AsyncClient, reader: Reader) -> None:
    """A link from another site to a command that fetches asks the reader first."""
    foreign = {"sec-fetch-site": "cross-site"}
    html = (await client.get("/ask?q=brief+https://new.example/1", headers=foreign)).text
    assert reader.asked == []
    assert "Brief this address?" in html
    assert (await client.get("/ask?q=latest", headers=foreign)).status_code == 200


async def test_fetching_and_asking_are_paced(client: httpx.AsyncClient, reader: Reader) -> None:
    """Who asks without end is told when to come back; addresses are fetched less often still."""
    for number in range(FETCHES.burst):
        response = await client.get(f"/ask?q=https://new.example/{number}")
        assert response.status_code == 200
    response = await client.get("/ask?q=https://new.example/one-more")
    assert response.status_code == 429
    assert response.headers["retry-after"] == "6"
    assert "Please ask again in 6 s" in response.text
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert len(reader.asked) == FETCHES.burst
    held = "https://castellan.example/veskar"  # nothing is fetched for this one
    assert (await client.get(f"/ask?q={held}")).status_code == 200
    codes = [(await client.get("/ask?q=help")).status_code for _ in range(QUESTIONS.burst)]
    assert codes[-1] == 429
    assert (await client.get("/")).status_code == 200


async def test_database_that_is_away_is_said_so() -> None:
    """While the store cannot be read, every page says so in words; the page itself lives."""

    class Away(Shelf):
        async def latest(
            self, *, limit: int = 20, before: int | None = None, topic: str | None = None
        ) -> Sequence[Post]:
            del limit, before, topic
            raise StoreError("/var/secret/path.db is locked")

    async with browsing(Away(), Reader()) as client:
        for path in ("/", "/ask?q=latest", "/feed.atom", "/api/stories"):
            response = await client.get(path)
            assert response.status_code == 503
            assert response.headers["retry-after"] == "5"
            assert "secret" not in response.text
        assert (await client.get("/healthz")).status_code == 200


def test_pace_lets_through_as_promised() -> None:
    """A burst at once, then one each interval, whatever else others ask."""
    pace = Pace(Allowance(burst=3, every=dt.timedelta(seconds=10)))
    assert [pace.take("a", NOW) for _ in range(3)] == [None] * 3
    assert pace.take("a", NOW) == dt.timedelta(seconds=10)
    assert pace.take("b", NOW) is None
    later = NOW + dt.timedelta(seconds=10)
    assert pace.take("a", later) is None
    assert pace.take("a", later) == dt.timedelta(seconds=10)
    assert [pace.take("a", NOW + dt.timedelta(days=1)) for _ in range(3)] == [None] * 3


async def test_feeds_page_says_how_each_is_doing(client: httpx.AsyncClient) -> None:
    """State, reason, last success and next poll of each feed are there."""
    html = (await client.get("/feeds")).text
    assert "failing, 4 times in a row" in html
    assert "the address answers with a web page, not a feed" in html
    assert "14 Mar 2026, 12:30 UTC" in html
    assert "not polled yet" in html


async def test_health_is_a_word(client: httpx.AsyncClient) -> None:
    """Whatever watches the process gets one line."""
    assert (await client.get("/healthz")).text == "ok\n"


async def test_assets_change_their_address_with_their_content(client: httpx.AsyncClient) -> None:
    """Style and script carry a digest, and are what they say."""
    html = (await client.get("/")).text
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert len(assets) == 3
    for path in assets:
        assert "?v=" in path
        assert (await client.get(path)).status_code == 200
    assert (await client.get("/marks.css")).headers["content-type"].startswith("text/css")
    assert len((await client.get("/static/style.css")).content) < 20_000
    assert len((await client.get("/static/page.js")).content) < 15_000
