"""Orders carried out through the answerer, on a real store."""

import dataclasses
import datetime as dt

import pytest

from bot.commands import Answerer, Asker, Choices, Reply, Role, ShowStory, Spot, parse, render
from bot.errors import FeedError
from bot.model import Place, Platform
from bot.rules import Rule
from bot.store import SqlStore
from tests.bot.making import Watch, brief, read

HERE = Spot(platform=Platform.SLACK, workspace="T1", address="C1", name="desk", zone="Europe/Oslo")
PLACE = Place(platform=Platform.SLACK, workspace="T1", address="C1")
ADMIN = Asker(place=PLACE, spot=HERE, person="U1", role=Role.ADMIN, zone="Europe/Oslo")
READER = dataclasses.replace(ADMIN, role=Role.READER)


class Finder:
    """Knows where the feeds of two sites are."""

    async def discover(self, url: str) -> str:
        """Find it, unless the site is down."""
        if "down" in url:
            raise FeedError("the address does not answer")
        return f"{url.rstrip('/')}/feed.xml"


@pytest.fixture
def answerer(file_store: SqlStore, watch: Watch) -> Answerer:
    """Make it on a store."""
    store = file_store
    return Answerer(store, None, watch, channels=store, wishes=store, feeds=store, finder=Finder())


async def do(answerer: Answerer, words: str, asker: Asker = ADMIN) -> Reply:
    """Say it in words."""
    return await answerer.answer(parse(words), asker)


def choices(reply: Reply) -> list[str]:
    """List what is offered."""
    return [o.command for part in reply.parts if isinstance(part, Choices) for o in part.options]


async def rules(store: SqlStore) -> list[Rule]:
    """List what holds here."""
    targets = await store.targets(HERE.platform, HERE.workspace)
    return [each.rule for target in targets for each in await store.subscriptions(target.id)]


async def test_an_address_is_found_added_and_followed(
    answerer: Answerer, file_store: SqlStore
) -> None:
    """An admin follows a site by its address: its feed is added, and only it is followed."""
    reply = await do(answerer, "follow https://news.example/")
    assert reply.found, reply
    (feed,) = await file_store.feeds()
    assert feed.url == "https://news.example/feed.xml"
    assert await rules(file_store) == [Rule(feeds=(feed.id,))]
    assert "feed https://news.example/feed.xml" in reply.title

    assert (await do(answerer, "follow news.example")).found  # held now: of the same host
    assert len(await file_store.feeds()) == 1
    assert (await do(answerer, "unfollow https://news.example/")).found
    assert await rules(file_store) == []


async def test_only_an_admin_adds_a_feed(answerer: Answerer, file_store: SqlStore) -> None:
    """A reader in a direct message follows what is read already, and is told whom to ask."""
    own = dataclasses.replace(READER, spot=dataclasses.replace(HERE, own=True))
    refused = await do(answerer, "follow https://news.example/", own)
    assert not refused.found
    assert "add https://news.example/" in refused.title
    assert not await file_store.feeds()
    assert "Only admins" in (await do(answerer, "add https://news.example/", own)).title

    assert (await do(answerer, "add https://news.example/ aid")).found
    assert (await do(answerer, "follow https://news.example/", own)).found
    assert (await file_store.feeds())[0].topic == "aid"


async def test_what_is_down_is_not_added(answerer: Answerer, file_store: SqlStore) -> None:
    """What the outlet did wrong is the answer."""
    reply = await do(answerer, "add https://down.example/")
    assert not reply.found
    assert "does not answer" in reply.title
    assert not await file_store.feeds()


async def test_a_name_is_a_topic_a_feed_or_asked_about(
    answerer: Answerer, file_store: SqlStore
) -> None:
    """A topic's name is that topic; one that is nothing held is asked about, with choices."""
    await file_store.add_feed("https://a.example/f", title="Aid Watch", topic="aid")
    await do(answerer, "follow AID")
    assert await rules(file_store) == [Rule(topics=("aid",))]

    both = await do(answerer, "follow aid watch")
    assert "the feed Aid Watch" in both.title

    unknown = await do(answerer, "follow florble")
    assert not unknown.found
    for command in choices(unknown):
        assert (await do(answerer, command)).found
    assert Rule(some=("florble",)) in await rules(file_store)


