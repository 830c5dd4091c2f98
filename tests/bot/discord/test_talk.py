"""People talk to the bot: commands, buttons, menus, modals, mentions and direct messages."""

import asyncio
import dataclasses
import datetime as dt
from typing import Any

import pytest

from bot.commands.command import More, ShowEvidence
from bot.commands.limits import PERSON, Limits
from bot.discord import keys
from bot.model import Digest, Platform
from bot.pace import Allowance
from bot.store import SqlStore
from tests.bot.discord import samples
from tests.bot.discord.rig import OneArticle, Rig, buttons, running, words
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Kind


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


async def test_forum_thread_is_a_place_to_ask(rig: Rig) -> None:
    """In a forum's thread the story is that of the post that the thread began with."""
    assert rig.forum.kind is Kind.FORUM
    thread = rig.discord.world.thread(rig.forum, "story")
    where = (str(rig.guild.id), str(rig.forum.id), str(thread.id))
    rig.register.posts[where] = rig.shelf.stories[3]
    asked = await rig.discord.asks("sources", rig.ada, thread)
    await asked.shown()
    assert rig.answerer.asked[-1][1].story == 3


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
