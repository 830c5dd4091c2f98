"""A newsroom's day: the real program, started as a person starts it, on a Discord of our own."""

import asyncio
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bot.day import DAY, EVERY, GROWTH, PATIENCE, Day, free, live
from tests.bot.discord.newsroom import DiscordNewsroom, mark_of, shown
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import NOTHING, Allow, Channel

TOKEN = "token-of-the-day"  # noqa: S105 # of a fake


@pytest.fixture
def port() -> int:
    """Find a port for the sample outlet."""
    return free()


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


async def forum(day: Day) -> None:
    """The forum is followed from the desk: each story has one thread, with the forum's tag."""
    room = _room(day)
    line = f"follow channel={room.forum.id}"
    asked = await room.discord.interactions.slash("briefadmin", line, room.ada, room.desk)
    assert "#stories" in shown(await asked.shown(seconds=PATIENCE))

    def threads() -> list[Channel]:
        channels = room.discord.world.channels.values()
        return [each for each in channels if each.parent == room.forum.id]

    day.later(EVERY)
    await day.until(threads)
    told = [found.story for each in threads() if (found := mark_of(each.messages[0]))]
    assert len(told) == len(set(told)) == len(threads())


async def shut_and_opened(day: Day) -> None:
    """The permission is taken away and given back: the owner is told, then posts go on."""
    room = _room(day)
    owner = room.discord.world.direct(room.discord.world.people[room.guild.owner])
    room.desk.denied = Allow.SEND_MESSAGES
    await room.discord.changed(room.desk)
    await day.until(lambda: owner.messages)
    before = len(day.briefings())
    day.later(EVERY)  # held until then
    room.desk.denied = NOTHING
    await room.discord.changed(room.desk)
    await day.until(lambda: len(day.briefings()) > before)


def _room(day: Day) -> DiscordNewsroom:
    assert isinstance(day.surface, DiscordNewsroom)
    return day.surface


def _messages(discord: FakeDiscord) -> Iterator[dict[str, Any]]:
    """Give every message that was sent or edited: posts, threads, notices, answers."""
    for seen in discord.seen:
        body = seen.json if isinstance(seen.json, dict) else {}
        told = body.get("message") or body.get("data") or body
        if {"content", "components", "embeds"} & told.keys():
            yield told


async def test_newsroom_day(
    sqlite_file: pathlib.Path, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every step of the day ends as the desk expects, and no log shows the token."""
    steps = list(DAY)
    steps[3:3] = [forum, shut_and_opened]
    async with FakeDiscord(token=TOKEN) as discord:
        await live(DiscordNewsroom(discord), tmp_path, database=sqlite_file, steps=steps)
        assert len(discord.requests(r"PUT /applications/\d+/commands")) == 1
        marks = [
            found.mark
            for channel in discord.world.channels.values()
            for message in channel.messages
            if (found := mark_of(message))
        ]
        assert len(marks) == len(set(marks))
        assert len(list(_messages(discord))) > 20
        loud = [
            each
            for each in _messages(discord)
            if each.get("allowed_mentions", {}).get("parse") != []
        ]
        assert loud == []
    out, err = capfd.readouterr()
    assert TOKEN not in out + err


async def test_story_that_grows(sqlite_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """More is reported: the post is edited, and what changed stands in its thread."""
    async with FakeDiscord(token=TOKEN) as discord:
        room = DiscordNewsroom(discord)
        await live(room, tmp_path, database=sqlite_file, steps=GROWTH)


async def test_wrong_token_ends_the_start_with_one_line(tmp_path: pathlib.Path, port: int) -> None:
    """An operator with a wrong token is told which setting to mend; exit code 2."""
    async with FakeDiscord(token="another") as discord:  # noqa: S106 # of a fake
        process = await start(discord, tmp_path, port)
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 2
        assert "DISCORD_TOKEN" in out.decode()
        assert "Traceback" not in out.decode()
