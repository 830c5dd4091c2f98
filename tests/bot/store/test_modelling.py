"""What the store promises about a language model: answers, caps, consent, refinements."""

import asyncio
import datetime as dt
from decimal import Decimal

import pytest

from bot.model import Platform
from bot.ports import Caps, ModelBook, Spending
from bot.store import SqlStore, open_store
from bot.store.modelling import ANSWERS_KEPT
from tests.bot.making import LEASE, START, Watch, brief, briefing, read
from tests.fakes.book import Book

DAY = START.date()
SOME = Spending(tokens=100, cost=Decimal("0.25"))


@pytest.fixture(params=["store", "memory"])
def book(request: pytest.FixtureRequest, store: SqlStore) -> ModelBook:
    """Give the real one, and the fake that tests of the adapter use."""
    return Book() if request.param == "memory" else store


async def test_an_answer_is_kept(book: ModelBook) -> None:
    """What was answered is known, whatever is in it, and the first answer stays."""
    assert await book.answered("a" * 64) is None
    await book.keep_answer("a" * 64, "“yes” 漢")
    await book.keep_answer("a" * 64, "no")
    assert await book.answered("a" * 64) == "“yes” 漢"


async def test_caps_hold_for_all_and_for_each(book: ModelBook) -> None:
    """What would go over either cap is not counted; another workspace and day may go on."""
    caps = Caps(tokens=350, workspace_tokens=200, cost=Decimal(10))
    assert await book.reserve(DAY, "T1", SOME, caps)
    assert await book.reserve(DAY, "T1", SOME, caps)
    assert not await book.reserve(DAY, "T1", SOME, caps)
    assert await book.reserve(DAY, "T2", SOME, caps)
    assert not await book.reserve(DAY, "T3", SOME, caps)
    assert not await book.reserve(DAY, "", SOME, caps)
    assert await book.reserve(DAY + dt.timedelta(days=1), "T1", SOME, caps)
    spent = dict(await book.spent(DAY))
    assert (spent["*"].tokens, spent["T1"].tokens, spent["T2"].tokens) == (300, 200, 100)
    assert spent["*"].cost == Decimal("0.75")


async def test_money_has_a_cap_too(book: ModelBook) -> None:
    """The day's money is all workspaces' together."""
    caps = Caps(cost=Decimal("0.5"))
    assert await book.reserve(DAY, "T1", SOME, caps)
    assert await book.reserve(DAY, "T2", SOME, caps)
    assert not await book.reserve(DAY, "T3", SOME, caps)
    own = Caps(workspace_cost=Decimal("0.3"))
    assert not await book.reserve(DAY, "T1", SOME, own)
    assert await book.reserve(DAY, "T3", SOME, own)


async def test_what_was_reserved_is_settled(book: ModelBook) -> None:
    """What a call did cost stands in place of the most that it could."""
    await book.reserve(DAY, "T1", SOME, Caps())
    spent = Spending(tokens=10, cost=Decimal("0.01"))
    await book.settle(DAY, "T1", reserved=SOME, spent=spent)
    assert dict(await book.spent(DAY)) == {"*": spent, "T1": spent}


async def test_processes_share_a_cap(store: SqlStore) -> None:
    """Of many that ask at once only as many as the cap has room for are let."""
    caps = Caps(tokens=500)
    let = await asyncio.gather(*(store.reserve(DAY, f"T{n}", SOME, caps) for n in range(12)))
    assert sum(let) == 5


async def test_caps_and_answers_survive_a_restart(url: str, watch: Watch) -> None:
    """Another process, or the same one later, finds what was spent and answered."""
    async with open_store(url, now=watch, own_clock=False) as store:
        await store.reserve(DAY, "", SOME, Caps())
        await store.keep_answer("b" * 64, "kept")
    async with open_store(url, now=watch, own_clock=False) as store:
        assert not await store.reserve(DAY, "", SOME, Caps(tokens=150))
        assert await store.answered("b" * 64) == "kept"


