"""Servers and people choose: what is followed, digests, editors, feeds, lists of feeds."""

import pytest

from bot.store import SqlStore
from tests.bot.discord.rig import Rig, buttons, running, words
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import EVERYTHING, Allow

MEMBER = EVERYTHING & ~Allow.MANAGE_GUILD


async def admin(rig: Rig, line: str, **given: object) -> str:
    """Let Ada use `/briefadmin`; give what she reads."""
    asked = await rig.discord.interactions.slash("briefadmin", line, rig.ada, rig.channel, **given)
    return words(await asked.shown())


async def test_manager_follows_in_a_channel(rig: Rig) -> None:
    """`/briefadmin follow` checks that we may post there, and makes the channel a target."""
    assert "from now on" in await admin(rig, "follow")
    assert rig.register.state(rig.channel) is None
    assert "#news" in await admin(rig, "following")
    assert "Nothing new" in await admin(rig, "unfollow")
    assert rig.register.followed == {}


async def test_another_channel_may_be_named(rig: Rig) -> None:
    """The forum is followed from the channel in which the command is typed."""
    assert "#stories" in await admin(rig, f"follow channel={rig.forum.id}")
    assert rig.register.state(rig.forum) is None


@pytest.mark.parametrize(
    ("denied", "names"),
    [
        (Allow.VIEW_CHANNEL, "View Channel"),
        (Allow.SEND_MESSAGES, "Send Messages"),
        (Allow.READ_MESSAGE_HISTORY, "Read Message History"),
        (
            Allow.SEND_MESSAGES | Allow.READ_MESSAGE_HISTORY,
            "Send Messages and Read Message History",
        ),
    ],
)
async def test_missing_permission_is_named_when_somebody_follows(
    discord: FakeDiscord, denied: Allow, names: str
) -> None:
    """Following where we may not post is refused with the names of what is missing."""
    async with running(discord) as rig:
        rig.channel.denied = denied
        await discord.changed(rig.channel)
        assert f"{names} is missing" in await admin(rig, "follow")
        assert rig.register.followed == {}


async def test_anybody_may_follow_for_themselves(rig: Rig) -> None:
    """The Follow button of somebody who does not manage the server is about direct messages."""
    asked = await rig.asks(f"link url={rig.shelf.stories[1].article.article.url}")
    key = buttons(asked.message)["Follow"]
    pressed = await rig.discord.interactions.press(
        key, asked.message, rig.ada, rig.channel, may=MEMBER
    )
    assert "direct messages" in words(await pressed.shown())
    direct = rig.discord.world.direct(rig.ada)
    assert rig.register.state(direct) is None
    assert len(direct.messages) == 1


async def test_closed_direct_messages_are_said_politely(rig: Rig) -> None:
    """Somebody who takes no direct messages is told how to allow them, and nothing is kept."""
    rig.ada.closed = True
    asked = await rig.asks("follow")
    assert "You take no direct messages" in words(asked.message)
    assert rig.register.followed == {}


async def test_admin_names_an_editor_who_then_corrects(rig: Rig) -> None:
    """Editors are people of one server; without being named a reader is refused."""
    bo = rig.discord.world.person("bo")
    slash = rig.discord.interactions.slash
    line = "correct pledge=1:2:0 changes='amount=GBP 1m'"
    refused = await slash("brief", line, bo, rig.channel, may=MEMBER)
    assert "Only editors" in words(await refused.shown())
    assert "may correct pledges now" in await admin(rig, f"editors action=add person={bo.id}")
    assert str(bo.id) in await admin(rig, "editors")
    corrected = await slash("brief", line, bo, rig.channel, may=MEMBER)
    assert "Only editors" not in words(await corrected.shown())
    assert rig.people.named == {f"discord:{rig.guild.id}": {str(bo.id)}}


async def test_manager_adds_a_feed(rig: Rig) -> None:
    """`/briefadmin add` adds the feed of an address; words that are no address are refused."""
    assert "Added" in await admin(rig, "add url=https://courier.example topic='foreign aid'")
    assert [(feed.url, feed.topic) for feed in rig.feeds.kept] == [
        ("https://courier.example", "foreign aid")
    ]
    assert "there is no feed there" in await admin(rig, "add url=https://nothing.example")
    assert "Only admins" in await admin(rig, "add url=https://a.example", may=MEMBER)
    assert len(rig.feeds.kept) == 1


async def test_channel_has_rules_digests_and_quiet_hours(
    discord: FakeDiscord, file_store: SqlStore
) -> None:
    """What a channel is told is set by options, and kept in the store for that channel alone."""
    async with running(discord, channels=file_store, wishes=file_store) as rig:
        assert "Posted here" in await admin(rig, "follow topic=aid")
        assert "Posted here" in await admin(rig, "follow topic=aid actor='Ida Solberg-Krantz'")
        watch = "watch to=Ukraine over='EUR 100m'"
        assert "quiet hours as well" in await admin(rig, watch)
        assert "digest" in await admin(rig, "digest when='weekdays 08:30' zone=Europe/Kyiv")
        assert "22:00-07:00" in await admin(rig, "quiet hours=22:00-07:00")
        assert "Not posted here" in await admin(rig, "mute words=football")
        shown = await admin(rig, "settings")
        assert "topic aid" in shown
        assert 'topic:"aid" actor:"Ida Solberg-Krantz"' in shown
        assert "Europe/Kyiv" in shown
        assert "Nothing is followed here" in await admin(rig, f"settings channel={rig.forum.id}")
        assert "There is no 9" in await admin(rig, "unfollow number=9")
        assert "Nothing new" in await admin(rig, "unfollow")


