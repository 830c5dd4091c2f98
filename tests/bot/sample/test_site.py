"""The sample site, asked as a feed reader asks."""

import calendar
import datetime as dt
import json
import re
from collections.abc import Callable

import feedparser
import httpx
import pytest
import trafilatura

from bot.sample.articles import SampleArticle, load_sample
from bot.sample.site import sample_outlet

START = dt.datetime(2026, 5, 20, 12, 0, 0, 123456, tzinfo=dt.UTC)
EVERY = dt.timedelta(seconds=4)
LATER = START + dt.timedelta(hours=1)
SAMPLE = load_sample()


def make(index: int, outlet: str = "One & Two") -> SampleArticle:
    """Make a small article; a higher index is a later one."""
    return SampleArticle(
        title=f"Title <{index}> & more",
        outlet=outlet,
        author="A. Writer",
        age=dt.timedelta(hours=10 - index),
        slug=f"story-{index}",
        topic="world",
        paragraphs=(f"Lead {index} says “yes” & <no>.", "On {today} it went on."),
    )


SMALL = tuple(make(index) for index in range(5))


class Clock:
    """A clock that the test sets."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def __call__(self) -> dt.datetime:
        """Tell the time that was set."""
        return self.moment


def ask(articles: tuple[SampleArticle, ...], now: Callable[[], dt.datetime]) -> httpx.AsyncClient:
    """Open a client on the site, without a socket."""
    app = sample_outlet(articles, started=START, now=now, every=EVERY)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:1")


def entries(answer: httpx.Response) -> list[feedparser.FeedParserDict]:
    """Parse a feed that must be well formed."""
    parsed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not parsed.bozo, parsed.get("bozo_exception")
    return list(parsed.entries)


async def test_entries_appear_one_by_one() -> None:
    """Two entries at once, then one at each interval, newest on top, until all are out."""
    clock = Clock(START)
    async with ask(SMALL, clock) as client:
        for seconds, count in ((0, 2), (3, 2), (4, 3), (8, 4), (11, 4), (12, 5), (999, 5)):
            clock.moment = START + dt.timedelta(seconds=seconds)
            shown = entries(await client.get("/one-two/feed.xml"))
            slugs = [entry.link.rpartition("/")[2] for entry in shown]
            assert slugs == [f"story-{index}" for index in reversed(range(count))]


async def test_the_interval_is_shared_by_the_outlets() -> None:
    """With several outlets, still one new entry at each interval, in order of publication."""
    clock = Clock(START)
    articles = (make(0, "A"), make(1, "B"), make(2, "A"), make(3, "B"))
    async with ask(articles, clock) as client:
        for seconds, a, b in ((0, 1, 1), (4, 2, 1), (8, 2, 2)):
            clock.moment = START + dt.timedelta(seconds=seconds)
            counts = [len(entries(await client.get(f"/{slug}/feed.xml"))) for slug in "ab"]
            assert counts == [a, b]


async def test_an_outlet_without_news_has_a_valid_feed() -> None:
    """Before its first article an outlet's feed parses and lists nothing."""
    async with ask((make(0, "A"), make(1, "A"), make(2, "B")), lambda: START) as client:
        assert entries(await client.get("/b/feed.xml")) == []


@pytest.mark.parametrize(("outlet", "version"), [("a", "rss20"), ("b", "atom10")])
async def test_feeds_state_ids_dates_and_summaries(outlet: str, version: str) -> None:
    """RSS and Atom both carry id, link, title, author, topic, date and lead, escaped."""
    articles = (make(0, "A"), make(1, "B"))
    async with ask(articles, lambda: START) as client:
        answer = await client.get(f"/{outlet}/feed.xml")
    assert feedparser.parse(answer.content).version == version
    (entry,) = entries(answer)
    index = "ab".index(outlet)
    assert entry.id == f"tag:sample.invalid,2025:{outlet}/story-{index}"
    assert entry.link == f"http://127.0.0.1:1/{outlet}/story-{index}"
    assert entry.author == "A. Writer"
    assert [tag.term for tag in entry.tags] == ["world"]
    published = dt.datetime.fromtimestamp(calendar.timegm(entry.published_parsed), dt.UTC)
    assert published == START.replace(microsecond=0) - dt.timedelta(hours=10 - index)
    # Escaped once: what was written is what a reader sees.
    assert f"Title <{index}> & more" in (entry.title, entry.title.replace("&lt;", "<"))
    assert f"<title>Title &lt;{index}&gt; &amp; more</title>" in answer.text
    assert f"Lead {index} says “yes” &amp; &lt;no&gt;." in answer.text


