"""The ledger's page and files, our own feeds, and the JSON API."""

import csv
import dataclasses
import io
import json
import re
from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest

from bot.commands import Answerer
from bot.web import page
from bot.web.api import DESCRIPTION
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf

ATOM = "{http://www.w3.org/2005/Atom}"


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


async def test_filters_are_those_of_the_command(client: httpx.AsyncClient) -> None:
    """The form narrows the table, and says what it did not understand."""
    html = (await client.get("/pledges")).text
    assert "7 that match" in html
    html = (await client.get("/pledges?by=Norland&status=under_consideration")).text
    assert "1 that match" in html
    html = (await client.get("/pledges?to=veskar&over=$70m&since=last+week")).text
    assert "1 that match" in html
    html = (await client.get("/pledges?since=the+flood")).text
    assert "Not understood, so not used: since the flood" in html
    html = (await client.get("/pledges?over=70m")).text
    assert "at least EUR 70m" in html
    html = (await client.get("/pledges?by=Nobody&kind=climate")).text
    assert "No pledges match" in html


async def test_page_sorts_by_any_column(client: httpx.AsyncClient) -> None:
    """Sorting changes the order and nothing else; an unknown column is ignored."""
    orders = {}
    for sort in ("day", "status", "by", "to", "amount", "due", "nonsense"):
        html = (await client.get(f"/pledges?sort={sort}")).text
        orders[sort] = re.findall(r'class="run" href="(/pledge/[^"]+)"', html)
        assert len(orders[sort]) == 7
    assert len({tuple(sorted(order)) for order in orders.values()}) == 1
    assert orders["nonsense"] == orders["day"] != orders["amount"]


async def test_totals_say_what_they_leave_out(client: httpx.AsyncClient) -> None:
    """Considered and conditional sums stand apart, parts are left out, rates are named."""
    html = (await client.get("/pledges?in=gbp")).text
    assert "USD 92m" in html
    assert "only considered or conditional" in html
    assert "Left out: 3 (part of a sum that is counted)." in html
    assert "about GBP" in html
    assert "1 EUR =" in html
    assert "<svg" in html
    assert " style=" not in html


async def test_pledge_has_a_page_of_its_own(client: httpx.AsyncClient) -> None:
    """Where it stands, its parts, and each quote with its outlet, story and reason."""
    html = (await client.get("/pledge/a7:0:0")).text
    assert "Norland → Veskar: USD 92m" in html
    assert "<strong>announced</strong>" in html
    assert 'href="/pledge/a1:225:1"' in html
    assert "Norland has promised Veskar 92 million dollars" in html
    assert 'href="/s/7"' in html
    assert "Part of" in (await client.get("/pledge/a1:225:1")).text
    assert "not binding" in (await client.get("/pledge/a7:64:1")).text
    assert (await client.get("/pledge/a9:9:9")).status_code == 404
    assert (await client.post("/pledge/a7:0:0", data={"field": "amount"})).status_code == 200


async def test_due_pledges_have_a_page(client: httpx.AsyncClient) -> None:
    """What names a day that is near is listed; days may be asked for."""
    assert (await client.get("/due?days=9999999")).status_code == 200
    assert "Nothing that is still open" in (await client.get("/due?days=x")).text


async def test_csv_is_what_a_spreadsheet_reads(client: httpx.AsyncClient, held: Shelf) -> None:
    """Every pledge is a row, and no cell can run as a formula."""
    old = held.stories[6]
    article = dataclasses.replace(old.article.article, outlet='=HYPERLINK("http://evil")')
    leads = dataclasses.replace(old.article, article=article)
    held.stories[6] = dataclasses.replace(old, article=leads)
    response = await client.get("/pledges.csv")
    assert (
        response.headers["content-disposition"] == 'attachment; filename="pledges-2026-03-14.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 7
    assert {"92000000", "60000000"} <= {row["amount"] for row in rows}
    for row in rows:
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "@"))]
    assert "'=HYPERLINK" in response.text


async def test_json_is_filtered_like_the_page(client: httpx.AsyncClient) -> None:
    """A file has the pledges that the page shows with the same filters."""
    rows = json.loads((await client.get("/pledges.json?by=Ruritania")).text)
    assert {row["pledger"] for row in rows} == {"Ruritania"}
    assert rows[0]["evidence"][0].startswith("Ruritania will provide")