async def test_button_of_an_answer_acts_in_its_channel(
    discord: FakeDiscord, file_store: SqlStore
) -> None:
    """After following, a button offers a digest: a manager's press sets it for that channel."""
    async with running(discord, channels=file_store, wishes=file_store) as rig:
        slash = rig.discord.interactions.slash
        asked = await slash("briefadmin", "follow", rig.ada, rig.channel)
        shown = await asked.shown()
        key = buttons(shown)["A digest on weekdays"]
        press = rig.discord.interactions.press
        refused = await press(key, shown, rig.ada, rig.channel, may=MEMBER)
        assert "Only admins" in words(await refused.shown())
        pressed = await press(key, shown, rig.ada, rig.channel)
        assert "A digest is posted here" in words(await pressed.shown())
        # Named from elsewhere, the channel gets no buttons that would act here.
        line = f"follow channel={rig.forum.id}"
        asked = await slash("briefadmin", line, rig.ada, rig.channel)
        assert buttons(await asked.shown()) == {}


async def test_direct_message_has_wishes_too(discord: FakeDiscord, file_store: SqlStore) -> None:
    """In a direct message everybody decides for themselves, in words."""
    async with running(discord, channels=file_store, wishes=file_store) as rig:
        direct = rig.discord.world.direct(rig.ada)
        await rig.discord.says(rig.ada, direct, "digest weekdays 08:30 Europe/Kyiv")
        await rig.discord.until(lambda: len(direct.messages) == 3)
        assert "from now on" in direct.messages[1]["content"]
        assert "A digest is posted here" in words(direct.messages[2])
        await rig.discord.says(rig.ada, direct, "unfollow")
        await rig.discord.until(lambda: len(direct.messages) == 5)
        assert "any more" in words(direct.messages[4])


async def test_commands_are_told_once_per_change(discord: FakeDiscord) -> None:
    """The second start finds the digest of the tree and sends nothing."""
    async with running(discord) as rig:
        notes = rig.notes
    assert len(discord.requests(r"PUT /applications/\d+/commands")) == 1
    async with running(discord, notes=notes):
        pass
    assert len(discord.requests(r"PUT /applications/\d+/commands")) == 1
    notes.kept = dict.fromkeys(notes.kept, "of an older tree")
    async with running(discord, notes=notes):
        pass
    assert len(discord.requests(r"PUT /applications/\d+/commands")) == 2


async def test_commands_may_be_told_to_one_server(discord: FakeDiscord) -> None:
    """With a test server the commands are offered there and nowhere else."""
    guild = discord.world.guild("Test")
    async with running(discord, test_guild=guild.id):
        pass
    assert str(guild.id) in discord.rest.commands
    assert "" not in discord.rest.commands


OPML = b"""<?xml version="1.0"?><opml version="2.0"><body>
<outline text="Aid"><outline type="rss" text="Courier" xmlUrl="https://courier.example/rss"/>
<outline type="rss" text="Radio" xmlUrl="https://radio.example/rss"/></outline></body></opml>"""


async def test_opml_is_uploaded_in_a_form(rig: Rig) -> None:
    """`/briefadmin import` opens a form for a file; the answer has a line for each feed."""
    opened = await rig.discord.interactions.slash("briefadmin", "import", rig.ada, rig.channel)
    assert await opened.answered() == 9
    [label] = opened.first["components"]
    assert label["type"] == 18
    assert label["component"]["type"] == 19
    field = label["component"]["custom_id"]
    upload = rig.discord.interactions.upload
    sent = await upload(opened.first["custom_id"], field, OPML, rig.ada, rig.channel)
    shown = words(await sent.shown())
    assert "2 of 2 feeds are new" in shown
    assert "courier.example/rss" in shown
    assert [feed.topic for feed in rig.feeds.kept] == ["Aid", "Aid"]
    exported = await rig.discord.interactions.slash("briefadmin", "export", rig.ada, rig.channel)
    await exported.shown()
    assert b"https://radio.example/rss" in exported.files["threeline.opml"]


async def test_feeds_are_not_for_everybody(rig: Rig) -> None:
    """Without Manage Server there is no form, and one that is sent all the same is refused."""
    slash = rig.discord.interactions.slash
    for line in ("import", "export"):
        asked = await slash("briefadmin", line, rig.ada, rig.channel, may=MEMBER)
        assert "Only admins" in words(await asked.shown())
    sent = await rig.discord.interactions.upload(
        "o", "file", OPML, rig.ada, rig.channel, may=MEMBER
    )
    assert "Only admins" in words(await sent.shown())
    assert rig.feeds.kept == []


@pytest.mark.parametrize(
    ("content", "says"), [(b"no list", "Not a well-formed OPML"), (b" " * (2**21 + 1), "too large")]
)
async def test_file_that_is_no_list_is_refused(rig: Rig, content: bytes, says: str) -> None:
    """Whoever sent it is told why."""
    sent = await rig.discord.interactions.upload("o", "file", content, rig.ada, rig.channel)
    assert says in words(await sent.shown())


async def test_file_that_discord_lost_is_told(rig: Rig) -> None:
    """An address at which nothing is answers with a request to send it again."""
    rig.discord.world.cdn += "/elsewhere"
    sent = await rig.discord.interactions.upload("o", "file", OPML, rig.ada, rig.channel)
    assert "Send it again" in words(await sent.shown())
