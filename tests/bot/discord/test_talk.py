"""People talk to the bot: commands, buttons, menus, modals, mentions and direct messages."""

import asyncio
import dataclasses
import datetime as dt
from typing import Any

import pytest

from bot.commands import Attached, Reply
from bot.commands.command import More, ShowEvidence
from bot.commands.limits import PERSON, Limits
from bot.discord import keys
from bot.model import Digest, Platform
from bot.pace import Allowance
from bot.store import SqlStore
from tests.bot.discord import samples
from tests.bot.discord.rig import OneArticle, Rig, buttons, running, words
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import EVERYTHING, Allow, Kind

MEMBER = EVERYTHING & ~Allow.MANAGE_GUILD


async def test_command_is_answered_privately(rig: Rig) -> None:
    """`/brief latest` is put off at once and then answered for the person alone."""
    asked = await rig.asks("latest count=2")
    assert asked.kind == 5
    assert asked.took < 1
    assert asked.private
    assert "Latest" in words(asked.message)
    assert "Evidence" in buttons(asked.message)


async def test_briefing_of_a_link_is_for_everybody(rig: Rig) -> None:
    """What `/brief link` brings is a briefing, posted in the open."""
    asked = await rig.asks(f"link url={OneArticle.URL}")
    assert not asked.private
    assert "What" in words(asked.message)


async def test_failed_link_is_told_to_the_asker_alone(rig: Rig) -> None:
    """An answer put off in the open that is only an error takes no room in the channel."""
    asked = await rig.discord.asks("link url=https://nothing.example/x", rig.ada, rig.channel)
    await rig.discord.until(lambda: asked.extra)
    assert "no article is there" in words(asked.extra[0])
    assert asked.extra[0]["flags"] & 64
    assert not rig.channel.messages


@pytest.mark.parametrize(
    ("line", "grammar"),
    [
        ("more story=1", More),
        ("evidence line=Pledges story=1", ShowEvidence),
        ("ask words='more 1'", More),
    ],
)
async def test_options_become_the_one_grammar(rig: Rig, line: str, grammar: type) -> None:
    """Typed options are written as a line that the grammar reads."""
    await rig.asks(line)
    assert isinstance(rig.answerer.asked[-1][0], grammar)


async def test_slow_answer_is_still_given(rig: Rig) -> None:
    """The 3 seconds are kept by deferring, whatever the answer takes."""
    rig.discord.interactions.window = 0.2
    rig.answerer.wait = 0.4
    asked = await rig.asks("latest")
    assert asked.took < 0.2
    assert "Latest" in words(asked.message)


async def test_interaction_delivered_twice_is_answered_once(rig: Rig) -> None:
    """The second delivery is known by its id: one answer, and no error on the way."""
    rig.answerer.wait = 0.1
    asked = await rig.discord.asks("latest", rig.ada, rig.channel)
    await rig.discord.interactions.again(asked)
    await asked.shown()
    await rig.discord.interactions.again(asked)
    await asyncio.sleep(0.05)
    assert len(rig.answerer.asked) == 1
    assert asked.refused == []


async def test_another_process_may_have_answered(rig: Rig) -> None:
    """Where Discord says that it was answered already (40060) we say nothing more."""
    rig.discord.fail(r"POST /interactions/.*", status=400, code=40060)
    await rig.discord.asks("latest", rig.ada, rig.channel)
    await asyncio.sleep(0.1)
    assert rig.answerer.asked == []
    assert words((await rig.asks("feeds")).message)


async def test_interaction_that_is_gone_stops_nobody(rig: Rig) -> None:
    """One that Discord does not know any more (10062) is dropped; the next is answered."""
    rig.discord.fail(r"POST /interactions/.*", status=404, code=10062)
    await rig.discord.asks("latest", rig.ada, rig.channel)
    assert words((await rig.asks("feeds")).message)


async def test_buttons_work_after_a_restart(discord: FakeDiscord) -> None:
    """A button that one process posted is answered by the next one, from its key alone."""
    async with running(discord) as first:
        asked = await first.asks(f"link url={first.shelf.stories[1].article.article.url}")
    message = asked.message
    async with running(discord) as rig:
        key = buttons(message)["Evidence"]
        pressed = await rig.discord.interactions.press(key, message, rig.ada, rig.channel)
        assert "> " in words(await pressed.shown())
        assert pressed.kind == 5
        assert pressed.private
        assert rig.answerer.asked[-1][1].story == 1


