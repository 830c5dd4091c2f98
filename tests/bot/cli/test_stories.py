"""`threeline stories`: what makes a story, and how an admin rearranges it."""

import asyncio
import pathlib

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import load
from bot.store import open_store
from tests.bot.making import Watch, brief, read

WHO = ("--by", "Ann", "--reason", "two events")


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """Hold two articles in one story."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/news.sqlite3")
    monkeypatch.chdir(tmp_path)

    async def reported() -> None:
        async with open_store(load().database_url, now=Watch()) as store:
            await read(store, "https://example.org/1")
            [story] = await brief(store)
            await store.remove_feed(1)
            await store.add_feed("https://example.org/other", title="Other", topic=None)
            await read(store, "https://example.org/2", title="Sudland\x1b[31m answers")
            await brief(store, story=story, post=False)

    asyncio.run(reported())


def _typed(*words: str) -> Result:
    return CliRunner().invoke(main, ["stories", *words])


def test_split_and_undo_in_a_terminal() -> None:
    """The list of articles has the numbers that a split asks for; each move can be read again."""
    shown = _typed("show", "1").output
    assert "story #1, version 1" in shown
    assert "\x1b" not in shown
    assert "Sudland" in shown
    assert "It joined story 1" in shown
    done = _typed("split", "1", "2", *WHO)
    assert done.exit_code == 0, done.output
    assert "split: 1 article from #1 to #2, by Ann: two events" in done.output
    assert "https://example.org/2" in _typed("show", "2").output
    assert "Ann moved it from story 1 to story 2 (split, move 1)" in _typed("show", "2").output
    assert _typed("undo", "1", *WHO).exit_code == 0
    told = _typed("moves").output.splitlines()
    assert [line.endswith("(undone)") for line in told] == [False, True]
    assert "story #1" in _typed("show", "2").output  # its number leads there


def test_what_cannot_be_is_said_in_a_line() -> None:
    """A wrong number ends with exit code 1, a missing reason with 2."""
    assert _typed("show", "9").exit_code == 1
    assert "no articles of story #1: 7" in _typed("split", "1", "7", *WHO).stderr
    assert _typed("merge", "1", "1", "--by", "Ann").exit_code == 2
    assert "No story was split or merged." in _typed("moves").output


def test_what_is_held_is_found_with_quotes() -> None:
    """Each hit says what it is and where its quote stands."""
    shown = _typed("find", "norland").output
    assert "story     #1" in shown
    assert "article   #1" in shown
    assert "actor" in shown
    assert '"Norland will give Sudland 40 million kroner.' in shown
    assert "(article 1, 0-" in shown
    assert "article" not in _typed("find", "norland", "--kind", "actor").output.split("(")[0]
    assert "Nothing that is held" in _typed("find", "norland", "atlantis").output
    assert _typed("find", "norland", "--best", "--outlet", "nobody").output.startswith("Nothing")
