"""A newsroom's day: the real program, started as a person starts it, on a Slack of our own."""

import asyncio
import io
import pathlib
import signal
import socket
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.bot.slack.test_talk import button
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, Args, Fault
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


def free() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


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


async def test_newsroom_day(slack: FakeSlackWithPeople, tmp_path: pathlib.Path, port: int) -> None:
    """Follow; briefings arrive; evidence; a thread question; a crash; nothing lost or doubled."""
    process = await start(slack, tmp_path, port)
    try:
        await slack.until(lambda: len(slack.sockets) == 2, within=PATIENCE)
        # A lost answer on the very first post must not make a second one.
        slack.fail("chat.postMessage", Fault(lost=True))
        await slack.command("follow")
        await slack.until(lambda: len(briefings(slack)) >= 2, within=PATIENCE)
        post = briefings(slack)[0]

        await slack.click(button(post, "story.evidence"), message=post)
        await slack.until(lambda: len(slack.responses) >= 2)
        assert slack.responses[-1]["response_type"] == "ephemeral"

        await slack.mention("who else reported it?", thread=post["ts"])
        number = post["metadata"]["event_payload"]["story"]
        await slack.until(lambda: any(f"Story #{number}:" in str(each) for each in slack.posts()))

        # It dies without a word and starts again.
        process.kill()
        await process.wait()
        process = await start(slack, tmp_path, port)
        before = len(briefings(slack))
        await slack.until(lambda: len(briefings(slack)) > before + 1, within=PATIENCE)
        await slack.write("latest 1")
        await slack.until(lambda: slack.answers("D1"), within=PATIENCE)

        await slack.command("quiet 22:00-07:00")
        await slack.until(lambda: "22:00-07:00 (Europe/Oslo)" in str(slack.responses[-1]))
        await slack.command("digest weekdays 08:30")
        await slack.until(lambda: "weekdays 08:30 (Europe/Oslo)" in str(slack.responses[-1]))
        await slack.command("help")
        await slack.until(lambda: "quiet 22:00" in str(slack.responses[-1].get("blocks")))

        await slack.command("unfollow")
        await slack.until(lambda: "Nothing new is posted" in str(slack.responses[-1]))
    finally:
        log = await stop(process)
    assert process.returncode == 0, log
    # An edited post and the note in its thread carry the same key; each of them is there once.
    for posts in (briefings(slack), [each for each in slack.posts() if "thread_ts" in each]):
        keys = [key for key in map(_key, posts) if key]
        assert len(keys) == len(set(keys))
    stories = [post["metadata"]["event_payload"]["story"] for post in briefings(slack)]
    assert len(stories) == len(set(stories))
    assert BOT_TOKEN not in log
    assert APP_TOKEN not in log


def _key(post: Args) -> str | None:
    payload = post.get("metadata", {}).get("event_payload", {})
    key: str | None = payload.get("key")
    return key


async def test_wrong_token_ends_the_start_with_one_line(
    slack: FakeSlackWithPeople, tmp_path: pathlib.Path, port: int
) -> None:
    """An operator with a wrong token is told which setting to mend; exit code 2."""
    slack.tokens.clear()
    process = await start(slack, tmp_path, port)
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert "SLACK_BOT_TOKEN" in out.decode()
    assert "Traceback" not in out.decode()


async def test_http_mode_on_the_pages_own_address(
    slack: FakeSlackWithPeople, tmp_path: pathlib.Path, port: int
) -> None:
    """With a signing secret and no app token the web role takes Slack's requests."""
    web = free()
    process = await start(slack, tmp_path, port, SLACK_SIGNING_SECRET=SIGNING_SECRET, PORT=str(web))
    body = form(slack.slash("follow"))
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
