"""A newsroom's day: the real program, started as a person starts it, on a Discord of our own."""

import asyncio
import pathlib
import signal
import socket
import sys
from typing import Any

import pytest

from bot.discord import keys
from tests.bot.discord.rig import buttons, words
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import NOTHING, Allow, Channel, Kind, Person

PATIENCE = 40.0
TOKEN = "token-of-the-day"  # noqa: S105 # of a fake


@pytest.fixture
def port() -> int:
    """Find a port for the sample outlet, the same after a crash."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


async def start(
    discord: FakeDiscord, folder: pathlib.Path, port: int
) -> asyncio.subprocess.Process:
    """Start `threeline run` with its sample outlet."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "ignore::DeprecationWarning:discord.player",
        "-m",
        "bot",
        "run",
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(pathlib.Path(__file__).parents[3]),
            "DATABASE_URL": f"sqlite:///{folder}/day.sqlite3",
            "PORT": "0",
            "SAMPLE_EVERY": "0.5",
            "SAMPLE_PORT": str(port),
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "DISCORD_TOKEN": TOKEN,
        },
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def stop(process: asyncio.subprocess.Process) -> str:
    """Ask it to stop; give what it logged."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    out, _ = await asyncio.wait_for(process.communicate(), 20)
    return out.decode()


def mark(message: dict[str, Any]) -> keys.OnStory | None:
    """Read which delivery of which story a post is."""
    found = keys.read(buttons(message).get("Evidence", ""))
    return found if isinstance(found, keys.OnStory) and found.mark else None


def briefings(channel: Channel) -> list[dict[str, Any]]:
    """List the deliveries in a channel."""
    return [message for message in channel.messages if mark(message)]


async def follow(discord: FakeDiscord, ada: Person, channel: Channel, forum: Channel) -> None:
    """Follow in the channel and in the forum."""
    admin = discord.interactions.slash
    await (await admin("briefadmin", "follow", ada, channel)).shown(seconds=PATIENCE)
    line = f"follow channel={forum.id}"
    await (await admin("briefadmin", line, ada, channel)).shown()


async def shut_and_opened(discord: FakeDiscord, channel: Channel) -> None:
    """Take the permission away and give it back: the owner is told, then posts go on."""
    assert channel.guild
    owner = discord.world.direct(discord.world.people[discord.world.guilds[channel.guild].owner])
    channel.denied = Allow.SEND_MESSAGES
    await discord.changed(channel)
    await discord.until(lambda: owner.messages, seconds=PATIENCE)
    quiet = len(briefings(channel))
    channel.denied = NOTHING
    await discord.changed(channel)
    await discord.until(lambda: len(briefings(channel)) > quiet, seconds=PATIENCE)


async def test_newsroom_day(tmp_path: pathlib.Path, port: int) -> None:
    """Follow; briefings arrive; a restart; a lost permission; nothing is lost or doubled."""
    async with FakeDiscord(token=TOKEN) as discord:
        guild = discord.world.guild()
        channel, ada = discord.world.channel(guild), discord.world.person()
        forum = discord.world.channel(guild, "stories", kind=Kind.FORUM, tags={7: "pledge"})
        process = await start(discord, tmp_path, port)
        try:
            await discord.until(lambda: discord.gateway.live, seconds=PATIENCE)
            # A lost answer on the very first post must not make a second one.
            discord.fail(rf"POST /channels/{channel.id}/messages", lost=True)
            await follow(discord, ada, channel, forum)
            await discord.until(lambda: len(briefings(channel)) >= 2, seconds=PATIENCE)
            await stop(process)
            assert process.returncode == 0
            process = await start(discord, tmp_path, port)
            await discord.until(lambda: discord.gateway.live, seconds=PATIENCE)

            post = briefings(channel)[0]
            press = discord.interactions.press
            pressed = await press(buttons(post)["Evidence"], post, ada, channel)
            assert "> " in words(await pressed.shown(seconds=PATIENCE))
            await shut_and_opened(discord, channel)
            direct = discord.world.direct(ada)
            await discord.says(ada, direct, "latest 1")
            await discord.until(lambda: len(direct.messages) > 1, seconds=PATIENCE)
        finally:
            log = await stop(process)
        assert process.returncode == 0, log
        assert TOKEN not in log
        told = [found for message in channel.messages if (found := mark(message))]
        assert (
            len({found.mark for found in told}) == len({found.story for found in told}) == len(told)
        )
        threads = [each for each in discord.world.channels.values() if each.parent == forum.id]
        stories = {found.story for each in threads if (found := mark(each.messages[0]))}
        assert len(stories) == len(threads) > 0
        assert len(discord.requests(r"PUT /applications/\d+/commands")) == 1


async def test_wrong_token_ends_the_start_with_one_line(tmp_path: pathlib.Path, port: int) -> None:
    """An operator with a wrong token is told which setting to mend; exit code 2."""
    async with FakeDiscord(token="another") as discord:  # noqa: S106 # of a fake
        process = await start(discord, tmp_path, port)
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 2
        assert "DISCORD_TOKEN" in out.decode()
        assert "Traceback" not in out.decode()
