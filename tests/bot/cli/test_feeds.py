"""`threeline feeds`: carrying subscriptions in and out, and being told what is wrong."""

import asyncio
import pathlib

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.bot.feeds.outlet import running_outlet

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


def test_a_line_that_cannot_be_used_does_not_stop_the_others(
    threeline: Typed, tmp_path: pathlib.Path
) -> None:
    """It is answered for like the others, and counted apart."""
    path = tmp_path / "mine.opml"
    path.write_text(OPML.replace("https://aid.example/feed.xml", "gopher://aid.example/"))
    done = threeline("import", str(path))
    assert done.exit_code == 0, done.output
    assert "line 5: not a web address  gopher://aid.example/" in done.stdout
    assert "1 of 2 feeds are new; 1 line cannot be used" in done.stdout
    assert "gopher" not in threeline("list").stdout


async def test_a_feed_is_explained_step_by_step(threeline: Typed) -> None:
    """What was asked, answered, parsed, would be read and posted, from a site's bare address."""
    async with running_outlet() as outlet:
        items = "".join(
            f"<item><guid>{n}</guid><title>Piece {n}</title><link>{outlet.url(f'/{n}')}</link>"
            f"<pubDate>Thu, 19 Dec 2024 {23 - n}:00:00 GMT</pubDate></item>"
            for n in range(7)
        )
        feed = f"<rss><channel><title>Castellan</title><ttl>30</ttl>{items}</channel></rss>"
        link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        outlet.says("/", f"<html><head>{link}</head></html>", headers={"Content-Type": "text/html"})
        outlet.says("/feed", feed, headers={"ETag": '"1"'})
        words = "<p>Ruritania will give Syldavia $4 million for wells, the ministry said.</p>"
        page = f"<html><body><article><h1>Piece 0</h1>{words}</article></body></html>"
        outlet.says("/0", page, headers={"Content-Type": "text/html"})
        done = await asyncio.to_thread(threeline, "test", outlet.place)
        assert done.exit_code == 0, done.output
        shown = done.stdout
    for told in (
        f"1. feed     {outlet.url('/feed')}, found at {outlet.place}",
        "asked by condition (ETag)",
        "asks to be left alone for 30 min",
        "3. parsed   Castellan, 7 entries",
        "Piece 0  (read and briefed)",
        "a first poll reads 5 of 7",
        f"4. article  {outlet.url('/0')}",
        "headline_only",
        "5. briefing, as it would be posted",
        "Pledges  Ruritania",
    ):
        assert told in shown, shown


def test_a_feed_is_listed_by_its_name(threeline: Typed, tmp_path: pathlib.Path) -> None:
    """The name stands under the address."""
    path = tmp_path / "mine.opml"
    path.write_text(OPML)
    threeline("import", str(path))
    assert "castellan.example/rss  [World]\n         Castellan, never" in threeline("list").stdout


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
