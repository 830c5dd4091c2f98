"""What people ask in Slack and where they are answered, over real sockets and real HTTP."""

import json
from collections.abc import AsyncIterator
from typing import Any, get_args

import pytest

from bot.commands.command import Feeds, Help, Plain, Unknown, Why
from bot.model import Place, Platform
from bot.slack import render
from bot.slack.desk import NEWS
from tests.bot.slack.rig import Rig, running
from tests.fakes.slack import Args, Fault


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app."""
    async with running() as made:
        yield made


def words(message: Args) -> str:
    """Give all that a message says, text and blocks."""
    return json.dumps(message, ensure_ascii=False)


def button(message: Args, action: str) -> Args:
    """Find a button by its action id."""
    for block in message["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if element.get("action_id", "").startswith(action):
                found: Args = element
                return found
    raise AssertionError(f"no {action} in {words(message)}")


async def answered(rig: Rig, count: int = 1) -> Args:
    """Wait for answers through response_url; give the last."""
    await rig.slack.until(lambda: len(rig.slack.responses) >= count)
    return rig.slack.responses[-1]


async def test_command_is_answered_for_the_person_alone(rig: Rig) -> None:
    """`/brief latest` shows the newest stories, to whoever typed it, with a way to share them."""
    envelope = await rig.slack.command("latest 2")
    said = await answered(rig)
    await envelope.acked.wait()
    assert envelope.acks == [{}]
    assert said["response_type"] == "ephemeral"
    assert said["text"].startswith("Latest")
    assert said["unfurl_links"] is False
    assert button(said, "share")


async def test_share_posts_the_answer_for_everybody(rig: Rig) -> None:
    """The button "Share to channel" says the same again in the channel."""
    await rig.slack.command("latest 1")
    said = await answered(rig)
    await rig.slack.click(button(said, "share"))
    await rig.slack.until(rig.slack.answers)
    (shared,) = rig.slack.answers()
    assert shared["text"] == said["text"]
    assert "share" not in words(shared["blocks"])


async def test_share_where_we_are_not_in_says_how_to_invite(rig: Rig) -> None:
    """A channel that we are not in cannot be posted to; the person is told what to do."""
    rig.slack.rooms["C1"].member = False
    await rig.slack.command("latest 1")
    await rig.slack.click(button(await answered(rig), "share"))
    said = await answered(rig, 2)
    assert "/invite" in said["text"]


async def test_unknown_words_get_help_privately(rig: Rig) -> None:
    """A mistake is nobody else's business, in a command or a mention."""
    await rig.slack.command("florble wibble")
    said = await answered(rig)
    assert said["response_type"] == "ephemeral"
    await rig.slack.mention("florble wibble")
    await rig.slack.until(lambda: rig.slack.rooms["C1"].ephemeral)
    (whisper,) = rig.slack.rooms["C1"].ephemeral
    assert whisper["user"] == "U1"
    assert not rig.slack.answers()


async def test_mention_is_answered_in_its_thread_once(rig: Rig) -> None:
    """A mention that comes as two events has one answer, below the question."""
    await rig.slack.mention("latest 1", both=True)
    await rig.slack.until(rig.slack.answers)
    await rig.slack.command("help")
    await answered(rig)
    (said,) = rig.slack.answers()
    assert said["thread_ts"] == rig.slack.rooms["C1"].messages[0]["ts"]


async def test_thread_of_a_briefing_knows_its_story(rig: Rig) -> None:
    """In the thread of a post, "sources" is about that story, whether we posted it or answered."""
    first, second = sorted(rig.shelf.stories)[:2]
    post = rig.slack.say(rig.slack.rooms["C1"], bot_id="B1", user="UBOT", text="post")
    rig.register.posts[("C1", post["ts"])] = rig.shelf.stories[second]
    await rig.slack.mention("sources", thread=post["ts"])
    await rig.slack.until(lambda: len(rig.slack.answers()) == 2)
    assert f"Story #{second}" in words(rig.slack.answers()[1])
    # An answer of ours in a thread tells the story as well.
    await rig.slack.mention(f"more {first}")
    await rig.slack.until(lambda: len(rig.slack.answers()) == 3)
    root = rig.slack.answers()[2]["thread_ts"]
    await rig.slack.mention("sources", thread=root)
    await rig.slack.until(lambda: len(rig.slack.answers()) == 4)
    assert f"Story #{first}" in words(rig.slack.answers()[3])


async def test_question_in_the_open_is_answered_in_the_open(rig: Rig) -> None:
    """What is asked before everybody is answered before everybody, in that thread."""
    story = rig.shelf.stories[min(rig.shelf.stories)]
    post = rig.slack.say(rig.slack.rooms["C1"], bot_id="B1", user="UBOT", text="post")
    rig.register.posts[("C1", post["ts"])] = story
    await rig.slack.mention("timeline Veskar", thread=post["ts"])
    await rig.slack.until(lambda: len(rig.slack.answers()) == 2)
    assert rig.slack.answers()[1]["thread_ts"] == post["ts"]
    assert not rig.slack.rooms["C1"].ephemeral


