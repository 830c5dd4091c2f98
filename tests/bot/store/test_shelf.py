"""The few stories that an article may join are found by their rare words."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa

from bot.kinship import WINDOW
from bot.store import SqlStore, open_store
from bot.stories import asking, kin
from tests.bot.making import LEASE, START, Watch, brief, briefing, read

FLOOD = (
    "The river Oska burst its banks at Velm on Monday and flooded the old town, the mayor of Velm, "
    "Ines Drava, said. Four hundred people left their homes and sleep in the school gymnasium. "
)
STRIKE = (
    "Drivers of the Tarn tramway stopped work on Monday over night shifts, their union said. "
    "Union leader Pol Maric wants talks with the Tarn council before the end of the week. "
)
SPAN: dict[str, Any] = {"since": START - WINDOW, "until": START + WINDOW}


async def test_story_is_found_by_the_words_that_its_articles_lean_on(store: SqlStore) -> None:
    """The one that shares most comes first; another time, or no word, finds nothing."""
    await read(store, "https://example.org/flood", text=FLOOD)
    [flood] = await brief(store)
    await store.remove_feed(1)
    await read(store, "https://example.org/strike", text=STRIKE)
    await brief(store)
    await store.remove_feed(1)
    await read(store, "https://example.org/again", text=f"{FLOOD} It rained for days.")
    [waiting] = await store.claim_articles(1, LEASE)
    words = asking(waiting.row)
    assert "velm" in words
    near = await store.near(words, **SPAN)
    assert near[0].story == flood
    assert kin(waiting.row, near).story == flood
    later = START + 3 * WINDOW
    assert not await store.near(words, since=later, until=later + WINDOW)
    assert not await store.near([], **SPAN)


async def test_profile_grows_with_its_story_and_is_read_again(store: SqlStore) -> None:
    """What was remembered of a story is not used once it has grown."""
    await read(store, "https://example.org/flood", text=FLOOD)
    [flood] = await brief(store)
    [before] = await store.near(["velm"], **SPAN)
    assert before.size == 1
    assert (await store.near(["velm"], **SPAN))[0] is before
    await store.remove_feed(1)
    await read(store, "https://example.org/more", text=f"{FLOOD} Bridges over the Oska are shut.")
    assert await brief(store, story=flood) == [flood]
    [after] = await store.near(["velm"], **SPAN)
    assert after.size == 2
    assert len(after.latest) == 2


async def test_stories_of_an_earlier_program_can_be_joined(url: str) -> None:
    """A database without profiles gets them before the next article is briefed."""
    async with open_store(url, now=Watch(), own_clock=False) as store:
        await read(store, "https://example.org/flood", text=FLOOD)
        await brief(store)
        async with store._db.write() as connection:
            for table in ("story_word", "story_profile"):
                await connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 # two names
    async with open_store(url, now=Watch(), own_clock=False) as store:
        assert not await store.near(["velm"], **SPAN)
        assert await store.shelve() == 1
        assert await store.shelve() == 0
        assert len(await store.near(["velm"], **SPAN)) == 1


async def test_what_nothing_can_join_is_forgotten(store: SqlStore, watch: Watch) -> None:
    """Words and profiles stay for twice the time in which a story can be joined."""
    await read(store, "https://example.org/flood", text=FLOOD)
    await brief(store)
    watch.move(WINDOW.total_seconds())
    await store.forget()
    assert await store.near(["velm"], **SPAN)
    watch.move(dt.timedelta(days=16).total_seconds())
    await store.forget()
    assert not await store.near(["velm"], **SPAN)


async def test_briefing_twice_does_not_count_an_article_twice(store: SqlStore) -> None:
    """An outlet's edit leaves the profile at one article."""
    await read(store, "https://example.org/flood", text=FLOOD)
    [flood] = await brief(store)
    async with store._db.write() as connection:
        await connection.execute(sa.text("UPDATE article SET due = fetched"))
    [again] = await store.claim_articles(1, LEASE)
    await store.keep_briefing(again, briefing(again.row.article), story=flood, post=False)
    assert (await store.near(["velm"], **SPAN))[0].size == 1


async def test_profile_that_an_earlier_program_wrote_is_read(store: SqlStore) -> None:
    """The topic in full and sketches as numbers give the same profile as they are kept now."""
    await read(store, "https://example.org/flood", text=FLOOD)
    [flood] = await brief(store)
    [now] = await store.near(["velm"], **SPAN)
    record = {
        "size": now.size,
        "norms": now.norms,
        "terms": now.terms,
        "topic": now.topic,
        "names": now.names,
        "latest": [(each.article, each.sketch) for each in now.latest],
    }
    async with store._db.write() as connection:
        await connection.execute(
            sa.text("UPDATE story_profile SET stamp = 1, record = :record WHERE story = :story"),
            {"record": json.dumps(record), "story": flood},
        )
    [before] = await store.near(["velm"], **SPAN)
    assert before == now
    assert set(now.topic) < set(now.terms)