async def test_iati_has_firm_sums_only(client: httpx.AsyncClient) -> None:
    """Only what is promised or delivered in money is a transaction, of the right type."""
    page = (await client.get("/pledges")).text
    assert "set IATI_REPORTER to your IATI organisation identifier" in page
    root = ET.fromstring((await client.get("/pledges.iati")).text)  # noqa: S314 # our own words
    types = [node.get("code") for node in root.iter("transaction-type")]
    values = [(node.get("currency"), node.text) for node in root.iter("value")]
    assert set(types) == {"12"}
    assert ("USD", "92000000") in values
    assert ("USD", "10000000") not in values  # conditional


async def test_pictures_are_drawn_or_said_to_be_missing(client: httpx.AsyncClient) -> None:
    """Where nothing can draw, a picture's address says so."""
    assert (await client.get("/pledges.png")).status_code == 404
    assert (await client.get("/pledge.png?key=a7:0:0")).status_code == 404


async def test_there_is_no_other_format(client: httpx.AsyncClient) -> None:
    """A format that we do not write is not found."""
    assert (await client.get("/pledges.xls")).status_code == 404


async def test_actors_have_an_address(client: httpx.AsyncClient) -> None:
    """A name's card can be linked to; a name that nobody has is not found."""
    response = await client.get("/who/Norland")
    assert response.status_code == 200
    assert "Pledges made" in response.text
    assert (await client.get("/who/Nobody%20Known")).status_code == 404
    assert (await client.get("/who/%3Cb%3E")).status_code == 404


async def test_why_has_an_address(client: httpx.AsyncClient) -> None:
    """The steps of an article are a page; without an address the page asks for one."""
    html = (await client.get("/why?url=https://castellan.example/veskar")).text
    assert "posted to the page" in html
    assert 'name="url"' in (await client.get("/why")).text


@pytest.mark.parametrize(
    ("query", "stories"), [("", 7), ("?topic=aid", 3), ("?actor=norland", 2), ("?q=storm", 2)]
)
async def test_feeds_out_hold_the_filter(
    client: httpx.AsyncClient, query: str, stories: int
) -> None:
    """Atom and JSON Feed list the same stories, with links back, and parse."""
    atom = (await client.get(f"/feed.atom{query}")).text
    root = ET.fromstring(atom)  # noqa: S314 # our own words
    assert len(root.findall(f"{ATOM}entry")) == stories
    parsed = feedparser.parse(atom)
    assert not parsed.bozo
    addresses = [entry.link for entry in parsed.entries]
    feed = json.loads((await client.get(f"/feed.json{query}")).text)
    assert [row["url"] for row in feed["items"]] == addresses
    for address in addresses:
        assert (await client.get(address)).status_code == 200


async def test_hostile_headline_stays_text_in_a_feed(client: httpx.AsyncClient) -> None:
    """A reader that shows our entry's HTML finds no element of the outlet's making."""
    atom = (await client.get("/feed.atom")).text
    [entry] = [e for e in feedparser.parse(atom).entries if "Bobby" in e.content[0].value]
    assert "<script" not in entry.content[0].value
    root = ET.fromstring(atom)  # noqa: S314 # our own words
    assert not [c for c in root.iter(f"{ATOM}content") if "<script" in (c.text or "")]


async def test_api_is_as_described(client: httpx.AsyncClient) -> None:
    """Every described address answers, and the description names them all."""
    assert (await client.get("/api/openapi.json")).json() == DESCRIPTION
    for path in DESCRIPTION["paths"]:
        response = await client.get(path.replace("{story}", "7"))
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/json"


async def test_api_pages_through_everything(client: httpx.AsyncClient) -> None:
    """Following ``before`` gives each story once."""
    seen: list[int] = []
    before = None
    for _ in range(9):
        query = {"limit": "3"} | ({"before": str(before)} if before else {})
        answer = (await client.get("/api/stories", params=query)).json()
        seen += [row["id"] for row in answer["stories"]]
        before = answer["before"]
        if before is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


async def test_api_gives_the_place_of_every_quote(client: httpx.AsyncClient, held: Shelf) -> None:
    """Offsets in the API are code points of the text that the page shows."""
    for number in held.stories:
        text = held.stories[number].article.article.text
        answer = (await client.get(f"/api/stories/{number}")).json()
        spans = [e for line in answer["lines"] for run in line["runs"] for e in run["evidence"]]
        assert spans
        for span in spans:
            assert text[span["start"] : span["end"]] == span["text"]
    assert (await client.get("/api/stories/99")).status_code == 404
    assert (await client.get("/api/stories?limit=100000&before=x")).status_code == 200


async def test_api_tells_no_secrets_of_feeds(client: httpx.AsyncClient) -> None:
    """Health is public, validators are not."""
    feeds = (await client.get("/api/feeds")).json()["feeds"]
    assert feeds[1]["reason"] == "the address answers with a web page, not a feed"
    assert "validators" not in feeds[0]
