"""What is one workspace's alone, asked for by every query of a second one."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

import pytest

from bot.model import Platform, Story
from bot.ports import EVERYBODY, OPERATOR, Library
from bot.questions import Question
from bot.rules import Mode, Rule
from bot.store import SqlStore
from tests.bot.making import LEASE, START, TEXT, Watch, brief, deliver, entry, page

OURS, THEIRS = "slack:T1", "slack:T2"
URL = "https://secret.example/1"


async def held(store: SqlStore, workspace: str | None, url: str = URL, text: str = TEXT) -> int:
    """Have a workspace's own feed list one article, read and brief it; give the story."""
    feed = await store.add_feed(
        f"https://feeds.example/{url[-1]}",
        title=f"Wire of {workspace}",
        topic="aid",
        workspace=workspace,
    )
    for leased in await store.claim_feeds(5, LEASE):
        entries = [entry("1", url=url)] if leased.row.id == feed.id else []
        await store.finish_poll(leased, leased.row, entries)
    for pending in await store.claim_entries(5, LEASE):
        await store.keep_article(pending, page(url, text=text))
    [story] = await brief(store)
    return story


async def _story(library: Library, story: int) -> object:
    return await library.story(story)


async def _latest(library: Library, _: int) -> object:
    return await library.latest()


async def _latest_on(library: Library, _: int) -> object:
    return await library.latest(topic="aid")


async def _articles(library: Library, story: int) -> object:
    return await library.articles(story)


async def _of(library: Library, _: int) -> object:
    return await library.story_of(URL)


async def _search(library: Library, _: int) -> object:
    return await library.search("Norland")


async def _find(library: Library, _: int) -> object:
    return await library.find("Norland")


async def _related(library: Library, _: int) -> object:
    return await library.related("Norland million")


async def _holding(library: Library, _: int) -> object:
    return await library.holding([("norland",), ("million*",)])


async def _versions(library: Library, story: int) -> object:
    return await library.versions(story)


async def _actor(library: Library, _: int) -> object:
    return await library.stories_with_actor("the north")


async def _pledges(library: Library, _: int) -> object:
    return await library.pledges()


async def _linked(library: Library, story: int) -> object:
    return await library.linked(story) or await library.story(story)


async def _why(library: Library, _: int) -> object:
    said = await library.why(URL)
    return [] if said[0] == "No feed of ours has listed this address." else said


async def _feeds(library: Library, _: int) -> object:
    return await library.feeds()


async def _told(library: Library, _: int) -> object:
    return await library.told(START - dt.timedelta(days=9), START + dt.timedelta(days=9))


Ask = Callable[[Library, int], Awaitable[object]]
QUERIES: Sequence[Ask] = (
    _story,
    _latest,
    _latest_on,
    _articles,
    _of,
    _search,
    _find,
    _related,
    _holding,
    _versions,
    _actor,
    _pledges,
    _linked,
    _why,
    _feeds,
    _told,
)


def test_the_matrix_has_every_query() -> None:
    """A new query of the library is asked here, too."""
    asked = {
        "story", "latest", "articles", "story_of", "search", "find", "related", "holding",
        "versions",
        "stories_with_actor", "pledges", "linked", "why", "feeds",
        "told",
    }  # fmt: skip
    # Pages alone are posted to and change; whose a target is, is asked by its address.
    apart = {"posts", "posted_to", "changes", "seen_by"}
    names = {name for name in dir(Library) if not name.startswith("_")}
    assert names == asked | apart


@pytest.mark.parametrize("ask", QUERIES, ids=lambda ask: ask.__name__.strip("_"))
async def test_every_query_by_every_workspace(store: SqlStore, ask: Ask) -> None:
    """The workspace itself sees its own; another, and everybody, see nothing of it."""
    await store.add_target(Platform.PAGE, "front", name="The page")
    story = await held(store, OURS)
    await deliver(store)
    assert await ask(store.seen_by(OURS), story)
    for eyes in (THEIRS, EVERYBODY):
        assert not await ask(store.seen_by(eyes), story), eyes
    if ask not in {_latest, _latest_on, _told}:  # these are of the page, or of workspaces
        assert await ask(store.seen_by(OPERATOR), story)


async def test_nothing_private_is_posted_elsewhere(store: SqlStore) -> None:
    """The page and other workspaces' channels are not told, its own channels are."""
    await store.add_target(Platform.PAGE, "front", name="The page")
    ours = await store.join(Platform.SLACK, "T1", "C1", name="ours")
    await store.join(Platform.SLACK, "T2", "C2", name="theirs")
    await store.join(Platform.DISCORD, "T1", "C3", name="not Slack")
    await held(store, OURS)
    assert not await deliver(store)
    [leased] = await store.claim_lanes([Platform.SLACK, Platform.DISCORD], 9, LEASE)
    assert leased.row.target.id == ours.id


async def test_digests_tell_a_workspace_its_own(store: SqlStore, watch: Watch) -> None:
    """What a period told holds private stories only for those who may see them."""
    for place in ("T1", "T2"):
        target = await store.join(Platform.SLACK, place, f"C{place}", name=place)
        await store.subscribe(target.id, Rule(), mode=Mode.DIGEST)
        await store.add_digest(target.id, "0 9 * * *", words="daily 9:00", now=watch())
    story = await held(store, OURS)
    watch.move(2 * 86_400)
    plans = [leased.row for leased in await store.claim_digests(9, LEASE)]
    assert sorted(plan.tenant for plan in plans) == [OURS, THEIRS]
    since, until = START - dt.timedelta(days=9), watch()
    assert not await store.told(since, until)
    assert not await store.told(since, until, workspaces=[THEIRS])
    told = await store.told(since, until, workspaces=[OURS, THEIRS])
    assert [(each.id, each.workspace) for each in told] == [(story, OURS)]


async def test_one_address_held_by_two_is_two(store: SqlStore) -> None:
    """What a workspace reads for itself is a copy: what is everybody's stays so, and apart."""
    mine = await held(store, OURS)
    public = await held(store, None)
    other = await held(store, THEIRS)
    assert len({mine, public, other}) == 3
    for eyes, stories in (
        (OURS, {mine, public}), (THEIRS, {other, public}), (EVERYBODY, {public}),
    ):  # fmt: skip
        library = store.seen_by(eyes)
        found: Sequence[Story] = await library.search("Norland")
        assert {each.id for each in found} == stories
        assert {each.workspace for each in await library.feeds()} == {
            None, *([eyes] if eyes else []),
        }  # fmt: skip


async def test_private_articles_join_private_stories_only(store: SqlStore) -> None:
    """A story that everybody sees is no candidate for one workspace's article."""
    public = await held(store, None)
    week = dt.timedelta(days=7)
    for workspace, stories in ((None, [public]), (OURS, [])):
        found = await store.near(
            ["norland", "sudland"], since=START - week, until=START + week, workspace=workspace
        )
        assert [each.story for each in found] == stories


async def test_the_ledger_hears_nothing_private(store: SqlStore) -> None:
    """The ledger is everybody's, so what is one workspace's stays out of it."""
    await held(store, OURS)
    assert await store.tell_next() == 1
    assert not await store.accounts(Question(), today=START.date())
