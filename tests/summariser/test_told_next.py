"""A sum that stands in another place than the words that commit."""

import datetime as dt

import pytest

from summariser import Article, RuleProposer, brief

FORCE = "Norway will send a military force to Kenya in May. "
PRICE = " The deal covers 30 towns. The sale price, to be paid in cash, is 900 million złotys."


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (FORCE + "The force will involve about 300 soldiers.", {(300, "personnel")}),
        (FORCE + "The ministry has about 300 soldiers in Oslo.", set()),
        (
            "Varda will sell its stores to Norvik, it said on Friday." + PRICE,
            {(900_000_000, "PLN")},
        ),
        ("Varda will open a school in Kenya, it said on Friday." + PRICE, set()),
        (
            "Varda said that, over a year at a cost of $40 million, it will rebuild the harbour.",
            {(40_000_000, "USD")},
        ),
    ],
)
def test_a_sum_told_elsewhere_is_found_or_left(text: str, sums: set[tuple[int, str]]) -> None:
    """The thing named again and counted, the price of a sale, the cost of a deed; nothing else."""
    found = brief(Article(id="a", text=text), as_of=dt.date(2025, 1, 1), proposer=RuleProposer())
    told = {(int(p.amount.amount), p.amount.currency) for p in found.pledges if p.amount}
    assert told == sums
