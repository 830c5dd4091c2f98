"""What the sample should yield (expected.json, read by hand) fits the sample's texts.

Keys are "outlet/slug". ``event`` is shared by articles on one event and ``id`` by records of one
pledge; ``alt_amounts`` are the same sum as the article also gives it; ``core`` pledges belong in
three lines, the others may be there. Evidence is quoted from the seed before weekdays and years
are written out, so a test that reads dated text passes it through `SampleArticle.dated` too.
"""

import collections
import json
import pathlib
import re
from typing import Any

import pytest

from bot.sample.articles import SampleArticle, load_sample
from summariser import PledgeKind, Status

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    pathlib.Path(__file__).with_name("expected.json").read_text(encoding="utf-8")
)
SAMPLE = {f"{article.outlet_slug}/{article.slug}": article for article in load_sample()}


def stated(amount: float, text: str) -> bool:
    """Tell whether the text has the number, in full or as thousands, millions or billions."""
    forms = {f"{amount / scale:g}" for scale in (1, 1e6, 1e9)} | {f"{amount:,}", f"{amount:.2f}"}
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d])", text) for form in forms)


def test_each_article_has_an_expectation() -> None:
    """The file names exactly the articles of the sample."""
    assert EXPECTED.keys() == SAMPLE.keys()


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_expectations_rest_on_the_text(key: str) -> None:
    """Quotes, names and amounts are in the article; kinds and statuses are those of a briefing."""
    article: SampleArticle = SAMPLE[key]
    expected = EXPECTED[key]
    for quote in (*expected["pledges"], *expected["non_pledges"]):
        assert quote["evidence"] in article.text
    for actor in expected["actors"]:
        assert actor["name"].split()[-1] in article.text or actor["name"] == "United Kingdom"
        assert actor["role"] is None or actor["role"] in article.text
    for pledge in expected["pledges"]:
        assert pledge["kind"] in set(PledgeKind)
        assert pledge["status"] in set(Status)
        assert pledge["deadline"] is None or pledge["deadline"] in article.text
        assert (pledge["amount"] is None) == (pledge["currency"] is None)
        for amount in (pledge["amount"], *(pair[0] for pair in pledge["alt_amounts"])):
            assert amount is None or stated(amount, article.text)


def test_the_sample_shows_every_status_and_trap() -> None:
    """Each status is a core pledge of some article, and some articles have no pledge at all."""
    core = {
        pledge["status"]
        for expected in EXPECTED.values()
        for pledge in expected["pledges"]
        if pledge["core"]
    }
    assert core == set(Status)
    assert sum(not expected["pledges"] for expected in EXPECTED.values()) >= 4


def test_some_events_are_reported_more_than_once() -> None:
    """Two events or more have several outlets; one disagrees on a sum and one is an agency copy."""
    outlets = collections.defaultdict(set)
    sums = collections.defaultdict(set)
    for key, expected in EXPECTED.items():
        outlets[expected["event"]].add(key.partition("/")[0])
        for pledge in expected["pledges"]:
            if pledge["id"] and pledge["amount"]:
                sums[pledge["id"]].add((pledge["amount"], pledge["currency"]))
    assert sum(len(names) >= 2 for names in outlets.values()) >= 3
    assert {(150_000_000, "NOK"), (120_000_000, "NOK")} <= sums["norway-quake-money"]
    (copy,) = (key for key, expected in EXPECTED.items() if expected["syndicated_from"])
    original = SAMPLE["meridian-wire/norway-tajikistan-quake"]
    shared = set(SAMPLE[copy].paragraphs) & set(original.paragraphs)
    assert len(shared) / len(SAMPLE[copy].paragraphs) > 0.7
