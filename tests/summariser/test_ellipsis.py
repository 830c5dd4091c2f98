"""Promises of one sentence that share a subject or a verb are told apart."""

import datetime as dt

import pytest

from summariser import Article, Briefing, RuleProposer, brief
from summariser.proposal import Proposer

DAY = dt.date(2025, 1, 1)
BOTH = pytest.mark.parametrize("proposer", [None, RuleProposer()], ids=["both readers", "rules"])


def told(text: str, proposer: Proposer | None) -> Briefing:
    """Brief one text."""
    return brief(Article(id="a", text=text), as_of=DAY, proposer=proposer)


@BOTH
def test_each_giver_of_a_list_has_a_pledge(proposer: Proposer | None) -> None:
    """A name and a sum behind another's pledge are a pledge with the same verb."""
    found = told(
        "Donors met in Oslo on Monday. Germany will provide 120 million euros, Norway 450 million"
        " kroner and the World Bank $75 million for the dams of Chad.",
        proposer,
    )
    sums = {
        (p.pledger.name, int(p.amount.amount), p.amount.currency)
        for p in found.pledges
        if p.pledger and p.amount
    }
    assert sums == {
        ("Germany", 120_000_000, "EUR"),
        ("Norway", 450_000_000, "NOK"),
        ("World Bank", 75_000_000, "USD"),
    }
    for pledge in found.pledges:
        assert pledge.amount
        assert pledge.evidence.start <= pledge.amount.evidence.start < pledge.evidence.end
        assert "will provide" in pledge.evidence.text
        others = {"120 million", "450 million", "$75 million"} - {pledge.amount.evidence.text}
        assert sum(other in pledge.what.text for other in others) <= 1, pledge.what.text


@BOTH
def test_two_verbs_of_one_subject_are_two_pledges(proposer: Proposer | None) -> None:
    """Each has its own clause, its own sum and the shared subject."""
    found = told(
        "Japan will give the Philippines 900 million yen for six patrol boats and will train"
        " 180 Filipino sailors in Yokosuka, the defence ministry said on Monday.",
        proposer,
    )
    by_sum = {int(p.amount.amount): p for p in found.pledges if p.amount}
    assert set(by_sum) == {900_000_000, 180}
    assert "train" not in by_sum[900_000_000].evidence.text
    assert by_sum[180].evidence.text.startswith("will train")
    assert {p.pledger.name for p in found.pledges if p.pledger} == {"Japan"}


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "Germany will provide 120 million euros of the 450 million that Norway asked for in May.",
        "Germany will provide 120 million euros, and Norway 450 times that of Chad.",
    ],
)
def test_other_sums_behind_names_are_nobodys_pledge(text: str, proposer: Proposer | None) -> None:
    """Only a name between two sums, with nothing else there, gives the second one."""
    found = told(text, proposer)
    assert "Norway" not in {p.pledger.name for p in found.pledges if p.pledger}
