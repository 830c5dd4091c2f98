"""What Slack did not tell in an event is seen at the next look at its channels."""

from collections.abc import AsyncIterator

import pytest

from bot.slack.rounds import ENDING, PAGE
from bot.slack.wire import refused
from tests.bot.slack.rig import Rig, running
from tests.bot.slack.test_changes import told
from tests.bot.slack.test_surfaces import follow
from tests.fakes.slack import Fault, Room


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app, followed in C1 by U2 and looked at once."""
    async with running() as made:
        await follow(made, "C1")
        await look(made)
        yield made


async def look(rig: Rig) -> None:
    """Do a round."""
    await rig.app._rounds.look()


def paused(rig: Rig) -> str | None:
    """Give why nothing is posted there."""
    return rig.register.followed["C1"].paused


async def test_channel_archived_while_we_were_away_is_held_and_goes_on(rig: Rig) -> None:
    """Neither end of an archive came as an event; both are found."""
    rig.slack.rooms["C1"].archived = True
    await look(rig)
    await told(rig, "cannot post in <#C1> any more: the channel was archived")
    assert paused(rig) == "the channel was archived"
    await look(rig)
    rig.slack.rooms["C1"].archived = False
    await look(rig)
    await told(rig, "I can post in <#C1> again")
    assert paused(rig) is None
    assert len(rig.slack.answers("D2")) == 2


async def test_channel_that_we_were_taken_out_of_is_held(rig: Rig) -> None:
    """It is not among our channels any more, and Slack says so when it is asked for it."""
    rig.slack.rooms["C1"].member = False
    await look(rig)
    assert paused(rig) == "the app was removed from the channel"


async def test_channel_that_is_not_listed_is_asked_for_before_it_is_held(rig: Rig) -> None:
    """A list that lacks it, or a look that fails, pauses nothing."""
    room = rig.slack.rooms.pop("C1")
    rig.slack.rooms["C1"] = room
    rig.slack.fail("conversations.info", Fault(error="internal_error"))
    room.member = False
    await look(rig)
    assert paused(rig) is None
    room.member = True
    rig.slack.rooms = {f"C{n}": Room(id=f"C{n}", name="x") for n in range(10, 10 + 21 * PAGE)}
    rig.slack.rooms["C1"] = room
    await look(rig)
    assert paused(rig) is None


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_refusal_that_is_over_ends_the_pause(rig: Rig, code: str) -> None:
    """A post was refused and the channel paused; it is open again, so it goes on."""
    assert refused(code) in ENDING
    await rig.app._changes.pause("T1", "C1", refused(code))
    await look(rig)
    assert paused(rig) is None


@pytest.mark.parametrize("reason", [refused("restricted_action"), "an admin paused it"])
async def test_pause_that_somebody_must_end_stays(rig: Rig, reason: str) -> None:
    """That we are in an open channel does not say that it takes posts."""
    await rig.app._changes.pause("T1", "C1", reason)
    await look(rig)
    assert paused(rig) == reason


async def test_made_private_is_told_once_to_who_set_it_up(rig: Rig) -> None:
    """It goes on, since we are in it; who else may hear of it is asked of Slack each time."""
    rig.slack.rooms["C1"].private = True
    for _ in range(2):
        await look(rig)
    await told(rig, "<#C1> was made private")
    assert len(rig.slack.answers("D2")) == 1
    assert paused(rig) is None


async def test_new_name_is_seen(rig: Rig) -> None:
    """A renamed channel is named as it is called now."""
    rig.slack.rooms["C1"].name = "newsdesk"
    await look(rig)
    assert rig.register.followed["C1"].name == "newsdesk"


async def test_slack_that_lists_nothing_changes_nothing(rig: Rig) -> None:
    """A server without the method, a limit, a lost answer: as before, and the next look tells."""
    for fault in (
        Fault(error="unknown_method"),
        Fault(error="missing_scope"),
        Fault(retry_after=5),
        Fault(lost=True),
        Fault(status=502),
    ):
        rig.slack.fail("users.conversations", fault)
        await look(rig)
        assert paused(rig) is None
