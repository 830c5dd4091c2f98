"""The sum of a pledge is its own: the new one, in full, and nothing that only looks like one."""

import datetime as dt
from decimal import Decimal

import pytest

from summariser import Article, RuleProposer, brief, money
from summariser.document import read
from summariser.reading import understand
from summariser.rules import propose

DAY = dt.date(2025, 3, 6)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Norway will increase its gift to Kenya from $270,000 to $650,000 this year.", 650_000),
        (
            "Norway will give Kenya $30 million, which brings its total aid to $90 million.",
            30_000_000,
        ),
        ("Kenya's ministry will raise the grant from 7,500 to 8,300 euros in May.", 8_300),
    ],
)
def test_the_new_sum_is_promised(text: str, amount: int) -> None:
    """Of "from A to B" the second is what will be."""
    [pledge] = brief(Article(id="a", text=text), as_of=DAY).pledges
    assert pledge.amount
    assert pledge.amount.amount == amount


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("the first 12 M-84 tanks", 12, "tanks"),
        ("up to 50 Leopard 2A8 tanks", 50, "tanks"),
        ("three 97-metre patrol ships", 3, "ships"),
        ("$10, 000 for the school", 10_000, "USD"),
        ("480,000 persons", 480_000, "people"),
        ("2.4 billion crowns", 2_400_000_000, "CZK"),
    ],
)
def test_what_is_counted_is_read_past_its_make(text: str, amount: int, currency: str) -> None:
    """A model's letters and figures between number and noun are no scale and no sum."""
    found = money.parse(text)
    assert found
    assert (found.amount, found.currency) == (Decimal(amount), currency)


def test_a_sum_for_something_counts_no_things() -> None:
    """Sixty million for repairs are money of a kind named before, not sixty million repairs."""
    found = money.parse("60 million for repairs")
    assert found
    assert found.currency == money.BARE


def test_a_number_told_in_passing_is_no_promise() -> None:
    """People who have fled are not what is promised to the place that they fled from."""
    text = "Norway agreed to send more food to Kenya, where three million people have fled."
    sums = [p.amount for p in brief(Article(id="a", text=text), as_of=DAY).pledges]
    assert sums
    assert not any(sums)


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("It is worth 13.5 billion kronor, Ms Lind said.", 13_500_000_000),
        ("The extra sum comes to 64 million euros.", 64_000_000),
        ("The refund, worth an average 19 euros, was asked for in May.", 19),
        ("The $60 million investment will begin in June.", 60_000_000),
        ("Its finance minister, Ola Berg, put the cost at 118 million euros.", 118_000_000),
        ("That's 178 million euros.", 178_000_000),
        ("It has spent 40 million euros there so far.", None),
        ("The previous package was worth 9 million euros.", None),
        ("Kenya has asked for 800 million euros.", None),
        ("The $60 million that Kenya owes was not spoken of.", None),
    ],
)
def test_the_next_sentence_may_say_what_it_is_worth(told: str, amount: int | None) -> None:
    """Only a sentence that goes on with what was promised puts a sum on it."""
    text = f"Norway will send Kenya another package of military support in May. {told}"
    [pledge] = brief(Article(id="a", text=text), as_of=DAY, proposer=RuleProposer()).pledges
    assert (pledge.amount.amount if pledge.amount else None) == amount


def test_a_part_of_a_country_pays_in_its_money() -> None:
    """A bare dollar of Queensland is Australian."""
    text = "The Queensland Government will put $64 million into a new centre at Norwich Park."
    [pledge] = brief(Article(id="a", text=text), as_of=DAY, proposer=RuleProposer()).pledges
    assert pledge.amount
    assert pledge.amount.currency == "AUD"


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("Norway will build a bridge for the owners of three houses.", None, None),
        ("Norway will teach rugby across three provinces.", None, None),
        ("Norway will secure the reef and the 64,000 jobs that rely on it.", None, None),
        ("Norway will send Kenya around 1,000 soldiers in May.", 1000, "personnel"),
        ("Norway will take in 600 asylum seekers from Kenya.", 600, "people"),
        ("Norway will reduce duties on 1,798 Kenyan goods.", 1798, "goods"),
        (
            "Norway will give Kenya grants of up to $5,000 for homes and up to $20,000 for farms.",
            20_000,
            "USD",
        ),
        ("Norway will support Kenya with $2.5\n\nmillion a year.", 2_500_000, "USD"),
    ],
)
def test_of_several_counts_the_one_that_is_given(
    text: str, amount: int | None, unit: str | None
) -> None:
    """What is counted where it is done, or was there before, is given to nobody."""
    pledge, *_ = brief(Article(id="a", text=text), as_of=DAY, proposer=RuleProposer()).pledges
    found = pledge.amount
    assert (found.amount if found else None, found.currency if found else None) == (amount, unit)


def test_a_list_is_told_by_its_first() -> None:
    """Of tanks and vehicles that will follow the tanks are the sum."""
    text = "The remaining 18 tanks and 30 armoured vehicles will follow in May."
    first, *_ = propose(understand(read(Article(id="a", text=text)))).pledges
    assert first.amount
    assert text[first.amount.start : first.amount.end] == "18 tanks"
