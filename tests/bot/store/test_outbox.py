"""What the store promises about deliveries: one at a time, in order, nothing lost."""

from bot.model import Outcome, Platform, Story
from bot.store import SqlStore
from tests.bot.making import LEASE, Watch, briefing, read

BOTH = [Platform.SLACK, Platform.DISCORD]


async def _stories(store: SqlStore, count: int) -> list[Story]:
    await read(store, *(f"https://example.org/{n}" for n in range(count)))
    told = []
    for leased in await store.claim_articles(count, LEASE):
        story = await store.keep_briefing(
            leased, briefing(leased.row.article), story=None, post=True
        )
        assert story
        told.append(story)
    return told


async def test_target_is_added_once(store: SqlStore) -> None:
    """The same address on the same platform is the same target."""
    first = await store.add_target(Platform.SLACK, "C1", name="news")
    assert await store.add_target(Platform.SLACK, "C1", name="other") == first
    assert (await store.add_target(Platform.DISCORD, "C1", name="news")).id != first.id


async def test_each_target_gets_each_story_in_order(store: SqlStore) -> None:
    """A lane gives its oldest delivery, and the next only when that is finished."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await store.add_target(Platform.DISCORD, "C2", name="b")
    told = await _stories(store, 2)
    for story in told:
        claimed = await store.claim_lanes(BOTH, 10, LEASE)
        assert {each.row.target.address for each in claimed} == {"C1", "C2"}
        assert all(each.row.story == story for each in claimed)
        assert not await store.claim_lanes(BOTH, 10, LEASE)
        assert all([await store.posted(each, "ref") for each in claimed])
    assert not await store.claim_lanes(BOTH, 10, LEASE)


async def test_only_the_asked_platforms_are_claimed(store: SqlStore) -> None:
    """A process without a platform's adapter leaves its lanes to others."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await _stories(store, 1)
    assert not await store.claim_lanes([Platform.DISCORD], 10, LEASE)
    assert len(await store.claim_lanes([Platform.SLACK], 10, LEASE)) == 1


async def test_key_is_the_same_on_each_attempt(store: SqlStore, watch: Watch) -> None:
    """A delivery begun by somebody who died comes back as resumed, under the same key."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await _stories(store, 1)
    [first] = await store.claim_lanes(BOTH, 1, LEASE)
    watch.move(60)
    [second] = await store.claim_lanes(BOTH, 1, LEASE)
    assert (first.row.resumed, second.row.resumed) == (False, True)
    assert (first.row.attempts, second.row.attempts) == (1, 2)
    assert first.row.key == second.row.key
    assert len(first.row.key) <= 25
    assert not await store.posted(first, "late")
    assert await store.posted(second, "ref")


async def test_postponed_delivery_waits_and_is_not_resumed(store: SqlStore, watch: Watch) -> None:
    """A refusal is a known end: the next attempt need not look for a post."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await _stories(store, 2)
    for unknown in (False, True):
        [leased] = await store.claim_lanes(BOTH, 1, LEASE)
        assert await store.postpone(leased, "busy", watch() + LEASE, unknown=unknown)
        assert not await store.claim_lanes(BOTH, 1, LEASE)
        watch.move(60)
        [again] = await store.claim_lanes(BOTH, 1, LEASE)
        assert again.row.id == leased.row.id
        assert again.row.resumed is unknown
        assert again.row.reason == "busy"
        assert await store.postpone(again, "busy", watch())


async def test_dead_letter_lets_the_next_pass(store: SqlStore) -> None:
    """What is given up does not block its lane."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    told = await _stories(store, 2)
    [leased] = await store.claim_lanes(BOTH, 1, LEASE)
    assert await store.give_up(leased, "too long", pause=False, hold=False)
    [following] = await store.claim_lanes(BOTH, 1, LEASE)
    assert following.row.story == told[1]


async def test_paused_target_keeps_still(store: SqlStore) -> None:
    """A forbidden target gets nothing, what comes is held, and other targets go on."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await store.add_target(Platform.SLACK, "C2", name="b")
    await _stories(store, 1)
    one, two = await store.claim_lanes(BOTH, 2, LEASE)
    assert await store.give_up(one, "not in channel", pause=True, hold=True)
    assert await store.posted(two, "ref")
    target = await store.add_target(Platform.SLACK, "C1", name="a")
    assert target.paused == "not in channel"
    assert any("is held" in step for step in await store.why("https://example.org/0"))


async def test_new_version_names_the_post_that_it_replaces(store: SqlStore) -> None:
    """In each target the later version knows the earlier one's post, where there is one."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await read(store, "https://example.org/0", "https://example.org/1")
    one, two = await store.claim_articles(2, LEASE)
    first = await store.keep_briefing(one, briefing(one.row.article), story=None, post=True)
    assert first
    [leased] = await store.claim_lanes(BOTH, 1, LEASE)
    assert leased.row.previous is None
    await store.posted(leased, "ref of 1")
    await store.add_target(Platform.SLACK, "C2", name="b")
    await store.keep_briefing(two, briefing(two.row.article), story=first.id, post=True)
    known, new = await store.claim_lanes(BOTH, 2, LEASE)
    assert (known.row.previous, known.row.before) == ("ref of 1", first)
    assert (new.row.previous, new.row.before) == (None, None)


async def test_page_takes_a_delivery_once(store: SqlStore, watch: Watch) -> None:
    """Sending twice makes one post, and finding it gives the same key."""
    await store.add_target(Platform.PAGE, "front", name="Page")
    await _stories(store, 1)
    [leased] = await store.claim_lanes([Platform.PAGE], 1, LEASE)
    assert await store.page.find(leased.row) is None
    ref = await store.page.send(leased.row)
    assert await store.page.send(leased.row) == ref
    assert await store.page.find(leased.row) == ref
    assert len(await store.posts()) == 1
    assert leased.row.outcome is Outcome.PENDING
    watch.move(1)
