"""Channels that close, move and open again, people who leave: nothing is lost, and it goes on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.model import Platform
from tests.bot.slack.rig import Rig, running
from tests.bot.slack.test_surfaces import follow


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app, followed in C1 by U2."""
    async with running() as made:
        await follow(made, "C1")
        yield made


async def told(rig: Rig, words: str) -> None:
    """Wait until U2 was written to."""
    await rig.slack.until(
        lambda: (
            "D2" in rig.slack.rooms
            and any(words in each["text"] for each in rig.slack.answers("D2"))
        )
    )


@pytest.mark.parametrize("kind", ["channel_archive", "channel_left", "group_deleted"])
async def test_channel_that_ends_is_paused_and_kept(rig: Rig, kind: str) -> None:
    """Nothing is lost when a channel closes: it is paused with the reason."""
    await rig.slack.happen({"type": kind, "channel": "C1"})
    await asyncio.wait_for(rig.register.paused.wait(), 5)
    assert rig.register.followed["C1"].paused
    await rig.slack.until(lambda: "D2" in rig.slack.rooms and rig.slack.answers("D2"))
    assert "cannot post in <#C1> any more" in rig.slack.answers("D2")[0]["text"]


@pytest.mark.parametrize("ended", ["channel_archive", "group_archive"])
async def test_channel_that_is_there_again_goes_on(rig: Rig, ended: str) -> None:
    """After the archive is undone, posts go on, and who set it up hears of both."""
    await rig.slack.happen({"type": ended, "channel": "C1"})
    await told(rig, "cannot post in <#C1>")
    await rig.slack.happen({"type": ended.replace("archive", "unarchive"), "channel": "C1"})
    await told(rig, "I can post in <#C1> again")
    assert rig.register.followed["C1"].paused is None
    assert rig.register.followed["C1"].name == "desk"


async def test_channel_that_we_may_not_post_to_stays_held(rig: Rig) -> None:
    """An archive that is undone without us in the channel changes nothing, until we are invited."""
    rig.slack.rooms["C1"].member = False
    await rig.slack.happen({"type": "channel_archive", "channel": "C1"})
    await asyncio.wait_for(rig.register.paused.wait(), 5)
    await rig.slack.happen({"type": "channel_unarchive", "channel": "C1"})
    await rig.slack.until(lambda: len(rig.slack.called("conversations.info")) == 2)
    assert rig.register.followed["C1"].paused
    rig.slack.rooms["C1"].member = True
    joined = {"type": "member_joined_channel", "channel": "C1", "user": "UBOT", "inviter": "U1"}
    await rig.slack.happen(joined)
    await told(rig, "I can post in <#C1> again")
    assert not rig.slack.rooms["C1"].ephemeral


async def test_new_name_is_kept_and_pauses_nothing(rig: Rig) -> None:
    """A renamed channel is named as it is called now."""
    await rig.slack.happen({"type": "channel_rename", "channel": {"id": "C1", "name": "news"}})
    await rig.slack.until(lambda: rig.register.followed["C1"].name == "news")
    assert rig.register.followed["C1"].paused is None


async def test_new_key_is_followed(rig: Rig) -> None:
    """When Slack gives a channel another key, what is followed is there, and so is its owner."""
    moved = {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"}
    await rig.slack.happen(moved)
    await rig.slack.until(lambda: "C2" in rig.register.followed)
    assert set(rig.register.followed) == {"C2"}
    await rig.slack.happen({"type": "channel_archive", "channel": "C2"})
    await told(rig, "cannot post in <#C2>")


@pytest.mark.parametrize("member", [True, False], ids=["in it", "out of it"])
async def test_channel_made_private_goes_on_as_long_as_we_are_in_it(
    rig: Rig, *, member: bool
) -> None:
    """In it we post on; out of it, it is held and its owner told."""
    rig.slack.rooms["C1"].private = True
    rig.slack.rooms["C1"].member = member
    seen = len(rig.slack.called("conversations.info"))
    await rig.slack.happen(
        {"type": "message", "subtype": "channel_convert_to_private", "channel": "C1", "ts": "1.1"}
    )
    await rig.slack.until(lambda: len(rig.slack.called("conversations.info")) > seen)
    if not member:
        await told(rig, "the channel was made private")
    assert bool(rig.register.followed["C1"].paused) is not member


async def test_only_our_own_leaving_counts(rig: Rig) -> None:
    """People come and go; when we are taken out, it is held."""
    await rig.slack.happen({"type": "member_left_channel", "channel": "C1", "user": "U1"})
    await rig.slack.happen({"type": "member_left_channel", "channel": "C1", "user": "UBOT"})
    await told(rig, "removed from the channel")
    assert rig.register.followed["C1"].paused


async def test_deactivated_person_is_held_until_they_are_back(rig: Rig) -> None:
    """Their own direct message is held; the channel that they set up is its people's."""
    await rig.slack.write("follow", user="U2")
    await rig.slack.until(lambda: "D2" in rig.register.followed)
    for deleted in (True, False):
        person = {**rig.slack.users["U2"], "deleted": deleted}
        await rig.slack.happen({"type": "user_change", "user": person})
        if deleted:
            await asyncio.wait_for(rig.register.paused.wait(), 5)
            assert "deactivated" in str(rig.register.followed["D2"].paused)
            assert rig.register.followed["C1"].paused is None
    async with asyncio.timeout(5):
        while rig.register.followed["D2"].paused:  # noqa: ASYNC110 # nothing else tells
            await asyncio.sleep(0.01)


async def test_events_of_unknown_shape_end_nothing(rig: Rig) -> None:
    """An event without what it should have, or of a kind nobody knows, is acknowledged."""
    for event in (
        {"type": "channel_rename"},
        {"type": "channel_id_changed"},
        {"type": "user_change", "user": "U2"},
        {"type": "member_left_channel"},
        {"type": "app_home_opened"},
        {"type": "message"},
        {"type": "brand_new", "channel": {"id": "C1"}},
    ):
        sent = await rig.slack.happen(event)
        await asyncio.wait_for(sent.acked.wait(), 5)
    count = len(rig.slack.responses)
    await rig.slack.command("help")
    await rig.slack.until(lambda: len(rig.slack.responses) > count)
    assert rig.register.followed["C1"].paused is None


async def test_uninstalled_forgets_the_token_and_pauses_everything(rig: Rig) -> None:
    """After an uninstallation no call is made for the workspace, and what is followed is kept."""
    await rig.slack.happen({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    assert await rig.app.wire.installs.of("T1")
    await rig.slack.happen({"type": "app_uninstalled"})
    await asyncio.wait_for(rig.register.paused.wait(), 5)
    assert rig.register.followed["C1"].paused == "the app was removed"
    assert await rig.app.wire.installs.of("T1") is None
    assert (await rig.register.targets(Platform.SLACK, "T1"))[0].name == "desk"