async def test_one_name_of_two_things_is_a_choice(answerer: Answerer, file_store: SqlStore) -> None:
    """Where a topic and a feed share a name, the reader chooses."""
    await file_store.add_feed("https://a.example/f", title="Aid", topic="aid")
    reply = await do(answerer, "follow aid")
    assert not reply.found
    assert len(choices(reply)) == 2
    for command in choices(reply):
        assert (await do(answerer, command)).found
    assert len(await rules(file_store)) == 2
    assert "Not followed" in (await do(answerer, "unfollow topic aid")).title


async def test_a_feed_is_removed_by_number_name_or_address(
    answerer: Answerer, file_store: SqlStore
) -> None:
    """What is read no more can be added again from the answer."""
    for words in ("remove https://a.example/f", "remove the feed Aid Watch", "remove feed 1"):
        await file_store.add_feed("https://a.example/f", title="Aid Watch", topic="aid")
        reply = await do(answerer, words)
        assert reply.found, words
        assert not await file_store.feeds()
        assert choices(reply) == ["add https://a.example/f"]
    assert not (await do(answerer, "remove feed 99")).found


@pytest.mark.parametrize(
    "words", ["follow", "digest daily 08:30", "quiet 22:00-07:00", "watch to Fiji"]
)
async def test_where_there_is_no_channel_it_says_what_to_do(answerer: Answerer, words: str) -> None:
    """In a terminal and on the page nothing can be posted."""
    reply = await do(answerer, words, Asker(place=None, role=Role.ADMIN))
    assert not reply.found
    assert "no channel here" in reply.title
    assert "Slack or Discord" in render(reply)


async def test_a_digest_is_told_now(answerer: Answerer, file_store: SqlStore, watch: Watch) -> None:
    """The next digest is brought forward, once there is one."""
    await do(answerer, "follow")
    assert "No digest is planned" in (await do(answerer, "digest now")).title
    await do(answerer, "digest daily 08:30")
    watch.move(300)
    assert (await do(answerer, "digest now")).found
    (target,) = await file_store.targets(HERE.platform, HERE.workspace)
    (plan,) = await file_store.digests(target.id)
    assert plan.scheduled == watch()
    assert len(await file_store.claim_digests(5, dt.timedelta(minutes=1))) == 1


async def test_a_digest_is_shown_where_none_can_be_posted(
    answerer: Answerer, file_store: SqlStore
) -> None:
    """In a terminal and on the page `digest now` shows what the last day would tell."""
    operator = Asker(place=None, role=Role.ADMIN)
    assert "nothing to tell" in (await do(answerer, "digest now", operator)).title
    await read(file_store, "https://example.org/1")
    [story] = await brief(file_store)
    reply = await do(answerer, "digest now", operator)
    assert reply.title.startswith("Digest of")
    assert [part.story.id for part in reply.parts if isinstance(part, ShowStory)] == [story]


async def test_a_feed_of_one_workspace_alone(answerer: Answerer, file_store: SqlStore) -> None:
    """It is added where it belongs, and seen nowhere else; its password is shown to nobody."""
    terminal = Asker(place=None, role=Role.ADMIN)
    refused = await do(answerer, "add https://news.example private", terminal)
    assert "in that workspace" in refused.title
    told = await do(answerer, "add https://me:pass1word@news.example/wire aid")
    assert "for this workspace alone" in told.title
    assert not await file_store.feeds()
    [feed] = await file_store.seen_by("slack:T1").feeds()
    assert (feed.workspace, feed.topic) == ("slack:T1", "aid")
    for words in ("feeds", f"follow feed {feed.id}", f"remove feed {feed.id}"):
        reply = await do(answerer, words)
        assert reply.found, words
        assert "pass1word" not in f"{render(reply)} {choices(reply)}", words
    assert "pass1word" not in told.title
