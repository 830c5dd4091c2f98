"""Posting, editing and finding again, through the real client against a Discord on loopback."""

import asyncio
import dataclasses
import datetime as dt

import pytest

from bot.discord.chat import SEARCHED, DiscordChat
from bot.discord.wire import Client, log_in
from bot.errors import ConfigError, DeliveryError
from bot.model import Delivery, Digest, Story
from summariser import What
from tests.bot.discord.rig import PACE
from tests.bot.discord.samples import delivery, story
from tests.bot.making import START
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Allow, Channel, Guild, Kind

V2 = 1 << 15


def to(channel: Channel, **given: object) -> Delivery:
    """Make a delivery to this channel."""
    return dataclasses.replace(
        delivery(address=str(channel.id), workspace=str(channel.guild or "")),
        **given,  # type: ignore[arg-type] # fields of a delivery
    )


def second() -> Story:
    """Give a new version of the story, with another first line."""
    return story(
        version=2,
        words=("Norland will send 45 million euros", "Ada Lind, Foreign Minister", "none"),
    )


async def test_story_is_posted_as_a_layout(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """A post is a Components V2 message that mentions nobody, under the delivery's key."""
    ref = await chat.send(to(channel))
    (message,) = channel.messages
    (sent,) = discord.requests(r"POST /channels/\d+/messages")
    assert ref == message["id"]
    assert message["flags"] & V2
    assert sent.json["nonce"] == "k" * 25
    assert sent.json["enforce_nonce"] is True
    assert sent.json["allowed_mentions"]["parse"] == []


async def test_embeds_are_the_fallback(client: Client, channel: Channel) -> None:
    """With the setting for old clients the same words come as an embed with rows."""
    await DiscordChat(client, embeds=True, pace=PACE).send(to(channel))
    (message,) = channel.messages
    assert not message["flags"] & V2
    assert "Norland" in message["embeds"][0]["description"]
    assert len(message["components"][0]["components"]) == 5


async def test_same_delivery_is_posted_once(chat: DiscordChat, channel: Channel) -> None:
    """Sent again within minutes, Discord gives the first post: the nonce is enforced."""
    assert await chat.send(to(channel)) == await chat.send(to(channel))
    assert len(channel.messages) == 1


async def test_lost_answer_is_found_again(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """A post whose answer was lost is unknown, and `find` tells that it is there."""
    discord.fail(r"POST /channels/\d+/messages", lost=True)
    with pytest.raises(DeliveryError) as caught:
        await chat.send(to(channel))
    assert caught.value.unknown
    discord.rest.nonces.clear()  # Discord has forgotten the nonce by now
    assert await chat.find(to(channel)) == channel.messages[0]["id"]


async def test_post_that_never_arrived_is_surely_not_there(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """After a fault before the post was made, `find` says no, whatever else was posted."""
    await chat.send(to(channel, key="another"))
    discord.fail(r"POST /channels/\d+/messages", status=503)
    with pytest.raises(DeliveryError) as caught:
        await chat.send(to(channel))
    assert caught.value.unknown
    assert await chat.find(to(channel)) is None


async def test_post_that_may_be_a_second_says_so(chat: DiscordChat, channel: Channel) -> None:
    """Sent again on purpose after nobody could tell, the post says that it may be a second."""
    await chat.send(to(channel, doubtful=True))
    assert "may be here twice" in str(channel.messages[0]["components"])


async def test_digest_is_one_post(chat: DiscordChat, channel: Channel) -> None:
    """It names its period, tells its stories and counts what it leaves out."""
    delivery = to(channel)
    digest = Digest(
        scheduled=START, since=START - dt.timedelta(days=1), until=START, zone="UTC",
        stories=(delivery.story,), omitted=3,
    )  # fmt: skip
    ref = await chat.send(dataclasses.replace(delivery, digest=digest))
    (message,) = channel.messages
    assert ref == message["id"]
    shown = str(message["components"])
    assert "Digest of Mon 2 Mar, 09:00, since Sun 1 Mar, 09:00" in shown
    assert "Belmark" in shown
    assert "3 more" in shown
    assert await chat.find(delivery) == ref


async def test_empty_digest_is_found_again(chat: DiscordChat, channel: Channel) -> None:
    """A digest with nothing to tell carries its delivery's key as well."""
    digest = Digest(scheduled=START, since=START, until=START, zone="UTC", stories=())
    ref = await chat.send(to(channel, digest=digest))
    assert "Nothing new" in str(channel.messages[0]["components"])
    assert await chat.find(to(channel, digest=digest)) == ref


async def test_digest_is_a_thread_of_a_forum(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild
) -> None:
    """In a forum a digest has a thread of its own, named by its period and without tags."""
    forum = discord.world.channel(guild, kind=Kind.FORUM, tags={71: "aid"})
    told = dataclasses.replace(story(), topic="aid")
    digest = Digest(scheduled=START, since=START, until=START, zone="UTC", stories=(told,))
    ref = await chat.send(to(forum, story=told, digest=digest))
    thread = discord.world.channels[int(ref)]
    assert thread.name.startswith("Digest of Mon 2 Mar")
    assert thread.applied == []
    assert await chat.find(to(forum, story=told, digest=digest)) == ref


async def test_empty_channel_has_no_post(chat: DiscordChat, channel: Channel) -> None:
    """A channel in which nothing was ever posted is read as such."""
    assert await chat.find(to(channel)) is None


async def test_hidden_history_is_no_answer(chat: DiscordChat, channel: Channel) -> None:
    """Without leave to read history an empty list means nothing: it cannot be told."""
    await chat.send(to(channel))
    channel.denied = Allow.READ_MESSAGE_HISTORY
    with pytest.raises(DeliveryError, match="Read Message History") as caught:
        await chat.find(to(channel))
    assert caught.value.unknown


async def test_busy_channel_is_read_back_to_the_article(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """`find` stops at messages older than the article; with too many newer ones it cannot tell."""
    ada = discord.world.person()
    for number in range(SEARCHED + 1):
        discord.world.message(channel, {"content": str(number)}, author=ada.json())
    with pytest.raises(DeliveryError) as caught:
        await chat.find(to(channel))
    assert caught.value.unknown
    late = story()
    held = dataclasses.replace(late.article, fetched=late.article.fetched + dt.timedelta(hours=1))
    assert await chat.find(to(channel, story=dataclasses.replace(late, article=held))) is None


async def test_limit_is_waited_for(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """A 429 in Discord's own form is waited out, and the post appears once."""
    discord.fail(r"POST /channels/\d+/messages", status=429, retry_after=0.05)
    await chat.send(to(channel))
    assert len(channel.messages) == 1
    assert discord.limited == 1


async def test_headers_keep_us_below_the_limit(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """Posts one after another, as a lane sends them, wait for the next window and meet no 429."""
    discord.limits["POST /channels/{channel}/messages"] = (3, 0.2)
    began = asyncio.get_running_loop().time()
    for number in range(8):
        await chat.send(to(channel, key=f"k{number}"))
    assert len(channel.messages) == 8
    assert discord.limited == 0
    assert asyncio.get_running_loop().time() - began >= 0.4  # three windows


async def test_global_limit_is_never_met(discord: FakeDiscord, guild: Guild) -> None:
    """Many posts to many channels at once go out at the bot's pace: there is no 429 to wait for."""
    discord.global_limit = (25, 0.5)
    channels = [discord.world.channel(guild) for _ in range(30)]
    pace = dataclasses.replace(PACE, rate=45, burst=2)
    own = await log_in("token", api=discord.api_url, pace=pace)
    try:
        own_chat = DiscordChat(own, pace=pace)
        await asyncio.gather(*(own_chat.send(to(each)) for each in channels))
    finally:
        await own.close()
    assert all(len(channel.messages) == 1 for channel in channels)
    assert discord.limited == 0


async def test_global_429_is_waited_for(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """One that comes all the same, from another process of ours perhaps, is waited out."""
    discord.fail(r"POST /channels/\d+/messages", status=429, code=1, retry_after=0.05)
    await chat.send(to(channel))
    assert len(channel.messages) == 1


async def test_cloudflare_page_makes_us_rest(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """Its page is not JSON and has no `Via`: it is not tried again, and the lane rests long."""
    discord.fail(r"POST /channels/\d+/messages", html=True)
    with pytest.raises(DeliveryError) as caught:
        await chat.send(to(channel))
    assert caught.value.retry_after == dt.timedelta(minutes=10)
    assert len(discord.requests(r"POST /channels/\d+/messages")) == 1


@pytest.mark.parametrize(
    ("lost", "words"),
    [(Allow.VIEW_CHANNEL, "View Channel"), (Allow.SEND_MESSAGES, "permission is missing")],
)
async def test_missing_permission_stops_the_target(
    chat: DiscordChat, channel: Channel, lost: Allow, words: str
) -> None:
    """A refusal says that the target is closed until somebody changes something there."""
    await chat.send(to(channel, key="before"))
    channel.denied = lost
    with pytest.raises(DeliveryError, match=words) as caught:
        await chat.send(to(channel))
    assert caught.value.forbidden
    assert not caught.value.unknown


async def test_deleted_channel_stops_the_target(chat: DiscordChat, channel: Channel) -> None:
    """A channel that is gone is a closed target."""
    gone = to(dataclasses.replace(channel, id=channel.id + 1))
    with pytest.raises(DeliveryError, match="not there any more") as caught:
        await chat.send(gone)
    assert caught.value.forbidden


async def test_closed_direct_messages_are_refused_politely(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    """Somebody who takes no direct messages is a closed target, not a fault."""
    ada = discord.world.person(closed=True)
    with pytest.raises(DeliveryError, match="no direct messages") as caught:
        await chat.send(to(discord.world.direct(ada)))
    assert caught.value.forbidden


async def test_slow_answer_is_unknown(
    discord: FakeDiscord, client: Client, channel: Channel
) -> None:
    """A request that takes too long is given up, and nobody claims to know what became of it."""
    discord.fail(r"POST /channels/\d+/messages", delay=0.3)
    hasty = DiscordChat(client, pace=dataclasses.replace(PACE, longest=0.1))
    with pytest.raises(DeliveryError) as caught:
        await hasty.send(to(channel))
    assert caught.value.unknown


async def test_new_version_edits_the_post_and_tells_its_thread(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """The post shows the new lines; what changed stands in a thread under it."""
    first = await chat.send(to(channel))
    new = to(channel, story=second(), key="second", previous=first, before=story())
    assert await chat.find(new) is None
    assert await chat.send(new) == first
    (message,) = channel.messages
    assert "45 million" in str(message["components"])
    (note,) = discord.world.channels[int(first)].messages
    assert "Updated to version 2" in str(note["components"])
    assert await chat.find(new) == first


async def test_third_version_uses_the_same_thread(
    discord: FakeDiscord, chat: DiscordChat, channel: Channel
) -> None:
    """A thread that is there is used again."""
    first = await chat.send(to(channel))
    for number in (2, 3):
        again = dataclasses.replace(second(), version=number)
        await chat.send(to(channel, story=again, key=f"v{number}", previous=first))
    assert len(discord.world.channels[int(first)].messages) == 2


async def test_update_without_leave_for_threads_still_edits(
    chat: DiscordChat, channel: Channel
) -> None:
    """Where threads are not allowed the post is corrected all the same."""
    first = await chat.send(to(channel))
    channel.denied = Allow.CREATE_PUBLIC_THREADS
    await chat.send(to(channel, story=second(), key="second", previous=first))
    assert "45 million" in str(channel.messages[0]["components"])


async def test_deleted_post_is_posted_anew(chat: DiscordChat, channel: Channel) -> None:
    """A new version of a post that somebody deleted is a post of its own."""
    first = await chat.send(to(channel))
    channel.messages.clear()
    ref = await chat.send(to(channel, story=second(), key="second", previous=first))
    assert ref != first
    assert len(channel.messages) == 1


async def test_direct_message_is_answered_where_it_stands(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    """A direct message has no threads: the change is a reply to the post."""
    channel = discord.world.direct(discord.world.person())
    first = await chat.send(to(channel))
    await chat.send(to(channel, story=second(), key="second", previous=first))
    assert channel.messages[1]["message_reference"]["message_id"] == int(first)
    assert "45 million" in str(channel.messages[0]["components"])


async def test_forum_gets_a_thread_for_each_story(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild
) -> None:
    """The thread is named by the first line and tagged with the topic's tag of the forum."""
    forum = discord.world.channel(guild, kind=Kind.FORUM, tags={71: "Aid", 72: "pledge"})
    ref = await chat.send(to(forum, story=dataclasses.replace(story(), topic="aid")))
    thread = discord.world.channels[int(ref)]
    assert thread.parent == forum.id
    assert thread.name.startswith("Norland will send 40 million euros")
    assert thread.applied == [71]
    assert await chat.find(to(forum)) == ref
    assert await chat.find(to(forum, key="other")) is None


async def test_post_of_a_merged_story_leads_to_the_one_that_tells_both(
    chat: DiscordChat, channel: Channel
) -> None:
    """It is edited in place, with a button that goes there; nothing is said besides."""
    kept = await chat.send(to(channel))
    ref = await chat.send(to(channel, key="two"))
    lead = dataclasses.replace(
        to(channel, story=second(), key="lead", previous=ref), moved=True, instead=kept
    )
    assert await chat.find(lead) is None
    assert await chat.send(lead) == ref
    assert await chat.find(lead) == ref
    one, other = channel.messages
    assert "Another post here" not in str(one["components"])
    shown = str(other["components"])
    assert "Another post here reports the same event" in shown
    assert f"https://discord.com/channels/{channel.guild}/{channel.id}/{kept}" in shown
    assert "45 million" in shown
    assert "Evidence" not in shown


async def test_lead_whose_post_was_deleted_is_left(chat: DiscordChat, channel: Channel) -> None:
    """Nobody needs to be led away from a post that is not there."""
    ref = await chat.send(to(channel))
    channel.messages.clear()
    gone = dataclasses.replace(to(channel, story=second(), key="x", previous=ref), moved=True)
    assert await chat.send(gone) == ref
    assert not channel.messages


async def test_forum_thread_of_a_merged_story_leads_to_the_other_thread(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild
) -> None:
    """Its first message says where the story is told, also where the thread was archived."""
    forum = discord.world.channel(guild, kind=Kind.FORUM)
    kept = await chat.send(to(forum))
    ref = await chat.send(to(forum, key="two"))
    thread = discord.world.channels[int(ref)]
    thread.archived = True
    lead = dataclasses.replace(
        to(forum, story=second(), key="lead", previous=ref), moved=True, instead=kept
    )
    assert await chat.send(lead) == ref
    [post] = thread.messages
    assert f"https://discord.com/channels/{guild.id}/{kept}/{kept}" in str(post["components"])
    assert await chat.find(lead) == ref


async def test_archived_forum_thread_is_opened_by_a_new_version(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild
) -> None:
    """The first message is edited and the change follows, in a thread that was archived."""
    forum = discord.world.channel(guild, kind=Kind.FORUM)
    ref = await chat.send(to(forum))
    thread = discord.world.channels[int(ref)]
    thread.archived = True
    new = to(forum, story=second(), key="second", previous=ref, before=story())
    assert await chat.find(new) is None
    assert await chat.send(new) == ref
    assert not thread.archived
    assert "45 million" in str(thread.messages[0]["components"])
    assert "Updated" in str(thread.messages[1]["components"])
    assert await chat.find(new) == ref


async def test_archived_forum_thread_is_opened_by_better_words(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild
) -> None:
    """Where only the words got better nothing is told below, and the thread is opened to edit."""
    forum = discord.world.channel(guild, kind=Kind.FORUM)
    ref = await chat.send(to(forum))
    thread = discord.world.channels[int(ref)]
    thread.archived = True
    better = second()
    what = What(text="Norland", evidence=(), worded=True)
    better = dataclasses.replace(better, briefing=dataclasses.replace(better.briefing, what=what))
    await chat.send(to(forum, story=better, key="second", previous=ref, before=story()))
    assert not thread.archived
    [post] = thread.messages
    assert "45 million" in str(post["components"])


async def test_wrong_token_is_the_operators_to_mend(discord: FakeDiscord) -> None:
    """A token that Discord does not take is named by its setting."""
    with pytest.raises(ConfigError, match="DISCORD_TOKEN"):
        await log_in("wrong", api=discord.api_url, pace=PACE)
