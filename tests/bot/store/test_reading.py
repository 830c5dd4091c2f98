"""What the store promises to those who ask about everything held."""

import pytest
import sqlalchemy as sa

from bot.model import Platform
from bot.store import SqlStore
from bot.store.library import RARE
from bot.store.schema import story
from tests.bot.making import LEASE, START, brief, briefing, deliver, read

URL = "https://example.org/1"


async def test_versions_are_kept_as_they_were_told(store: SqlStore) -> None:
    """Each version that was told comes back with its own article, first told first."""
    await read(store, URL, "https://other.example/2", "https://third.example/3")
    first, second, third = await store.claim_articles(3, LEASE)
    told = await store.keep_briefing(first, briefing(first.row.article), story=None, post=True)
    assert told
    for leased, post in ((second, False), (third, True)):
        made = briefing(leased.row.article)
        await store.keep_briefing(leased, made, story=told.id, post=post)
    versions = await store.versions(told.id)
    assert [(each.version, each.article.id) for each in versions] == [
        (1, first.row.id),
        (2, third.row.id),
    ]
    assert await store.versions(told.id + 1) == []


@pytest.mark.parametrize("others", [0, RARE])
async def test_latest_of_a_topic_gives_each_story_once(store: SqlStore, others: int) -> None:
    """Whether the topic is a rare or a usual one: the newest post of each, of no other topic."""
    await store.add_target(Platform.PAGE, "front", name="The page")
    await read(store, URL, "https://other.example/2", "https://third.example/3")
    stories = await brief(store)
    await deliver(store)
    async with store._db.write() as connection:
        values = {"version": 0, "first": START, "last": START, "outlets": [], "topic": "aid"}
        if others:
            await connection.execute(sa.insert(story), [values] * others)
        await connection.execute(
            sa.update(story).where(story.c.id == stories[0]).values(topic="sport")
        )
    posts = await store.latest(topic="aid")
    assert [post.story.id for post in posts] == stories[:0:-1]
    [older] = await store.latest(topic="aid", before=posts[0].seq)
    assert older == posts[1]
    assert [post.story.id for post in await store.latest()] == stories[::-1]
    assert await store.latest(topic="weather") == []


async def test_related_stories_share_some_words(store: SqlStore) -> None:
    """A story with one of the words is found, nearest first; odd words raise nothing."""
    await read(store, URL, "https://other.example/2")
    for leased in await store.claim_articles(2, LEASE):
        made = briefing(leased.row.article)
        await store.keep_briefing(leased, made, story=None, post=True)
    both = await store.related("Norland unicorns")
    near = await store.related("other Norland unicorns")
    assert len(both) == 2
    assert near[0].article.article.url == "https://other.example/2"
    assert await store.related("unicorns") == []
    for words in ("", "\x00", '"', "a OR b", "a & !b | (", "NEAR(a b)", "x " * 5000):
        await store.related(words)


async def test_stories_that_hold_words_have_a_form_of_each_word(store: SqlStore) -> None:
    """A story with each word in one of its forms is found, newest first; odd ones raise nothing."""
    await read(store, URL, "https://other.example/2")
    for leased in await store.claim_articles(2, LEASE):
        made = briefing(leased.row.article)
        await store.keep_briefing(leased, made, story=None, post=True)
    both = await store.holding([("unicorns", "norl*")])
    assert len(both) == 2
    assert both[0].id > both[1].id
    near = await store.holding([("norland",), ("oth*", "second")])
    assert [each.article.article.url for each in near] == ["https://other.example/2"]
    assert await store.holding([("norland",), ("unicorns",)]) == []
    assert await store.holding([("norl",)]) == []
    for words in (
        [],
        [()],
        [("",)],
        [("\x00", '"'), ("a OR b", "NEAR(a b)")],
        [("*", "a & !b | (")],
    ):
        assert await store.holding(words) == []
    await store.holding([("x", "'y'", "norl*")] * 5000)
