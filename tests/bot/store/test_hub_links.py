"""What the store promises about subscriptions at hubs, on both databases."""

import dataclasses
import datetime as dt

from bot.model import Feed, HubState
from bot.store import SqlStore
from tests.bot.making import LEASE, Watch, entry

HUB = "https://hub.example/"


async def _offered(store: SqlStore) -> Feed:
    await store.add_feed("https://news.example/feed", title=None, topic=None)
    [leased] = await store.claim_feeds(1, LEASE)
    now = dataclasses.replace(leased.row, hub=HUB, hub_topic="https://news.example/t", due=None)
    await store.finish_poll(leased, now, [entry("1")])
    [feed] = await store.feeds()
    return feed


async def test_an_offer_is_a_link_to_be_asked(store: SqlStore, watch: Watch) -> None:
    """What a poll found is claimed once, found by its token, and kept as it was left."""
    feed = await _offered(store)
    [leased] = await store.claim_hubs(5, LEASE)
    link = leased.row
    assert (link.feed, link.hub, link.state) == (feed.id, HUB, HubState.WANTED)
    assert not await store.claim_hubs(5, LEASE)
    asked = dataclasses.replace(link, state=HubState.ASKED, failures=1, reason="no\x00t yet")
    assert await store.finish_hub(leased, asked, watch() + dt.timedelta(seconds=9))
    assert not await store.finish_hub(leased, asked, None)
    found = await store.hub_link(link.token)
    assert found
    assert (found[0].state, found[0].failures, found[1]) == (HubState.ASKED, 1, feed)
    assert await store.hub_link("guessed\x00") is None
    watch.move(10)
    assert len(await store.claim_hubs(5, LEASE)) == 1


async def test_what_a_hub_says_decides_the_polls(store: SqlStore, watch: Watch) -> None:
    """A promise is noted at the feed, a denial takes it away, and old news of a link is no news."""
    await _offered(store)
    [leased] = await store.claim_hubs(5, LEASE)
    until = watch() + dt.timedelta(days=1)
    active = dataclasses.replace(leased.row, state=HubState.ACTIVE, until=until)
    assert await store.settle_hub(active, leased.row, until)
    assert not await store.settle_hub(active, leased.row, until)
    assert [feed.pushed_until for feed in await store.feeds()] == [until]
    denied = dataclasses.replace(active, state=HubState.DENIED, until=None)
    assert await store.settle_hub(denied, active, until)
    assert [(feed.pushed_until, feed.due) for feed in await store.feeds()] == [(None, watch())]
    assert await store.settle_hub(None, denied, None)
    assert await store.hub_link(active.token) is None


async def test_pushed_entries_are_kept_once(store: SqlStore) -> None:
    """The same key is one entry, whoever brought it; an edit is read again."""
    feed = await _offered(store)
    assert await store.keep_pushed(feed.id, [entry("1"), entry("2")]) == 1
    assert await store.keep_pushed(feed.id, [entry("2")]) == 0
    assert await store.keep_pushed(feed.id, [entry("2", digest="b")]) == 1
    assert await store.keep_pushed(feed.id + 1, [entry("3")]) == 0
    assert len(await store.claim_entries(9, LEASE)) == 2


async def test_a_removed_feed_takes_leave(store: SqlStore) -> None:
    """A link that was asked for says farewell; one that never was is gone at once."""
    feed = await _offered(store)
    [leased] = await store.claim_hubs(5, LEASE)
    asked = dataclasses.replace(leased.row, state=HubState.ASKED)
    await store.finish_hub(leased, asked, None)
    await store.remove_feed(feed.id)
    [leaving] = await store.claim_hubs(5, LEASE)
    assert leaving.row.state is HubState.LEAVING
    assert await store.finish_hub(leaving, None, None)
    assert await store.hub_link(leaving.row.token) is None
    await store.poll_now(feed.id)
    assert not await store.claim_feeds(5, LEASE)
