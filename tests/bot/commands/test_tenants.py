"""What one workspace holds for itself, asked for in a second one by every command."""

import dataclasses

import pytest

from bot.commands import Answerer, Asker, Role, Spot, parse, render
from bot.commands.grammar import HEADS
from bot.model import NOWHERE, Place, Platform
from bot.modelled import OWN
from bot.store import SqlStore
from tests.bot.making import START, Watch
from tests.bot.store.test_private import URL, held

ALONE = "Quillmark"  # stands in the private article, its feed's title and its topic alone
OURS = Place(platform=Platform.SLACK, workspace="T1", address="C1")
EYES = {
    "another Slack workspace": Place(platform=Platform.SLACK, workspace="T2", address="C2"),
    "a Discord server": Place(platform=Platform.DISCORD, workspace="T1", address="C1"),
    "the page": NOWHERE,
}

ASKED = {
    "latest": "latest",
    "brief": URL,
    "more": "more {story}",
    "evidence": "evidence {story}",
    "sources": "sources {story}",
    "changed": "changed {story}",
    "who": "who Norland",
    "pledges": "pledges by Norland",
    "pledge": "pledge {pledge}",
    "timeline": "timeline Norland",
    "ask": "ask how much will Norland give?",
    "search": "search Norland",
    "why": f"why {URL}",
    "feeds": "feeds",
    "follow": "follow feed {feed}",
    "unfollow": "unfollow",
    "following": "following",
    "digest": "digest",
    "quiet": "quiet",
    "watch": "watch pledges by Norland",
    "mute": "mute feed {feed}",
    "settings": "settings",
    "feedback": "feedback wrong #{story}",
    "correct": "correct {pledge} status=withdrawn",
    "forget": "forget me",
    "add": "add https://other.example",
    "remove": "remove feed {feed}",
    "editors": "editors",
    "model": "model",
    "help": "help",
}


def test_every_command_is_asked() -> None:
    """A new command is asked from a second workspace, too."""
    assert list(ASKED) == list(HEADS)


def asker(place: Place) -> Asker:
    """Ask from a place, as who may do everything there."""
    spot = Spot(
        platform=place.platform or Platform.PAGE,
        workspace=place.workspace,
        address=place.address,
        name="here",
    )
    return Asker(place=place, spot=spot, person="U1", role=Role.ADMIN)


@pytest.mark.parametrize("eyes", EYES)
async def test_nothing_of_another_workspace_is_told(
    store: SqlStore, watch: Watch, eyes: str
) -> None:
    """No command tells the text, feed or opinion of a workspace to somebody outside of it."""
    answerer = Answerer(
        store, None, watch, channels=store, wishes=store, people=store, consents=store
    )
    text = f"Norland will give 20 million dollars to {ALONE}, its minister said in {ALONE}."
    story = await held(store, "slack:T1", text=text)
    [feed] = await store.seen_by("slack:T1").feeds()
    ours = asker(OURS)
    await answerer.answer(parse(f"follow feed {feed.id}"), ours)
    await answerer.answer(parse("editors add U77"), ours)
    await answerer.answer(parse(f"feedback wrong #{story} {ALONE} is wrong"), ours)

    seen = 0
    for words in ASKED.values():
        line = words.format(story=story, feed=feed.id, pledge="1:0:0")
        theirs = render(await answerer.answer(parse(line), asker(EYES[eyes])), width=10_000)
        mine = render(await answerer.answer(parse(line), ours), width=10_000)
        for leak in (ALONE, "slack:T1", "Wire of", "U77"):
            assert leak not in theirs, line
            seen += leak in mine
    assert seen >= 8  # the workspace itself is told


async def test_a_workspaces_consent_is_its_own(store: SqlStore, watch: Watch) -> None:
    """What one workspace lets a language model read says nothing for any other."""
    answerer = Answerer(store, None, watch, consents=store)
    assert (await answerer.answer(parse("model allow"), asker(OURS))).found
    assert await store.allows_model("slack:T1")
    assert "may read" in (await answerer.answer(parse("model"), asker(OURS))).title
    for name, place in EYES.items():
        assert "may read" not in (await answerer.answer(parse("model"), asker(place))).title, name
    await answerer.answer(parse("model refuse"), asker(EYES["another Slack workspace"]))
    assert await store.allows_model("slack:T1")
    assert not await store.allows_model(OWN)


async def test_roles_are_of_one_workspace(store: SqlStore, watch: Watch) -> None:
    """An editor of one workspace is a reader in another, and their channel is not touched."""
    answerer = Answerer(
        store, None, watch, channels=store, wishes=store, people=store, consents=store
    )
    await answerer.answer(parse("follow"), asker(OURS))
    other = asker(EYES["another Slack workspace"])
    await answerer.answer(parse("unfollow"), other)
    assert len(await store.targets(Platform.SLACK, "T1")) == 1
    await store.appoint("slack:T1", "U1", by=None, at=START)
    reader = dataclasses.replace(other, role=Role.READER)
    refused = await answerer.answer(parse("correct 1:0:0 status=withdrawn"), reader)
    assert "Only editors" in refused.title