async def test_answers_are_forgotten_in_time(store: SqlStore, watch: Watch) -> None:
    """After a month an answer, which has an article's words in it, is gone."""
    await store.keep_answer("c" * 64, "kept")
    watch.move(ANSWERS_KEPT.total_seconds() - 1)
    await store.forget()
    assert await store.answered("c" * 64) == "kept"
    watch.move(2)
    await store.forget()
    assert await store.answered("c" * 64) is None


async def test_who_says_nothing_does_not_consent(store: SqlStore) -> None:
    """A workspace's word is kept, and can be taken back."""
    assert not await store.allows_model("T1")
    await store.allow_model("T1", allowed=True)
    await store.allow_model("T1", allowed=True)
    assert await store.allows_model("T1")
    assert not await store.allows_model("T2")
    await store.allow_model("T1", allowed=False)
    assert not await store.allows_model("T1")


async def test_a_told_story_is_refined_once(store: SqlStore, watch: Watch) -> None:
    """It waits from when it is told; refined, it is its next version, and waits no more."""
    await read(store, "https://example.org/1")
    await brief(store)
    [leased] = await store.claim_refinements(5, LEASE)
    assert await store.claim_refinements(5, LEASE) == []
    better = briefing(leased.row.held.article)
    assert await store.keep_refined(leased, better)
    now = await store.story(leased.row.story)
    assert now
    assert now.version == 2
    assert len(await store.versions(now.id)) == 2
    watch.move(120)
    assert await store.claim_refinements(5, LEASE) == []
    assert not await store.keep_refined(leased, better)


async def test_a_story_that_was_told_anew_is_not_overwritten(store: SqlStore) -> None:
    """A refinement that comes after the next version changes nothing."""
    await read(store, "https://example.org/1", "https://other.example/2")
    first, second = await store.claim_articles(2, LEASE)
    told = await store.keep_briefing(first, briefing(first.row.article), story=None, post=True)
    assert told
    [leased] = await store.claim_refinements(5, LEASE)
    await store.keep_briefing(second, briefing(second.row.article), story=told.id, post=True)
    assert not await store.keep_refined(leased, briefing(first.row.article))
    now = await store.story(told.id)
    assert now
    assert (now.version, now.article.id) == (2, second.row.id)


async def test_posts_are_edited_where_they_are(store: SqlStore) -> None:
    """Targets that have the story get an edit of their post; no other target gets one."""
    here = await store.add_target(Platform.SLACK, "C1", name="here")
    await read(store, "https://example.org/1")
    await brief(store)
    [post] = await store.claim_lanes([Platform.SLACK], 5, LEASE)
    await store.posted(post, "ts1")
    await store.add_target(Platform.SLACK, "C2", name="later")
    [leased] = await store.claim_refinements(5, LEASE)
    await store.keep_refined(leased, briefing(leased.row.held.article))
    [edit] = await store.claim_lanes([Platform.SLACK], 5, LEASE)
    assert (edit.row.target.id, edit.row.previous, edit.row.story.version) == (here.id, "ts1", 2)


async def test_what_is_old_is_left(store: SqlStore, watch: Watch) -> None:
    """A model that is turned on does not tell yesterday again."""
    await read(store, "https://example.org/1")
    await brief(store)
    watch.move(2 * 3600)
    assert await store.claim_refinements(5, LEASE) == []


async def test_a_failed_refinement_comes_again_or_never(store: SqlStore, watch: Watch) -> None:
    """It is due at the time that was given, and asleep where none was."""
    await read(store, "https://example.org/1")
    await brief(store)
    [leased] = await store.claim_refinements(5, LEASE)
    await store.end_refinement(leased, "busy", watch() + dt.timedelta(minutes=1))
    assert await store.claim_refinements(5, LEASE) == []
    watch.move(61)
    [leased] = await store.claim_refinements(5, LEASE)
    assert leased.row.attempts == 2
    await store.end_refinement(leased, "no", None)
    watch.move(600)
    assert await store.claim_refinements(5, LEASE) == []
