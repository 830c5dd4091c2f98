"""Pictures and files that come with an answer, within what Discord takes."""

import dataclasses

from bot.commands import Attached, Reply
from tests.bot.discord.rig import Rig, running, words
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Allow

PICTURE = Attached(
    name="Pledges by month.png",
    media="image/png",
    data=b"\x89PNG",
    description="Pledges by month: 3 in March 2026",
)
SHEET = Attached(name="pledges.csv", media="text/csv", data=b"a,b", description="2 pledges")


async def test_pictures_and_files_come_with_an_answer(discord: FakeDiscord) -> None:
    """A picture is shown with its words for those who cannot see it; a file is there to save."""
    async with running(discord) as rig:
        rig.answerer.given = Reply(title="Pledges", parts=(PICTURE, SHEET))
        asked = await rig.asks("pledges")
        assert asked.files == {"Pledges-by-month.png": b"\x89PNG", "pledges.csv": b"a,b"}
        parts = {part["type"]: part for part in asked.message["components"]}
        item = parts[12]["items"][0]
        assert item["description"] == PICTURE.description
        assert item["media"]["url"] == "attachment://Pledges-by-month.png"
        assert parts[13]["file"]["url"] == "attachment://pledges.csv"
        [edit] = discord.requests(r"PATCH /webhooks/.*")
        told = [each["description"] for each in edit.json["attachments"]]
        assert told == [PICTURE.description, SHEET.description]


async def test_pictures_come_with_embeds(discord: FakeDiscord) -> None:
    """Old clients see the picture in an embed."""
    async with running(discord, embeds=True) as rig:
        rig.answerer.given = Reply(title="Pledges", parts=(PICTURE, SHEET))
        asked = await rig.asks("pledges")
        images = [each["image"]["url"] for each in asked.message["embeds"] if "image" in each]
        assert images == ["attachment://Pledges-by-month.png"]
        assert set(asked.files) == {"Pledges-by-month.png", "pledges.csv"}


async def test_file_that_is_too_large_is_named(rig: Rig) -> None:
    """Discord would refuse the whole answer: the words come, with the file's name and size."""
    large = dataclasses.replace(SHEET, data=b"x" * (11 * 2**20))
    rig.answerer.given = Reply(title="Pledges", parts=(large,))
    asked = await rig.asks("pledges")
    assert "pledges.csv is too large for Discord (11 MB)" in words(asked.message)
    assert asked.files == {}


async def test_mention_without_leave_for_files_gets_the_words(rig: Rig) -> None:
    """Where Attach Files is missing, a mention is answered without them, and says so."""
    rig.channel.denied = Allow.ATTACH_FILES
    rig.answerer.given = Reply(title="Pledges", parts=(SHEET,))
    await rig.discord.says(rig.ada, rig.channel, "pledges", mentions=True)
    await rig.discord.until(lambda: len(rig.channel.messages) == 2)
    assert "Attach Files is missing" in words(rig.channel.messages[1])