@pytest.mark.parametrize("path", ["/one-two/feed.xml", "/one-two/story-0", "/one-two/"])
async def test_an_unchanged_page_is_answered_304(path: str) -> None:
    """A reader that sends back the validators gets no body, by ETag and by date."""
    async with ask(SMALL, lambda: START) as client:
        first = await client.get(path)
        tag, date = first.headers["etag"], first.headers["last-modified"]
        for headers in (
            {"If-None-Match": tag},
            {"If-None-Match": f'"other", W/{tag}'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": date},
        ):
            again = await client.get(path, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        for headers in (
            {"If-None-Match": '"other"', "If-Modified-Since": date},
            {"If-Modified-Since": "Wed, 20 May 2026 11:00:00 GMT"},
            {"If-Modified-Since": "no date"},
        ):
            assert (await client.get(path, headers=headers)).content == first.content


async def test_a_feed_with_news_is_sent_again() -> None:
    """Once a new entry is out, the old validators no longer match."""
    clock = Clock(START)
    async with ask(SMALL, clock) as client:
        old = await client.get("/one-two/feed.xml")
        clock.moment = START + EVERY
        for header, value in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
            answer = await client.get("/one-two/feed.xml", headers={header: old.headers[value]})
            assert answer.status_code == 200
            assert len(entries(answer)) == 3


async def test_a_page_does_not_exist_before_it_is_published() -> None:
    """404 until the feed lists it; then the same bytes for good."""
    clock = Clock(START)
    async with ask(SMALL, clock) as client:
        assert (await client.get("/one-two/story-2")).status_code == 404
        clock.moment = START + EVERY
        page = await client.get("/one-two/story-2")
        assert page.status_code == 200
        clock.moment = LATER
        assert (await client.get("/one-two/story-2")).content == page.content


@pytest.mark.parametrize("path", ["/nobody/feed.xml", "/nobody/", "/one-two/nothing", "/"])
async def test_what_does_not_exist_is_404(path: str) -> None:
    """Unknown outlets and pages are 404."""
    async with ask(SMALL, lambda: LATER) as client:
        assert (await client.get(path)).status_code == 404


async def test_a_page_states_what_readers_of_its_head_need() -> None:
    """Canonical address, feed, Open Graph and JSON-LD dates are there and agree."""
    async with ask(SMALL, lambda: LATER) as client:
        page = (await client.get("/one-two/story-1")).text
    date = "2026-05-20T03:00:00+00:00"
    assert '<link rel="canonical" href="http://127.0.0.1:1/one-two/story-1">' in page
    assert '<link rel="alternate" type="application/rss+xml"' in page
    assert f'<meta property="article:published_time" content="{date}">' in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    stated = json.loads(found[1])
    assert stated["datePublished"] == date
    assert stated["headline"] == "Title <1> & more"
    assert "On Wednesday it went on." in page


async def test_pages_extract_to_their_text_alone() -> None:
    """The usual extractor finds every paragraph of every page, and nothing of the frame."""
    async with ask(SAMPLE, lambda: LATER) as client:
        for article in SAMPLE:
            page = await client.get(f"/{article.outlet_slug}/{article.slug}")
            text = trafilatura.extract(
                page.text, fast=True, include_comments=False, deduplicate=False
            )
            assert text
            dated = article.dated(START)
            lines = [line for line in text.splitlines() if line.strip()]
            # The headline may come along; extractors differ about it.
            assert [line for line in lines if line != dated.title] == list(dated.paragraphs)


async def test_pages_extract_to_their_dates_and_authors() -> None:
    """Title, author, outlet and date are read from the page as the feed has them."""
    article = SAMPLE[0]
    async with ask(SAMPLE, lambda: LATER) as client:
        page = await client.get(f"/{article.outlet_slug}/{article.slug}")
    found = trafilatura.extract_metadata(page.text)
    assert found.title == article.dated(START).title
    assert found.author == article.author
    assert found.sitename == article.outlet
    assert found.date == article.published(START).date().isoformat()
