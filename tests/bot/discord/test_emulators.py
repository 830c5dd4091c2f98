"""Servers that speak Discord's protocol a little otherwise, or only the most of it."""

import asyncio

import pytest

from bot.discord.chat import DiscordChat
from bot.discord.wire import Client
from tests.bot.discord.rig import running, words
from tests.bot.discord.test_chat import to
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel, Kind


async def test_charset_and_lost_header_change_nothing(discord: FakeDiscord) -> None:
    """JSON with a charset is JSON, and a limit is waited for without a `Via` header."""
    discord.plain = True
    async with running(discord) as rig:
        discord.fail(r"PATCH /webhooks/.*", status=429, retry_after=0.05)
        asked = await rig.asks("latest")
        assert "Latest" in words(asked.message)
        assert discord.limited == 1


async def test_no_headers_about_limits_are_needed(discord: FakeDiscord) -> None:
    """Where no limit is stated, our own pace is kept and posts arrive."""
    discord.unlimited = True
    async with running(discord) as rig:
        channels = [discord.world.channel(rig.guild) for _ in range(12)]
        await asyncio.gather(*(rig.app.chat.send(to(each)) for each in channels))
        assert all(len(each.messages) == 1 for each in channels)


@pytest.mark.parametrize("status", [403, 404])
async def test_application_that_is_not_told_is_the_bot(discord: FakeDiscord, status: int) -> None:
    """Without the application's own page we know its id all the same, and offer commands."""
    discord.fail(r"GET /oauth2/applications/@me", status=status)
    async with running(discord) as rig:
        assert words((await rig.asks("feeds")).message)
        assert rig.app.client.application_id == discord.world.APP


async def test_commands_that_are_refused_stop_nothing(discord: FakeDiscord) -> None:
    """A server that takes no commands in bulk still gets answers to mentions and messages."""
    discord.fail(r"PUT /applications/.*", status=404)
    async with running(discord) as rig:
        direct = discord.world.direct(rig.ada)
        await discord.says(rig.ada, direct, "feeds")
        await discord.until(lambda: len(direct.messages) == 2)
        assert rig.notes.kept == {}  # they are offered again at the next start


async def test_gateway_of_ones_own_needs_no_recommendation(discord: FakeDiscord) -> None:
    """With the operator's own gateway address, one shard is run where none is recommended."""
    discord.fail(r"GET /gateway/bot", status=404)
    async with running(discord) as rig:
        assert words((await rig.asks("feeds")).message)
        assert len(discord.gateway.live) == 1


async def test_server_that_knows_no_layouts_gets_embeds(
    discord: FakeDiscord, client: Client, channel: Channel
) -> None:
    """A layout that is refused as a form is sent in the older one: post, thread and answer."""
    discord.fail(r"POST /channels/\d+/messages", status=400, code=50006)
    await DiscordChat(client).send(to(channel))
    [post] = channel.messages
    assert "Norland" in post["embeds"][0]["description"]
    assert channel.guild
    forum = discord.world.channel(discord.world.guilds[channel.guild], kind=Kind.FORUM)
    discord.fail(r"POST /channels/\d+/threads", status=400, code=50035)
    ref = await DiscordChat(client).send(to(forum))
    assert discord.world.channels[int(ref)].messages[0]["embeds"]


async def test_answer_whose_layout_is_refused_is_given_in_embeds(discord: FakeDiscord) -> None:
    """So is an answer to a command."""
    async with running(discord) as rig:
        discord.fail(r"PATCH /webhooks/.*", status=400, code=50035)
        asked = await rig.asks("latest count=2")
        assert asked.message["embeds"]


@pytest.mark.parametrize("code", [10008, 10015, 50027])
async def test_answer_that_nobody_can_see_any_more_is_let_go(
    discord: FakeDiscord, code: int
) -> None:
    """It was dismissed, or its fifteen minutes are over: no fault is logged, the next is given."""
    async with running(discord) as rig:
        discord.fail(r"PATCH /webhooks/.*", status=404, code=code)
        await discord.asks("latest", rig.ada, rig.channel)
        await discord.until(lambda: discord.requests(r"PATCH /webhooks/.*"))
        assert words((await rig.asks("feeds")).message)


async def test_interaction_with_the_documented_least_is_answered(discord: FakeDiscord) -> None:
    """What Discord adds beyond the documented fields is not relied upon."""
    async with running(discord) as rig:
        discord.interactions.bare = True
        asked = await rig.asks("latest")
        assert "Latest" in words(asked.message)
