"""What an actor without an office does in the story."""

import datetime as dt

import pytest

from summariser import Article, Briefing, brief
from summariser.rules import RuleProposer

DAY = dt.date(2025, 3, 6)


def told(text: str) -> Briefing:
    """Brief a text by the rules."""
    return brief(Article(id="a", text=text), as_of=DAY, proposer=RuleProposer())


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Norway will give Kenya 40 million kroner in food aid.", "Norway", "donor"),
        ("Norway will give Kenya 40 million kroner in food aid.", "Kenya", "recipient"),
        ("Germany banned Windrose Air on Monday.", "Germany", "banned Windrose Air"),
    ],
)
def test_bodies_are_told_by_what_they_do(text: str, name: str, role: str) -> None:
    """A giver is a donor, a taker a recipient, any other what the text says it did."""
    roles = {actor.name: actor.role for actor in told(text).actors}
    assert roles[name] == role


def test_a_lender_is_no_donor() -> None:
    """Who lends gives nothing away: the text's own words stand."""
    roles = {
        actor.name: actor.role
        for actor in told("The World Bank will lend Malawi $120 million for its roads.").actors
    }
    assert roles["World Bank"] == "will lend Malawi $120 million"


def test_each_part_has_words_that_show_it() -> None:
    """The words of a deed are those of the article; a part in a pledge rests on its clause."""
    text = "Norway will give Kenya 40 million kroner in food aid. Uganda welcomed the food aid."
    for actor in told(text).actors:
        for role in actor.roles:
            assert text[role.evidence.start : role.evidence.end] == role.evidence.text
            assert role.title in role.evidence.text or actor.name in role.evidence.text
