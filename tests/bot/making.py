"""Nouns for tests, with only what a test is about left to say."""

import dataclasses
import datetime as dt
from decimal import Decimal

from bot.model import Entry, HeldArticle, Page, Platform
from bot.ports import Store
from summariser import (
    Actor,
    ActorKind,
    Article,
    Briefing,
    Evidence,
    Line,
    Money,
    Party,
    Pledge,
    PledgeKind,
    Segment,
    Status,
    What,
)

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
LEASE = dt.timedelta(seconds=60)
TEXT = "Norland will give Sudland 40 million kroner. Ann Berg said so on Monday."


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> dt.datetime:
        """Give the moment that it stands at."""
        return self.time

    def move(self, seconds: float) -> None:
        """Move it."""
        self.time += dt.timedelta(seconds=seconds)


def entry(key: str = "1", **given: object) -> Entry:
    """Make an entry whose address follows from its key."""
    values = {"url": f"https://example.org/{key}", "title": f"Title {key}", "digest": "a"}
    return Entry(key=key, **(values | given))  # type: ignore[arg-type] # a test's own values


def page(url: str = "https://example.org/1", text: str = TEXT, **given: object) -> Page:
    """Make an article's page."""
    values = {"title": "Norland gives", "outlet": "Example Post", "published": START}
    return Page(url=url, text=text, **(values | given))  # type: ignore[arg-type] # likewise


def briefing(article: Article) -> Briefing:
    """Make a briefing whose evidence is the article's first words."""
    words = [Evidence.of(article, 0, min(7, len(article.text)))]
    whole = Evidence.of(article, 0, len(article.text))
    name = words[0].text
    what = What(text=whole.text, evidence=(whole,))
    actor = Actor(name=name, kind=ActorKind.COUNTRY, mentions=(words[0],), aliases=("The North",))
    pledge = Pledge(
        pledger=Party(name=name, evidence=words[0]),
        recipient=None,
        amount=None,
        what=whole,
        kind=PledgeKind.FINANCIAL,
        status=Status.PLEDGED,
        evidence=whole,
    )
    return Briefing(
        article=article.id,
        what=what,
        actors=(actor,),
        pledges=(pledge,),
        layout=(
            Line(label="What", segments=(Segment(text=whole.text[:280], evidence=(whole,)),)),
            Line(label="Actors", segments=(Segment(text=name, evidence=(words[0],), strong=True),)),
            Line(label="Pledges", segments=(Segment(text=name, evidence=(words[0],)),)),
        ),
        as_of=START.date(),
    )


async def read(store: Store, *urls: str, text: str = TEXT, **given: object) -> list[int]:
    """List these addresses in a feed, read their articles, and give their keys."""
    await store.add_feed("https://example.org/feed", title="Example", topic="aid")
    for leased in await store.claim_feeds(1, LEASE):
        await store.finish_poll(leased, leased.row, [entry(url, url=url) for url in urls])
    keys = []
    for pending in await store.claim_entries(len(urls), LEASE):
        address = pending.row.entry.url or ""
        key = await store.keep_article(pending, page(address, text=f"{text} {address}", **given))
        assert key is not None
        keys.append(key)
    return keys


async def brief(store: Store, *, story: int | None = None, post: bool = True) -> list[int]:
    """Brief every article that waits, and give the stories' keys."""
    made = []
    for leased in await store.claim_articles(100, LEASE):
        told = await store.keep_briefing(
            leased, briefing(leased.row.article), story=story, post=post
        )
        assert told
        made.append(told.id)
    return made


async def deliver(store: Store, platform: Platform = Platform.PAGE) -> list[str]:
    """Post to the page whatever waits, and give the refs in their order."""
    refs = []
    while leased := await store.claim_lanes([platform], 100, LEASE):
        for each in leased:
            refs.append(await store.page.send(each.row))
            assert await store.posted(each, refs[-1])
    return refs


def held(article: Article) -> HeldArticle:
    """Make a held article."""
    return HeldArticle(id=int(article.id), article=article, fetched=START)


async def differing(store: Store) -> int:
    """Tell a story of two outlets that name different sums, and give its key."""
    key: int | None = None
    for million, outlet in ((50, "Example Post"), (52, "Other Post")):
        feed = f"https://{outlet.split()[0].lower()}.example/feed"
        await store.add_feed(feed, title=outlet, topic=None)
        [polled] = await store.claim_feeds(1, LEASE)
        resting = dataclasses.replace(polled.row, due=None)
        await store.finish_poll(polled, resting, [entry("1", url=f"{feed}/1")])
        [pending] = await store.claim_entries(1, LEASE)
        text = f"Norland will give {million} million dollars to Veskar."
        await store.keep_article(pending, page(f"{feed}/1", text=text, outlet=outlet))
        [leased] = await store.claim_articles(9, LEASE)
        made = briefing(leased.row.article)
        whole = made.pledges[0].what
        money = Money(amount=Decimal(million * 10**6), currency="USD", evidence=whole)
        made = dataclasses.replace(
            made, pledges=(dataclasses.replace(made.pledges[0], amount=money),)
        )
        told = await store.keep_briefing(leased, made, story=key, post=True)
        assert told
        key = told.id
        await store.tell_next()
    assert key is not None
    return key
