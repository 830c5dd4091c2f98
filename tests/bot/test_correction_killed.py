"""An editor's correction in every post, once, though the poster is killed with -9 on the way.

The poster is a process of its own with the real slack_sdk and discord.py; both platforms are wire
fakes that take what they are asked and then let it wait, so that it is killed between.
"""

import asyncio
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from bot.clock import now
from bot.corrections import corrections
from bot.model import Outcome, Platform
from bot.questions import Question
from bot.store import SqlStore, open_store
from bot.store.schema import delivery
from tests.bot.discord.newsroom import shown
from tests.bot.making import START
from tests.bot.slack.newsroom import words_of
from tests.bot.store.test_corrected import report
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel, Kind
from tests.fakes.slack import FakeSlack, Fault, Room
from tests.figures import ROOT

SOON = 30.0
STUCK = 60.0
"""Seconds that an answer waits: whoever asked is dead by then."""


class Nursery:
    """A process that has imported everything and forks posters."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.chaos.poster"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def fork(self, *words: str) -> int:
        """Let one begin; give its process id."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """End it."""
        self._process.communicate(timeout=SOON)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """One for all tests."""
    made = Nursery()
    yield made
    made.end()


@dataclass(slots=True, kw_only=True)
class Scene:
    """Two workspaces of Slack, a text channel and a forum of Discord, the page; one store."""

    store: SqlStore
    url: str
    slack: FakeSlack
    discord: FakeDiscord
    text: Channel
    forum: Channel
    nursery: Nursery

    @contextlib.contextmanager
    def poster(self) -> Iterator[None]:
        """Run one; it is killed at the end, whatever it does then."""
        fakes = (self.slack.url, self.discord.api_url, self.discord.gateway_url)
        pid = self.nursery.fork(self.url, *fakes)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGKILL)

    async def until(self, done: Callable[[], object]) -> None:
        """Wait until something is so on either platform."""
        async with asyncio.timeout(SOON):
            while not done():  # noqa: ASYNC110 # two fakes, two processes
                await asyncio.sleep(0.02)

    async def idle(self) -> None:
        """Let a poster work until nothing waits, and go on looking for a while."""
        waiting = sa.select(sa.func.count()).where(delivery.c.outcome == Outcome.PENDING)
        with self.poster():
            left = 1
            until = asyncio.get_running_loop().time() + SOON
            while left:
                await asyncio.sleep(0.05)
                async with self.store._db.read() as connection:
                    left = await connection.scalar(waiting) or 0
                assert asyncio.get_running_loop().time() < until
            await asyncio.sleep(0.3)


@pytest.fixture
async def scene(
    sqlite_file: pathlib.Path, tmp_path: pathlib.Path, nursery: Nursery
) -> AsyncIterator[Scene]:
    """Everything that is told a story, each told once."""
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_file, tmp_path / 'store.sqlite3')}"
    async with FakeSlack() as slack, FakeDiscord() as discord, open_store(url, now=now) as store:
        slack.rooms["C3"] = Room(id="C3", name="other")
        guild = discord.world.guild()
        text = discord.world.channel(guild, "desk")
        forum = discord.world.channel(guild, "stories", kind=Kind.FORUM)
        await store.add_target(Platform.PAGE, "front", name="The page")
        for workspace, room in (("T1", "C1"), ("T2", "C3")):
            await store.join(Platform.SLACK, workspace, room, name=room)
        for channel in (text, forum):
            await store.join(Platform.DISCORD, str(guild.id), str(channel.id), name="x")
        await report(store, "https://example.org/1")
        made = Scene(
            store=store,
            url=url,
            slack=slack,
            discord=discord,
            text=text,
            forum=forum,
            nursery=nursery,
        )
        await made.idle()
        yield made


async def correct(store: SqlStore, value: str) -> None:
    """Correct the one pledge's sum."""
    [account] = await store.accounts(Question(), today=START.date())
    made = corrections(account, [("amount", value)], by="slack:T1:U1", at=now(), role="admin")
    assert await store.correct(*made)


def shows(words: str, value: str) -> bool:
    """Tell whether somebody reads this value, marked as an editor's."""
    return re.search(rf"\b{value}\W*\(editor\)", words) is not None


def told(scene: Scene, value: str, version: int) -> None:
    """Check that each place has one post, which shows the value, and one note for each version."""
    for room in ("C1", "C3"):
        posts = scene.slack.posts(room)
        [post] = [each for each in posts if "thread_ts" not in each]
        assert shows(words_of(post), value)
        notes = [each for each in posts if each.get("thread_ts") == post["ts"]]
        assert [f"version {number}" in words_of(each) for number, each in enumerate(notes, 2)] == [
            True
        ] * (version - 1)
        assert all("Corrected by an admin" in words_of(each) for each in notes)
        assert not any("U1" in words_of(each) for each in posts)
    [message] = scene.text.messages
    assert shows(shown(message), value)
    threads = scene.discord.world.channels
    noted = threads[int(message["id"])].messages
    [begun] = [each for each in threads.values() if each.parent == scene.forum.id]
    opening, *answers = begun.messages
    assert shows(shown(opening), value)
    for notes in (noted, answers):
        said = [shown(each) for each in notes if "Corrected by an admin" in shown(each)]
        assert len(said) == len(notes) == version - 1


KILLS = {
    "before anything is sent": None,
    "Slack has edited the post": ("slack", "chat.update"),
    "Slack has the note": ("slack", "chat.postMessage"),
    "Discord has the note": ("discord", r"POST /channels/\d+/messages"),
    "Discord has edited the post": ("discord", r"PATCH /channels/\d+/messages/\d+"),
}


@pytest.mark.parametrize("when", KILLS)
async def test_correction_is_told_once_whatever_is_killed(scene: Scene, when: str) -> None:
    """Killed there, started anew: every post shows it, every thread tells it once."""
    await correct(scene.store, "NOK 55m")
    point = KILLS[when]
    if point is not None:
        side, call = point

        def calls() -> int:
            return len(scene.slack.called(call) or scene.discord.requests(call))

        had = calls()
        if side == "slack":
            scene.slack.fail(call, Fault(slow=STUCK))
        else:
            scene.discord.fail(call, stuck=STUCK)
        with scene.poster():
            await scene.until(lambda: calls() > had)
            await asyncio.sleep(0.05)
    await scene.idle()
    told(scene, "55m", 2)
    page = await scene.store.seen_by("").latest(limit=9)
    assert [each.story.version for each in page] == [2]


async def test_two_corrections_are_told_in_their_order(scene: Scene) -> None:
    """A second one that comes while the first is on its way has a note of its own."""
    await correct(scene.store, "NOK 55m")
    scene.slack.fail("chat.postMessage", Fault(slow=STUCK))
    had = len(scene.slack.called("chat.postMessage"))
    with scene.poster():
        await scene.until(lambda: len(scene.slack.called("chat.postMessage")) > had)
        await correct(scene.store, "NOK 65m")
    await scene.idle()
    told(scene, "65m", 3)
