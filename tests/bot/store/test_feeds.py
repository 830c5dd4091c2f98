"""What the store promises about feeds and entries."""

import dataclasses
import datetime as dt

from bot.model import Entry, FeedState, Validators
from bot.store import SqlStore
from tests.bot.making import LEASE, Watch, entry, page

FEED = "https://example.org/feed"


async def test_feed_is_added_once(store: SqlStore) -> None:
    """Adding an address twice gives the same feed, with the first title."""
    first = await store.add_feed(FEED, title="Example", topic="aid")
    again = await store.add_feed(FEED, title="Other", topic=None)
    assert first == again
    assert [feed.url for feed in await store.feeds()] == [FEED]


async def test_removed_feed_is_gone_and_may_come_back(store: SqlStore) -> None:
    """A removed feed is not listed or polled; adding it again makes it due."""
    feed = await store.add_feed(FEED, title=None, topic=None)
    assert await store.remove_feed(feed.id)
    assert not await store.remove_feed(feed.id)
    assert not await store.feeds()
    assert not await store.claim_feeds(10, LEASE)
    assert (await store.add_feed(FEED, title=None, topic=None)).id == feed.id
    assert len(await store.claim_feeds(10, LEASE)) == 1


async def test_feed_is_claimed_by_one_at_a_time(store: SqlStore, watch: Watch) -> None:
    """Nobody else gets a feed until its lease ends; then somebody does."""
    await store.add_feed(FEED, title=None, topic=None)
    [first] = await store.claim_feeds(10, LEASE)
    assert first.until == watch() + LEASE
    assert not await store.claim_feeds(10, LEASE)
    watch.move(60)
    [second] = await store.claim_feeds(10, LEASE)
    assert await store.finish_poll(first, first.row, [entry()]) == 0
    assert await store.finish_poll(second, second.row, [entry()]) == 1


async def test_poll_keeps_the_feed_as_it_is_now(store: SqlStore, watch: Watch) -> None:
    """State, validators, reason and next due time come back as they were given."""
    await store.add_feed(FEED, title=None, topic="aid")
    [leased] = await store.claim_feeds(1, LEASE)
    now = dataclasses.replace(
        leased.row,
        title="Example\x00",
        state=FeedState.FAILING,
        validators=Validators(
            etag='"a"', last_modified="x", body_hash="y", seen="AAAA", moved="1 b"
        ),
        interval=dt.timedelta(minutes=7),
        due=watch() + dt.timedelta(minutes=7),
        last_success=watch(),
        failures=3,
        reason="the page is not a feed",
    )
    await store.finish_poll(leased, now, [])
    [kept] = await store.feeds()
    assert kept == dataclasses.replace(now, title="Example\ufffd")
    assert not await store.claim_feeds(1, LEASE)
    watch.move(7 * 60)
    assert len(await store.claim_feeds(1, LEASE)) == 1


async def test_entry_is_taken_once_whatever_its_key(store: SqlStore, watch: Watch) -> None:
    """A known key is no new entry; long and odd keys and addresses are held too."""
    await store.add_feed(FEED, title=None, topic=None)
    odd = [entry("k" * 9000), entry("\x00\ud800"), entry("3", url="https://x/" + "a" * 9000)]
    for expected in (3, 0):
        [leased] = await store.claim_feeds(1, LEASE)
        row = dataclasses.replace(leased.row, due=watch())
        assert await store.finish_poll(leased, row, odd) == expected
    assert len(await store.claim_entries(10, LEASE)) == 3


async def test_entries_are_read_oldest_first(store: SqlStore) -> None:
    """A feed lists its newest first; its oldest is read first."""
    await store.add_feed(FEED, title=None, topic=None)
    [leased] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(leased, leased.row, [entry("3"), entry("2"), entry("1")])
    claimed = await store.claim_entries(10, LEASE)
    assert [each.row.entry.key for each in claimed] == ["1", "2", "3"]
    assert claimed[0].row.feed.url == FEED


async def test_baseline_is_never_read(store: SqlStore, watch: Watch) -> None:
    """What was there before we came is known, and stays unread even when it is edited."""
    await store.add_feed(FEED, title=None, topic=None)
    [leased] = await store.claim_feeds(1, LEASE)
    row = dataclasses.replace(leased.row, due=watch())
    old = [entry("2"), entry("1")]
    assert await store.finish_poll(leased, row, old, baseline={"1"}) == 1
    [leased] = await store.claim_feeds(1, LEASE)
    assert await store.finish_poll(leased, row, [entry("1", digest="b")]) == 0
    assert [each.row.entry.key for each in await store.claim_entries(10, LEASE)] == ["2"]
    assert "before this feed was added" in (await store.why("https://example.org/1"))[0]


