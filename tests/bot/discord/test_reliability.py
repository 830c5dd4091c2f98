"""The gateway's bad days, and servers that go and come back."""

import asyncio
import dataclasses
import gc
import tracemalloc

import pytest

from bot.discord.app import open_discord
from bot.errors import ConfigError
from tests.bot.discord.rig import PACE, Answering, Rig, running, words
from tests.bot.shelf import shelf
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import NOTHING, Allow, Kind


async def answered(rig: Rig) -> bool:
    """Tell whether a question is answered now."""
    asked = await rig.discord.asks("feeds", rig.discord.world.person(), rig.channel)
    return bool(words(await asked.shown()))


async def resumed(rig: Rig, times: int = 1) -> None:
    """Wait until the session was resumed."""
    await rig.discord.until(lambda: rig.discord.gateway.count(6) >= times)
    await rig.discord.until(lambda: rig.discord.gateway.live)


async def test_gateway_is_compressed_and_unprivileged(rig: Rig) -> None:
    """We ask for no privileged intent: not members, presences or message content."""
    (identify,) = [each for each in rig.discord.gateway.received if each["op"] == 2]
    assert identify["d"]["intents"] & (1 << 1 | 1 << 8 | 1 << 15) == 0
    assert identify["d"]["intents"] & 1  # guilds


async def test_order_to_reconnect_is_followed(rig: Rig) -> None:
    """Op 7: the session goes on, on a new connection."""
    await rig.discord.gateway.ask_to_reconnect()
    await resumed(rig)
    assert await answered(rig)
    assert len(rig.discord.gateway.sessions) == 1


async def test_lost_connection_is_resumed_and_nothing_is_missed(rig: Rig) -> None:
    """What was asked while the line was cut is replayed, and answered once."""
    await rig.discord.gateway.drop()
    asked = await rig.discord.asks("latest", rig.ada, rig.channel)
    await resumed(rig)
    assert words(await asked.shown())
    assert len(rig.answerer.asked) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_invalid_session_is_resumed_or_begun_anew(rig: Rig, *, resumable: bool) -> None:
    """Op 9: the session is resumed where Discord says so, else a new one is begun."""
    await rig.discord.gateway.invalidate(resumable=resumable)
    gateway = rig.discord.gateway
    await rig.discord.until(lambda: gateway.count(6 if resumable else 2) >= (1 if resumable else 2))
    await rig.discord.until(lambda: gateway.live)
    assert len(gateway.sessions) == (1 if resumable else 2)
    assert await answered(rig)


async def test_resume_that_is_refused_begins_anew(rig: Rig) -> None:
    """A session that Discord forgot while we were away is begun anew."""
    for session in rig.discord.gateway.sessions.values():
        session.valid = False
    await rig.discord.gateway.drop()
    await rig.discord.until(lambda: len(rig.discord.gateway.sessions) == 2)
    assert await answered(rig)


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4001, 4008, 4009])
async def test_passing_close_codes_are_survived(rig: Rig, code: int) -> None:
    """After these we are back by ourselves."""
    await rig.discord.gateway.close(code)
    await rig.discord.until(lambda: rig.discord.gateway.live)
    assert await answered(rig)


@pytest.mark.parametrize(
    ("code", "says"), [(4004, "DISCORD_TOKEN"), (4013, "4013"), (4014, "intents")]
)
async def test_final_close_codes_end_it(discord: FakeDiscord, code: int, says: str) -> None:
    """After these trying again is useless: the operator is told what to mend."""
    books = shelf()
    async with open_discord(
        token="token",  # noqa: S106 # of a fake
        api_url=discord.api_url,
        gateway_url=discord.gateway_url,
        answers=Answering(books),
        library=books,
        pace=PACE,
    ) as app:
        task = asyncio.create_task(app.run(asyncio.Event()))
        await asyncio.wait_for(app.ready.wait(), 5)
        await discord.gateway.close(code)
        with pytest.raises(ConfigError, match=says):
            await asyncio.wait_for(task, 5)


async def test_silent_gateway_is_given_up(discord: FakeDiscord) -> None:
    """Heartbeats that nobody acknowledges end the connection, and a new one is made."""
    discord.gateway.heartbeat = 0.05
    async with running(discord, pace=dataclasses.replace(PACE, heartbeat=0.2)) as rig:
        await discord.until(lambda: discord.gateway.count(1) > 2)
        discord.gateway.acks = False
        await discord.until(lambda: discord.gateway.count(6) > 0 or discord.gateway.count(2) > 1)
        discord.gateway.acks = True
        await discord.until(lambda: discord.gateway.live)
        assert await answered(rig)


