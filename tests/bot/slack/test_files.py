"""Charts and exports in Slack: uploaded where only those see them who see the answer."""

from collections.abc import AsyncIterator

import pytest

from bot.commands import Answerer, Asker, Attached, Command, Reply, Say, Tell, quietly
from tests.bot.slack.rig import Rig, running
from tests.fakes.slack import Fault

CHART = Attached(
    name="pledges.png", media="image/png", data=b"\x89PNG" + b"x" * 60, description="Two bars: 5, 9"
)
SHEET = Attached(name="pledges.csv", media="text/csv", data=b"a,b\n1,2\n", description="2 pledges")


class WithFiles(Answerer):
    """Answers everything with a chart and a sheet."""

    async def answer(self, command: Command, asker: Asker, *, tell: Tell = quietly) -> Reply:
        """Answer."""
        del command, asker, tell
        return Reply(title="Pledges to Norland", parts=(Say(text="Two."), CHART, SHEET))


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app."""
    async with running(answerer=WithFiles) as made:
        yield made


async def test_private_files_go_to_the_direct_message(rig: Rig) -> None:
    """What one person asked for alone is in no channel; the answer says where it is."""
    await rig.slack.command("pledges to Norland")
    await rig.slack.until(lambda: rig.slack.responses)
    said = rig.slack.responses[0]
    assert said["response_type"] == "ephemeral"
    assert "in your direct message with me" in said["text"]
    chart, sheet = rig.slack.files.values()
    assert chart["channel"] == sheet["channel"] == "D1"
    assert (chart["content"], sheet["content"]) == (CHART.data, SHEET.data)
    assert (chart["alt_txt"], chart["title"]) == ("Two bars: 5, 9", "Pledges to Norland")
    assert (sheet["alt_txt"], sheet["title"]) == (None, "pledges.csv")
    assert not [post for post in rig.slack.posts("C1") if post.get("files")]


async def test_shared_files_are_for_everybody_there(rig: Rig) -> None:
    """The answer that is shared to the channel brings its files there."""
    await rig.slack.command("pledges to Norland")
    await rig.slack.until(lambda: rig.slack.responses)
    share = rig.slack.responses[0]["blocks"][-1]["elements"][0]
    await rig.slack.click(share)
    await rig.slack.until(lambda: len(rig.slack.posts("C1")) == 3)
    assert [post["files"] for post in rig.slack.posts("C1") if post.get("files")]
    assert "direct message" not in rig.slack.posts("C1")[-1]["text"]


async def test_files_asked_for_in_a_thread_stay_in_it(rig: Rig) -> None:
    """A mention in the open is answered, files and all, in its thread."""
    await rig.slack.mention("pledges to Norland")
    await rig.slack.until(lambda: len(rig.slack.posts("C1")) == 3)
    assert len({post["thread_ts"] for post in rig.slack.posts("C1")}) == 1


async def test_direct_message_has_its_files_beside_the_answer(rig: Rig) -> None:
    """What was asked in the direct message is there."""
    await rig.slack.write("pledges to Norland")
    await rig.slack.until(lambda: len(rig.slack.answers("D1")) == 3)
    assert "in your direct message" not in rig.slack.answers("D1")[-1]["text"]


@pytest.mark.parametrize(
    "method",
    ["files.getUploadURLExternal", "upload", "files.completeUploadExternal", "conversations.open"],
)
async def test_file_that_is_not_taken_leaves_its_words(rig: Rig, method: str) -> None:
    """Whichever step fails, the person is told what the file said and that it is not there."""
    fault = Fault(status=500) if method == "upload" else Fault(error="missing_scope")
    rig.slack.fail(method, fault, fault)
    await rig.slack.command("pledges to Norland")
    await rig.slack.until(lambda: rig.slack.responses)
    said = rig.slack.responses[0]["text"]
    assert "pledges.png: Two bars: 5, 9" in said
    assert "could not be sent" in said
    assert not [each for each in rig.slack.files.values() if each.get("channel")]


async def test_limited_upload_waits_and_comes_once(rig: Rig) -> None:
    """429 is sat out for a person who waits."""
    rig.slack.fail("files.completeUploadExternal", Fault(retry_after=0))
    await rig.slack.command("pledges to Norland")
    await rig.slack.until(lambda: rig.slack.responses)
    assert len([each for each in rig.slack.files.values() if each.get("channel")]) == 2
