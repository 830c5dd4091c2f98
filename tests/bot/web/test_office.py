"""What an admin does on the page, and what nobody else may."""

import dataclasses
import html
import re
from typing import Any

import pytest

from bot.model import Platform
from bot.modelled import OWN
from bot.store import SqlStore
from tests.bot.making import LEASE, Watch, briefing, differing, read
from tests.bot.web.house import House

OPML = b"""<?xml version="1.0"?><opml version="2.0"><body>
<outline text="Wires"><outline text="North" xmlUrl="https://north.example/rss"/></outline>
<outline text="South" xmlUrl="https://south.example/rss"/>
</body></opml>"""


@pytest.fixture
def house(file_store: SqlStore, watch: Watch) -> House:
    """Give a page on a real store."""
    return House(file_store, watch)


async def test_feeds_are_added_imported_exported_and_removed(
    house: House, file_store: SqlStore
) -> None:
    """A site's address becomes its feed; a file's folders become topics; each line is told."""
    async with house.visit("ann") as ann:
        assert "Added https://a.example/feed.xml" in await ann.send(
            "/admin", do="feed", url="https://a.example/", topic="aid"
        )
        assert "there is no feed" in await ann.send(
            "/admin", do="feed", url="https://nothing.example"
        )
        imported = await ann.upload("/admin/opml", OPML)
        assert "2 of 2 feeds are new" in imported
        assert "2 of 2" not in await ann.upload("/admin/opml", OPML)
        assert "Not a well-formed OPML file" in await ann.upload("/admin/opml", b"<opml")
        feeds = {feed.url: feed for feed in await file_store.feeds()}
        assert feeds["https://north.example/rss"].topic == "Wires"
        exported = (await ann.client.get("/feeds.opml")).content
        assert b"https://north.example/rss" in exported
        gone = feeds["https://south.example/rss"]
        assert "is read no more" in await ann.send("/admin", do="unfeed", feed=str(gone.id))
        assert gone.url not in {feed.url for feed in await file_store.feeds()}


async def test_target_is_paused_and_resumed_with_what_was_held(
    house: House, file_store: SqlStore
) -> None:
    """What comes in meanwhile waits, is listed, and goes out when the target is resumed."""
    where: Any = {"platform": "slack", "workspace": "T1", "address": "C1"}
    await file_store.join(Platform.SLACK, "T1", "C1", name="desk")
    async with house.visit("ann") as ann:
        assert "Nothing is posted in C1" in await ann.send("/admin", do="pause", **where)
        await read(file_store, "https://example.org/1")
        [article] = await file_store.claim_articles(9, LEASE)
        made = briefing(article.row.article)
        await file_store.keep_briefing(article, made, story=None, post=True)
        shown = await ann.see("/admin")
        assert "paused by an admin" in shown
        assert "held: paused by an admin" in html.unescape(shown)
        assert not await file_store.claim_lanes([Platform.SLACK], 9, LEASE)
        assert "desk goes on" in await ann.send("/admin", do="resume", **where)
        assert len(await file_store.claim_lanes([Platform.SLACK], 9, LEASE)) == 1


@pytest.mark.parametrize(
    "given",
    [{"do": "fly"}, {"do": "pause", "platform": "fax", "address": "1"}, {"do": "pause"}, {}],
)
async def test_forms_that_are_none_of_ours_do_nothing(house: House, given: Any) -> None:
    """A made-up form is not found."""
    async with house.visit("ann") as ann:
        await ann.send("/admin", answered=404, **given)


async def test_what_is_gone_is_said_to_be(house: House) -> None:
    """A feed, target or post that is not there any more is answered, not an error."""
    async with house.visit("ann") as ann:
        assert "There is no feed" in await ann.send("/admin", do="unfeed", feed="99")
        assert "can no longer be posted" in await ann.send("/admin", do="redrive", delivery="99")
        where: Any = {"platform": "slack", "workspace": "T", "address": "C"}
        assert "There is no target" in await ann.send("/admin", do="resume", **where)


