"""`threeline db`: what an operator does on a bad day."""

import pathlib

import pytest
from click.testing import CliRunner, Result

from bot.cli import main


def typed(*words: str, says: str | None = None) -> Result:
    """Type a command, and perhaps an answer to its question."""
    return CliRunner().invoke(main, ["db", *words], input=says)


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """Work on a database of this test's own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/news.sqlite3")


def test_backup_goes_back_where_it_came_from(tmp_path: pathlib.Path) -> None:
    """A backup is made, checked and restored after a question; nothing is overwritten."""
    assert "schema" in typed("upgrade").stdout
    copy = tmp_path / "copy.sqlite3"
    assert typed("backup", str(copy)).exit_code == 0
    assert "is there already" in typed("backup", str(copy)).stderr
    assert typed("restore", str(copy), says="n\n").exit_code == 1
    assert typed("restore", str(copy), "--yes").exit_code == 0
    assert "all is well" in typed("check").stdout


def test_what_is_no_database_is_said_in_a_line(tmp_path: pathlib.Path) -> None:
    """A file of something else is refused as database and as backup, without a traceback."""
    other = tmp_path / "notes.txt"
    other.write_text("milk, eggs")
    done = typed("restore", str(other), "--yes")
    assert done.exit_code == 2
    assert "no backup that can be used" in done.stderr


def test_posts_that_never_arrived_are_listed_and_sent_again() -> None:
    """With none there is a plain sentence; unknown numbers are counted as what they are."""
    assert "Every post arrived." in typed("undelivered").stdout
    assert "0 of 1 wait" in typed("resend", "7").stdout
