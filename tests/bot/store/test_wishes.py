"""What the store promises about wishes: rules, mutes, quiet hours, caps and digests."""

import datetime as dt
from dataclasses import replace

from bot.deliver import Deliveries
from bot.digests import Digests
from bot.loops import once
from bot.model import Delivery, Leased, Place, Platform, Story, Target
from bot.rules import Mode, read_rule
from bot.store import SqlStore
from tests.bot.making import LEASE, START, Watch, briefing, read
from tests.bot.test_refresh import quiet as silent

SLACK = [Platform.SLACK]
EVERYTHING = read_rule("")


async def _target(store: SqlStore, address: str = "C1", rule: str | None = None) -> Target:
    """Add a target that wants one rule's stories, or everything."""
    target = await store.add_target(Platform.SLACK, address, name=address)
    if rule is not None:
        [wish] = await store.subscriptions(target.id)
        await store.unsubscribe(wish.id)
        await store.subscribe(target.id, read_rule(rule), words=rule)
    return target


async def _tell(store: SqlStore, watch: Watch, *urls: str) -> list[Story]:
    """Tell a story for each address, a minute after the last."""
    told = []
    for url in urls:
        watch.move(60)
        for leased in await store.claim_feeds(9, LEASE):
            await store.finish_poll(leased, replace(leased.row, due=watch()), [])
        await read(store, url)
        [article] = await store.claim_articles(9, LEASE)
        made = briefing(article.row.article)
        story = await store.keep_briefing(article, made, story=None, post=True)
        assert story
        told.append(story)
    return told


async def _claimed(store: SqlStore) -> list[Leased[Delivery]]:
    return sorted(
        await store.claim_lanes(SLACK, 99, LEASE), key=lambda each: each.row.target.address
    )


async def test_wish_is_kept_once(store: SqlStore) -> None:
    """An equal rule is the same wish; its mode and reason are what was said last."""
    target = await _target(store)
    rule = read_rule("topic:aid any pledge to Sudland of at least EUR 5m")
    first = await store.subscribe(target.id, rule, words="aid")
    again = await store.subscribe(target.id, rule, mode=Mode.MUTED, reason="too much")
    assert again.id == first.id
    assert (await store.subscriptions(target.id))[1:] == [again]
    assert (again.rule, again.mode, again.reason) == (rule, Mode.MUTED, "too much")
    assert await store.unsubscribe(again.id)
    assert not await store.unsubscribe(again.id)


async def test_each_target_gets_what_it_wants(store: SqlStore, watch: Watch) -> None:
    """By rule; a muted rule wins over a live one; one that wants nothing gets nothing."""
    await _target(store, "C1")
    await _target(store, "C2", "any:kroner none:war")
    await _target(store, "C3", "any:boats")
    muted = await _target(store, "C4")
    await store.subscribe(muted.id, read_rule("actor:Norland"), mode=Mode.MUTED, reason="enough")
    digest = await _target(store, "C5")
    await store.subscribe(digest.id, EVERYTHING, mode=Mode.DIGEST)
    nothing = await _target(store, "C6")
    [wish] = await store.subscriptions(nothing.id)
    await store.unsubscribe(wish.id)
    [story] = await _tell(store, watch, "https://example.org/1")
    assert [each.row.target.address for each in await _claimed(store)] == ["C1", "C2"]
    reasons = [await store.why_not(key, story.id) for key in (3, muted.id, digest.id, nothing.id)]
    assert "none of: boats" in reasons[0][0]
    assert "muted: enough" in reasons[1][1]
    assert "digest only" in reasons[2][0]
    assert reasons[3] == ["Nothing is followed there."]
    assert await store.why_not(1, story.id) == ["Version 1 waits to be posted."]