async def test_consent_to_a_model_is_given_and_withdrawn(
    house: House, file_store: SqlStore
) -> None:
    """An admin lets a model read the installation's private feeds by a button, and stops it."""
    async with house.visit("ann") as ann, house.visit("ed") as ed:
        assert "may not read the private feeds" in await ann.see("/admin")
        await ed.send("/admin", answered=403, do="model", may="allow")
        assert not await file_store.allows_model(OWN)
        told = await ann.send("/admin", do="model", may="allow")
        assert "may read the private feeds of this installation from now on" in told
        assert "Refuse it" in told
        assert await file_store.allows_model(OWN)
        await ann.send("/admin", do="model", may="refuse")
        assert not await file_store.allows_model(OWN)
        assert "may read the private feeds" in await ann.send("/ask", q="model allow")
        assert await file_store.allows_model(OWN)
        assert "Only admins" in await ed.send("/ask", q="model refuse")
        assert await file_store.allows_model(OWN)


@pytest.mark.parametrize("who", ["ed", "rea", None])
async def test_nobody_but_an_admin_gets_in(
    house: House, file_store: SqlStore, who: str | None
) -> None:
    """Editors, readers and strangers neither see the page nor change anything by its forms."""
    async with house.visit(who) as visitor:
        await visitor.see("/admin", 403 if who else 303)
        assert "/admin" not in await visitor.see("/")
        for path in ("/admin", "/admin/opml"):
            await visitor.send(path, answered=403, do="feed", url="https://a.example/")
    assert not await file_store.feeds()


async def test_story_is_split_merged_and_put_back(
    house: House, file_store: SqlStore, watch: Watch
) -> None:
    """On the story's page articles are picked; each move has a reason, and can be taken back."""
    for url in ("https://example.org/1", "https://example.org/2"):
        watch.move(60)
        for leased in await file_store.claim_feeds(9, LEASE):
            await file_store.finish_poll(leased, dataclasses.replace(leased.row, due=watch()), [])
        await read(file_store, url)
        [article] = await file_store.claim_articles(9, LEASE)
        made = briefing(article.row.article)
        await file_store.keep_briefing(article, made, story=None, post=True)
    async with house.visit("ann") as ann, house.visit("ed") as ed:
        assert "Merge into story" in await ann.see("/s/1")
        assert "Merge into story" not in await ed.see("/s/1")
        to: Any = {"do": "merge", "story": "2", "into": "#1", "reason": "one event"}
        await ed.send("/admin/stories", answered=403, **to)
        assert "a reason is needed" in await ann.send("/admin/stories", **(to | {"reason": ""}))
        assert "there is no story" in await ann.send("/admin/stories", **(to | {"into": "99"}))
        await ann.send("/admin/stories", answered=303, **to)
        await ann.see("/s/2", 302)
        shown = await ann.see("/s/1")
        keys = re.findall(r'name="(article-\d+)"', shown)
        assert len(keys) == 2
        assert "one event" in await ann.see("/admin")
        await ann.send("/admin/stories", answered=303, do="undo", move="1", reason="no")
        await ann.see("/s/2")
        assert "taken back" in await ann.see("/admin")
        await ann.send("/admin/stories", answered=404, do="burn", reason="x")
        split: Any = {"do": "split", "story": "1", "reason": "two events", keys[0]: "on"}
        assert "nothing to split" in html.unescape(await ann.send("/admin/stories", **split))


async def test_outlets_that_differ_stand_side_by_side(house: House, file_store: SqlStore) -> None:
    """A story's page shows who says which sum."""
    key = await differing(file_store)
    async with house.visit() as visitor:
        shown = await visitor.see(f"/s/{key}")
    assert "Outlets differ" in shown
    assert "USD 52m" in shown
