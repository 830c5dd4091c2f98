"""What belongs to a pledge and what only stands beside it."""

import datetime as dt

from summariser import Article, Briefing, brief


def read(text: str) -> Briefing:
    """Brief a text as of a day on which nothing depends."""
    return brief(Article(id="a", text=text), as_of=dt.date(2025, 1, 1))


def test_sum_named_for_comparison_is_another_pledges() -> None:
    """Of "£25m on top of the £340m" the new sum is the pledge's."""
    found = read(
        "Britain will send Ukraine £25m worth of generators on top of the £340m for air defence "
        "that it promised this week, the defence secretary said on Tuesday in London."
    )
    sums = {pledge.amount.amount for pledge in found.pledges if pledge.amount}
    assert 25_000_000 in sums
    first = found.pledges[0]
    assert first.amount
    assert first.amount.amount == 25_000_000


def test_gulf_is_no_country() -> None:
    """The Gulf of Guinea neither acts nor gets anything that is promised to a country."""
    found = read(
        "Denmark will send a frigate to the Gulf of Guinea next summer to protect merchant ships "
        "from pirates, the Danish defence minister said in Copenhagen on Monday."
    )
    assert "Guinea" not in {actor.name for actor in found.actors}
    assert "Guinea" not in {p.recipient.name for p in found.pledges if p.recipient}


def test_whose_company_it_is_must_be_told() -> None:
    """A company that is only called "her company" is no actor and says nothing."""
    found = read(
        "Kestrel Cell will build a factory in Slovakia, its chief executive Pernilla Aschan said. "
        "Her company will hire 900 workers, she said."
    )
    named = {actor.name for actor in found.actors}
    named |= {p.speaker.name for p in found.pledges if p.speaker}
    assert not any(name.lower().startswith("her ") for name in named)