async def test_quiet_hours_are_told_in_the_next_digest(store: SqlStore, watch: Watch) -> None:
    """At their end one digest tells what came; an urgent watch is posted at once."""
    calm = await _target(store, "C1")
    urgent = await _target(store, "C2")
    await store.subscribe(urgent.id, EVERYTHING, urgent=True)
    for target in (calm, urgent):
        await store.tune(
            target.id, zone="Europe/Kyiv", quiet="11:00-12:00", cap=None, outlet_cap=None,
            resend=False,
        )  # fmt: skip
    first, second = await _tell(store, watch, "https://example.org/1", "https://example.org/2")
    [posted] = await _claimed(store)
    assert posted.row.target.address == "C2"
    assert (await store.why_not(calm.id, first.id)) == [
        "Version 1 waits for the next digest: quiet hours (11:00-12:00)."
    ]
    digests = Digests(store=store, now=watch)
    assert await once(digests, report=silent()) == 0
    watch.move(3600)  # 12:00 in Kyiv
    assert await once(digests, report=silent()) == 1
    [told] = [each for each in await _claimed(store) if each.row.digest]
    assert told.row.target.address == "C1"
    assert told.row.digest
    assert {story.id for story in told.row.digest.stories} == {first.id, second.id}
    assert "told in a digest" in (await store.why_not(calm.id, first.id))[0]
    assert await store.posted(told, "ref")
    assert await store.digest_of_post(Platform.SLACK, "", "C1", "ref") == told.row.digest
    assert await store.digest_of_post(Platform.SLACK, "", "C2", "ref") is None
    watch.move(99999)
    assert await once(digests, report=silent()) == 0


async def test_cap_keeps_the_rest_for_the_morning(store: SqlStore, watch: Watch) -> None:
    """What is over a day's cap, or one outlet's, waits; the next day begins anew."""
    target = await _target(store)
    await store.tune(target.id, zone="UTC", quiet=None, cap=2, outlet_cap=1, resend=False)
    first, second = await _tell(store, watch, "https://example.org/1", "https://example.org/2")
    assert len(await _claimed(store)) == 1
    assert (
        "over the cap of 1 a day from Example Post"
        in (await store.why_not(target.id, second.id))[0]
    )
    [plan] = await store.digests(target.id)
    assert plan.scheduled == START.replace(day=3, hour=8)
    watch.move(86400)
    [third] = await _tell(store, watch, "https://example.org/3")
    assert "waits to be posted" in (await store.why_not(target.id, third.id))[0]
    assert first.id != third.id


async def test_digest_tells_its_period_once(store: SqlStore, watch: Watch) -> None:
    """What its rules want since the last one, and each time its next run is planned."""
    target = await _target(store, "C1", "any:nothing")
    await store.subscribe(target.id, EVERYTHING, mode=Mode.DIGEST)
    plan = await store.add_digest(target.id, "0 10 * * *", words="daily 10:00", now=watch(), most=1)
    assert plan.scheduled == START.replace(hour=10)
    told = await _tell(store, watch, "https://example.org/1", "https://example.org/2")
    digests = Digests(store=store, now=watch, window=dt.timedelta())
    assert await once(digests, report=silent()) == 0
    watch.move(3600)
    assert await once(digests, report=silent()) == 1
    assert await once(digests, report=silent()) == 0
    [leased] = await _claimed(store)
    digest = leased.row.digest
    assert digest
    assert (len(digest.stories), digest.omitted) == (1, 1)
    assert digest.stories[0].id in {story.id for story in told}
    assert digest.title == "Digest of Mon 2 Mar, 10:00, since Mon 2 Mar, 09:00"
    assert await store.posted(leased, "ref")
    [plan] = await store.digests(target.id)
    assert (plan.since, plan.scheduled) == (START.replace(hour=10), START.replace(day=3, hour=10))
    watch.move(86400)
    assert await once(digests, report=silent()) == 1
    assert not await _claimed(store)  # there was nothing to tell


async def test_empty_digest_may_be_stated(store: SqlStore, watch: Watch) -> None:
    """A target that wants to hear of nothing hears of it."""
    target = await _target(store, "C1", "any:nothing")
    await _tell(store, watch, "https://example.org/1")
    await store.add_digest(
        target.id, "0 10 * * *", words="daily 10:00", now=watch(), state_empty=True
    )
    watch.move(3700)
    await once(Digests(store=store, now=watch, window=dt.timedelta()), report=silent())
    [leased] = await _claimed(store)
    assert leased.row.digest
    assert leased.row.digest.stories == ()


