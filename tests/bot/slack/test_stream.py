"""Long answers in the Messages tab grow while they are read, and are never there twice."""

from collections.abc import AsyncIterator

import pytest

from bot.commands import Answerer, Asker, Command, Reply, Say, Tell, quietly
from tests.bot.slack.rig import Rig, running
from tests.fakes.slack import Fault

LINES = [f"line {number} of many" for number in range(30)]


class Verbose(Answerer):
    """Answers everything at length."""

    async def answer(self, command: Command, asker: Asker, *, tell: Tell = quietly) -> Reply:
        """Answer."""
        del command, asker, tell
        return Reply(title="A long story", parts=tuple(Say(text=line) for line in LINES))


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app."""
    async with running(answerer=Verbose) as made:
        yield made


async def test_long_answer_is_streamed_whole_and_in_order(rig: Rig) -> None:
    """The first words are there with the first call, and nothing is lost or turned around."""
    await rig.slack.write("tell me")
    await rig.slack.until(lambda: rig.slack.called("chat.stopStream"))
    (said,) = rig.slack.answers("D1")
    shown = str(said["blocks"])
    assert [line for line in LINES if line in shown] == LINES
    assert [shown.index(line) for line in LINES] == sorted(shown.index(line) for line in LINES)
    assert len(rig.slack.called("chat.appendStream")) == 5
    assert not rig.slack.streaming
    assert not rig.slack.called("chat.postMessage")
    begun = rig.slack.called("chat.startStream")[0]
    assert (begun["recipient_team_id"], begun["recipient_user_id"]) == ("T1", "U1")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error="unknown_method"),
        Fault(error="method_not_supported_for_channel_type"),
        Fault(status=404),
    ],
)
async def test_where_slack_does_not_stream_the_answer_is_posted_whole(
    rig: Rig, fault: Fault
) -> None:
    """A refusal of the beginning, or a server that has no such method, costs but the call."""
    rig.slack.fail("chat.startStream", fault)
    await rig.slack.write("tell me")
    await rig.slack.until(lambda: rig.slack.answers("D1"))
    (said,) = rig.slack.answers("D1")
    assert LINES[-1] in str(said["blocks"])
    assert LINES[-1] in said["text"]


async def test_stream_that_breaks_is_finished_by_the_rest(rig: Rig) -> None:
    """When an append is refused, what is left comes in one piece, in the same message."""
    rig.slack.fail("chat.appendStream", Fault(), Fault(error="internal_error"))
    await rig.slack.write("tell me")
    await rig.slack.until(lambda: rig.slack.called("chat.stopStream"))
    (said,) = rig.slack.answers("D1")
    shown = str(said["blocks"])
    assert [shown.count(line + "'") for line in LINES] == [1] * len(LINES)


async def test_beginning_of_unknown_fate_is_not_begun_again(rig: Rig) -> None:
    """A lost answer to the first call makes no second message."""
    rig.slack.fail("chat.startStream", Fault(lost=True))
    await rig.slack.write("tell me")
    await rig.slack.until(lambda: rig.slack.called("chat.startStream"))
    await rig.slack.command("help")
    await rig.slack.until(lambda: rig.slack.responses)
    assert len(rig.slack.answers("D1")) == 1


async def test_limited_beginning_is_waited_for(rig: Rig) -> None:
    """429 took nothing, so the same call follows it."""
    rig.slack.fail("chat.startStream", Fault(retry_after=0))
    rig.slack.fail("chat.stopStream", Fault(retry_after=0))
    await rig.slack.write("tell me")
    await rig.slack.until(lambda: len(rig.slack.called("chat.stopStream")) == 2)
    assert len(rig.slack.answers("D1")) == 1


async def test_channels_are_answered_in_one_piece(rig: Rig) -> None:
    """In a thread of a channel many read, and nobody waits before the screen."""
    await rig.slack.mention("latest")
    await rig.slack.until(lambda: rig.slack.posts("C1"))
    assert not rig.slack.called("chat.startStream")
