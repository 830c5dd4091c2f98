"""Posts, edits and finding again, against a Slack on loopback through the real slack_sdk."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
import structlog

from bot.errors import DeliveryError
from bot.model import Delivery, Digest, Platform, Story, Target
from bot.slack import wire as wiring
from bot.slack.chat import SlackChat
from bot.slack.wire import Install, OneInstall, Wire
from tests.bot.slack.sample import lines, story
from tests.fakes.slack import BOT_TOKEN, FakeSlack, Fault


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Run the fake."""
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def chat(slack: FakeSlack) -> AsyncIterator[SlackChat]:
    """Make the port on the fake."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        install = Install(workspace="T1", token=BOT_TOKEN)
        wire = Wire(base_url=slack.url, installs=OneInstall(install), session=session)
        yield SlackChat(wire, page="https://news.example")


def delivery(
    key: str = "k1", *, told: Story | None = None, address: str = "C1", **more: str
) -> Delivery:
    """Make a delivery to a channel."""
    target = Target(id=1, platform=Platform.SLACK, address=address, workspace="T1")
    made = told or story()
    return Delivery(id=1, key=key, target=target, story=made, previous=more.get("previous"))


async def test_post_has_text_blocks_metadata_and_no_unfurl(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """A post is complete for every client and carries its key where nobody sees it."""
    ref = await chat.send(delivery())
    (post,) = slack.posts()
    assert post["ts"] == ref
    assert post["text"].startswith("What: Norland")
    assert len(post["blocks"]) == 5
    assert post["unfurl_links"] is post["unfurl_media"] is False
    assert post["metadata"] == {
        "event_type": "threeline_delivery",
        "event_payload": {"key": "k1", "story": 12, "version": 1},
    }


async def test_digest_is_one_post(slack: FakeSlack, chat: SlackChat) -> None:
    """It names its period, tells its stories and counts what it leaves out."""
    start = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    digest = Digest(
        scheduled=start, since=start - dt.timedelta(days=1), until=start, zone="UTC",
        stories=(story(),), omitted=3,
    )  # fmt: skip
    made = replace(delivery(), digest=digest)
    ref = await chat.send(made)
    (post,) = slack.posts()
    assert "Digest of Mon 2 Mar, 09:00, since Sun 1 Mar, 09:00" in post["text"]
    assert "3 more" in post["text"]
    assert await chat.find(made) == ref


async def test_digest_is_grouped_by_topic_and_says_when_it_may_be_a_second(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """Stories of a topic stand together, where the weightiest of them stands."""
    start = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    topics = {1: "aid", 2: "energy", 3: "aid"}
    stories = tuple(story(number=number, topic=topic) for number, topic in topics.items())
    digest = Digest(
        scheduled=start,
        since=start - dt.timedelta(days=1),
        until=start,
        zone="UTC",
        stories=stories,
    )
    await chat.send(replace(delivery(), digest=digest, doubtful=True))
    (post,) = slack.posts()
    keys = [block["accessory"]["value"] for block in post["blocks"] if "accessory" in block]
    assert keys == ["1.1", "3.1", "2.1"]
    assert str(post["blocks"]).count("*aid*") == 1
    assert "may be here twice" in post["text"]
    assert "may be here twice" in str(post["blocks"])


@pytest.mark.parametrize("fault", [Fault(lost=True), Fault(slow=1.0), Fault(status=502)])
async def test_lost_answer_is_unknown_and_posts_once(
    slack: FakeSlack, chat: SlackChat, fault: Fault
) -> None:
    """When the answer does not come, nothing is sent again; find tells what became of it."""
    slack.fail("chat.postMessage", fault)
    patient = chat._wire.session
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as impatient:
        chat._wire.session = impatient
        with pytest.raises(DeliveryError) as caught:
            await chat.send(delivery())
    chat._wire.session = patient
    assert caught.value.unknown
    assert len(slack.called("chat.postMessage")) == 1
    found = await chat.find(delivery())
    assert found == (slack.posts()[0]["ts"] if slack.posts() else None)
    assert len(slack.posts()) == (0 if fault.status else 1)


async def test_doubtful_post_says_that_it_may_be_there_twice(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """Where a post was sent once more without knowing, readers are told."""
    await chat.send(replace(delivery(), doubtful=True))
    (post,) = slack.posts()
    assert "may be here twice" in post["text"]
    assert "may be here twice" in str(post["blocks"])


async def test_limit_gives_the_wait_that_slack_asks_for(slack: FakeSlack, chat: SlackChat) -> None:
    """429 is passed on with its Retry-After; nothing waits in here."""
    slack.fail("chat.postMessage", Fault(retry_after=17))
    with pytest.raises(DeliveryError) as caught:
        await chat.send(delivery())
    assert caught.value.retry_after == dt.timedelta(seconds=17)
    assert not caught.value.unknown


async def test_limit_of_one_channel_and_method_holds_no_other(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """While one channel is limited, others are posted to, and other methods are called there."""
    ref = await chat.send(delivery())
    slack.fail("chat.postMessage", Fault(retry_after=60, channel="C1"))
    others = (delivery("k2", address="C2"), delivery("k3", address="C2"))
    assert all(await asyncio.gather(*(chat.send(each) for each in others)))
    assert await chat.find(delivery()) == ref
    with pytest.raises(DeliveryError) as caught:
        await chat.send(delivery("k4"))
    assert caught.value.retry_after == dt.timedelta(seconds=60)
    slack.fail("chat.update", Fault(retry_after=7, channel="C1"))
    with pytest.raises(DeliveryError) as caught:
        await chat.send(delivery("k5", told=story(version=2), previous=ref))
    assert caught.value.retry_after == dt.timedelta(seconds=7)
    assert await chat.send(delivery("k6"))


@pytest.mark.parametrize(
    "code",
    [
        "not_in_channel",
        "is_archived",
        "channel_not_found",
        "account_inactive",
        "token_revoked",
        "user_disabled",
    ],
)
async def test_refusal_that_needs_somebody_is_forbidden(
    slack: FakeSlack, chat: SlackChat, code: str
) -> None:
    """A target that must be mended there is told apart from one that may be tried again."""
    slack.fail("chat.postMessage", Fault(error=code))
    with pytest.raises(DeliveryError, match=code) as caught:
        await chat.send(delivery())
    assert caught.value.forbidden
    assert not caught.value.unknown


async def test_real_rooms_refuse_as_slack_does(slack: FakeSlack, chat: SlackChat) -> None:
    """Archived, left and unknown channels are all forbidden."""
    slack.rooms["C1"].archived = True
    slack.rooms["C2"].member = False
    for address in ("C1", "C2", "C404"):
        with pytest.raises(DeliveryError) as caught:
            await chat.send(delivery(address=address))
        assert caught.value.forbidden


async def test_nobody_there_is_not_unknown(chat: SlackChat) -> None:
    """A connection that was never made cannot have posted."""
    chat._wire.base_url = "http://127.0.0.1:9/api/"
    with pytest.raises(DeliveryError) as caught:
        await chat.send(delivery())
    assert not caught.value.unknown
    assert not caught.value.forbidden


async def test_internal_error_may_have_posted(slack: FakeSlack, chat: SlackChat) -> None:
    """Slack says that part of an operation may have happened before a fatal error."""
    slack.fail("chat.postMessage", Fault(error="fatal_error"))
    with pytest.raises(DeliveryError) as caught:
        await chat.send(delivery())
    assert caught.value.unknown


async def test_refused_blocks_fall_back_to_words_once(slack: FakeSlack, chat: SlackChat) -> None:
    """A briefing is never lost to its looks; the log names the payload by its digest."""
    slack.fail("chat.postMessage", Fault(error="invalid_blocks"))
    with structlog.testing.capture_logs() as logs:
        await chat.send(delivery())
    (post,) = slack.posts()
    assert not post.get("blocks")
    assert "Norland will pay" in post["text"]
    assert [entry["event"] for entry in logs] == ["slack_blocks_refused"]
    assert len(logs[0]["blocks"]) == 64
    slack.fail("chat.postMessage", *[Fault(error="invalid_blocks")] * 2)
    with pytest.raises(DeliveryError):
        await chat.send(delivery("k2"))
    assert len(slack.called("chat.postMessage")) == 4


async def test_new_version_edits_the_post_and_threads_the_change(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """Readers see one post that is right now, and below it what changed."""
    ref = await chat.send(delivery())
    what, actors, _ = story().briefing.lines()
    newer = story(version=2, layout=lines(what, actors, "none"))
    edit = replace(delivery("k2", told=newer, previous=ref), before=story())
    assert await chat.find(edit) is None
    assert await chat.send(edit) == ref
    post, note = slack.posts()
    assert "version 2" in post["text"]
    assert post["edited"]
    assert note["thread_ts"] == ref
    assert "Pledges: none" in note["text"]
    assert "before: Norland → Estavia: €120m" in note["text"]
    assert await chat.find(edit) == ref


async def test_edit_whose_note_was_lost_is_finished_and_not_doubled(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """The edit alone does not count as done; the note in the thread does, and is there once."""
    ref = await chat.send(delivery())
    edit = delivery("k2", told=story(version=2), previous=ref)
    slack.fail("chat.postMessage", Fault(error="internal_error"))
    with pytest.raises(DeliveryError):
        await chat.send(edit)
    assert await chat.find(edit) is None
    slack.fail("chat.postMessage", Fault(lost=True))
    with pytest.raises(DeliveryError):
        await chat.send(edit)
    assert await chat.find(edit) == ref
    assert len(slack.posts()) == 2


async def test_deleted_post_is_posted_anew(chat: SlackChat) -> None:
    """When somebody deleted the earlier post, the new version is a post of its own."""
    edit = delivery("k2", told=story(version=2), previous="1.000001")
    ref = await chat.send(edit)
    assert ref != "1.000001"
    assert await chat.find(edit) == ref


async def test_post_that_may_not_be_edited_gets_the_note(slack: FakeSlack, chat: SlackChat) -> None:
    """Where the workspace closes edits after a while, the thread tells the change."""
    ref = await chat.send(delivery())
    slack.fail("chat.update", Fault(error="edit_window_closed"))
    assert await chat.send(delivery("k2", told=story(version=2), previous=ref)) == ref
    assert slack.posts()[1]["thread_ts"] == ref


async def test_post_of_a_merged_story_leads_to_the_one_that_tells_both(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """It is edited in place, with a link, and nothing is said besides; twice does no harm."""
    kept = await chat.send(delivery())
    ref = await chat.send(delivery("k2"))
    lead = replace(delivery("k3", told=story(version=2), previous=ref), moved=True, instead=kept)
    assert await chat.find(lead) is None
    for _ in range(2):
        assert await chat.send(lead) == ref
    _, post = slack.posts()
    where = f"https://team.slack.example/archives/C1/p{kept.replace('.', '')}"
    assert f"<{where}|Go to that post>" in post["text"]
    assert f"<{where}|Go to that post>" in post["blocks"][0]["text"]["text"]
    assert "Another post here reports the same event" in post["text"]
    assert "Norland" in post["blocks"][1]["elements"][0]["text"]
    assert post["blocks"][0]["accessory"]["value"] == "12.2"


async def test_lead_without_a_link_or_a_post(slack: FakeSlack, chat: SlackChat) -> None:
    """The words stand without the link; a post that was deleted is not posted anew."""
    ref = await chat.send(delivery())
    slack.fail("chat.getPermalink", Fault(error="message_not_found"))
    lead = replace(delivery("k2", previous=ref), moved=True, instead="1.000001")
    await chat.send(lead)
    [post] = slack.posts()
    assert "Go to" not in post["text"]
    assert "Another post here" in post["text"]
    gone = replace(delivery("k3", previous="1.000002"), moved=True)
    assert await chat.send(gone) == "1.000002"
    assert len(slack.posts()) == 1
    slack.fail("chat.update", Fault(error="edit_window_closed"))
    await chat.send(replace(lead, key="k4"))
    assert "Another post here" in slack.posts()[1]["text"]
    assert slack.posts()[1]["thread_ts"] == ref


async def test_find_looks_past_other_talk_and_says_when_it_cannot(
    slack: FakeSlack, chat: SlackChat
) -> None:
    """The post is found pages back; a limited or unreadable history is "cannot tell"."""
    ref = await chat.send(delivery())
    for number in range(230):
        slack.say(slack.rooms["C1"], user="U1", text=f"talk {number}")
    assert await chat.find(delivery()) == ref
    assert await chat.find(delivery("other")) is None
    slack.fail("conversations.history", Fault(retry_after=60))
    with pytest.raises(DeliveryError) as caught:
        await chat.find(delivery())
    assert caught.value.unknown
    assert caught.value.retry_after == dt.timedelta(seconds=60)
    slack.history_limited = True
    with pytest.raises(DeliveryError, match="cannot tell"):
        await chat.find(delivery())


async def test_unknown_workspace_is_forbidden(chat: SlackChat) -> None:
    """Where the app was removed, deliveries pause instead of failing one by one."""
    await chat._wire.installs.forget("T1")
    with pytest.raises(DeliveryError, match="not installed") as caught:
        await chat.send(delivery())
    assert caught.value.forbidden


async def test_tokens_are_never_logged(
    slack: FakeSlack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    """Even with everything on DEBUG, no line of the libraries holds a token."""
    caplog.set_level(logging.DEBUG)
    log = wiring.quiet_log()
    slack.fail("chat.postMessage", Fault(error="invalid_auth"))
    with pytest.raises(DeliveryError):
        await chat.send(delivery())
    await chat.send(delivery())
    log.warning("Failed to connect to wss://x/?ticket=%s with %s", "abc-123", BOT_TOKEN)
    try:
        raise RuntimeError(BOT_TOKEN)  # noqa: TRY301 # as a library would
    except RuntimeError:
        log.exception("Failed to connect (error: %s)", BOT_TOKEN)
    shown = caplog.text
    assert "(secret)" in shown
    assert BOT_TOKEN not in shown
    assert "abc-123" not in shown


async def test_hundred_posts_at_once_share_one_session(chat: SlackChat) -> None:
    """Posts to many lanes run side by side."""
    refs = await asyncio.gather(*(chat.send(delivery(f"k{n}")) for n in range(100)))
    assert len(set(refs)) == 100
