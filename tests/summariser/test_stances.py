"""A standing stance is told when it is all that an article has, and not beside a firmer pledge."""

import datetime as dt

import pytest

from summariser import Article, brief
from summariser.proposal import Proposer
from summariser.rules import RuleProposer

STANCE = "Norway remains committed to peace in the region."
PROMISE = "Norway has promised to end its boycott."
PLEDGE = "Norway will give 40 million kroner to the World Food Programme."
DAY = dt.date(2024, 5, 1)


def told(*sentences: str, proposer: Proposer | None = None) -> list[str]:
    """Evidence of the pledges in an article of these sentences."""
    article = Article(id="a", text=f"Talks opened in Oslo on Monday. {' '.join(sentences)}")
    return [p.evidence.text for p in brief(article, as_of=DAY, proposer=proposer).pledges]


@pytest.mark.parametrize("proposer", [None, RuleProposer()], ids=["both readers", "rules"])
def test_a_stance_is_left_out_beside_a_new_pledge(proposer: Proposer | None) -> None:
    """What is only repeated and has no sum is no news beside a sum that is."""
    found = told(STANCE, PLEDGE, proposer=proposer)
    assert any("40 million" in evidence for evidence in found)
    assert not any("committed" in evidence for evidence in found)


def test_a_stance_is_told_when_there_is_nothing_else() -> None:
    """A statement that only stands by something is told as that."""
    assert any("committed" in evidence for evidence in told(STANCE, proposer=RuleProposer()))


def test_a_promise_of_old_stays() -> None:
    """Who has promised something gave their word: it is told beside any other pledge."""
    found = told(PROMISE, PLEDGE, proposer=RuleProposer())
    assert any("boycott" in evidence for evidence in found)
