"""For whom a person speaks, and who may be a speaker at all."""

import datetime as dt

import pytest

from summariser import Article, Briefing, brief
from summariser.rules import RuleProposer

DAY = dt.date(2025, 3, 6)


def told(text: str) -> Briefing:
    """Brief a text by the rules."""
    return brief(Article(id="a", text=text), as_of=DAY, proposer=RuleProposer())


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("British Defence Secretary John Healey said he would resign.", "United Kingdom"),
        ("John Healey, chairman of the World Bank, said he would resign.", "World Bank"),
        ("Former British Defence Secretary John Healey said he was glad.", None),
        ("Canadian actor John Healey said he would resign.", None),
        ("John Healey, mayor of Paris, said he would resign.", "Paris"),
    ],
)
def test_an_office_speaks_for_what_its_words_name(text: str, body: str | None) -> None:
    """The country or the body inside the role; none for a trade or an office left."""
    [role] = [role for actor in told(text).actors for role in actor.roles if "Healey" in actor.name]
    assert role.affiliation == body
    assert role.evidence.text in text


def test_line_three_says_for_whom_a_person_pledges() -> None:
    """The body stands in brackets behind the name, with the role's words as its evidence."""
    briefing = told("British Defence Secretary John Healey promised Ukraine 5 million pounds.")
    assert "John Healey (UK)" in briefing.lines()[2]
    [segment] = [piece for piece in briefing.layout[2].segments if piece.text == " (UK)"]
    assert segment.evidence[0].text == "British Defence Secretary"


def test_a_place_says_nothing() -> None:
    """A capital behind a preposition is no speaker, though it may stand for a government."""
    text = "Switzerland will send 12,000 blankets, its embassy in Dushanbe announced."
    assert all(not p.speaker or p.speaker.name != "Tajikistan" for p in told(text).pledges)
