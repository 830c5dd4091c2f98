"""A week of reports about one visit, from feed entries to the ledger, the product's own way."""

import dataclasses
import datetime as dt
import json
import pathlib
from decimal import Decimal

import summariser
from bot.brief import Briefs
from bot.ledger import Relation
from bot.loops import once
from bot.questions import Question
from bot.store import SqlStore
from tests.bot.making import LEASE, START, Watch, entry, page
from tests.bot.test_refresh import quiet

EVENTS = pathlib.Path(__file__).parent.parent / "quality" / "data" / "events.jsonl"
TODAY = dt.date(2026, 11, 1)

VISIT = json.loads(pathlib.Path(__file__).with_name("visit.json").read_text())
"""Six reports of six days, invented for this test."""


async def test_one_visit_is_one_story_and_one_pledge(store: SqlStore, watch: Watch) -> None:
    """Five outlets tell one package in kroner, dollars and euros: one sum with four parts."""
    rows = [json.loads(line) for line in EVENTS.read_text().splitlines()]
    visit = sorted(
        (row for row in rows if row["cluster"] == "ev01"), key=lambda row: row["published"]
    )
    await store.add_feed("https://example.org/feed", title="Example", topic=None)
    stage = Briefs(store=store, summarise=summariser.brief, now=watch)
    for number, row in enumerate(visit):
        [feed] = await store.claim_feeds(1, LEASE)
        url = f"https://example.org/{number}"
        await store.finish_poll(
            feed, dataclasses.replace(feed.row, due=START), [entry(url, url=url)]
        )
        [pending] = await store.claim_entries(1, LEASE)
        published = dt.datetime.fromisoformat(row["published"])
        words = {name: row[name] for name in ("text", "title", "outlet")}
        await store.keep_article(pending, page(url, published=published, **words))
        assert await once(stage, report=quiet()) == 1
    while await store.tell_next():
        pass

    [story] = await store.recent_stories(START - dt.timedelta(days=400))
    assert len(story.outlets) == 5
    assert story.version == max(row["story_version"] for row in visit) == 2

    held = {each.key: each for each in await store.accounts(Question(), today=TODAY)}
    [whole] = [each for each in held.values() if each.sum == (Decimal("3.4e9"), "DKK")]
    said = [(each.relation, each.claim.currency) for each in whole.history]
    assert said[0] == (Relation.NEW, "DKK")
    assert (Relation.RESTATES, "USD") in said
    assert (Relation.RESTATES, "EUR") in said
    sums = {held[key].sum for key in whole.parts}
    assert {(Decimal(part) * 10**6, "DKK") for part in (1500, 900, 700, 300)} <= sums
    [every] = await store.totals(Question(), today=TODAY)
    assert every.total.binding["DKK"] == Decimal("3.4e9")
    assert set(every.total.binding) == {"DKK"}


async def test_a_week_of_six_outlets_is_one_story_and_one_pledge_that_was_raised(
    file_store: SqlStore, watch: Watch
) -> None:
    """Three currencies, four parts, repetitions, and on Sunday a raise: every sum counted once."""
    store = file_store
    await store.add_feed("https://example.org/feed", title="Example", topic=None)
    stage = Briefs(store=store, summarise=summariser.brief, now=watch)
    for number, row in enumerate(VISIT):
        [feed] = await store.claim_feeds(1, LEASE)
        url = f"https://example.org/{number}"
        await store.finish_poll(
            feed, dataclasses.replace(feed.row, due=START), [entry(url, url=url)]
        )
        [pending] = await store.claim_entries(1, LEASE)
        when = START + dt.timedelta(days=row["day"])
        words = {name: row[name] for name in ("text", "title", "outlet")}
        await store.keep_article(pending, page(url, published=when, **words))
        assert await once(stage, report=quiet()) == 1
    while await store.tell_next():
        pass

    [story] = await store.recent_stories(START - dt.timedelta(days=400))
    assert len(story.outlets) == len(VISIT)
    assert story.version == 2  # the raise is news, the copies are not
    held = {each.key: each for each in await store.accounts(Question(), today=TODAY)}
    [whole] = [each for each in held.values() if each.sum and not each.whole]
    assert whole.sum == (Decimal("250e6"), "GBP")
    assert [(each.relation, each.claim.currency) for each in whole.history] == [
        (Relation.NEW, "GBP"),
        (Relation.RESTATES, "EUR"),
        (Relation.RESTATES, "USD"),
        (Relation.RESTATES, "GBP"),
        (Relation.RESTATES, "GBP"),
        (Relation.RAISES_TO, "GBP"),
    ]
    sums = sorted(held[key].sum or () for key in whole.parts)
    assert sums == [(Decimal(part) * 10**6, "GBP") for part in (26, 39, 68, 92)]
    [twice] = [held[key] for key in whole.parts if len(held[key].history) > 1]
    assert twice.sum == (Decimal("92e6"), "GBP")
    [every] = await store.totals(Question(), today=TODAY)
    assert every.total.binding == {"GBP": Decimal("250e6")}
    assert every.total.left_out["part of a sum that is counted"] == 4
