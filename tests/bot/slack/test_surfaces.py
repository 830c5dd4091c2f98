"""App Home, the Messages tab, modals, following and what happens to channels."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.errors import DeliveryError
from bot.slack import forms, views
from bot.slack.views import read_feed
from tests.bot.slack.rig import Rig, running
from tests.bot.slack.test_chat import delivery
from tests.fakes.slack import Args, Fault, problem_of


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app, with a page."""
    async with running(page="https://news.example") as made:
        yield made


async def follow(rig: Rig, channel: str, user: str = "U2") -> None:
    """Let somebody follow in a channel."""
    count = len(rig.slack.responses)
    await rig.slack.command("follow", channel=channel, user=user)
    await rig.slack.until(lambda: len(rig.slack.responses) > count)


async def test_home_shows_news_channels_that_one_may_see_and_feed_health(rig: Rig) -> None:
    """The dashboard never names a private channel to somebody who is not in it."""
    await follow(rig, "C1")
    await follow(rig, "C2")
    await rig.slack.open_home(user="U1")
    await rig.slack.open_home(user="U2")
    await rig.slack.until(lambda: len(rig.slack.homes) == 2)
    outsider, member = (json.dumps(rig.slack.homes[user]) for user in ("U1", "U2"))
    assert "<#C1>" in outsider
    assert "C2" not in outsider
    assert "<#C2>" in member
    assert "failing" in outsider
    assert "_What_" in outsider
    assert problem_of(rig.slack.homes["U1"]["blocks"], most=100) is None
    assert "home.add_feed" in member
    assert "home.add_feed" not in outsider
    assert "Next digests" not in outsider


async def test_home_tells_when_the_next_digests_come(rig: Rig) -> None:
    """Each with its channel, for those who may see it."""
    await rig.slack.command("digest weekdays 08:30", channel="C2", user="U2")
    await rig.slack.until(lambda: rig.slack.responses)
    for user, seen in (("U1", False), ("U2", True)):
        await rig.slack.open_home(user=user)
        await rig.slack.until(lambda user=user: user in rig.slack.homes)  # type: ignore[misc] # bound
        shown = json.dumps(rig.slack.homes[user])
        assert ("weekdays 08:30" in shown) is seen
        assert ("<#C2>" in shown) is seen


async def test_home_button_answers_in_the_direct_message(rig: Rig) -> None:
    """The App Home has no place for an answer, so it comes as a message."""
    await rig.slack.click_home({"action_id": "ask.home.0", "value": "latest"})
    await rig.slack.until(lambda: "D1" in rig.slack.rooms and rig.slack.answers("D1"))
    assert rig.slack.answers("D1")[0]["text"].startswith("Latest")


async def test_messages_tab_greets_once_and_offers_prompts(rig: Rig) -> None:
    """The first opening introduces; every opening offers what may be asked."""
    await rig.slack.open_home(tab="messages")
    await rig.slack.until(lambda: rig.slack.answers("D1"))
    await rig.slack.open_home(tab="messages")
    await rig.slack.until(lambda: len(rig.slack.called("conversations.history")) == 2)
    assert len(rig.slack.called("assistant.threads.setSuggestedPrompts")) == 2
    await rig.slack.command("help")
    await rig.slack.until(lambda: rig.slack.responses)
    assert len(rig.slack.answers("D1")) == 1


async def test_follow_unfollow_and_following_in_words(rig: Rig) -> None:
    """A channel follows only where we are in; what is followed is told to those who may know."""
    rig.slack.rooms["C1"].member = False
    await follow(rig, "C1")
    assert "/invite" in rig.slack.responses[-1]["text"]
    assert not rig.register.followed
    rig.slack.rooms["C1"].member = True
    await follow(rig, "C1")
    await follow(rig, "C2")
    assert set(rig.register.followed) == {"C1", "C2"}
    assert rig.register.followed["C1"].name == "desk"
    for user, seen in (("U1", False), ("U2", True)):
        count = len(rig.slack.responses)
        await rig.slack.command("following", user=user)
        await rig.slack.until(lambda count=count: len(rig.slack.responses) > count)  # type: ignore[misc] # bound
        assert ("#secret" in rig.slack.responses[-1]["text"]) is seen
        assert rig.slack.responses[-1]["response_type"] == "ephemeral"
    await rig.slack.command("unfollow", user="U1")
    await rig.slack.until(lambda: "Only admins" in rig.slack.responses[-1]["text"])
    await rig.slack.command("unfollow", user="U2")
    await rig.slack.until(lambda: "C1" not in rig.register.followed)