@pytest.mark.parametrize("label", ["Evidence", "More", "Sources"])
async def test_each_button_of_a_briefing_answers(rig: Rig, label: str) -> None:
    """Each button under a briefing asks its command about that story."""
    asked = await rig.asks(f"link url={rig.shelf.stories[1].article.article.url}")
    key = buttons(asked.message)[label]
    pressed = await rig.discord.interactions.press(key, asked.message, rig.ada, rig.channel)
    assert words(await pressed.shown())
    assert rig.answerer.asked[-1][1].story == 1


async def test_numbers_of_a_digest_answer(rig: Rig) -> None:
    """A number under a digest brings that briefing; an empty digest leads to the latest."""
    key = keys.write(keys.OnStory(verb="more", story=2, version=1, mark="k"))
    latest = keys.write(keys.OnStory(verb="latest", story=0, version=0, mark="k"))
    post = rig.discord.world.message(rig.channel, {"content": "digest"})
    press = rig.discord.interactions.press
    pressed = await press(str(key), post, rig.ada, rig.channel)
    assert "More on story" in words(await pressed.shown())
    assert rig.answerer.asked[-1][1].story == 2
    pressed = await press(str(latest), post, rig.ada, rig.channel)
    assert "Latest" in words(await pressed.shown())


async def test_old_button_says_what_replaced_it(rig: Rig) -> None:
    """A post shows version 1, the story is at version 3: the answer says so."""
    asked = await rig.asks(f"link url={rig.shelf.stories[1].article.article.url}")
    rig.shelf.stories[1] = dataclasses.replace(rig.shelf.stories[1], version=3)
    key = buttons(asked.message)["Evidence"]
    pressed = await rig.discord.interactions.press(key, asked.message, rig.ada, rig.channel)
    assert "Version 3 has replaced the version 1" in words(await pressed.shown())


async def test_pages_are_turned_in_place(rig: Rig) -> None:
    """Next shows the second page in the same message, Back the first one again."""
    asked = await rig.asks("latest count=20")
    first = words(asked.message)
    press = rig.discord.interactions.press
    turned = await press(buttons(asked.message)["Next"], asked.message, rig.ada, rig.channel)
    await rig.discord.until(lambda: "(2/" in words(asked.message))
    assert turned.kind == 6
    await press(buttons(asked.message)["Back"], asked.message, rig.ada, rig.channel)
    await rig.discord.until(lambda: words(asked.message) == first)


async def test_something_wrong_is_reported_in_a_form(rig: Rig) -> None:
    """Wrong opens a form; what was written is kept with its version, the evidence shown."""
    asked = await rig.asks(f"link url={rig.shelf.stories[1].article.article.url}")
    key = buttons(asked.message)["Wrong"]
    pressed = await rig.discord.interactions.press(key, asked.message, rig.ada, rig.channel)
    assert await pressed.answered() == 9
    sent = await rig.discord.interactions.submit(
        pressed.first["custom_id"], {"words": "It was\n82m."}, rig.ada, rig.channel
    )
    shown = words(await sent.shown())
    assert "Thank you" in shown
    assert "> " in shown
    [kept] = rig.people.thought
    assert (kept.story, kept.words, kept.right) == (1, "It was 82m", False)
    assert kept.person == str(rig.ada.id)


async def test_brief_this_reads_the_link_of_a_message(rig: Rig) -> None:
    """The message menu briefs the first link of what somebody else wrote."""
    link = f"look: {OneArticle.URL}."
    message = rig.discord.world.message(rig.channel, {"content": link}, author=rig.ada.json())
    asked = await rig.discord.interactions.menu("Brief this", message, rig.ada, rig.channel)
    assert "What" in words(await asked.shown())
    assert not asked.private


async def test_brief_this_without_a_link_says_so(rig: Rig) -> None:
    """A message with no link is answered privately."""
    message = rig.discord.world.message(rig.channel, {"content": "hi"}, author=rig.ada.json())
    asked = await rig.discord.interactions.menu("Brief this", message, rig.ada, rig.channel)
    assert "no link" in words(await asked.shown())
    assert asked.private


async def test_names_are_suggested(rig: Rig) -> None:
    """Typing part of a name suggests actors; a story is filled in as its number."""
    suggest = rig.discord.interactions.complete
    asked = await suggest("who", "name", "solb", rig.ada, rig.channel)
    assert await asked.answered() == 8
    assert asked.first["choices"][0]["name"] == "Ida Solberg-Krantz"
    asked = await suggest("more", "story", "", rig.ada, rig.channel)
    await asked.answered()
    assert all(choice["value"].isdecimal() for choice in asked.first["choices"])
    asked = await suggest("latest", "topic", "AI", rig.ada, rig.channel)
    await asked.answered()
    assert [choice["value"] for choice in asked.first["choices"]] == ["aid"]


