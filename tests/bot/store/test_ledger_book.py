"""What the store promises about the pledge ledger."""

import dataclasses
import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from bot import rates
from bot.accounts import Account
from bot.corrections import corrections
from bot.ledger import Correction, Relation
from bot.questions import Question
from bot.store import SqlStore
from bot.store.ledger import LedgerBook
from bot.store.ledger_schema import account
from bot.store.rated import renew_worths
from bot.tellings import Tellings
from summariser import Article, Briefing, Deadline, Evidence, Money, Party
from tests.bot.making import LEASE, START, Watch, briefing, entry, page

TODAY = START.date()
REPORTS = (
    (0, "Norland", "Sudland", 40, "schools in the border valley", "NOK"),
    (1, "Norland", "Sudland", 40, "the schools of the border valley", "NOK"),
    (2, "Norland", "Sudland", 90, "a harbour at Eastport", "NOK"),
    (3, "Westmark", "Sudland", 7, "buses", "EUR"),
    (4, "Norland", "Sudland", 40, "schools in the valley, as announced", "NOK"),
)


def _told(article: Article, *pledges: tuple[str, str, int, str, str]) -> Briefing:
    """Brief an article as a test wants it; evidence is its first words."""
    made = briefing(article)
    span = Evidence.of(article, 0, 7)
    [like] = made.pledges
    return dataclasses.replace(
        made,
        pledges=tuple(
            dataclasses.replace(
                like,
                pledger=Party(name=who, evidence=span),
                recipient=Party(name=whom, evidence=span),
                amount=Money(amount=Decimal(amount), currency=currency, evidence=span),
                what=Evidence(article=article.id, start=0, end=len(what), text=what),
                evidence=Evidence(article=article.id, start=0, end=len(what), text=what),
                deadline=Deadline(text="by May", evidence=span, date="2026-05"),
            )
            for who, whom, amount, what, currency in pledges
        ),
    )


async def _report(
    store: SqlStore, number: int, *pledges: tuple[str, str, int, str, str], day: float = 0
) -> str:
    """Let an outlet report, and give the article's key."""
    await store.add_feed("https://example.org/feed", title="Example", topic="aid")
    url = f"https://example.org/{number}"
    [leased] = await store.claim_feeds(1, LEASE)
    row = dataclasses.replace(leased.row, due=START)
    await store.finish_poll(leased, row, [entry(url, url=url)])
    [pending] = await store.claim_entries(1, LEASE)
    when = START + dt.timedelta(days=day)
    key = await store.keep_article(
        pending, page(url, text=f"Report {number}.", published=when, outlet=f"Outlet {number}")
    )
    [article] = await store.claim_articles(9, LEASE)
    made = _told(article.row.article, *pledges)
    assert await store.keep_briefing(article, made, story=None, post=False)
    return str(key)


async def _tell(store: SqlStore) -> int:
    stage, total = Tellings(store=store), 0
    while told := await stage.claim(1):
        total += len(told)
    return total


async def _all(store: SqlStore) -> list[Account]:
    return list(await store.accounts(Question(), today=TODAY))


async def test_pledge_of_two_reports_is_counted_once(store: SqlStore) -> None:
    """Each briefing is heard once; the same pledge in another outlet joins its entry."""
    for day, *pledge in REPORTS[:3]:
        await _report(store, day, tuple(pledge), day=day)  # type: ignore[arg-type] # from a table
    assert await _tell(store) == 3
    assert await _tell(store) == 0
    harbour, schools = await _all(store)
    assert (harbour.purpose, len(schools.history)) == ("a harbour at Eastport", 2)
    assert schools.outlets == ("Outlet 0", "Outlet 1")
    assert await store.account(schools.key) == schools
    assert await store.account("none") is None


