"""A fake Discord with one server, and the real client logged in to it."""

from collections.abc import AsyncIterator

import pytest

from bot.discord.chat import DiscordChat
from bot.discord.wire import Client, log_in
from tests.bot.discord.rig import PACE, Rig, running
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel, Guild


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """A running fake."""
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def guild(discord: FakeDiscord) -> Guild:
    """A server."""
    return discord.world.guild()


@pytest.fixture
def channel(discord: FakeDiscord, guild: Guild) -> Channel:
    """A text channel of it."""
    return discord.world.channel(guild)


@pytest.fixture
async def client(discord: FakeDiscord) -> AsyncIterator[Client]:
    """The real client with no gateway."""
    client = await log_in("token", api=discord.api_url, gateway=discord.gateway_url, pace=PACE)
    yield client
    await client.close()


@pytest.fixture
def chat(client: Client) -> DiscordChat:
    """The port over that client."""
    return DiscordChat(client, pace=PACE)


@pytest.fixture
async def rig(discord: FakeDiscord) -> AsyncIterator[Rig]:
    """The bot, connected."""
    async with running(discord) as rig:
        yield rig
