"""Who is bound: somebody who can act, by name alone, or nobody."""

import dataclasses
import datetime as dt

import pytest

from summariser import Article, RuleProposer, brief
from summariser.document import read
from summariser.pledgers import carried_on, pledger
from summariser.proposal import Span
from summariser.reading import understand
from summariser.records import Evidence, Party

DAY = dt.date(2025, 3, 6)


@pytest.mark.parametrize(
    ("words", "home", "name"),
    [
        ("The clean-up payment", "Australia", "Australian Government"),
        ("The clean-up payment", None, None),
        ("Ingrid Solvang, the trade minister", None, "Ingrid Solvang"),
        ("Norwegian surgeons will", None, "Norwegian surgeons"),
    ],
)
def test_a_thing_binds_nobody(words: str, home: str | None, name: str | None) -> None:
    """A payment is its government's on that government's page and nobody's elsewhere."""
    text = f"{words} reach families in May. The Australian Government and Kenya agreed to it."
    reading = understand(read(Article(id="a", text=text, home=home)))
    found = pledger(reading, Span(0, len(words)))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("text", "words", "home", "name"),
    [
        ("OSLO, Nov 6 - Norway sent ships. It will pay.", "It", None, "Norway"),
        (
            "The Nordic regional bloc NORDCOM will pay.",
            "The Nordic regional bloc NORDCOM",
            None,
            "NORDCOM",
        ),
        ("Grace Moyo lost. She said her party would sue.", "her party", None, "Grace Moyo’s party"),
        ("Grace Moyo lost. You will get a bridge.", "You", None, None),
        (
            "Grace Moyo and John Banda announced they will pay.",
            "they",
            None,
            "Grace Moyo and John Banda",
        ),
        (
            "Bastien Roux, the minister, met the mayor, Odile Barraud. The minister said he pays.",
            "he",
            None,
            "Bastien Roux",
        ),
        (
            "The Kenyan and Norwegian governments will pay.",
            "The Kenyan and Norwegian governments",
            None,
            "Kenyan and Norwegian governments",
        ),
        (
            "The Australian Government met. The Schools in Sport Program will pay.",
            "The Schools in Sport Program",
            "Australia",
            "Australian Government",
        ),
        (
            "The Australian Government met the Northern Territory Government. The Government pays.",
            "The Government",
            "Australia",
            "Australian Government",
        ),
        ("Norway spoke of guns bought from Swedish industry.", "Swedish industry", None, None),
        (
            "The trade ministry said it will pay.",
            "The trade ministry said it",
            None,
            "trade ministry",
        ),
        ("Wellington agreed. The Government will pay.", "The Government", None, "New Zealand"),
    ],
)
def test_who_is_meant(text: str, words: str, home: str | None, name: str | None) -> None:
    """Pronouns, sides, joint givers and undertakings lead to the one who is bound, or to nobody."""
    reading = understand(read(Article(id="a", text=text, home=home)))
    at = text.rindex(words)
    found = pledger(reading, Span(at, at + len(words)))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("between", "told", "name"),
    [
        ("", "The package will contain $2 million.", "Norway"),
        ("The day was cold. " * 5, "The package will contain $2 million.", None),
        ("", "We will give Kenya $2 million.", None),
    ],
)
def test_a_promise_without_a_doer_goes_on_with_the_one_before(
    between: str, told: str, name: str | None
) -> None:
    """What a package will contain is promised by who promised the package, if told close by."""
    text = f"Norway will send Kenya a package worth $5 million. {between}{told}"
    article = Article(id="a", text=text)
    made, *_ = brief(article, as_of=DAY, proposer=RuleProposer()).pledges
    at = text.index(told)
    nobody = dataclasses.replace(
        made, pledger=None, evidence=Evidence.of(article, at, len(text) - 1)
    )
    whole = dataclasses.replace(made, evidence=Evidence.of(article, 0, 49))
    _, last = carried_on(understand(read(article)), [whole, nobody])
    assert (last.pledger.name if last.pledger else None) == name


def test_what_we_will_do_is_promised_by_who_says_so() -> None:
    """Where nothing tells whose side "we" is, the speaker is bound, and no clause before it."""
    article = Article(
        id="a", text="Norway will give Kenya $5 million. We will build a bridge, said Li."
    )
    reading = understand(read(article))
    made, *_ = brief(article, as_of=DAY, proposer=RuleProposer()).pledges
    ours = dataclasses.replace(
        made,
        pledger=None,
        speaker=Party(name="Li", evidence=Evidence.of(article, 64, 66)),
        evidence=Evidence.of(article, 35, 57),
    )
    [bound] = carried_on(reading, [ours])
    assert bound.pledger
    assert bound.pledger.name == "Li"
