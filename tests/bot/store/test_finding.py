"""Whatever has the asked words is found, with quotes, newest or best first."""

import dataclasses
import datetime as dt
import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Filters, Order, Sort
from bot.store import SqlStore
from bot.store.search import matching
from tests.bot.making import LEASE, START, briefing, entry, page

FLOOD = "The river Oska burst its banks at Velm on Monday. Velm was under water."
MORE = "Norland will give Velm 40 million kroner after the flood, Ann Berg said."
FAR = "The Tarn tramway stopped. A union of Velm sent greetings." + " Nothing else." * 40


async def _hold(store: SqlStore, number: int, text: str, outlet: str = "Gazette") -> None:
    """Let an article of one day be read, briefed and heard by the ledger."""
    await store.add_feed("https://example.org/feed", title="Example", topic="aid")
    [leased] = await store.claim_feeds(1, LEASE)
    url = f"https://example.org/{number}"
    row = dataclasses.replace(leased.row, due=START)
    await store.finish_poll(leased, row, [entry(url, url=url)])
    [pending] = await store.claim_entries(1, LEASE)
    when = START + dt.timedelta(days=number)
    await store.keep_article(
        pending, page(url, text=text, title=f"Report {number}", outlet=outlet, published=when)
    )
    [article] = await store.claim_articles(1, LEASE)
    await store.keep_briefing(article, briefing(article.row.article), story=None, post=False)
    while await store.tell_next():
        pass


async def _all(store: SqlStore) -> None:
    for number, text in enumerate((FLOOD, MORE, FAR)):
        await _hold(store, number, text, outlet="Gazette" if number else "Wire")


async def test_newest_comes_first_and_best_match_when_asked(store: SqlStore) -> None:
    """Articles are quoted at the words, with true offsets."""
    await _all(store)
    only = Filters(sorts=(Sort.ARTICLE,))
    hits = await store.find("velm", only)
    assert [hit.title for hit in hits] == ["Report 2", "Report 1", "Report 0"]
    for hit, text in zip(hits, (FAR, MORE, FLOOD), strict=True):
        assert hit.quotes
        for quote in hit.quotes:
            assert quote.text == text[quote.start : quote.end]
            assert "Velm" in quote.text
    best = await store.find("VELM", only, order=Order.BEST)
    assert best[0].title == "Report 0"
    assert best[-1].title == "Report 2"


async def test_stories_pledges_and_actors_are_found_too(store: SqlStore) -> None:
    """Each names what it is and where it stands."""
    await _all(store)
    by: dict[Sort, list[str]] = {}
    for hit in await store.find("norland velm"):
        by.setdefault(hit.sort, []).append(hit.title)
    assert by[Sort.STORY] == [MORE]
    assert by[Sort.ARTICLE] == ["Report 1"]
    assert by[Sort.ACTOR] == ["Norland"]
    [pledge] = [hit for hit in await store.find("norland velm") if hit.sort is Sort.PLEDGE]
    assert await store.account(pledge.key)
    [proof] = pledge.quotes
    assert proof.text == MORE[proof.start : proof.end]


async def test_filters_narrow_what_is_found(store: SqlStore) -> None:
    """By time, outlet, topic and sort; nothing is found for no words."""
    await _all(store)
    day = dt.timedelta(days=1)

    async def titles(**given: object) -> list[str]:
        filters = Filters(sorts=(Sort.ARTICLE,), **given)  # type: ignore[arg-type] # a test's own
        return [hit.title for hit in await store.find("velm", filters)]

    assert await titles(outlet="wire") == ["Report 0"]
    assert await titles(since=START + day) == ["Report 2", "Report 1"]
    assert await titles(until=START + day / 2) == ["Report 0"]
    assert await titles(topic="aid") == ["Report 2", "Report 1", "Report 0"]
    assert await titles(topic="sport") == []
    assert not await store.find("  ")
    assert not await store.find("velm nowhere")
    assert len(await store.find("velm", Filters(sorts=(Sort.STORY,)), limit=2)) == 2


async def test_windows_of_the_newest_hide_nothing(store: SqlStore) -> None:
    """However far back PostgreSQL looks at first, the newest that have the words are given."""
    for number, text in enumerate((FLOOD, FAR, MORE, FAR, FAR, FLOOD, FAR)):
        await _hold(store, number, f"{text} Number {number}.")
    async with store._db.read() as connection:
        for words, having in (("velm", 7), ("oska", 2), ("norland", 1), ("norland oska", 0)):
            every = await matching(connection, words, 10, windows=())
            assert len(every) == having
            assert every == sorted(every, reverse=True)
            for most, windows in itertools.product((1, 3, 10), ((1,), (2, 4), (100,))):
                found = await matching(connection, words, most, windows=windows)
                assert found == every[:most]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
async def test_no_text_breaks_the_search(file_store: SqlStore, words: str) -> None:
    """Whatever is typed is words, or none."""
    for order in Order:
        await file_store.find(words, order=order)
