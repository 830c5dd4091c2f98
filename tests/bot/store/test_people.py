"""What the store promises about people: kept apart, and gone when they ask."""

import pytest

from bot.ledger import Correction, Relation
from bot.model import Opinion, Traces
from bot.questions import Question
from bot.store import SqlStore
from tests.bot.making import START, Watch, brief, read

HOME = "slack:T1"


def thought(story: int, *, home: str = HOME, person: str | None = "U1", words: str = "") -> Opinion:
    """Make an opinion."""
    return Opinion(
        at=START, story=story, version=1, right=not words, words=words, home=home, person=person
    )


async def test_opinions_are_kept_newest_first(store: SqlStore) -> None:
    """A person's last word on a version counts; nobody's words take another's place."""
    await read(store, "https://example.org/1")
    [story] = await brief(store)
    for opinion in (
        thought(story),
        thought(story, words="the sum"),
        thought(story, person="U2"),
        thought(story, home="page", person=None, words="a"),
        thought(story, home="page", person=None, words="b"),
    ):
        await store.opine(opinion)
    kept = await store.opinions()
    assert [(each.person, each.words) for each in kept] == [
        (None, "b"), (None, "a"), ("U2", ""), ("U1", "the sum"),
    ]  # fmt: skip
    assert [each.person for each in await store.opinions(right=True)] == ["U2"]
    assert len(await store.opinions(limit=2)) == 2


async def test_editors_are_of_one_workspace(store: SqlStore) -> None:
    """Who may correct in one workspace may not in another."""
    assert await store.appoint(HOME, "U1", by="U9", at=START)
    assert not await store.appoint(HOME, "U1", by="U9", at=START)
    assert await store.editors(HOME) == ["U1"]
    assert await store.editors("slack:T2") == []
    assert not await store.dismiss("slack:T2", "U1")
    assert await store.dismiss(HOME, "U1")
    assert await store.editors(HOME) == []


@pytest.mark.parametrize(("home", "tenant"), [(HOME, HOME), ("discord", "discord:34")])
async def test_who_asks_is_forgotten(store: SqlStore, watch: Watch, home: str, tenant: str) -> None:
    """Nothing names them any more; what others left stays, and so does what they corrected."""
    await read(store, "https://example.org/1")
    [story] = await brief(store)
    await store.tell_next()
    [account] = await store.accounts(Question(), today=START.date())
    claim = account.history[0].claim.key
    made = Correction(
        claim=claim, joins=claim, relation=Relation.NEW, by=f"{home}:U1", at=watch(), reason="so"
    )
    assert await store.correct(made)
    await store.opine(thought(story, home=home))
    await store.opine(thought(story, home=home, person="U2"))
    await store.opine(thought(story, home="slack:T2"))
    await store.appoint(tenant, "U1", by="U2", at=START)
    await store.note(f"{home.partition(':')[0]}-owner:C1", "U1")
    traces = Traces(opinions=1, editor=True, corrections=1, notes=1)
    assert await store.traces(home, "U1") == traces
    assert await store.forget_person(home, "U1") == traces
    assert await store.traces(home, "U1") == Traces()

    assert {(each.home, each.person) for each in await store.opinions()} == {
        (home, "U2"), ("slack:T2", "U1"),
    }  # fmt: skip
    again = await store.account(account.key)
    assert again
    said = [each.by for each in again.history]
    assert said == ["somebody who asked to be forgotten"]
    assert all("U1" not in str(each) for each, _ in await store.decisions(claim))
