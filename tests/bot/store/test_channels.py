"""What the store promises to people who follow: nothing lost, nothing sent after they leave."""

from bot.model import Place, Platform, Story
from bot.store import SqlStore
from tests.bot.making import LEASE, briefing, read

SLACK = Platform.SLACK


async def _story(store: SqlStore) -> Story:
    """Brief the next of three articles."""
    await read(store, *(f"https://example.org/{name}" for name in "abc"))
    (leased,) = await store.claim_articles(1, LEASE)
    story = await store.keep_briefing(leased, briefing(leased.row.article), story=None, post=True)
    assert story
    return story


async def test_joined_channel_gets_stories_and_a_left_one_none(store: SqlStore) -> None:
    """From following to unfollowing each story is queued once; what waits is dropped then."""
    joined = await store.join(SLACK, "T1", "C1", name="desk")
    assert await store.join(SLACK, "T1", "C1", name="news desk") != joined  # renamed
    assert [each.name for each in await store.targets(SLACK, "T1")] == ["news desk"]
    await _story(store)
    (leased,) = await store.claim_lanes([SLACK], 10, LEASE)
    assert leased.row.target.workspace == "T1"
    assert await store.posted(leased, "1.1")
    await _story(store)
    assert await store.leave(SLACK, "T1", "C1")
    assert not await store.leave(SLACK, "T1", "C1")
    assert not await store.targets(SLACK, "T1")
    assert not await store.claim_lanes([SLACK], 10, LEASE)
    await store.join(SLACK, "T1", "C1", name="desk")
    await _story(store)
    assert len(await store.claim_lanes([SLACK], 10, LEASE)) == 1


async def test_paused_channel_loses_nothing(store: SqlStore) -> None:
    """What waited and what came meanwhile are both posted, in order, when it is joined again."""
    await store.join(SLACK, "T1", "C1", name="desk")
    first = await _story(store)
    assert await store.pause(SLACK, "T1", "C1", "archived")
    second = await _story(store)
    assert not await store.claim_lanes([SLACK], 10, LEASE)
    (paused,) = await store.targets(SLACK, "T1")
    assert paused.paused == "archived"
    assert (await store.join(SLACK, "T1", "C1", name="desk")).paused is None
    for story in (first, second):
        (leased,) = await store.claim_lanes([SLACK], 10, LEASE)
        assert leased.row.story == story
        assert await store.posted(leased, "ref")
    assert not await store.pause(SLACK, "T1", "C404", "x")


async def test_refused_post_is_sent_after_the_channel_is_mended(store: SqlStore) -> None:
    """A post that was held because the channel refused it goes out when somebody follows again."""
    await store.join(SLACK, "T1", "C1", name="desk")
    story = await _story(store)
    (leased,) = await store.claim_lanes([SLACK], 10, LEASE)
    assert await store.give_up(leased, "not_in_channel", pause=True, hold=True)
    assert not await store.claim_lanes([SLACK], 10, LEASE)
    await store.join(SLACK, "T1", "C1", name="desk")
    (again,) = await store.claim_lanes([SLACK], 10, LEASE)
    assert again.row.story == story


async def test_workspaces_see_only_their_own(store: SqlStore) -> None:
    """The same channel key in two workspaces is two channels."""
    await store.join(SLACK, "T1", "C1", name="ours")
    await store.join(SLACK, "T2", "C1", name="theirs")
    assert [each.name for each in await store.targets(SLACK, "T1")] == ["ours"]
    assert await store.leave(SLACK, "T2", "C1")
    assert [each.name for each in await store.targets(SLACK, "T1")] == ["ours"]
    await _story(store)
    (leased,) = await store.claim_lanes([SLACK], 10, LEASE)
    assert leased.row.target.workspace == "T1"


async def test_post_tells_its_story(store: SqlStore) -> None:
    """Whoever answers below a post finds the story by channel and key, in that workspace alone."""
    await store.join(SLACK, "T1", "C1", name="desk")
    story = await _story(store)
    (leased,) = await store.claim_lanes([SLACK], 10, LEASE)
    assert await store.story_of_post(SLACK, "T1", "C1", "1.1") is None
    assert await store.posted(leased, "1.1")
    assert await store.story_of_post(SLACK, "T1", "C1", "1.1") == story
    assert await store.story_of_post(SLACK, "T2", "C1", "1.1") is None
    assert await store.story_of_post(SLACK, "T1", "C2", "1.1") is None
    assert await store.story_of_post(Platform.DISCORD, "T1", "C1", "1.1") is None


async def test_why_names_only_the_place_where_it_is_asked(store: SqlStore) -> None:
    """A private channel is never named to somebody who asks elsewhere, in any workspace."""
    await store.join(SLACK, "T1", "C1", name="desk")
    await store.join(SLACK, "T1", "C2", name="secret plans")
    await store.join(SLACK, "T2", "C1", name="theirs")
    await store.add_target(Platform.PAGE, "front", name="The page")
    story = await _story(store)
    url = story.article.article.url
    assert url
    everything = "\n".join(await store.why(url))
    assert all(name in everything for name in ("desk", "secret plans", "theirs", "The page"))
    here = "\n".join(
        await store.why(url, place=Place(platform=SLACK, workspace="T1", address="C1"))
    )
    assert "desk" in here
    assert "The page" in here
    assert "secret" not in here
    assert "theirs" not in here
    assert "to 2 other places" in here
    assert "desk" not in "\n".join(await store.why(url, place=Place()))


async def test_notes_are_kept_listed_and_erased(store: SqlStore) -> None:
    """Small texts under a name; a prefix is taken as it is written."""
    await store.note("slack:T1", "a")
    await store.note("slack:T1", "b")
    await store.note("slack_T2", "c")
    assert await store.recall("slack:T1") == "b"
    assert await store.noted("slack:") == [("slack:T1", "b")]
    assert await store.noted("slack%") == []
    await store.erase("slack:T1")
    await store.erase("slack:T1")
    assert await store.recall("slack:T1") is None


async def test_moved_target_keeps_what_it_wants(store: SqlStore) -> None:
    """A new key or name is kept; a key that another target has is not taken from it."""
    target = await store.join(Platform.SLACK, "T1", "C1", name="desk")
    await store.join(Platform.SLACK, "T1", "C2", name="other")
    assert not await store.moved(Platform.SLACK, "T1", "C1", address="C2")
    assert not await store.moved(Platform.SLACK, "T1", "C9", name="none")
    assert await store.moved(Platform.SLACK, "T1", "C1", address="C3")
    assert await store.moved(Platform.SLACK, "T1", "C3", name="news")
    found = {each.address: each for each in await store.targets(Platform.SLACK, "T1")}
    assert (found["C3"].id, found["C3"].name) == (target.id, "news")
    assert await store.subscriptions(target.id)
