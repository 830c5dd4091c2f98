"""Short articles of our own: each text stands beside the briefing the rules must give."""

import datetime as dt
import json
import pathlib
from typing import Any

import pytest

from summariser import Article, as_row, brief
from summariser.rules import RuleProposer

GOLDEN = pathlib.Path(__file__).parent / "data" / "golden"
DAY = dt.datetime(2025, 3, 6, tzinfo=dt.UTC)
FIELDS = ("pledger", "recipient", "amount", "currency", "kind", "status", "speaker")


def read(name: str) -> tuple[Article, dict[str, Any]]:
    """An article and what is expected of it."""
    title, _, text = (GOLDEN / f"{name}.txt").read_text("utf-8").partition("\n\n")
    expected = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    home = expected.get("home")
    return Article(id=name, text=text, title=title, published=DAY, home=home), expected


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.txt")))
def test_short_articles(name: str) -> None:
    """Who pledges what to whom, how firmly and by whose word, and who acts in which role."""
    article, expected = read(name)
    row = as_row(brief(article, as_of=DAY.date(), proposer=RuleProposer()))
    pledges = [{field: pledge[field] for field in FIELDS} for pledge in row["pledges"]]
    assert pledges == expected["pledges"]
    actors = {actor["name"]: actor["role"] for actor in row["actors"]}
    assert expected["actors"].items() <= actors.items()
    for word in expected["what"]:
        assert word in row["what"]