async def test_mention_is_answered_where_it_stands(rig: Rig) -> None:
    """A mention carries its words without the Message Content intent; the answer replies to it."""
    said = await rig.discord.says(rig.ada, rig.channel, "latest 2", mentions=True)
    await rig.discord.until(lambda: len(rig.channel.messages) == 2)
    answer = rig.channel.messages[1]
    assert answer["message_reference"]["message_id"] in {said["id"], int(said["id"])}
    assert "Latest" in words(answer)


async def test_what_people_say_to_each_other_is_left_alone(rig: Rig) -> None:
    """A message that does not mention us gets no answer."""
    await rig.discord.says(rig.ada, rig.channel, "latest")
    await asyncio.sleep(0.05)
    assert len(rig.channel.messages) == 1


async def test_direct_message_is_a_conversation(rig: Rig) -> None:
    """In a direct message no mention is needed."""
    channel = rig.discord.world.direct(rig.ada)
    await rig.discord.says(rig.ada, channel, "feeds")
    await rig.discord.until(lambda: len(channel.messages) == 2)


async def test_replayed_message_is_answered_once(rig: Rig) -> None:
    """A message that the gateway sends twice gets one answer."""
    channel = rig.discord.world.direct(rig.ada)
    said = await rig.discord.says(rig.ada, channel, "feeds")
    await rig.discord.gateway.dispatch("MESSAGE_CREATE", said)
    await rig.discord.until(lambda: len(channel.messages) == 2)
    await asyncio.sleep(0.05)
    assert len(channel.messages) == 2


async def test_thread_of_a_post_is_about_its_story(rig: Rig) -> None:
    """A question in the thread under a briefing is about that briefing."""
    post = rig.discord.world.message(rig.channel, {"content": "post"})
    thread = rig.discord.world.thread(rig.channel, "story", id=int(post["id"]))
    where = (str(rig.guild.id), str(rig.channel.id), post["id"])
    rig.register.posts[where] = rig.shelf.stories[2]
    asked = await rig.discord.asks("evidence", rig.ada, thread)
    await asked.shown()
    assert rig.answerer.asked[-1][1].story == 2


async def test_answers_mention_nobody(rig: Rig) -> None:
    """Every message that goes out names nobody to be pinged."""
    await rig.asks("latest")
    await rig.discord.says(rig.ada, rig.channel, "latest 2", mentions=True)
    await rig.discord.until(lambda: len(rig.channel.messages) == 2)

    def sent() -> list[dict[str, Any]]:
        return [
            seen.json
            for seen in rig.discord.seen
            if seen.method in {"POST", "PATCH"} and "components" in (seen.json or {})
        ]

    await rig.discord.until(lambda: len(sent()) == 2)
    assert all(each["allowed_mentions"]["parse"] == [] for each in sent())


async def test_user_install_gets_no_more_than_five_messages(rig: Rig) -> None:
    """Where only the person has the app, a long answer stays within what Discord allows."""
    long = "ask words='search " + "the " * 40 + "'"
    asked = await rig.asks(long, installed=(1,))
    assert len(asked.extra) <= 4
    assert asked.refused == []


async def test_too_many_questions_are_put_off(rig: Rig) -> None:
    """One person cannot keep the bot busy, by commands or words; others ask on meanwhile."""
    for _ in range(PERSON.burst):
        await rig.asks("feeds")
    asked = await rig.asks("feeds")
    assert "Ask again in" in words(asked.message)
    direct = rig.discord.world.direct(rig.ada)
    await rig.discord.says(rig.ada, direct, "feeds")
    await rig.discord.until(lambda: len(direct.messages) == 2)
    assert "Ask again in" in words(direct.messages[1])
    other = rig.discord.world.person("bo")
    asked = await rig.discord.asks("feeds", other, rig.channel)
    assert "Ask again in" not in words(await asked.shown())


async def test_one_server_cannot_take_all(discord: FakeDiscord) -> None:
    """What a whole server asks is bounded; another one is answered."""
    limits = Limits(workspace=Allowance(burst=2, every=dt.timedelta(hours=1)))
    async with running(discord, limits=limits) as rig:
        for _ in range(2):
            await discord.asks("feeds", discord.world.person(), rig.channel)
        asked = await discord.asks("feeds", discord.world.person(), rig.channel)
        assert "Much is asked here" in words(await asked.shown())
        other = discord.world.channel(discord.world.guild("Other"))
        asked = await discord.asks("feeds", discord.world.person(), other)
        assert "Much is asked" not in words(await asked.shown())