def test_every_command_is_either_news_or_private() -> None:
    """Whoever adds a command decides whether its answer may be shown to everybody."""
    private = {Feeds, Help, Unknown, Why}
    assert set(NEWS) | private == set(get_args(Plain))
    assert not set(NEWS) & private


async def test_talk_between_people_is_left_alone(rig: Rig) -> None:
    """Where channels are subscribed, only what is surely for us in our own thread is answered."""
    story = rig.shelf.stories[min(rig.shelf.stories)]
    post = rig.slack.say(rig.slack.rooms["C1"], bot_id="B1", user="UBOT", text="post")
    rig.register.posts[("C1", post["ts"])] = story
    room = rig.slack.rooms["C1"]
    other = rig.slack.say(room, user="U2", text="lunch?")["ts"]
    for text, thread in (("sources", None), ("sources", other), ("that is big", post["ts"])):
        await rig.slack.happen(rig.slack.typed(text, user="U1", room=room, thread=thread))
    await rig.slack.happen(
        rig.slack.typed("who else reported it?", user="U1", room=room, thread=post["ts"])
    )
    await rig.slack.until(lambda: len(rig.slack.answers()) == 2)
    await rig.slack.command("help")
    await answered(rig)
    assert len(rig.slack.answers()) == 2
    assert not room.ephemeral


async def test_direct_message_is_answered_in_its_thread(rig: Rig) -> None:
    """The Messages tab needs no command and no mention; a bare link is a request to brief it."""
    await rig.slack.write("what's new?")
    await rig.slack.until(lambda: rig.slack.answers("D1"))
    said = rig.slack.answers("D1")[0]
    assert said["thread_ts"] == rig.slack.rooms["D1"].messages[0]["ts"]
    url = next(iter(rig.shelf.stories.values())).article.article.url
    await rig.slack.write(f"<{url}|a link>")
    await rig.slack.until(lambda: len(rig.slack.answers("D1")) == 2)
    assert rig.slack.answers("D1")[1]["text"].startswith("Already held")


async def test_our_own_messages_edits_and_other_bots_are_not_answered(rig: Rig) -> None:
    """Nothing that a bot says, and no edit, starts a conversation."""
    room = rig.slack.direct("U1")
    event = rig.slack.typed("help", user="U1", room=room)
    await rig.slack.happen({**event, "subtype": "message_changed", "message": {}})
    await rig.slack.happen({**event, "ts": "9.1", "bot_id": "B9"})
    await rig.slack.happen({**event, "ts": "9.2", "user": "UBOT", "bot_id": "B1"})
    await rig.slack.happen({**event, "ts": "9.3", "text": ""})
    await rig.slack.command("help")
    await answered(rig)
    assert not rig.slack.answers("D1")


@pytest.mark.parametrize("action", ["evidence", "more", "sources"])
async def test_buttons_of_a_post_answer_and_name_a_newer_version(rig: Rig, action: str) -> None:
    """A button works on any old message, after any restart: it carries a key and no state."""
    story = rig.shelf.stories[min(rig.shelf.stories)]
    message = render.story(story)
    post: Args = {"ts": "5.5", "text": message.text, "blocks": message.blocks}
    element = button(post, f"story.{action}")
    await rig.slack.click(element, message=post)
    said = await answered(rig)
    assert said["response_type"] == "ephemeral"
    assert said["replace_original"] is False
    assert "has replaced" not in words(said)
    old = {**element, "value": f"{story.id}.0"}
    await rig.slack.click(old, message={**post, "thread_ts": "4.4"})
    said = await answered(rig, 2)
    assert f"Version {story.version} has replaced" in words(said)
    assert said["thread_ts"] == "4.4"


async def test_shared_follow_up_goes_to_the_thread_of_its_briefing(rig: Rig) -> None:
    """What a button under a post brought is shared below that post, not into the channel."""
    story = rig.shelf.stories[min(rig.shelf.stories)]
    post: Args = {"ts": "5.5", "blocks": render.story(story).blocks}
    await rig.slack.click(button(post, "story.sources"), message=post)
    await rig.slack.click(button(await answered(rig), "share"))
    await rig.slack.until(rig.slack.answers)
    assert rig.slack.answers()[0]["thread_ts"] == "5.5"


@pytest.mark.parametrize(
    ("option", "expected"),
    [(0, "Why:"), (1, "It is noted"), (2, "https://news.example/s/")],
)
async def test_overflow_menu(option: int, expected: str) -> None:
    """Why, wrong? and copy link each answer in words."""
    async with running(page="https://news.example") as rig:
        story = rig.shelf.stories[min(rig.shelf.stories)]
        rig.shelf.steps[str(story.article.article.url)] = ("posted to #desk",)
        post: Args = {"ts": "5.5", "blocks": render.story(story, page="x").blocks}
        await rig.slack.click(button(post, "story.overflow"), message=post, option=option)
        assert expected in words(await answered(rig))
        if option == 0:
            assert rig.shelf.place == Place(platform=Platform.SLACK, workspace="T1", address="C1")