async def test_ledger_is_asked_by_party_kind_and_day(store: SqlStore) -> None:
    """By whole words of a name, newest first; what is due comes earliest first."""
    for day, *pledge in REPORTS[:4]:
        await _report(store, day, tuple(pledge), day=day)  # type: ignore[arg-type] # from a table
    await _tell(store)
    [buses] = await store.accounts(Question(pledger="westmark"), today=TODAY)
    assert buses.purpose == "buses"
    assert len(await store.accounts(Question(recipient="Sudland"), today=TODAY)) == 3
    assert not await store.accounts(Question(pledger="Sudland"), today=TODAY)
    since = START + dt.timedelta(days=2.5)
    assert len(await store.accounts(Question(since=since), today=TODAY)) == 1
    assert len(await store.due_accounts(dt.date(2026, 5, 31))) == 3
    assert not await store.due_accounts(dt.date(2026, 4, 30))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_order_of_arrival_gives_the_same_accounts(
    file_store: SqlStore, seed: int
) -> None:
    """An article that comes late is put in its place, and the first report begins the entry."""
    order = list(REPORTS)
    random.Random(seed).shuffle(order)  # noqa: S311 # the same orders each time
    for day, *pledge in order:
        await _report(file_store, day, tuple(pledge), day=day)  # type: ignore[arg-type] # a table
        await _tell(file_store)
    told = [
        (one.purpose, one.outlets, [said.relation for said in one.history])
        for one in await _all(file_store)
    ]
    assert told == [
        (
            "schools in the border valley",
            ("Outlet 0", "Outlet 1", "Outlet 4"),
            [Relation.NEW, Relation.RESTATES, Relation.RESTATES],
        ),
        ("buses", ("Outlet 3",), [Relation.NEW]),
        ("a harbour at Eastport", ("Outlet 2",), [Relation.NEW]),
    ]


async def test_correction_stands_and_what_it_replaced_is_kept(store: SqlStore) -> None:
    """An editor parts two reports; later reports do not undo it; nothing is overwritten."""
    for day, *pledge in REPORTS[:2]:
        await _report(store, day, tuple(pledge), day=day)  # type: ignore[arg-type] # from a table
    await _tell(store)
    [schools] = await _all(store)
    second = schools.history[1].claim.key
    ruled = Correction(
        claim=second, joins=second, relation=Relation.NEW, by="desk", at=START, reason="other"
    )
    assert await store.correct(ruled)
    assert len(await _all(store)) == 2
    decisions = await store.decisions(second)
    assert [(said.by, stands) for said, stands in decisions] == [(None, False), ("desk", True)]
    day, *pledge = REPORTS[4]
    await _report(store, 4, tuple(pledge), day=day)  # type: ignore[arg-type] # from a table
    await _tell(store)
    assert len(await _all(store)) == 2
    unknown = dataclasses.replace(ruled, claim="no such claim")
    assert not await store.correct(unknown)


