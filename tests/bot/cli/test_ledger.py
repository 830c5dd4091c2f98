"""`threeline ledger`: each pledge once, what was said of it, files, and an editor's word."""

import asyncio
import csv
import dataclasses
import io
import json
import pathlib
import re

import pytest
from click.testing import CliRunner, Result

from bot import rates
from bot.cli import main
from bot.settings import load
from bot.store import open_store
from summariser import brief
from tests.bot.making import LEASE, START, Watch, entry, page

REPORTS = (
    ("Gazette", ("Denmark will give Ukraine 50 million euros for artillery shells by May 2026, "
     "Foreign Minister Anna Holm said in Copenhagen on Monday.")),
    ("Wire", ("Denmark will give Ukraine 50 million euros for artillery shells, the Danish foreign "
     "minister, Anna Holm, said on Monday.")),
)  # fmt: skip


@pytest.fixture
def threeline(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> "Typed":
    """Give a command line with a database that holds two reports of one pledge."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/news.sqlite3")
    monkeypatch.chdir(tmp_path)
    asyncio.run(_report())
    return Typed()


async def _report() -> None:
    watch = Watch()
    async with open_store(load().database_url, now=watch) as store:
        await store.add_feed("https://example.org/feed", title="Example", topic="aid")
        told = None
        for number, (outlet, text) in enumerate(REPORTS):
            url = f"https://example.org/{number}"
            [leased] = await store.claim_feeds(1, LEASE)
            row = dataclasses.replace(leased.row, due=START)
            await store.finish_poll(leased, row, [entry(url, url=url)])
            [pending] = await store.claim_entries(1, LEASE)
            await store.keep_article(pending, page(url, text=text, outlet=outlet))
            [article] = await store.claim_articles(9, LEASE)
            made = brief(article.row.article, as_of=START.date())
            assert made.pledges
            story = await store.keep_briefing(
                article, made, story=told.id if told else None, post=False
            )
            told = told or story


class Typed:
    """What is typed after `threeline ledger`."""

    def __call__(self, *words: str) -> Result:
        """Type them."""
        return CliRunner().invoke(main, ["ledger", *words])


def test_pledge_of_two_reports_is_shown_once_with_its_history(threeline: Typed) -> None:
    """One line, two publishers, the total counted once; its history quotes both."""
    shown = threeline("show", "--by", "Denmark", "--in", "USD")
    assert shown.exit_code == 0, shown.output
    assert "2 publishers" in shown.output
    assert "total  EUR 50,000,000" in shown.output
    assert "for comparison  USD" in shown.output
    found = re.search(r"publishers, (\S+)\]", shown.output)
    assert found
    told = threeline("history", found[1]).output
    assert "restates  Wire" in told
    assert "Denmark" in told
    assert threeline("history", "none").exit_code == 1
    assert "No pledges" in threeline("show", "--by", "Norway").output


def test_exports_are_files_that_read_back(
    threeline: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSV, JSON and IATI of the same pledges."""
    [row] = csv.DictReader(io.StringIO(threeline("export").output))
    [each] = json.loads(threeline("export", "--as", "json").output)
    assert row["amount"] == each["amount"] == "50000000"
    draft = threeline("export", "--as", "iati")
    assert draft.stdout.startswith("<?xml")
    assert '<iati-activities version="2.03"' in draft.stdout
    assert "set IATI_REPORTER" in draft.stderr
    monkeypatch.setenv("IATI_REPORTER", "GB-COH-1234567")
    monkeypatch.setenv("IATI_REPORTER_NAME", "Desk & Co")
    signed = threeline("export", "--as", "iati")
    assert 'ref="GB-COH-1234567"' in signed.stdout
    assert "Desk &amp; Co" in signed.stdout
    assert not signed.stderr
    given = threeline("export", "--as", "iati", "--reporter", "XM-DAC-99", "--reporter-name", "B")
    assert 'ref="XM-DAC-99"' in given.stdout
    wrong = threeline("export", "--as", "iati", "--reporter", "us")
    assert wrong.exit_code == 2
    assert "IATI_REPORTER: is no organisation identifier" in wrong.stderr


def test_editor_parts_what_the_rule_joined(threeline: Typed) -> None:
    """The correction is a decision of its own and shows who made it."""
    [each] = json.loads(threeline("export", "--as", "json").output)
    told = threeline("history", each["key"]).output
    second = re.findall(r"claim (\S+)\)", told)[1]
    done = threeline("correct", second, "new", "--by", "desk", "--reason", "other shells")
    assert done.exit_code == 0, done.output
    assert len(json.loads(threeline("export", "--as", "json").output)) == 2
    assert "corrected by desk: other shells" in threeline("history", second).output
    assert threeline("correct", "none", "new", "--by", "desk").exit_code == 1
    assert "Nothing is due" in threeline("due", "--days", "-9999").output


def test_charts_are_drawn_to_a_file(threeline: "Typed", tmp_path: pathlib.Path) -> None:
    """The terminal says where the picture is and what it shows."""
    done = threeline("chart", "by-pledger", "Ukraine", "--out", "out.png")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")
    assert "Denmark: EUR 50m." in done.output
    key = re.findall(r"publishers?, (\S+)]", threeline("show").output)[0]
    assert "announced: EUR 50m" in threeline("chart", "timeline", key).output
    assert threeline("chart", "over-time", "Nowhere").exit_code == 1


def test_rates_come_from_the_operator_s_file(
    threeline: "Typed", tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of the shipped one's form is used instead; one that is none is told."""
    monkeypatch.setattr(rates, "_given", [])
    table = tmp_path / "rates.tsv"
    table.write_text("GBP\t2026\t0.5\tour own bank\n")
    monkeypatch.setenv("RATES_FILE", str(table))
    shown = threeline("show", "--in", "GBP").output
    assert "for comparison  GBP 25,000,000" in shown
    assert "our own bank" in shown
    table.write_text("GBP\tsoon\n")
    wrong = threeline("show")
    assert wrong.exit_code == 2
    assert "RATES_FILE cannot be used: line 1" in wrong.stderr


def test_retelling_says_what_it_changed(threeline: Typed) -> None:
    """By the rates and rules that decided it before nothing changes."""
    assert threeline("retell").output == "Decided anew; nothing changed.\n"


def test_fields_are_amended_and_outlets_compared(threeline: Typed) -> None:
    """The pledge is told with the editor's sum; outlets that agree have nothing to compare."""
    key = re.findall(r"publishers?, (\S+)]", threeline("show").output)[0]
    done = threeline("amend", key, "amount=EUR 55m", "--by", "Ann", "--reason", "the release")
    assert "EUR 55m" in done.output
    assert "corrected by Ann: amount 55000000" in threeline("history", key).output
    assert threeline("amend", key, "colour=red", "--by", "Ann").exit_code == 1
    assert "do not contradict each other" in threeline("differ", "1").output
