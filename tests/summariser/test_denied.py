"""What is asked, denied, refused or broken is no pledge; a known sum is not promised twice."""

import datetime as dt

import pytest

from summariser import Article, RuleProposer, brief
from summariser.proposal import Proposer

DAY = dt.date(2025, 1, 1)
BOTH = pytest.mark.parametrize("proposer", [None, RuleProposer()], ids=["both readers", "rules"])


def told(text: str, proposer: Proposer | None) -> list[str]:
    """Evidence of the pledges in a text."""
    found = brief(Article(id="a", text=text), as_of=DAY, proposer=proposer)
    return [pledge.evidence.text for pledge in found.pledges]


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "Did that mean that Norland was considering a new tax on fish?",
        "Would Norland send a second ship?",
        "The minister denied a newspaper report that Norland would send 400 troops to Estavia.",
        "Solheim ruled out handing over any more aircraft this year.",
        "Ministers promised that the queues would be gone by 2023. They are not gone.",
        "Norland had promised to debate the treaty in May and hasn't shown up since.",
        "Norland pledged a clinic for Korva in 2019. It was never built.",
    ],
)
def test_nothing_is_promised(text: str, proposer: Proposer | None) -> None:
    """Neither reader shows it."""
    assert told(text, proposer) == []


@BOTH
def test_an_honest_answer_is_still_told(proposer: Proposer | None) -> None:
    """A question beside a pledge, and what has not been done yet, take nothing away."""
    [found] = told(
        "Would Norland help? Norland will give Estavia 5 million pounds for wells. It has not"
        " said when.",
        proposer,
    )
    assert "5 million" in found


@BOTH
def test_who_shares_in_a_known_sum_promises_nothing(proposer: Proposer | None) -> None:
    """The grant is told once, of its giver."""
    text = (
        "Norland will give Estavia 240 million pounds for wells, Prime Minister Ida Solheim said."
        " The United Nations said the grant of 240 million pounds will be paid in two instalments."
    )
    found = brief(Article(id="a", text=text), as_of=DAY, proposer=proposer)
    sums = [(p.pledger.name if p.pledger else None) for p in found.pledges if p.amount]
    assert len(sums) == 1
    assert sums[0] in ("Norland", "Ida Solheim")


@BOTH
def test_what_a_minister_says_again_is_the_countrys_pledge(proposer: Proposer | None) -> None:
    """A person and a body that give the same sum in one article give it once."""
    text = (
        "OSLO - Norway is to give Malawi 240 million kroner after the floods, the government said."
        ' "We are making 240 million kroner available for wells," said Ingvild Raastad, the aid'
        " minister."
    )
    found = brief(Article(id="a", text=text), as_of=DAY, proposer=proposer)
    assert len([pledge for pledge in found.pledges if pledge.amount]) == 1