async def test_offered_choice_is_answered(rig: Rig) -> None:
    """A button of an answer asks what it says."""
    await rig.slack.command("help pledges")
    said = await answered(rig)
    await rig.slack.click(button(said, "ask."))
    assert (await answered(rig, 2))["text"]


async def test_forged_buttons_do_nothing(rig: Rig) -> None:
    """A value that we did not make is acknowledged and ignored."""
    values: list[Any] = ["", "x", "1", "1.2.3", "9" * 40, None, "why:x", '{"w": 1']
    for value in values:
        for action in ("story.more", "share", "nobody.knows"):
            await rig.slack.click({"type": "button", "action_id": action, "value": value})
    await rig.slack.command("help")
    await answered(rig)
    assert len(rig.slack.responses) == 1
    assert not rig.slack.answers()


async def test_message_shortcut_briefs_the_link(rig: Rig) -> None:
    """The shortcut "Brief this" reads the message's link, wherever in the message it stands."""
    url = next(iter(rig.shelf.stories.values())).article.article.url
    for message in (
        {"ts": "1.1", "text": f"look <{url}|here>"},
        {"ts": "1.2", "text": "look", "attachments": [{"from_url": url}]},
    ):
        await rig.slack.shortcut("brief_this", message=message)
    said = await answered(rig, 2)
    assert said["text"].startswith("Already held")
    await rig.slack.shortcut("brief_this", message={"ts": "1.3", "text": "no link"})
    assert "no link" in (await answered(rig, 3))["text"]


async def test_slow_answer_says_that_it_is_under_way(rig: Rig) -> None:
    """Somebody who waits is told so; then comes the answer."""
    rig.answerer.wait = 1.7
    await rig.slack.command("latest 1")
    said = await answered(rig)
    assert "is looking" in said["text"]
    assert (await answered(rig, 2))["text"].startswith("Latest")


async def test_used_up_response_url_falls_back_to_a_message(rig: Rig) -> None:
    """When the five answers are used, the person still sees the sixth."""
    envelope = await rig.slack.command("help")
    await answered(rig)
    key = str(envelope.payload["response_url"]).rsplit("/", 1)[1]
    rig.slack._response_uses[key] = 5
    again = {**envelope.payload, "trigger_id": "another"}
    await rig.slack.deliver("slash_commands", again)
    await rig.slack.until(lambda: rig.slack.rooms["C1"].ephemeral)


async def test_limited_answer_waits_and_comes_once(rig: Rig) -> None:
    """After 429 the answer to a mention is sent again when Slack says, and is there once."""
    rig.slack.fail("chat.postMessage", Fault(retry_after=1))
    await rig.slack.mention("latest 1")
    await rig.slack.until(rig.slack.answers)
    assert len(rig.slack.called("chat.postMessage")) == 2
    assert len(rig.slack.answers()) == 1


@pytest.mark.parametrize(("side", "verdict"), [(0, "right"), (1, "wrong")])
async def test_feedback_on_an_answer_is_kept(side: int, verdict: str) -> None:
    """Each answer in the Messages tab asks whether it is right; a press is kept with its words."""
    async with running() as rig:
        await rig.slack.write("latest 1")
        await rig.slack.until(lambda: "feedback_buttons" in str(rig.slack.answers("D1")))
        (said,) = rig.slack.answers("D1")
        elements = [each for block in said["blocks"] for each in block.get("elements", ())]
        (element,) = [each for each in elements if each["type"] == "feedback_buttons"]
        await rig.slack.click(element, channel="D1", message=said, option=side)
        await rig.slack.until(lambda: rig.slack.responses)
        (told,) = rig.folk.opinions
        assert (told.right, told.words) == (verdict == "right", "asked: latest 1")
        assert (told.home, told.person) == ("slack:T1", "U1")
        assert told.story == max(rig.shelf.stories)
        assert "Thank you" in rig.slack.responses[0]["text"]


async def test_answers_in_channels_ask_for_no_feedback() -> None:
    """There are other people's buttons enough."""
    async with running() as rig:
        await rig.slack.mention("latest 1")
        await rig.slack.until(lambda: rig.slack.posts("C1"))
        assert "feedback" not in str(rig.slack.posts("C1"))


async def test_server_that_does_not_know_the_newest_blocks_gets_the_others() -> None:
    """An older Slack loses the feedback buttons and nothing else."""
    async with running() as rig:
        rig.slack.fail("chat.postMessage", Fault(error="invalid_blocks"))
        await rig.slack.write("latest 1")
        await rig.slack.until(lambda: rig.slack.answers("D1"))
        (said,) = rig.slack.answers("D1")
        assert "context_actions" not in str(said["blocks"])
        assert "_What_" in str(said["blocks"])
