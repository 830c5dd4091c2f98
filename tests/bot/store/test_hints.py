"""Names that go on as somebody types, on both databases."""

import asyncio
import dataclasses

import pytest
import sqlalchemy as sa

from bot.model import HintSort
from bot.store import SqlStore, open_store
from bot.store.engine import connected
from bot.store.hints import beginnings
from bot.store.migrate import upgrade
from bot.store.schema import hint
from bot.tellings import Tellings
from summariser import Article, Briefing, Segment
from tests.bot.making import LEASE, Watch, brief, briefing, read


async def shown(store: SqlStore, sort: HintSort, typed: str) -> list[str]:
    """List what is shown for it."""
    return [hint.shown for hint in await store.hints(sort, typed)]


def acted(article: Article, *names: str) -> Briefing:
    """Brief an article in which these act."""
    made = briefing(article)
    [actor] = made.actors
    return dataclasses.replace(
        made, actors=tuple(dataclasses.replace(actor, name=name) for name in names)
    )


async def told(store: SqlStore, *stories: tuple[str, str], of: int | None = None) -> list[int]:
    """Keep stories, each a line and who acts in it; the last may be a version of the ``of``th."""
    await read(store, *(f"https://example.org/{place}" for place in range(len(stories))))
    made: list[int] = []
    for line, names in stories:
        [leased] = await store.claim_articles(1, LEASE)
        briefed = acted(leased.row.article, *names.split(", "))
        first = dataclasses.replace(briefed.layout[0], segments=(Segment(text=line),))
        briefed = dataclasses.replace(briefed, layout=(first, *briefed.layout[1:]))
        joined = made[of] if of is not None and len(made) + 1 == len(stories) else None
        kept = await store.keep_briefing(leased, briefed, story=joined, post=True)
        assert kept
        made.append(kept.id)
    return made


async def test_actor_is_found_by_any_word(store: SqlStore) -> None:
    """A surname is enough; capitals and accents do not matter; each name is there once."""
    await told(store, ("One.", "Zoë Ångström, Ivo Zoellner"), ("Two.", "Zoë Ångström"))
    assert await shown(store, HintSort.ACTOR, "ANGS") == ["Zoë Ångström"]
    assert await shown(store, HintSort.ACTOR, "zo") == ["Zoë Ångström", "Ivo Zoellner"]
    assert await shown(store, HintSort.ACTOR, "zoe ang") == ["Zoë Ångström"]
    assert await shown(store, HintSort.ACTOR, "ang zoe") == ["Zoë Ångström"]
    assert await shown(store, HintSort.ACTOR, "zoe x") == []
    assert set(await shown(store, HintSort.ACTOR, "")) == {"Zoë Ångström", "Ivo Zoellner"}


async def test_story_is_found_by_its_present_line(store: SqlStore) -> None:
    """Newest first; what an older version said finds it no more."""
    lines = ("Drones for Sudland.", "More drones for Westmark.", "Boats for Sudland.")
    first, second, again = await told(store, *((line, "Ann") for line in lines), of=0)
    assert again == first
    assert [each.value for each in await store.hints(HintSort.STORY, "dro")] == [str(second)]
    assert [each.value for each in await store.hints(HintSort.STORY, "boats sud")] == [str(first)]
    assert [each.value for each in await store.hints(HintSort.STORY, "sud bo")] == [str(first)]
    assert len(await store.hints(HintSort.STORY, "")) == 2


async def test_feed_is_found_by_title_topic_and_address(store: SqlStore) -> None:
    """A feed that is removed is found no more; its topic is still a topic."""
    feed = await store.add_feed("https://www.courier.example/rss", title="Belmark", topic="Aid")
    for typed in ("", "bel", "courier"):
        [found] = await store.hints(HintSort.FEED, typed)
        assert found.value == str(feed.id)
        assert found.shown == "Belmark (courier.example/rss)"
    [leased] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(leased, dataclasses.replace(leased.row, title="Norport"), [])
    assert await shown(store, HintSort.FEED, "bel") == []
    assert await shown(store, HintSort.FEED, "nor") == ["Norport (courier.example/rss)"]
    await store.remove_feed(feed.id)
    assert await shown(store, HintSort.FEED, "") == []
    assert await shown(store, HintSort.TOPIC, "ai") == ["Aid"]
    assert await shown(store, HintSort.TOPIC, "") == ["Aid"]


async def test_pledge_is_found_by_who_and_what(store: SqlStore) -> None:
    """The value is the key by which the ledger gives the whole account."""
    await read(store, "https://example.org/1", text="Norland gives Sudland a harbour.")
    await brief(store)
    stage = Tellings(store=store)
    while await stage.claim(1):
        pass
    for typed in ("", "norl", "harb"):
        [found] = await store.hints(HintSort.PLEDGE, typed)
        account = await store.account(found.value)
        assert account
        assert "harbour" in account.purpose


@pytest.mark.parametrize("typed", ["%", "_", "'", "\x00", "\udcff", "\U0010ffff", "a" * 5000])
async def test_any_text_may_be_typed(file_store: SqlStore, typed: str) -> None:
    """Signs that mean something to a database, or nothing to anybody, find nothing or all."""
    await told(file_store, ("Boats.", "Ann"))
    for sort in HintSort:
        assert len(await file_store.hints(sort, typed)) <= 25


async def test_many_writers_name_the_same_actors(store: SqlStore) -> None:
    """Stories kept at the same moment share their actors and hold each other up no longer."""
    await read(store, *(f"https://example.org/{number}" for number in range(12)))
    waiting = await store.claim_articles(12, LEASE)
    names = [f"Actor {number}" for number in range(20)]

    async def keep(place: int) -> None:
        leased = waiting[place]
        turned = names[place:] + names[:place]
        made = acted(leased.row.article, *turned)
        assert await store.keep_briefing(leased, made, story=None, post=True)

    async with asyncio.timeout(20):
        await asyncio.gather(*map(keep, range(12)))
    assert len(await store.hints(HintSort.ACTOR, "actor")) == 20


async def test_what_was_held_before_is_named_too(url: str) -> None:
    """A database of before this table is filled with the same rows as one of today."""
    async with open_store(url, now=Watch(), own_clock=False) as store:
        await told(store, ("Norland gives Sudland a harbour.", "Zoë Ångström"))
        await store.add_feed("https://www.courier.example/rss", title="Belmark", topic="Aid")
        stage = Tellings(store=store)
        while await stage.claim(1):
            pass
    columns = [hint.c.sort, hint.c.key, hint.c.ref, hint.c.shown, hint.c.value]

    async with connected(url, now=Watch(), own_clock=False) as database:
        async with database.read() as connection:
            before = {tuple(row) for row in await connection.execute(sa.select(*columns))}
        await upgrade(database, to="0008")
        await upgrade(database)
        async with database.read() as connection:
            after = {tuple(row) for row in await connection.execute(sa.select(*columns))}
    assert {row[0] for row in before} == set(HintSort)
    assert after == before


def test_beginnings_are_few_and_short() -> None:
    """Small words of a line begin nothing but the line itself."""
    assert beginnings("UK to send 40 drones", every=False) == [
        "uk to send 40 drones",
        "send 40 drones",
        "drones",
    ]
    assert beginnings("UK to", every=True) == ["uk to", "to"]
    assert beginnings("") == []
