"""`threeline feeds`: carrying subscriptions in and out, and being told what is wrong."""

import pathlib

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

OPML = """<?xml version="1.0"?>
<opml version="2.0"><body>
<outline text="World">
<outline type="rss" text="Castellan" xmlUrl="https://castellan.example/rss"/>
<outline text="Aid"><outline type="rss" xmlUrl="https://aid.example/feed.xml"/></outline>
</outline>
<outline type="rss" text="Castellan again" xmlUrl="https://castellan.example/rss"/>
</body></opml>
"""


@pytest.fixture
def threeline(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> "Typed":
    """Give a command line with a database of its own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/news.sqlite3")
    monkeypatch.chdir(tmp_path)
    return Typed()


class Typed:
    """What is typed after `threeline feeds`."""

    def __call__(self, *words: str) -> Result:
        """Type them."""
        return CliRunner().invoke(main, ["feeds", *words])


def test_opml_comes_in_with_a_report_and_goes_out_again(
    threeline: Typed, tmp_path: pathlib.Path
) -> None:
    """Each line of the file is answered for; folders are topics; the export reads back the same."""
    path = tmp_path / "mine.opml"
    path.write_text(OPML)
    done = threeline("import", str(path))
    assert done.exit_code == 0, done.output
    assert "line 4: added  https://castellan.example/rss" in done.stdout
    assert "2 of 2 feeds are new" in done.stdout
    again = tmp_path / "again.opml"
    again.write_text(threeline("export").stdout)
    assert "0 of 2 feeds are new" in threeline("import", str(again)).stdout
    listed = threeline("list").stdout
    assert "https://aid.example/feed.xml  [World / Aid]" in listed
    assert "never answered" in listed


def test_broken_opml_names_its_line(threeline: Typed, tmp_path: pathlib.Path) -> None:
    """A file that is not well formed is refused with the line, and nothing is added."""
    path = tmp_path / "broken.opml"
    path.write_text(OPML.replace("</outline>\n</outline>", "</outline>", 1))
    done = threeline("import", str(path))
    assert done.exit_code == 2
    assert "line" in done.stderr
    assert "No feeds yet" in threeline("list").stdout


def test_removed_feed_is_gone_and_an_unknown_one_is_named(
    threeline: Typed, tmp_path: pathlib.Path
) -> None:
    """Removing works once; the second time says that it is not there."""
    path = tmp_path / "mine.opml"
    path.write_text(OPML)
    threeline("import", str(path))
    assert threeline("remove", "https://castellan.example/rss").exit_code == 0
    assert "castellan" not in threeline("list").stdout
    done = threeline("remove", "https://castellan.example/rss")
    assert done.exit_code == 1
    assert "is not among the feeds" in done.stderr


def test_metadata_address_is_refused_in_plain_words(threeline: Typed) -> None:
    """Not even the operator reads a cloud's metadata service by mistake."""
    done = threeline("add", "http://169.254.169.254/feed")
    assert done.exit_code == 1
    assert done.stderr.startswith("threeline: http://169.254.169.254/feed leads to a private")
    assert len(done.stderr.splitlines()) == 1


def test_show_tells_all_about_one(threeline: Typed, tmp_path: pathlib.Path) -> None:
    """One feed is shown with its pace and its next poll."""
    path = tmp_path / "mine.opml"
    path.write_text(OPML)
    threeline("import", str(path))
    shown = threeline("show", "https://castellan.example/rss").stdout
    assert "polled every" in shown
    assert "next at" in shown
