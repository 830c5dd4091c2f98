"""A newsroom's day on a Slack of our own, and the program as a person starts it."""

import asyncio
import io
import logging
import pathlib
import shutil
import signal
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.bot.day import GROWTH, free, live
from tests.bot.slack.newsroom import SlackNewsroom
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, Args
from tests.fakes.slack_socket import SIGNING_SECRET, FakeSlackWithPeople, form, signed

PATIENCE = 40.0


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlackWithPeople]:
    """Run the fake."""
    async with FakeSlackWithPeople(redeliver_after=1) as fake:
        yield fake


@pytest.fixture
def port() -> int:
    """Find a port for the sample outlet, the same after a crash."""
    return free()


async def start(
    slack: FakeSlackWithPeople, folder: pathlib.Path, port: int, **more: str
) -> asyncio.subprocess.Process:
    """Start `threeline run` with its sample outlet."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
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
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            **(more or {"SLACK_APP_TOKEN": APP_TOKEN}),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def stop(process: asyncio.subprocess.Process) -> str:
    """Ask it to stop; give what it logged."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    out, _ = await asyncio.wait_for(process.communicate(), 20)
    return out.decode()


def briefings(slack: FakeSlackWithPeople) -> list[Args]:
    """List the deliveries in the desk's channel."""
    return [
        post
        for post in slack.posts()
        if post.get("metadata", {}).get("event_type") == "threeline_delivery"
        and "thread_ts" not in post
    ]


async def test_newsroom_day(
    sqlite_file: pathlib.Path,
    tmp_path: pathlib.Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every step of the day ends as the desk expects, and no log shows a token."""
    for name in ("bot", "slack_bolt", "slack_sdk"):
        caplog.set_level(logging.DEBUG, logger=name)
    async with FakeSlackWithPeople(redeliver_after=1) as slack:
        await live(SlackNewsroom(slack), tmp_path, database=sqlite_file)
        keys = [key for key in map(_key, slack.posts()) if key]
        # An edited post and the note in its thread carry the same key.
        assert max(map(keys.count, keys)) <= 2
    out, err = capfd.readouterr()
    for secret in (BOT_TOKEN, APP_TOKEN, "ticket-"):
        assert secret not in out + err + caplog.text


def _key(post: Args) -> str | None:
    payload = post.get("metadata", {}).get("event_payload", {})
    key: str | None = payload.get("key")
    return key


async def test_story_that_grows(sqlite_file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """More is reported: the post is edited, and what changed stands in its thread."""
    async with FakeSlackWithPeople(redeliver_after=1) as slack:
        await live(SlackNewsroom(slack), tmp_path, database=sqlite_file, steps=GROWTH)


async def test_wrong_token_ends_the_start_with_one_line(
    slack: FakeSlackWithPeople, tmp_path: pathlib.Path, sqlite_file: pathlib.Path, port: int
) -> None:
    """An operator with a wrong token is told which setting to mend; exit code 2."""
    slack.tokens.clear()
    shutil.copy(sqlite_file, tmp_path / "day.sqlite3")  # making one takes two seconds
    process = await start(slack, tmp_path, port)
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert "SLACK_BOT_TOKEN" in out.decode()
    assert "Traceback" not in out.decode()


async def test_http_mode_on_the_pages_own_address(
    slack: FakeSlackWithPeople, tmp_path: pathlib.Path, sqlite_file: pathlib.Path, port: int
) -> None:
    """With a signing secret and no app token the web role takes Slack's requests."""
    web = free()
    shutil.copy(sqlite_file, tmp_path / "day.sqlite3")
    process = await start(slack, tmp_path, port, SLACK_SIGNING_SECRET=SIGNING_SECRET, PORT=str(web))
    body = form(slack.slash("follow", user="U2"))
    at = f"http://127.0.0.1:{web}/slack/events"
    kind = "application/x-www-form-urlencoded"
    try:
        async with aiohttp.ClientSession() as session:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        async with session.post(
                            at, data=body, headers=signed("x", kind=kind)
                        ) as refused:
                            assert refused.status == 401
                            break
                    except aiohttp.ClientConnectionError:
                        await asyncio.sleep(0.2)
            async with session.post(at, data=body, headers=signed(body, kind=kind)) as done:
                assert (done.status, await done.text()) == (200, "")
            async with session.post(at, data=io.BytesIO(b"x" * 1_100_000)) as large:
                assert large.status == 413
            async with session.get(at.replace("events", "install")) as none:
                assert none.status == 404
        await slack.until(lambda: briefings(slack), within=PATIENCE)
        assert not slack.opened
    finally:
        log = await stop(process)
    assert process.returncode == 0, log
    assert SIGNING_SECRET not in log
