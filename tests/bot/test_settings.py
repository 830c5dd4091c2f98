"""Settings: the usual names, checked at the start, every fault in one message."""

import pathlib

import pytest

from bot.errors import ConfigError
from bot.reach import halves
from bot.settings import Settings, load


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """No setting of the machine that runs the tests may reach them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set() -> None:
    """Without any setting there is a SQLite file here and a page on loopback."""
    settings = load()
    assert settings.database_url == "sqlite+aiosqlite:///threeline.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_environment_and_env_file_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """`.env` gives what the environment does not, and the environment wins."""
    (tmp_path / ".env").write_text("PORT=9001\nLOG_LEVEL=debug\nFEEDS=https://a.example/rss\n")
    monkeypatch.setenv("PORT", "9002")
    settings = load()
    assert (settings.port, settings.log_level) == (9002, "DEBUG")
    assert settings.feeds == ("https://a.example/rss",)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///news.db", "sqlite+aiosqlite:///news.db"),
        ("postgres://u:p@db/news", "postgresql+asyncpg://u:p@db/news"),
        ("postgresql://u:p@db/news", "postgresql+asyncpg://u:p@db/news"),
        ("postgresql+asyncpg://u:p@db/news", "postgresql+asyncpg://u:p@db/news"),
    ],
)
def test_database_address_needs_no_driver(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    """The address that a hosting platform hands out works as it is."""
    monkeypatch.setenv("DATABASE_URL", given)
    assert load().database_url == used


def test_one_error_names_every_fault_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """All faults are told at once; what might be a password is not repeated."""
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("DATABASE_URL", "mysql://root:hunter2@db/news")
    monkeypatch.setenv("FEEDS", "ftp://a.example/rss")
    with pytest.raises(ConfigError) as caught:
        load()
    told = str(caught.value)
    assert all(name in told for name in ("PORT", "LOG_LEVEL", "DATABASE_URL", "FEEDS"))
    assert "eighty" in told
    assert "hunter2" not in told


def test_what_does_not_go_together_is_told_with_the_other_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody mends one fault to be told of the next one; a check sees wrong ones as not set."""
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    with pytest.raises(ConfigError) as caught:
        load(halves)
    told = str(caught.value)
    assert "PORT" in told
    assert "set SLACK_APP_TOKEN as well" in told
    assert "xoxb-secret" not in told
    monkeypatch.delenv("PORT")
    with pytest.raises(ConfigError, match="SLACK_APP_TOKEN"):
        load(halves)
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-secret")
    assert load(halves).port == 8080