async def test_session_starts_are_not_wasted(discord: FakeDiscord) -> None:
    """With no session start left we wait until there is one, as Discord says how long."""
    discord.gateway.starts_left = 0
    discord.gateway.starts_reset_ms = 150
    waiting = asyncio.create_task(_started(discord))
    await discord.until(lambda: discord.requests("GET /gateway/bot"))
    await asyncio.sleep(0.05)
    assert discord.gateway.count(2) == 0
    discord.gateway.starts_left = 1
    await waiting


async def _started(discord: FakeDiscord) -> None:
    async with running(discord):
        pass


async def test_event_that_cannot_be_read_is_passed_over(rig: Rig) -> None:
    """A malformed event is logged; the connection and the next question are unharmed."""
    for event in ("MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE"):
        await rig.discord.gateway.dispatch(event, {"id": "x"})
    assert await answered(rig)
    assert rig.discord.gateway.count(2) == 1
    assert rig.discord.gateway.count(6) == 0


async def test_several_shards_serve_their_servers(discord: FakeDiscord) -> None:
    """Where Discord asks for three shards, each server's events come over its own."""
    discord.gateway.shards = 3
    async with running(discord) as rig:
        assert len(discord.gateway.sessions) == 3
        for _ in range(3):
            guild = discord.world.guild()
            channel = discord.world.channel(guild)
            asked = await discord.asks("feeds", rig.ada, channel)
            assert words(await asked.shown())


async def test_gateway_is_found_where_rest_says(discord: FakeDiscord) -> None:
    """Without a setting the gateway's address is asked for."""
    books = shelf()
    async with open_discord(
        token="token",  # noqa: S106 # of a fake
        api_url=discord.api_url,
        answers=Answering(books),
        library=books,
        pace=PACE,
    ) as app:
        stop = asyncio.Event()
        task = asyncio.create_task(app.run(stop))
        await asyncio.wait_for(app.ready.wait(), 5)
        stop.set()
        await task
    assert len(discord.gateway.sessions) == 1


async def test_resume_keeps_to_the_operators_address(discord: FakeDiscord) -> None:
    """READY names another address to resume at; with the setting we stay where we were told."""
    discord.gateway.resume_url = "ws://127.0.0.1:9/elsewhere"
    async with running(discord) as rig:
        await discord.gateway.drop()
        await resumed(rig)
        assert await answered(rig)


async def test_answer_in_progress_is_given_before_the_end(discord: FakeDiscord) -> None:
    """Asked to stop, the bot gives the answers that it has begun."""
    async with running(discord) as rig:
        rig.answerer.wait = 0.2
        asked = await discord.asks("latest", rig.ada, rig.channel)
        await discord.until(lambda: rig.answerer.asked)
    assert words(asked.message)


async def test_unreachable_start_is_tried_again(discord: FakeDiscord) -> None:
    """A fault while commands are told delays the start and does not end it."""
    discord.fail(r"PUT /applications/.*", status=503)
    async with running(discord) as rig:
        assert await answered(rig)
    assert len(discord.requests(r"PUT /applications/.*")) == 2


# --- Servers and channels


async def follow(rig: Rig) -> None:
    """Follow in the channel."""
    asked = await rig.discord.interactions.slash("briefadmin", "follow", rig.ada, rig.channel)
    await asked.shown()
    assert rig.register.state(rig.channel) is None


async def test_permission_taken_away_and_given_back(rig: Rig) -> None:
    """The target is paused with the permission named, the owner told; then it goes on."""
    await follow(rig)
    owner = rig.discord.world.people[rig.guild.owner]
    rig.channel.denied = Allow.SEND_MESSAGES
    await rig.discord.changed(rig.channel)
    await rig.discord.until(lambda: rig.register.state(rig.channel))
    assert "Send Messages" in str(rig.register.state(rig.channel))
    direct = rig.discord.world.direct(owner)
    await rig.discord.until(lambda: direct.messages)
    assert "paused" in direct.messages[0]["content"]
    rig.channel.denied = NOTHING
    await rig.discord.changed(rig.channel)
    await rig.discord.until(lambda: rig.register.state(rig.channel) is None)
    await rig.discord.until(lambda: rig.channel.messages)
    assert "go on here" in words(rig.channel.messages[-1])