async def test_late_digest_is_told_once_or_skipped(store: SqlStore, watch: Watch) -> None:
    """Days away are made good by one run, hours late by none; the period is not lost."""
    target = await _target(store, "C1", "any:nothing")
    await store.subscribe(target.id, EVERYTHING, mode=Mode.DIGEST)
    await store.add_digest(target.id, "0 10 * * *", words="daily", now=watch())
    await _tell(store, watch, "https://example.org/1")
    watch.move(3 * 86400 + 3 * 3600)  # three runs missed, the last one three hours ago
    digests = Digests(store=store, now=watch, window=dt.timedelta())
    assert await once(digests, report=silent()) == 1
    assert await once(digests, report=silent()) == 0
    assert not await _claimed(store)
    [plan] = await store.digests(target.id)
    assert (plan.since, plan.scheduled) == (START, START.replace(day=6, hour=10))
    watch.time = plan.scheduled + dt.timedelta(minutes=90)
    assert await once(digests, report=silent()) == 1
    [leased] = await _claimed(store)
    assert leased.row.digest
    assert len(leased.row.digest.stories) == 1


async def test_digest_that_died_is_told_once(store: SqlStore, watch: Watch) -> None:
    """Whoever comes back after its lease, when another has told it, tells nothing."""
    target = await _target(store, "C1", "any:nothing")
    await store.subscribe(target.id, EVERYTHING, mode=Mode.DIGEST)
    await store.add_digest(target.id, "0 10 * * *", words="daily", now=watch())
    await _tell(store, watch, "https://example.org/1")
    watch.move(3600)
    slow, quick = (Digests(store=store, now=watch, window=dt.timedelta()) for _ in range(2))
    [died] = await slow.claim(9)
    watch.move(121)
    assert await once(quick, report=silent()) == 1
    await slow.work(died)
    assert len(await _claimed(store)) == 1
    [plan] = await store.digests(target.id)
    assert plan.scheduled == START.replace(day=3, hour=10)


async def test_removed_digest_is_told_no_more(store: SqlStore, watch: Watch) -> None:
    """It is not listed and never due again."""
    target = await _target(store)
    plan = await store.add_digest(target.id, "0 10 * * *", words="daily", now=watch())
    assert await store.remove_digest(plan.id)
    assert not await store.remove_digest(plan.id)
    assert not await store.digests(target.id)
    watch.move(3700)
    assert not await store.claim_digests(9, LEASE)


async def test_person_on_the_page_reads_what_they_were_told(store: SqlStore, watch: Watch) -> None:
    """Their own page has what was delivered to them, digests story by story; the front is apart."""
    await store.add_target(Platform.PAGE, "front", name="The page")
    target = await store.join(Platform.PAGE, "", "ann", name="Page of ann")
    place = Place(platform=Platform.PAGE, address="ann")
    chats = {Platform.PAGE: store.page}
    sending = Deliveries(store=store, chats=chats, now=watch)
    first, second = await _tell(store, watch, "https://example.org/1", "https://example.org/2")
    while await once(sending, report=silent()):
        pass
    assert [post.story.id for post in await store.posted_to(place)] == [second.id, first.id]
    assert len(await store.posts()) == 2

    [wish] = await store.subscriptions(target.id)
    await store.unsubscribe(wish.id)
    await store.subscribe(target.id, EVERYTHING, mode=Mode.DIGEST)
    await store.add_digest(target.id, "0 10 * * *", words="daily 10:00", now=watch())
    [third] = await _tell(store, watch, "https://example.org/3")
    watch.time = dt.datetime(2026, 3, 2, 10, 1, tzinfo=dt.UTC)
    assert await once(Digests(store=store, now=watch, window=dt.timedelta(0)), report=silent())
    while await once(sending, report=silent()):
        pass
    told = await store.posted_to(place)
    assert {post.story.id for post in told} == {first.id, second.id, third.id}
    assert len(await store.posts()) == 3