@pytest.mark.parametrize("fault", [Fault(error="unknown_method"), Fault(status=404)])
async def test_server_that_says_nothing_of_channels_is_posted_to(rig: Rig, fault: Fault) -> None:
    """Where nobody can say whether we are in a channel, it is tried."""
    rig.slack.fail("conversations.info", *[fault] * 4)
    await follow(rig, "C1")
    assert set(rig.register.followed) == {"C1"}


async def test_admin_stays_one_while_slack_limits_us(rig: Rig) -> None:
    """What Slack said of somebody a while ago holds until it says something else."""
    people = rig.app._people
    assert (await people.person("T1", "U2")).admin
    people._known["T1", "U2"] = (-1e9, people._known["T1", "U2"][1])
    rig.slack.fail("users.info", Fault(retry_after=60))
    assert (await people.person("T1", "U2")).admin
    rig.slack.users["U2"]["is_admin"] = False
    assert not (await people.person("T1", "U2")).admin


async def test_one_follows_for_oneself_in_the_direct_message(rig: Rig) -> None:
    """What comes to the direct message is anybody's own to choose; others do not hear of it."""
    await rig.slack.write("follow", user="U1")
    await rig.slack.until(lambda: rig.register.followed)
    assert rig.register.followed["D1"].zone == "Europe/Oslo"
    await rig.slack.command("following", user="U2")
    await rig.slack.until(lambda: rig.slack.responses)
    assert "No channel that you can see" in rig.slack.responses[-1]["text"]


async def test_following_asked_in_the_open_is_whispered(rig: Rig) -> None:
    """What is followed is settings: a mention is answered for the person alone."""
    await follow(rig, "C2")
    await rig.slack.mention("following", user="U2")
    await rig.slack.until(lambda: rig.slack.rooms["C1"].ephemeral)
    assert "#secret" in rig.slack.rooms["C1"].ephemeral[0]["text"]
    assert not rig.slack.answers("C1")


async def test_admin_adds_a_feed_by_modal(rig: Rig) -> None:
    """The shortcut "Add feed" opens a modal, checks there, and tells what became of it."""
    await rig.slack.shortcut("add_feed", user="U2")
    await rig.slack.until(lambda: rig.slack.views)
    (view,) = rig.slack.views
    wrong = await rig.slack.submit(view, {"url": {"value": "ftp://x"}}, user="U2")
    await wrong.acked.wait()
    assert wrong.acks[0]["response_action"] == "errors"
    assert "https://" in wrong.acks[0]["errors"]["url"]
    values: Args = {"url": {"value": "https://a.example/rss"}, "topic": {"value": "Energy"}}
    right = await rig.slack.submit(view, values, user="U2")
    await right.acked.wait()
    assert right.acks == [{}]
    await rig.slack.until(lambda: "D2" in rig.slack.rooms and rig.slack.answers("D2"))
    assert "Added https://a.example/rss Energy" in rig.slack.answers("D2")[0]["text"]


async def test_others_may_not_add_a_feed(rig: Rig) -> None:
    """Somebody who is no workspace admin is told so, and a forged submission adds nothing."""
    await rig.slack.shortcut("add_feed", user="U1")
    await rig.slack.until(lambda: rig.slack.views)
    assert "Only workspace admins" in json.dumps(rig.slack.views)
    await rig.slack.submit(views.add_feed(), {"url": {"value": "https://a.example"}}, user="U1")
    await rig.slack.until(lambda: "D1" in rig.slack.rooms and rig.slack.answers("D1"))
    assert "Only admins" in rig.slack.answers("D1")[0]["text"]


@pytest.mark.parametrize(
    "url", ["", "x", "javascript:alert(1)", "https://localhost/x", "file:///etc/passwd"]
)
def test_modal_names_what_is_wrong_with_an_address(url: str) -> None:
    """What is no address of an outlet is said beside the field."""
    view = {"state": {"values": {"url": {"input": {"value": url}}}}}
    assert set(read_feed(view)[1]) == {"url"}


