"""Seed files to articles."""

import datetime as dt
import pathlib

import pytest

from bot.sample.articles import SampleArticle, SeedError, load_sample, parse_seed

SEED = """\
title: Port reopens in {year+1}
outlet: The Quay & Harbour
author: Ada Brandt
published: 1d2h30m
slug: port-reopens
topic: economy

First line
of a paragraph on {today}.

Second, after {yesterday} and before {tomorrow}.
"""
WEDNESDAY = dt.datetime(2025, 12, 31, 12, 0, 0, 250, tzinfo=dt.UTC)


def test_a_seed_is_a_header_and_paragraphs() -> None:
    """Each header field and each paragraph arrives; broken lines are joined."""
    assert parse_seed(SEED, name="a.txt") == SampleArticle(
        title="Port reopens in {year+1}",
        outlet="The Quay & Harbour",
        author="Ada Brandt",
        age=dt.timedelta(days=1, hours=2, minutes=30),
        slug="port-reopens",
        topic="economy",
        paragraphs=(
            "First line of a paragraph on {today}.",
            "Second, after {yesterday} and before {tomorrow}.",
        ),
    )


def test_the_outlet_has_a_path_of_its_own() -> None:
    """An outlet's path is its name in lower case, joined by hyphens."""
    assert parse_seed(SEED, name="a.txt").outlet_slug == "the-quay-harbour"


def test_days_and_years_are_those_of_publication() -> None:
    """Words in braces are counted from the day of publication, not of the start."""
    article = parse_seed(SEED, name="a.txt").dated(WEDNESDAY)
    assert article.published(WEDNESDAY) == dt.datetime(2025, 12, 30, 9, 30, tzinfo=dt.UTC)
    assert article.title == "Port reopens in 2026"
    assert article.text == (
        "First line of a paragraph on Tuesday.\n\nSecond, after Monday and before Wednesday."
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("author: Ada Brandt\n", "", "lacks author"),
        ("author: Ada", "writer: Ada", "a.txt:3: expected"),
        ("author: Ada Brandt", "author:", "a.txt:3: expected"),
        ("topic: economy", "slug: again", "a.txt:6: expected"),
        ("1d2h30m", "yesterday", "such as 1d2h or 45m"),
        ("port-reopens", "Port reopens", "lower-case words"),
        ("{today}", "{now}", "unknown '{now}'"),
        ("{today}", "{today", "unknown '{today"),
        (SEED[SEED.index("First") :], "", "no text"),
    ],
)
def test_a_faulty_seed_says_what_to_mend(old: str, new: str, message: str) -> None:
    """The message names the file and the fault."""
    with pytest.raises(SeedError) as caught:
        parse_seed(SEED.replace(old, new), name="a.txt")
    assert str(caught.value).startswith("a.txt")
    assert message in str(caught.value)


def test_two_seeds_cannot_share_an_address(tmp_path: pathlib.Path) -> None:
    """The same slug twice in one outlet is refused, naming both files."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SEED, encoding="utf-8")
    with pytest.raises(SeedError, match=r"b\.txt: same outlet and slug as a\.txt"):
        load_sample(tmp_path)


def test_an_empty_folder_is_no_sample(tmp_path: pathlib.Path) -> None:
    """A folder without seeds is an error, not a silent start without news."""
    with pytest.raises(SeedError, match="at least one article"):
        load_sample(tmp_path)