async def test_edited_entry_is_read_again(store: SqlStore, watch: Watch) -> None:
    """A known key with another digest is due again, with the new words, as the same entry."""
    await store.add_feed(FEED, title=None, topic=None)
    [leased] = await store.claim_feeds(1, LEASE)
    row = dataclasses.replace(leased.row, due=watch())
    await store.finish_poll(leased, row, [entry()])
    [pending] = await store.claim_entries(1, LEASE)
    await store.keep_article(pending, page())
    [leased] = await store.claim_feeds(1, LEASE)
    edit = entry(title="Better title", digest="b")
    assert await store.finish_poll(leased, row, [edit]) == 1
    [again] = await store.claim_entries(1, LEASE)
    assert again.row.id == pending.row.id
    assert again.row.entry == edit


async def test_feed_that_moved_onto_another_retires(store: SqlStore) -> None:
    """Two feeds never have one address: the one that moved there stops, and says why."""
    await store.add_feed(FEED, title=None, topic=None)
    [leased] = await store.claim_feeds(1, LEASE)
    await store.add_feed("https://example.org/new", title=None, topic=None)
    await store.finish_poll(
        leased, dataclasses.replace(leased.row, url="https://example.org/new"), []
    )
    old = next(feed for feed in await store.feeds() if feed.url == FEED)
    assert old.state is FeedState.RETIRED
    assert old.due is None
    assert "polled already" in (old.reason or "")


async def test_entry_that_cannot_be_read_waits_or_ends(store: SqlStore, watch: Watch) -> None:
    """It comes due at its retry time; without one it never does, and the reason is told."""
    await store.add_feed(FEED, title=None, topic=None)
    [leased] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(leased, leased.row, [entry()])
    [pending] = await store.claim_entries(1, LEASE)
    await store.put_off_entry(pending, "it does not answer", watch() + LEASE)
    assert not await store.claim_entries(1, LEASE)
    watch.move(60)
    [pending] = await store.claim_entries(1, LEASE)
    await store.put_off_entry(pending, "it is gone", None)
    watch.move(6000)
    assert not await store.claim_entries(1, LEASE)
    assert any("it is gone" in step for step in await store.why("https://example.org/1"))


async def test_an_entry_that_changes_its_id_stays_one(store: SqlStore, watch: Watch) -> None:
    """Address and headline say that it is the old one, unless the old id is listed beside it."""
    await store.add_feed(FEED, title=None, topic=None)

    async def poll(*entries: Entry) -> int:
        watch.move(61)
        [leased] = await store.claim_feeds(1, LEASE)
        return await store.finish_poll(leased, leased.row, entries)

    old, new = entry("1"), entry("2", url="https://example.org/1", title="Title 1")
    assert await poll(old) == 1
    assert await poll(new) == 0
    assert await poll(new) == 0
    assert await poll(dataclasses.replace(new, key="3", digest="b")) == 1  # an edit with a new id
    assert await poll(dataclasses.replace(new, key="3", digest="b")) == 0
    assert await poll(dataclasses.replace(new, key="4", title="Another")) == 1
    bare = entry("5", url=None, title="Words")
    assert await poll(bare, dataclasses.replace(bare, key="6")) == 2  # listed together
    assert await poll(dataclasses.replace(bare, key="7")) == 0


async def test_lease_that_is_prolonged_holds_on(store: SqlStore, watch: Watch) -> None:
    """Nobody else gets the row meanwhile; one that was lost or finished stays as it is."""
    await store.add_feed("https://example.org/a", title=None, topic=None)
    await store.add_feed("https://example.org/b", title=None, topic=None)
    both = await store.claim_feeds(9, LEASE)
    done, slow = both
    due = watch() + 5 * LEASE
    await store.finish_poll(done, dataclasses.replace(done.row, due=due), [])
    watch.move(LEASE.total_seconds() - 1)
    await store.prolong_feeds(both, LEASE)
    watch.move(2)
    assert not await store.claim_feeds(9, LEASE)
    assert {feed.id: feed.due for feed in await store.feeds()}[done.row.id] == due
    watch.move(LEASE.total_seconds())
    [theirs] = await store.claim_feeds(9, LEASE)
    assert theirs.row.id == slow.row.id
    await store.prolong_feeds([slow], 3 * LEASE)
    watch.move(LEASE.total_seconds() + 1)
    assert len(await store.claim_feeds(9, LEASE)) == 1