@pytest.fixture
def our_rates(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Rates as an operator's file has them, as if the program were started with it."""
    monkeypatch.setattr(rates, "_given", [])
    return lambda table: rates.use(rates.read_rates(table))


async def _restarted(store: SqlStore) -> dict[str, float | None]:
    """Let a process begin on this database, and give what each pledge is worth then."""
    again = LedgerBook(store._db)
    while await again.tell_next():
        pass
    async with store._db.read() as connection:
        rows = await connection.execute(sa.select(account.c.key, account.c.worth))
        return {row.key: row.worth for row in rows}


async def test_other_rates_renew_what_pledges_are_worth(
    store: SqlStore, our_rates: Callable[[str], None]
) -> None:
    """As soon as a process starts with them, and as if each pledge had been told by them."""
    our_rates("NOK\t2026\t10\tours\n")
    await _report(store, 1, ("Norland", "Sudland", 40, "schools", "NOK"))
    await _report(store, 2, ("Westmark", "Sudland", 7, "buses", "EUR"))
    await _tell(store)
    assert sorted(filter(None, (await _restarted(store)).values())) == [4.0, 7.0]
    our_rates("NOK\t2026\t8\tours\n")
    found = await _restarted(store)
    assert sorted(filter(None, found.values())) == [5.0, 7.0]
    assert await renew_worths(store._db) == 0  # a second time changes nothing
    question = Question(least=(Decimal("4.5"), "EUR"))
    assert len(await store.accounts(question, today=TODAY)) == 2
    our_rates("USD\t2026\t1\tours\n")
    assert set((await _restarted(store)).values()) == {None, 7.0}


async def test_retelling_decides_by_the_rates_of_now(
    store: SqlStore, our_rates: Callable[[str], None]
) -> None:
    """Two sums that were two pledges are one by the new rates; a second run changes nothing."""
    our_rates("NOK\t2026\t10\tours\n")
    await _report(store, 1, ("Norland", "Sudland", 400, "schools in the valley", "NOK"))
    second = await _report(
        store, 2, ("Norland", "Sudland", 50, "schools in the valley", "EUR"), day=0.1
    )
    await _tell(store)

    async def retold() -> int:
        changed, at = 0, 0
        while done := await store.retell(at, 1):
            at, some = done
            changed += some
        return changed

    assert await retold() == 0
    before = await _all(store)
    our_rates("NOK\t2026\t8\tours\n")
    assert await retold() == 1
    [one] = await _all(store)
    assert [said.relation for said in one.history] == [Relation.NEW, Relation.RESTATES]
    key = one.history[1].claim.key
    assert key.startswith(f"{second}:")
    assert [stands for _, stands in await store.decisions(key)] == [False, True]
    assert await retold() == 0
    our_rates("NOK\t2026\t10\tours\n")
    assert await retold() == 1
    assert await _all(store) == before


async def test_edited_article_says_something_else(store: SqlStore, watch: Watch) -> None:
    """Its new claims replace its old ones, which are kept and no longer counted."""
    await _report(store, 0, ("Norland", "Sudland", 40, "schools", "NOK"))
    await _tell(store)
    watch.move(60)
    [leased] = await store.claim_feeds(1, LEASE)
    url = "https://example.org/0"
    await store.finish_poll(leased, leased.row, [entry(url, url=url, digest="b")])
    [pending] = await store.claim_entries(1, LEASE)
    await store.keep_article(pending, page(url, text="Report 0, corrected."))
    [article] = await store.claim_articles(9, LEASE)
    made = _told(article.row.article, ("Norland", "Sudland", 30, "schools", "NOK"))
    await store.keep_briefing(article, made, story=article.row.story, post=False)
    await _tell(store)
    [schools] = await _all(store)
    assert schools.sum == (Decimal(30), "NOK")


async def test_editor_s_value_is_kept_when_the_article_is_read_again(store: SqlStore) -> None:
    """The sum that an editor wrote stands after a re-run, and finds the right pledge later."""
    for day, *pledge in REPORTS[:2]:
        await _report(store, day, tuple(pledge), day=day)  # type: ignore[arg-type] # from a table
    await _tell(store)
    [schools] = await _all(store)
    given = [("amount", "NOK 55"), ("pledger", "Westmark")]
    made = corrections(schools, given, by="ann", at=START, reason="the release")
    assert await store.correct(*made)
    [now] = await _all(store)
    assert (now.pledger, now.sum) == ("Westmark", (Decimal(55), "NOK"))
    assert [said.by for said in now.history] == ["ann", "ann"]
    assert not await store.accounts(Question(pledger="Norland"), today=TODAY)
    async with store._db.write() as connection:
        await connection.execute(sa.text("DELETE FROM told"))
    await _tell(store)
    assert [(each.pledger, each.sum) for each in await _all(store)] == [
        ("Westmark", (Decimal(55), "NOK"))
    ]
    third = ("Westmark", "Sudland", 55, "schools in the border valley", "NOK")
    await _report(store, 9, third, day=9)
    await _tell(store)
    [joined] = await _all(store)
    assert len(joined.history) == 3
    assert not await store.correct()
    story = schools.history[0].claim.story
    assert story
    assert await store.story_accounts(story) == [joined]
    assert not await store.story_accounts(999)
