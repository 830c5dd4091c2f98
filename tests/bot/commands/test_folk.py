"""What people think, may do and leave, asked for in words."""

import dataclasses

import pytest

from bot.commands import Answerer, Asker, Reply, Role, Spot, Table, parse, render
from bot.commands.limits import FETCHES, PERSON, WORKSPACE, Limits
from bot.model import NOWHERE, Place, Platform
from bot.store import SqlStore
from tests.bot.making import START, Watch, brief, read

PLACE = Place(platform=Platform.SLACK, workspace="T1", address="C1")
SPOT = Spot(platform=Platform.SLACK, workspace="T1", address="C1", name="desk")
READER = Asker(place=PLACE, spot=SPOT, person="U1")
ADMIN = dataclasses.replace(READER, person="U9", role=Role.ADMIN)


@pytest.fixture
async def answerer(file_store: SqlStore, watch: Watch) -> Answerer:
    """Make it on a store with one story."""
    await read(file_store, "https://example.org/1")
    await brief(file_store)
    store = file_store
    return Answerer(store, None, watch, channels=store, wishes=store, people=store)


async def do(answerer: Answerer, words: str, asker: Asker = READER) -> Reply:
    """Say it in words."""
    return await answerer.answer(parse(words), asker)


async def test_what_is_wrong_is_kept_with_the_version(
    answerer: Answerer, file_store: SqlStore
) -> None:
    """The words are kept with who, where and which version; the answer shows the quotes."""
    [story] = await file_store.search("Norland")
    reply = await do(answerer, f"feedback wrong #{story.id} the sum is 20m")
    assert reply.found
    assert "the sum is 20m" in render(reply)
    assert story.briefing.pledges[0].evidence.text[:20] in render(reply)
    await do(answerer, f"that's right {story.id}", Asker(place=NOWHERE))
    await do(answerer, "feedback right", dataclasses.replace(READER, story=story.id))
    [one] = [each for each in await file_store.opinions(right=True) if each.person]
    assert (one.home, one.person, one.version, one.words) == ("slack:T1", "U1", 1, "")
    assert not await file_store.opinions(right=False)  # a later word takes an earlier one's place


async def test_an_editor_is_named_by_an_admin(answerer: Answerer) -> None:
    """Who is named may correct in that workspace, and nowhere else."""
    correct = "correct 1:0:0 status=withdrawn"
    assert "Only editors" in (await do(answerer, correct)).title
    assert "Only admins" in (await do(answerer, "editors add @U1")).title
    assert (await do(answerer, "editors add @U1", ADMIN)).found
    assert "U1" in render(await do(answerer, "editors"))
    assert "Only editors" not in (await do(answerer, correct)).title
    other = dataclasses.replace(READER, place=dataclasses.replace(PLACE, workspace="T2"))
    assert "Only editors" in (await do(answerer, correct, other)).title
    assert "U1" not in render(await do(answerer, "editors", other))
    assert (await do(answerer, "editors remove U1", ADMIN)).found
    assert "Only editors" in (await do(answerer, correct)).title


async def test_forgotten_when_they_ask(answerer: Answerer, file_store: SqlStore) -> None:
    """What was kept is deleted and named, with what was posted to them alone."""
    own = dataclasses.replace(READER, spot=dataclasses.replace(SPOT, address="D1", own=True))
    [story] = await file_store.search("Norland")
    await do(answerer, f"feedback wrong #{story.id}", own)
    await do(answerer, "follow", own)
    kept = render(await do(answerer, "settings", own))
    assert "1 opinions" in kept
    reply = await do(answerer, "forget me", own)
    assert reply.title == "You are forgotten"
    [table] = [part for part in reply.parts if isinstance(part, Table)]
    assert [row[0] for row in table.rows] == ["1", "1"]
    assert not await file_store.opinions()
    assert not await file_store.targets(Platform.SLACK, "T1")
    assert (await do(answerer, "forget me", own)).title == "Nothing of you was kept"
    assert not (await do(answerer, "forget me", Asker(place=NOWHERE))).found


async def test_settings_say_what_holds_here_and_for_you(answerer: Answerer) -> None:
    """The channel's wishes stand above, the person's role and zone below."""
    await do(answerer, "follow", ADMIN)
    told = render(await do(answerer, "settings", dataclasses.replace(ADMIN, zone="Asia/Tokyo")))
    assert "every new briefing" in told
    assert "Asia/Tokyo" in told
    assert "feeds, channels" in told
    assert "read, ask" in render(await do(answerer, "settings", Asker(place=NOWHERE)))


async def test_who_asks_too_much_waits(answerer: Answerer, watch: Watch) -> None:
    """A person has so many at once and then one each while; another person has their own."""
    for _ in range(PERSON.burst):
        assert (await do(answerer, "help")).found
    refused = await do(answerer, "help")
    assert "Ask again in 2 seconds" in refused.title
    assert (await do(answerer, "help", ADMIN)).found
    watch.move(2)
    assert (await do(answerer, "help")).found


def test_a_workspace_and_fetches_have_limits_of_their_own() -> None:
    """Fetching is rarer than asking; many people of one workspace share what it may ask."""
    limits = Limits()
    link = parse("https://example.org/1")
    for _ in range(FETCHES.burst):
        assert limits.refusal(link, READER, START) is None
    assert limits.refusal(link, READER, START)
    assert limits.refusal(parse("help"), READER, START) is None

    limits = Limits()
    for person in range(WORKSPACE.burst):
        asker = dataclasses.replace(READER, person=f"U{person}")
        assert limits.refusal(parse("help"), asker, START) is None
    assert "here" in (limits.refusal(parse("help"), READER, START) or "")
    elsewhere = dataclasses.replace(READER, place=dataclasses.replace(PLACE, workspace="T2"))
    assert limits.refusal(parse("help"), elsewhere, START) is None
    assert limits.refusal(parse("help"), Asker(place=None, person="op"), START) is None