async def test_old_clients_get_embeds(discord: FakeDiscord) -> None:
    """With the setting, answers are embeds with rows."""
    async with running(discord, embeds=True) as rig:
        asked = await rig.asks("latest count=2")
        assert asked.message["embeds"]
        assert not asked.message["flags"] & (1 << 15)


# --- Following


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


# --- Commands


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


async def test_forum_thread_is_a_place_to_ask(rig: Rig) -> None:
    """In a forum's thread the story is that of the post that the thread began with."""
    assert rig.forum.kind is Kind.FORUM
    thread = rig.discord.world.thread(rig.forum, "story")
    where = (str(rig.guild.id), str(rig.forum.id), str(thread.id))
    rig.register.posts[where] = rig.shelf.stories[3]
    asked = await rig.discord.asks("sources", rig.ada, thread)
    await asked.shown()
    assert rig.answerer.asked[-1][1].story == 3


# --- Files


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


# --- Sharing


async def test_private_answer_is_shared(rig: Rig) -> None:
    """Share shows the same page to everybody in the channel, below who shared it."""
    asked = await rig.asks("latest count=20")
    press = rig.discord.interactions.press
    await press(buttons(asked.message)["Next"], asked.message, rig.ada, rig.channel)
    await rig.discord.until(lambda: "(2/" in words(asked.message))
    pressed = await press(buttons(asked.message)["Share"], asked.message, rig.ada, rig.channel)
    shown = await pressed.shown()
    assert not pressed.private
    assert "(2/" in words(shown)
    assert "Share" not in buttons(shown)
    assert shown in rig.channel.messages


async def test_what_somebody_set_is_not_shared(rig: Rig) -> None:
    """Settings, help, failures and direct messages have no such button."""
    for line in ("help", "more story=999", "follow"):
        asked = await rig.asks(line)
        assert "Share" not in buttons(asked.message)
    direct = rig.discord.world.direct(rig.ada)
    asked = await rig.discord.asks("latest", rig.ada, direct)
    assert "Share" not in buttons(await asked.shown())


async def test_interaction_is_one_processs_alone(
    discord: FakeDiscord, file_store: SqlStore
) -> None:
    """Two processes that get the same interaction answer it once, by the database they share."""
    async with running(discord, heard=file_store) as rig, running(discord, heard=file_store) as two:
        rig.answerer.wait = two.answerer.wait = 0.1
        # An emulator that does not refuse the second first answer must not make two of it.
        discord.interactions.lenient = True
        asked = await discord.asks("latest", rig.ada, rig.channel)
        await asked.shown()
        await asyncio.sleep(0.2)
        assert len(rig.answerer.asked) + len(two.answerer.asked) == 1


async def test_mention_in_an_old_thread_is_about_its_story(rig: Rig) -> None:
    """The gateway did not tell of the thread: its channel is asked for."""
    post = rig.discord.world.message(rig.channel, {"content": "post"})
    thread = rig.discord.world.thread(rig.channel, "story", id=int(post["id"]))
    where = (str(rig.guild.id), str(rig.channel.id), post["id"])
    rig.register.posts[where] = rig.shelf.stories[2]
    await rig.discord.says(rig.ada, thread, "evidence", mentions=True)
    await rig.discord.until(lambda: len(thread.messages) == 2)
    assert rig.answerer.asked[-1][1].story == 2


async def test_pages_of_a_digest_are_turned_after_a_restart(discord: FakeDiscord) -> None:
    """Next on the post brings the second page to whoever pressed; there they turn on and back."""
    stories = tuple(samples.story(id=number) for number in range(1, 20))
    when = samples.WHEN
    digest = Digest(scheduled=when, since=when, until=when, zone="UTC", stories=stories)
    async with running(discord) as first:
        to = samples.delivery(address=str(first.channel.id), workspace=str(first.guild.id))
        ref = await first.app.chat.send(dataclasses.replace(to, digest=digest))
        channel, ada = first.channel, first.ada
    (post,) = channel.messages
    before = words(post)
    async with running(discord) as rig:
        rig.shelf.digests[Platform.DISCORD, str(channel.guild), str(channel.id), ref] = digest
        press = discord.interactions.press
        second = await press(buttons(post)["Next"], post, ada, channel)
        shown = await second.shown()
        assert second.private
        assert "(2/" in words(shown)
        third = await press(buttons(shown)["Next"], shown, ada, channel)
        await third.shown()
        assert third.kind == 6
        assert "(3/" in words(shown)
        await press(buttons(shown)["Back"], shown, ada, channel)
        await discord.until(lambda: "(2/" in words(shown))
        assert words(post) == before
        rig.shelf.digests.clear()
        lost = await press(buttons(post)["Next"], post, ada, channel)
        assert "not held any more" in words(await lost.shown())
