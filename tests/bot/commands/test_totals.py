"""Totals add like to like, and each sum once."""

import dataclasses
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.totals import Total, add_up
from bot.commands.words import is_currency
from bot.model import Story
from summariser import Article, Evidence, Money, Party, Pledge, PledgeKind, Status
from tests.bot.shelf import NOW, harbour, span, story

WORDS = Evidence(article="a", start=0, end=1, text="x")


def pledge(
    amount: int | None,
    *,
    by: str | None = "Norland",
    currency: str = "USD",
    status: Status = Status.PLEDGED,
    modifier: str | None = None,
    per: str | None = None,
) -> Pledge:
    """Make a pledge of a sum."""
    return Pledge(
        pledger=Party(name=by, evidence=WORDS) if by else None,
        recipient=Party(name="Veskar", evidence=WORDS),
        amount=None
        if amount is None
        else Money(
            amount=Decimal(amount), currency=currency, evidence=WORDS, modifier=modifier, per=per
        ),
        what=WORDS,
        kind=PledgeKind.FINANCIAL,
        status=status,
        evidence=WORDS,
    )


def at(number: int, *pledges: Pledge) -> list[tuple[Story, Pledge]]:
    """Put pledges into a story."""
    where = story(number, *harbour())
    return [(where, each) for each in pledges]


def test_parts_are_not_added_to_their_whole() -> None:
    """225 = 92 + 68 + 39 + 26 is one pledge of 225, not five of 450."""
    found = add_up(at(1, *(pledge(n) for n in (92, 225, 68, 39, 26))))
    assert [(total.amount, total.pledges) for total in found.totals] == [(Decimal(225), 1)]
    assert found.parts == {0, 2, 3, 4}


def test_parts_of_a_part_are_left_out_too() -> None:
    """100 = 60 + 40 and 60 = 50 + 10: only the 100 counts."""
    found = add_up(at(1, *(pledge(n) for n in (100, 60, 40, 50, 10))))
    assert [total.amount for total in found.totals] == [100]


def test_sums_that_only_happen_to_add_up_elsewhere_are_added() -> None:
    """Parts are looked for in one story, of one pledger, in one currency."""
    found = add_up(
        [
            *at(1, pledge(100), pledge(60, by="Sarrin"), pledge(40, currency="EUR")),
            *at(2, pledge(60), pledge(40)),
        ]
    )
    assert not found.parts


def test_one_sum_of_many_reports_is_counted_once() -> None:
    """The same pledger, recipient, sum and status in two stories is one pledge."""
    found = add_up([*at(1, pledge(92)), *at(2, pledge(92)), *at(3, pledge(92, by=None))])
    assert [(total.amount, total.pledges) for total in found.totals] == [(Decimal(184), 2)]
    assert found.repeats == {1}


def test_a_part_that_another_story_repeats_is_not_added() -> None:
    """Once 60 is known as a part of 100, another report of the 60 alone adds nothing."""
    found = add_up([*at(2, pledge(60)), *at(1, pledge(100), pledge(60), pledge(40))])
    assert [total.amount for total in found.totals] == [100]
    assert found.repeats == {0}


def test_words_that_are_no_bound_do_not_part_sums() -> None:
    """A qualifier like "another" is added to plain sums; "up to" is not."""
    found = add_up(
        [
            *at(1, pledge(5, modifier="another"), pledge(7)),
            *at(2, pledge(9, modifier="up to")),
        ]
    )
    assert [(total.amount, total.modifier) for total in found.totals] == [
        (Decimal(12), None),
        (Decimal(9), "up to"),
    ]


def test_a_price_for_each_is_not_a_sum() -> None:
    """To "hold its price at $3.90 a dose" adds nothing to what was pledged in dollars."""
    text = "It promised to hold its price at $3.90 a dose. It gave $40 million for nets."
    article = Article(id="p", text=text, published=NOW)
    for words, amount, counted in (("$3.90", 4, 0), ("$40 million", 40, 1)):
        base = pledge(amount)
        assert base.amount
        money = dataclasses.replace(base.amount, evidence=span(article, words))
        where = story(1, article, harbour()[1])
        found = add_up([(where, dataclasses.replace(base, amount=money))])
        assert len(found.totals) == counted


def test_pledges_without_a_sum_are_counted_apart() -> None:
    """No sum is not zero."""
    found = add_up(at(1, pledge(None), pledge(5)))
    assert found.without_sum == 1
    assert [total.pledges for total in found.totals] == [1]


_PLEDGES = st.builds(
    pledge,
    st.one_of(st.none(), st.integers(1, 60)),
    by=st.sampled_from(["Norland", "Sarrin", None]),
    currency=st.sampled_from(["USD", "EUR", "personnel"]),
    status=st.sampled_from(Status),
    modifier=st.sampled_from([None, "up to"]),
    per=st.sampled_from([None, "year"]),
)


@given(st.lists(st.tuples(st.integers(1, 3), _PLEDGES), max_size=20))
def test_a_total_never_mixes(drawn: list[tuple[int, Pledge]]) -> None:
    """A total is at most the plain sum of the pledges that share all that it states."""
    held = [pair for number, each in drawn for pair in at(number, each)]
    found = add_up(held)
    keys = [_key(total) for total in found.totals]
    assert len(set(keys)) == len(keys)
    for total in found.totals:
        alike = [
            each.amount.amount
            for _, each in held
            if each.amount
            and (each.status, each.amount.currency, each.amount.modifier, each.amount.per)
            == _key(total)
        ]
        assert max(alike) <= sum(alike)
        assert 0 < total.amount <= sum(alike)
        assert total.pledges <= len(alike)
    counted = sum(total.pledges for total in found.totals)
    in_parts = {key for key in found.parts if is_currency(_unit(held[key][1]))}
    assert counted + len(in_parts) + len(found.repeats) + found.without_sum == len(held)


def _unit(each: Pledge) -> str:
    return each.amount.currency if each.amount else ""


def _key(total: Total) -> tuple[Status, str, str | None, str | None]:
    return total.status, total.currency, total.modifier, total.per