async def test_role_taken_away_and_another_given(rig: Rig) -> None:
    """A server's roles count as a channel's own permissions do, and so does a role of ours."""
    await follow(rig)
    rig.guild.permissions &= ~Allow.SEND_MESSAGES
    await rig.discord.permitted(rig.guild)
    await rig.discord.until(lambda: rig.register.state(rig.channel))
    await rig.discord.given_role(rig.guild, Allow.SEND_MESSAGES)
    await rig.discord.until(lambda: rig.register.state(rig.channel) is None)


async def test_deleted_channel_is_paused(rig: Rig) -> None:
    """A channel that is deleted is paused, and the reason kept."""
    await follow(rig)
    await rig.discord.delete(rig.channel)
    await rig.discord.until(lambda: rig.register.state(rig.channel))
    assert "deleted" in str(rig.register.state(rig.channel))


async def test_removed_and_invited_again(rig: Rig) -> None:
    """Thrown out, all targets of the server rest; invited again, they go on."""
    await follow(rig)
    guild = rig.guild
    await rig.discord.remove(guild)
    await rig.discord.until(lambda: rig.register.state(rig.channel))
    await rig.discord.join(guild)
    await rig.discord.until(lambda: rig.register.state(rig.channel) is None)


async def test_what_changed_while_we_were_away_is_seen_at_the_start(discord: FakeDiscord) -> None:
    """A permission that was taken while the bot was down pauses its channel when it is back."""
    async with running(discord) as first:
        await follow(first)
        register, channel = first.register, first.channel
    channel.denied = Allow.SEND_MESSAGES
    async with running(discord, channels=register):
        await discord.until(lambda: register.state(channel))
    channel.denied = NOTHING
    async with running(discord, channels=register):
        await discord.until(lambda: register.state(channel) is None)


async def test_unavailable_server_is_waited_for(rig: Rig) -> None:
    """A server that fails for a while loses nothing: no target is paused."""
    await follow(rig)
    await rig.discord.remove(rig.guild, unavailable=True)
    await asyncio.sleep(0.05)
    assert rig.register.state(rig.channel) is None
    await rig.discord.join(rig.guild)
    assert await answered(rig)
    assert rig.register.state(rig.channel) is None


async def test_forum_is_paused_like_a_channel(rig: Rig) -> None:
    """A forum that we may not post in any more is paused, and goes on without a notice."""
    line = f"follow channel={rig.forum.id}"
    asked = await rig.discord.interactions.slash("briefadmin", line, rig.ada, rig.channel)
    await asked.shown()
    rig.forum.denied = Allow.VIEW_CHANNEL
    await rig.discord.changed(rig.forum)
    await rig.discord.until(lambda: rig.register.state(rig.forum))
    rig.forum.denied = NOTHING
    await rig.discord.changed(rig.forum)
    await rig.discord.until(lambda: rig.register.state(rig.forum) is None)
    assert rig.forum.kind is Kind.FORUM


async def test_servers_do_not_see_each_other(rig: Rig) -> None:
    """What one server follows is not listed in another."""
    await follow(rig)
    other = rig.discord.world.guild("Other")
    channel = rig.discord.world.channel(other)
    asked = await rig.discord.interactions.slash("briefadmin", "following", rig.ada, channel)
    assert "No channel of this server" in words(await asked.shown())


async def test_memory_stays_flat(discord: FakeDiscord) -> None:
    """Messages in many servers leave nothing behind: no messages, no members are kept."""
    guilds = [discord.world.guild(f"g{number}") for number in range(150)]
    channels = [discord.world.channel(guild) for guild in guilds]
    async with running(discord) as rig:
        people = [discord.world.person(f"p{number}") for number in range(150)]

        async def chatter() -> None:
            for channel, person in zip(channels, people, strict=True):
                assert channel.guild
                message = discord.world.overheard(channel.id, channel.guild, person.json())
                await discord.gateway.dispatch("MESSAGE_CREATE", message, guild=channel.guild)
            for session in discord.gateway.sessions.values():
                session.log = session.log[:1] * len(session.log)  # the fake's own memory
            assert await answered(rig)

        await chatter()
        gc.collect()
        tracemalloc.start()
        try:
            for _ in range(4):
                await chatter()
            gc.collect()
            grown, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(rig.app.client.cached_messages) == 0
        assert grown < 200_000  # 600 messages: a third of a kB each, the fake's own included