async def test_modal_sets_up_what_a_channel_is_told(rig: Rig) -> None:
    """An admin sets a channel up from the App Home; mistakes are told beside their field."""
    await rig.slack.click_home({"action_id": "home.wish.follow", "value": "follow"}, user="U2")
    await rig.slack.until(lambda: rig.slack.views)
    view = rig.slack.views[-1]
    assert view["callback_id"] == "wish.follow"
    here: Args = {"selected_conversation": "C1"}
    wrong = await rig.slack.submit(
        view, {"channel": here, "words": {"value": "florble"}}, user="U2"
    )
    await wrong.acked.wait()
    assert "No topic, feed or actor" in wrong.acks[0]["errors"]["words"]
    right = await rig.slack.submit(view, {"channel": here, "words": {"value": None}}, user="U2")
    await right.acked.wait()
    assert right.acks == [{}]
    await rig.slack.until(lambda: "D2" in rig.slack.rooms and rig.slack.answers("D2"))
    assert "Every new briefing" in rig.slack.answers("D2")[0]["text"]
    assert set(rig.register.followed) == {"C1"}


async def test_modal_does_nothing_for_a_channel_that_one_is_not_in(rig: Rig) -> None:
    """Somebody outside a private channel cannot decide for it, nor learn its name."""
    await rig.slack.submit(
        forms.wish("follow"), {"channel": {"selected_conversation": "C2"}}, user="U1"
    )
    await rig.slack.until(lambda: "D1" in rig.slack.rooms and rig.slack.answers("D1"))
    told = rig.slack.answers("D1")[0]["text"]
    assert "Only people in a channel" in told
    assert "secret" not in told
    assert not rig.register.followed


@pytest.mark.parametrize(
    ("verb", "values", "wrong"),
    [
        ("digest", {"words": "weekdays 08:30", "zone": "Europe/Kyiv"}, set()),
        ("digest", {"words": "off"}, set()),
        ("digest", {"words": "whenever", "zone": "Mars/Base"}, {"words", "zone"}),
        ("watch", {"words": "to Ukraine"}, set()),
        ("watch", {"words": "florble wibble"}, {"words"}),
        ("follow", {"words": 'any:"air defence"'}, set()),
        ("follow", {"words": "topic aid"}, set()),
        ("follow", {"words": "https://news.example/rss"}, set()),
        ("follow", {"words": "any:a none:a", "channel": ""}, {"words", "channel"}),
    ],
)
def test_modal_reads_what_the_command_reads(
    verb: str, values: dict[str, str], wrong: set[str]
) -> None:
    """Each field that could not be understood, and no other, has its error, short enough."""
    given = {"channel": "C1", **values}
    names = {"channel": "selected_conversation"}
    state = {key: {"input": {names.get(key, "value"): value}} for key, value in given.items()}
    words, channel, errors = forms.read_wish(
        {"callback_id": f"wish.{verb}", "state": {"values": state}}
    )
    assert set(errors) == wrong
    assert all(len(text) <= 150 for text in errors.values())
    if not wrong:
        rest = " ".join(value for key, value in given.items() if key != "channel")
        assert (words, channel) == (f"{verb} {rest}", "C1")


def test_every_view_is_within_the_limits() -> None:
    """Modals are taken by Slack's own models; titles have at most 24 characters."""
    wishes = map(forms.wish, ("follow", "digest", "watch"))
    for view in (*wishes, views.add_feed(), views.notice("A title that is much too long", "words")):
        assert problem_of(view["blocks"], most=100) is None
        assert len(view["title"]["text"]) <= 24


async def test_invited_we_tell_only_the_inviter_how_to_begin(rig: Rig) -> None:
    """An invitation needs no speech to the whole channel."""
    joined = {"type": "member_joined_channel", "channel": "C1"}
    await rig.slack.happen({**joined, "user": "U2", "inviter": "U1"})
    await rig.slack.happen({**joined, "user": "UBOT", "inviter": "U1"})
    await rig.slack.until(lambda: rig.slack.rooms["C1"].ephemeral)
    (said,) = rig.slack.rooms["C1"].ephemeral
    assert said["user"] == "U1"
    assert "/brief follow" in said["text"]


async def test_refused_delivery_tells_who_set_the_channel_up(rig: Rig) -> None:
    """When a channel refuses a briefing for good, its owner hears why and what to do."""
    await follow(rig, "C1", user="U2")
    rig.slack.rooms["C1"].member = False
    with pytest.raises(DeliveryError):
        await rig.app.chat.send(delivery())
    (told,) = rig.slack.answers("D2")
    assert "not_in_channel" in told["text"]
    assert "/brief follow" in told["text"]
