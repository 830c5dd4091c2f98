"""`threeline doctor` on the fakes: every fault is found, said with its fix, and no secret shown."""

import datetime as dt
import pathlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot.cli import main
from bot.discord import doctor as discord_doctor
from bot.doctor import _clock, examine
from bot.settings import Settings, load
from bot.slack import doctor as slack_doctor
from bot.store import open_store
from bot.store.doctor import examine as examine_store
from tests.bot.making import START, Watch
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Allow
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.fakes.slack_socket import FakeSlackWithPeople


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Run the fake."""
    async with FakeSlackWithPeople() as fake:
        yield fake


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """Run the fake."""
    async with FakeDiscord() as fake:
        fake.world.guild()
        yield fake


def _settings(folder: pathlib.Path, **given: Any) -> Settings:
    return load(_env_file=None, database_url=f"sqlite:///{folder}/news.sqlite3", **given)


async def _told(settings: Settings) -> tuple[str, list[str]]:
    """Give all that is said, and the fixes."""
    found = await examine(settings)
    fixes = [each.fix for each in found if each.fix]
    return "\n".join(each.says for each in found), fixes


async def test_all_is_well(slack: FakeSlack, discord: FakeDiscord, tmp_path: pathlib.Path) -> None:
    """Tokens, rights, clock and database are each said to be right, and nothing is posted."""
    async with open_store(f"sqlite+aiosqlite:///{tmp_path}/news.sqlite3", now=Watch()):
        pass
    said, fixes = await _told(
        _settings(
            tmp_path,
            slack_api_url=slack.url,
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN,
            discord_api_url=discord.api_url,
            discord_token=discord.token,
        )
    )
    assert fixes == []
    for words in (
        "SQLite, schema", "Slack takes SLACK_BOT_TOKEN", "Slack takes SLACK_APP_TOKEN",
        "it has all", "Discord takes DISCORD_TOKEN", "its permissions on 1 server",
        "within 30 s of Slack's", "within 30 s of Discord's", "MB are free", "none yet",
    ):  # fmt: skip
        assert words in said
    assert {call.method for call in slack.calls} == {"auth.test", "apps.connections.open"}
    assert {each.method for each in discord.seen} == {"GET"}


async def test_wrong_tokens_are_named_and_not_shown(
    slack: FakeSlack, discord: FakeDiscord, tmp_path: pathlib.Path
) -> None:
    """Which setting, what the platform said, and where to get another."""
    said, fixes = await _told(
        _settings(
            tmp_path,
            slack_api_url=slack.url,
            slack_bot_token="xoxb-secret-1",  # noqa: S106 # nobody's
            slack_app_token="xapp-secret-2",  # noqa: S106 # nobody's
            discord_api_url=discord.api_url,
            discord_token="secret-3",  # noqa: S106 # nobody's
        )
    )
    assert "Slack does not take SLACK_BOT_TOKEN (invalid_auth)" in said
    assert "Slack does not take SLACK_APP_TOKEN (invalid_auth)" in said
    assert "Discord does not take DISCORD_TOKEN" in said
    assert len(fixes) == 3
    assert "secret" not in said + "".join(fixes)


async def test_missing_rights_are_named(
    slack: FakeSlack, discord: FakeDiscord, tmp_path: pathlib.Path
) -> None:
    """The permission that is missing, on which server, and how it is given."""
    slack.scopes = ",".join(each for each in slack.scopes.split(",") if each != "chat:write")
    [guild] = discord.world.guilds.values()
    guild.permissions &= ~Allow.SEND_MESSAGES_IN_THREADS
    discord.gateway.starts_left = 3
    said, fixes = await _told(
        _settings(
            tmp_path,
            slack_api_url=slack.url,
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN,
            discord_api_url=discord.api_url,
            discord_token=discord.token,
        )
    )
    assert "it lacks chat:write (to post briefings and answers)" in said
    assert f"on {guild.name} it lacks Send Messages in Threads" in said
    assert "allows 3 more starts today" in said
    assert len(fixes) == 3
    assert any("threeline slack manifest" in fix for fix in fixes)


async def test_what_cannot_be_reached_is_said(tmp_path: pathlib.Path) -> None:
    """Addresses where nobody listens, and a feed that does not answer."""
    nowhere = "http://127.0.0.1:1"
    said, fixes = await _told(
        _settings(
            tmp_path,
            slack_api_url=f"{nowhere}/api/",
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret="s",  # noqa: S106 # nobody's
            discord_api_url=nowhere,
            discord_token="t",  # noqa: S106 # nobody's
            feeds=f"{nowhere}/feed",
        )
    )
    assert f"Slack cannot be reached at {nowhere}/api/" in said
    assert f"Discord does not answer at {nowhere}" in said
    assert f"{nowhere}/feed: " in said
    assert len(fixes) == 3


async def test_clock_that_is_off_is_said() -> None:
    """By how much, and which way, against whoever told the time."""
    off = _clock("Slack's", START, START + dt.timedelta(minutes=6))
    assert off.says == "this machine's clock is 360 s ahead of Slack's"
    assert off.fix
    assert _clock("Slack's", START, START - dt.timedelta(minutes=1)).fix
    assert _clock("Slack's", START, START + dt.timedelta(seconds=20)).fix is None


async def test_time_comes_from_the_date_header() -> None:
    """Both platforms tell the time with each answer."""

    async def answer(_: web.Request) -> web.Response:
        date = "Mon, 02 Mar 2026 09:00:00 GMT"
        return web.json_response({"ok": False, "error": "x"}, status=401, headers={"Date": date})

    served = web.Application()
    served.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        _, told = await slack_doctor.examine(base_url=f"{base}/", bot_token="t", app_token=None)  # noqa: S106 # nobody's
        assert told == START
        _, told = await discord_doctor.examine(api_url=base, token="t")  # noqa: S106 # nobody's
        assert told == START
    finally:
        await runner.cleanup()


async def test_database_s_faults_have_fixes(url: str, tmp_path: pathlib.Path) -> None:
    """A sound one, one that is not there, and one of an older schema."""
    found, told = await examine_store(url, now=Watch())
    assert [each for each in found if each.fix] == []
    assert (told is not None) is url.startswith("postgresql")
    [closed], _ = await examine_store(f"sqlite+aiosqlite:///{tmp_path}/no/x.sqlite3", now=Watch())
    assert "folder" in closed.says
    assert closed.fix


def _typed() -> Result:
    return CliRunner().invoke(main, ["doctor"])


def test_exit_code_says_how_it_went(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """0 when all is well, 1 with a finding, 2 with a setting that cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/news.sqlite3")
    well = _typed()
    assert (well.exit_code, "all is well" in well.stdout) == (0, True)
    assert "not there yet" in well.stdout
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    half = _typed()
    assert half.exit_code == 1
    assert "FAIL  slack" in half.stdout
    assert "SLACK_APP_TOKEN" in half.stdout
    assert "xoxb-secret" not in half.stdout
    monkeypatch.setenv("PORT", "many")
    wrong = _typed()
    assert wrong.exit_code == 2
    assert "PORT" in wrong.stdout
