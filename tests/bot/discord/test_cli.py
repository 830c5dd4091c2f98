"""`threeline discord invite`."""

import base64
import pathlib

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.discord.invite import SCOPES, WHY, invite_url


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, where no .env is read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


def test_invitation_gives_each_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is all that is needed: address first, then a reason for each thing asked."""
    head = base64.b64encode(b"123456789012345678").decode().rstrip("=")
    monkeypatch.setenv("DISCORD_TOKEN", f"{head}.xxxxxx.yyyy")
    done = CliRunner().invoke(main, ["discord", "invite"])
    first, *others = done.output.splitlines()
    assert first == invite_url(123456789012345678)
    assert len(others) == len(SCOPES) + len(WHY)
    assert "yyyy" not in done.output


def test_without_a_token_the_id_may_be_given() -> None:
    """An operator who has no token here can name the application."""
    done = CliRunner().invoke(main, ["discord", "invite", "--client-id", "7"])
    assert "client_id=7" in done.output


def test_without_either_it_says_what_to_do() -> None:
    """Exit code 2, and one line that names the setting."""
    done = CliRunner().invoke(main, ["discord", "invite"])
    assert done.exit_code == 2
    assert "DISCORD_TOKEN" in done.output
