"""What ten thousand Discord servers cost in memory, and that their talk costs none."""

import asyncio
import gc
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

from bot.discord.wire import Client, Pace, log_in
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import World
from tests.figures import Figure

GUILDS = 10_000
CHANNELS = 5
MESSAGES = 10_000
_CALM = Pace(guilds=0.0)


def figures() -> Iterator[Figure]:
    """Fill discord.py's memory as its gateway would, with the caches that we choose."""
    yield from asyncio.run(_measured())


async def _measured() -> list[Figure]:
    async with FakeDiscord() as discord:
        client = await log_in(discord.token, api=discord.api_url, pace=_CALM)
        try:
            return _fill(client, discord.world)
        finally:
            await client.close()


def _fill(client: Client, world: World) -> list[Figure]:
    parsers = client._connection.parsers
    client.shard_count = client._connection.shard_count = 1
    # Servers are told of as they come: nothing of the fake's own is kept.
    tracemalloc.start()
    try:
        began, before = time.perf_counter(), _held()
        channels = [_join(parsers, world, number) for number in range(GUILDS)]
        took, after = time.perf_counter() - began, _held()
        _chat(parsers, world, channels, range(MESSAGES))  # tables grow to their size once
        calm = _held()
        _chat(parsers, world, channels, range(MESSAGES, 2 * MESSAGES))
        grown = _held() - calm
    finally:
        tracemalloc.stop()
    return [
        Figure(name="discord.guilds", value=len(client.guilds), unit="servers"),
        Figure(name="discord.kb_a_guild", value=(after - before) / GUILDS / 1024, unit="kB"),
        Figure(name="discord.guild_ms", value=took / GUILDS * 1000, unit="ms"),
        Figure(
            name="discord.bytes_a_message", value=max(0, grown) / MESSAGES, unit="B", target="<= 10"
        ),
    ]


def _chat(
    parsers: Any, world: World, channels: list[tuple[int, int]], numbers: Iterable[int]
) -> None:
    """Let people write, each somebody new."""
    for number in numbers:
        channel, guild = channels[number * 7919 % GUILDS]
        name = {"username": "ada", "discriminator": "0", "avatar": None}
        author = {"id": str(10**17 + number), **name}
        parsers["MESSAGE_CREATE"](world.overheard(channel, guild, author))


def _held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _join(parsers: Any, world: World, number: int) -> tuple[int, int]:
    """Tell of one server, as GUILD_CREATE does, and forget it here."""
    guild = world.guild(f"Server {number}")
    made = [world.channel(guild, f"channel-{place}") for place in range(CHANNELS)]
    parsers["GUILD_CREATE"](guild.json(made))
    world.guilds.clear()
    world.channels.clear()
    world.people.clear()
    return made[0].id, guild.id
