"""Who somebody is, as the words around a name say."""

import datetime as dt

import pytest

import summariser


def role(text: str, name: str) -> str | None:
    """The role that the rules alone show behind a name."""
    article = summariser.Article(id="a", text=text)
    briefing = summariser.brief(
        article, as_of=dt.date(2024, 6, 1), proposer=summariser.RuleProposer()
    )
    actor = next(actor for actor in briefing.actors if actor.name == name)
    return actor.roles[0].title if actor.roles else None


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "Crowds marched on Friday. They want the prime minister, Anna Melik, to resign.",
            "Anna Melik",
            "prime minister",
        ),
        (
            "Anna Melik has been president of Latvia for ten months and said taxes will fall.",
            "Anna Melik",
            "president of Latvia",
        ),
        (
            "The cabinet has appointed Anna Melik deputy governor of the central bank, it said.",
            "Anna Melik",
            "deputy governor of the central bank",
        ),
        (
            "Professor Anna Melik, the mission's chief engineer, said the probe will land in May.",
            "Anna Melik",
            "mission's chief engineer",
        ),
        (
            "General Anna Melik, commander of the northern army, said troops will withdraw.",
            "Anna Melik",
            "commander of the northern army",
        ),
        (
            "General Anna Melik said on Monday that the troops will withdraw.",
            "Anna Melik",
            "General",
        ),
        (
            "Anna Melik is late for the talks and said she will come.",
            "Anna Melik",
            None,
        ),
    ],
)
def test_an_office_is_told_before_a_rank(text: str, name: str, expected: str | None) -> None:
    """What somebody is in charge of stands behind the name, however the sentence says it."""
    assert role(text, name) == expected
