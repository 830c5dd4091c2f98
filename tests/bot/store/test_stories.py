"""What the store promises about articles, stories and what readers ask."""

import asyncio
import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Platform
from bot.ports import Bell
from bot.store import SqlStore, open_store
from bot.store.words import INDEXED
from tests.bot.making import LEASE, START, TEXT, Watch, brief, briefing, deliver, entry, page, read

URL = "https://example.org/1"


async def test_article_comes_back_as_it_was_read(store: SqlStore) -> None:
    """Text, title, outlet and time are kept; its key is in each evidence."""
    [key] = await read(store, URL)
    [leased] = await store.claim_articles(1, LEASE)
    article = leased.row.article
    assert (article.id, article.url, article.outlet) == (str(key), URL, "Example Post")
    assert (article.text, article.published) == (f"{TEXT} {URL}", START)
    assert leased.row.topic == "aid"


async def test_one_address_is_one_article(store: SqlStore, watch: Watch) -> None:
    """The same words again are only linked; other words are briefed again."""
    [key] = await read(store, URL)
    await brief(store)
    for text, waits in ((f"{TEXT} {URL}", 0), ("Norland will give 50 million.", 1)):
        watch.move(60)
        [leased] = await store.claim_feeds(1, LEASE)
        row = dataclasses.replace(leased.row, due=watch())
        await store.finish_poll(leased, row, [entry(text, url=URL)])
        [pending] = await store.claim_entries(1, LEASE)
        assert await store.keep_article(pending, page(text=text)) == key
        assert len(await store.claim_articles(1, LEASE)) == waits


async def test_story_has_versions(store: SqlStore) -> None:
    """A first briefing is version 1; a posted one that joins is version 2 and leads."""
    await read(store, URL, "https://other.example/2")
    first, second = await store.claim_articles(2, LEASE)
    told = await store.keep_briefing(first, briefing(first.row.article), story=None, post=True)
    assert told
    assert (told.version, told.outlets) == (1, ("Example Post",))
    again = await store.keep_briefing(
        second, briefing(second.row.article), story=told.id, post=True
    )
    assert again
    assert (again.id, again.version, again.article.id) == (told.id, 2, second.row.id)
    assert await store.story(told.id) == again
    assert [each.id for each in await store.articles(told.id)] == [first.row.id, second.row.id]


async def test_article_may_join_in_silence(store: SqlStore) -> None:
    """An article that tells nothing new leaves the story at its version."""
    await store.add_target(Platform.PAGE, "front", name="Page")
    await read(store, URL, "https://example.org/2")
    first, second = await store.claim_articles(2, LEASE)
    told = await store.keep_briefing(first, briefing(first.row.article), story=None, post=True)
    assert told
    same = await store.keep_briefing(
        second, briefing(second.row.article), story=told.id, post=False
    )
    assert same
    assert (same.version, same.article.id) == (1, first.row.id)
    assert (await store.story_of("https://example.org/2")) == same
    assert len(await deliver(store)) == 1


async def test_lost_lease_keeps_nothing(store: SqlStore, watch: Watch) -> None:
    """Who comes back after the lease, when another has the article, writes nothing."""
    await read(store, URL)
    [slow] = await store.claim_articles(1, LEASE)
    watch.move(60)
    [quick] = await store.claim_articles(1, LEASE)
    made = briefing(slow.row.article)
    assert await store.keep_briefing(slow, made, story=None, post=True) is None
    assert not await store.recent_stories(START.replace(year=2000))
    assert await store.keep_briefing(quick, made, story=None, post=True)


async def test_evidence_points_into_the_words_it_was_made_from(
    store: SqlStore, watch: Watch
) -> None:
    """When the outlet changes its text, the story still shows the text that was quoted."""
    await read(store, URL)
    [key] = await brief(store)
    watch.move(60)
    [leased] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(leased, leased.row, [entry("other", url=URL)])
    [pending] = await store.claim_entries(1, LEASE)
    await store.keep_article(pending, page(text="All of it was rewritten."))
    story = await store.story(key)
    assert story
    assert all(
        each.text == story.article.article.text[each.start : each.end]
        for each in story.briefing.all_evidence()
    )


async def test_deadly_article_is_given_up(store: SqlStore, watch: Watch) -> None:
    """What stops the program each time it is briefed is not briefed for ever."""
    await read(store, URL)
    claims = 0
    for _ in range(10):
        claims += len(await store.claim_articles(1, LEASE))
        watch.move(60)
    assert claims == 5
    assert "never ended" in (await store.why(URL))[-1]


async def test_article_may_be_put_off(store: SqlStore, watch: Watch) -> None:
    """It waits for its time, or for ever, and the reason is told."""
    await read(store, URL)
    [leased] = await store.claim_articles(1, LEASE)
    await store.put_off_article(leased, "too odd", watch() + LEASE)
    assert not await store.claim_articles(1, LEASE)
    watch.move(60)
    [leased] = await store.claim_articles(1, LEASE)
    await store.put_off_article(leased, "too odd", None)
    watch.move(9999)
    assert not await store.claim_articles(1, LEASE)
    assert "too odd" in (await store.why(URL))[-1]


