"""What an actor without an office does in the story."""

import datetime as dt
import re

import pytest

from summariser import Article, Briefing, Role, brief
from summariser.rules import RuleProposer
from summariser.targets import LABELS

DAY = dt.date(2025, 3, 6)


def told(text: str, title: str | None = None) -> Briefing:
    """Brief a text by the rules."""
    return brief(Article(id="a", text=text, title=title), as_of=DAY, proposer=RuleProposer())


def role(text: str, name: str) -> str | None:
    """Give the role of one actor of a text."""
    return next((actor.role for actor in told(text).actors if actor.name == name), None)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "Norway will give Kenya 40 million kroner in food aid.",
            "Norway",
            "will give Kenya 40 million kroner",
        ),
        ("Norway will give Kenya 40 million kroner in food aid.", "Kenya", "recipient of aid"),
        ("Germany banned Windrose Air on Monday.", "Germany", "banned Windrose Air"),
        (
            "Germany, which runs the mission in Mali, has agreed to stay.",
            "Germany",
            "agreed to stay",
        ),
        ("Norway and Kenya have signed a fishing accord.", "Norway", "signed a fishing accord"),
        ("Kenya's parliament rejected the tax bill on Friday.", "Kenya", "rejected the tax bill"),
        ("Norway said on Friday that it would host the talks.", "Norway", "would host the talks"),
        (
            "The World Bank (WB) announced on Friday new loans for farmers.",
            "World Bank",
            "announced new loans for farmers",
        ),
    ],
)
def test_bodies_are_told_by_what_they_do(text: str, name: str, expected: str) -> None:
    """The verb with what belongs to it, past asides, lists and organs; times are left out."""
    assert role(text, name) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Germany was fined 9 million euros on Monday.", "Germany", "fined 9 million euros"),
        ("Canada put sanctions on Belarus. Belarus is mad.", "Belarus", "target of sanctions"),
        ("Norway urged Kenya to open its border.", "Kenya", "urged to open its border"),
        ("Norway accused Kenya of breaking the treaty.", "Kenya", "accused of breaking the treaty"),
        ("Norway made a deal with Kenya. Kenya is glad.", "Kenya", "party to the deal"),
    ],
)  # fmt: skip
def test_bodies_are_told_by_what_is_done_to_them(text: str, name: str, expected: str) -> None:
    """A passive, an object, or a noun that makes a target, a recipient or a party of a name."""
    assert role(text, name) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Elections in Mozambique ended in a landslide.", "Mozambique"),
        ("A spokesman for Norway went home.", "Norway"),
    ],
)
def test_what_stands_behind_a_name_is_not_always_its_deed(text: str, name: str) -> None:
    """A name that hangs on a preposition is no subject of the verb behind it."""
    assert role(text, name) in (None, "scene of the elections")


def test_a_lender_is_no_donor() -> None:
    """Who lends gives nothing away: the text's own words stand."""
    text = "The World Bank will lend Malawi $120 million for its roads."
    assert role(text, "World Bank") == "will lend Malawi $120 million for its roads"


def _shown_by(part: Role) -> bool:
    """Whether the title is words of its evidence in their order, behind at most one label."""
    title = part.title
    for label in sorted(LABELS, key=len, reverse=True):
        if title == label or title.startswith(label + " "):
            title = title.removeprefix(label).strip().removeprefix("the ").strip()
            break
    rest = iter(re.findall(r"\S+", part.evidence.text))
    return all(any(word in seen.lower() for seen in rest) for word in title.lower().split())


@pytest.mark.parametrize(
    "text",
    [
        "Norway will give Kenya 40 million kroner in food aid. Uganda welcomed the food aid.",
        "Canada on Friday announced (in Ottawa) sanctions on Belarus, which armed Mali.",
        "The ruling Frelimo party won the vote. Norway urged Frelimo to share power with Renamo.",
    ],
)
def test_each_part_has_words_that_show_it(text: str) -> None:
    """The words of a deed are those of the article; a part in a pledge rests on its clause."""
    parts = [part for actor in told(text).actors for part in actor.roles]
    assert parts
    for part in parts:
        assert text[part.evidence.start : part.evidence.end] == part.evidence.text
        assert _shown_by(part), part