async def test_page_is_read_by_seq(store: SqlStore) -> None:
    """What comes after a seq is listed oldest first; the latest, one a story, newest first."""
    await store.add_target(Platform.PAGE, "front", name="Page")
    await read(store, *(f"https://example.org/{n}" for n in range(3)))
    one, two, three = await store.claim_articles(3, LEASE)
    story = await store.keep_briefing(one, briefing(one.row.article), story=None, post=True)
    assert story
    await store.keep_briefing(two, briefing(two.row.article), story=None, post=True)
    await store.keep_briefing(three, briefing(three.row.article), story=story.id, post=True)
    await deliver(store)
    posts = await store.posts()
    assert [post.story.version for post in posts] == [1, 1, 2]
    assert [post.seq for post in await store.posts(after=posts[0].seq, limit=1)] == [posts[1].seq]
    latest = await store.latest()
    assert [(post.story.id, post.story.version) for post in latest] == [
        (story.id, 2),
        (posts[1].story.id, 1),
    ]
    assert await store.latest(before=posts[2].seq) == latest[1:]
    assert len(await store.latest(topic="aid")) == 2
    assert not await store.latest(topic="sport")


@pytest.mark.parametrize(
    ("words", "found"),
    [("Norland kroner", 1), ("NÓRLAND", 1), ("Norland yen", 0), ("", 0), ('"" OR * NEAR(', 0)],
)
async def test_search_wants_all_the_words(store: SqlStore, words: str, found: int) -> None:
    """Case and accents do not matter, signs are not words, and each word must be there."""
    await read(store, URL)
    await brief(store)
    assert len(await store.search(words)) == found


async def test_search_takes_any_text(store: SqlStore) -> None:
    """No text makes it raise, not even one that is stored and asked for."""

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.lists(st.text(), max_size=20))
    def anything(texts: list[str]) -> None:
        asked.extend(texts)

    asked: list[str] = ["\x00", "\ud800", "a" * 10_000, "x " * 500, "-foo", "a:b", "Ⅷ ² ﬁ"]
    anything()
    for text in asked:
        await store.search(text)


async def test_long_text_is_held_and_found(store: SqlStore) -> None:
    """An article of megabytes is kept whole and found by its beginning."""
    text = " ".join(f"w{n}" for n in range(300_000))
    assert len(text) > INDEXED
    await read(store, URL, text=f"Norland \x00 {text}")
    await brief(store)
    [story] = await store.search("norland w12")
    assert len(story.article.article.text) > len(text)


async def test_actor_is_found_by_any_name(store: SqlStore) -> None:
    """Name and alias, whatever their case; only in the story's present version."""
    await read(store, URL)
    [key] = await brief(store)
    assert [story.id for story in await store.stories_with_actor("the NORTH")] == [key]
    assert [story.id for story in await store.stories_with_actor("norland")] == [key]
    assert not await store.stories_with_actor("Nor")


async def test_pledges_are_listed(store: SqlStore) -> None:
    """Each pledge comes with its story."""
    await read(store, URL)
    [key] = await brief(store)
    [(story, pledge)] = await store.pledges()
    assert story.id == key
    assert pledge.pledger
    assert pledge.pledger.name == "Norland"


async def test_recent_stories_are_newest_first(store: SqlStore, watch: Watch) -> None:
    """Only stories with an article since then."""
    await read(store, URL, "https://example.org/2", published=None)
    first, second = await store.claim_articles(2, LEASE)
    for leased in (first, second):
        await store.keep_briefing(leased, briefing(leased.row.article), story=None, post=False)
    assert [story.article.id for story in await store.recent_stories(watch())] == [
        second.row.id,
        first.row.id,
    ]
    assert not await store.recent_stories(watch() + LEASE)


async def test_why_tells_the_whole_way(store: SqlStore) -> None:
    """Listed, read, briefed and posted, each with its time."""
    await store.add_target(Platform.PAGE, "front", name="Front page")
    assert await store.why(URL) == [
        "No feed of ours has listed this address.",
        "No feed of example.org is read.",
    ]
    await read(store, URL)
    await brief(store)
    await deliver(store)
    steps = await store.why(URL)
    assert [step.partition(": ")[2] for step in steps] == [
        "Example listed it. It was read.",
        "It began story 1 and made its version 1.",
        "Version 1 was posted to page Front page.",
    ]


async def test_turn_is_had_by_one(url: str) -> None:
    """Two processes never have the same turn at once; another name's waits for nobody."""
    order: list[str] = []
    async with open_store(url, now=Watch()) as one, open_store(url, now=Watch()) as other:

        async def take(store: SqlStore, who: str) -> None:
            async with store.turn("stories"):
                order.append(f"{who} begins")
                await asyncio.sleep(0.05)
                order.append(f"{who} ends")

        async with asyncio.TaskGroup() as group, one.turn("other"):
            for number in range(2):
                group.create_task(take(one, f"a{number}"))
                group.create_task(take(other, f"b{number}"))
    assert len(order) == 8
    for begins, ends in zip(order[::2], order[1::2], strict=True):
        assert begins.removesuffix("begins") == ends.removesuffix("ends")


async def test_write_wakes_who_waits_for_it(store: SqlStore) -> None:
    """A bell that rang while nobody waited is not lost."""
    wake = store.listen(Bell.ARTICLES)
    deaf = store.listen(Bell.PAGE)
    await read(store, URL)
    assert wake._event.is_set()
    assert not deaf._event.is_set()
    await wake.wait(0)
    assert not wake._event.is_set()
