"""A number is read with what it counts, whatever stands between the two."""

from decimal import Decimal

import pytest

from summariser import money


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("300 Kenyan drivers", 300, "personnel"),
        ("16 Harbour Class 90 vessels", 16, "vessels"),
        ("two Norwegian Coast Guard (NCG) Blue Heron helicopters", 2, "helicopters"),
        ("14 more Outreach Link caseworkers", 14, "personnel"),
        ("17 sports academies", 17, "academies"),
        ("200 police vehicles", 200, "vehicles"),
        ("3.1 million small and medium Kenyan businesses", 3_100_000, "businesses"),
        ("18 of the 20 recommendations", 18, "recommendations"),
        ("two of five rescue helicopters", 2, "helicopters"),
        ("six of its ministries", 6, "ministries"),
        ("nine of Norway’s nineteen embassies", 9, "embassies"),
        ("a 100-bed field hospital", 100, "beds"),
        ("600 asylum seekers", 600, "people"),
        ("2,400 Afghans", 2400, "people"),
        ("50 cubic metres", 50, "cubic metres"),
        ("2.8 per cent of GDP", Decimal("2.8"), "percent of GDP"),
        ("half a percentage point", Decimal("0.5"), "percentage point"),
    ],
)
def test_what_is_counted(text: str, amount: int, unit: str) -> None:
    """Past nations, makes and adjectives to the last noun, or to the whole that some are of."""
    found = money.parse(text)
    assert found
    assert (found.amount, found.currency, found.money) == (Decimal(amount), unit, False)


@pytest.mark.parametrize(
    "text",
    [
        "one of the largest companies",
        "two months’ arrears",
        "two of them",
        "in two steps",
        "in 2030 programmes begin",
        "10 years",
        "eleven goes to Norway",
    ],
)
def test_what_is_not_counted(text: str) -> None:
    """Years, steps and what belongs to somebody are no sum."""
    assert money.parse(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("150 million Danish crowns", 150_000_000, "DKK"),
        ("1,800 Surinamese dollars", 1800, "SRD"),
        ("one million US dollar reward", 1_000_000, "USD"),
        ("a 58 billion rupee package", 58_000_000_000, "INR"),
        ("A further billion kronor", 1_000_000_000, "SEK"),
        ("another million euros", 1_000_000, "EUR"),
        ("nine and a half million euros", 9_500_000, "EUR"),
        ("R18.5bn for dams", 18_500_000_000, "ZAR"),
        ("a hundred and fifty million euros", 150_000_000, "EUR"),
    ],
)
def test_money_is_read_as_it_is_named(text: str, amount: int, currency: str) -> None:
    """A country's adjective says whose crowns; a lone currency word may stand in the singular."""
    found = money.parse(text)
    assert found
    assert (found.amount, found.currency, found.money) == (Decimal(amount), currency, True)


@pytest.mark.parametrize(
    ("text", "amount", "lower", "unit", "modifier"),
    [
        ("between 200 and 350 soldiers", 350, 200, "personnel", "up to"),
        ("between four and five million doses", 5_000_000, 4_000_000, "doses", "up to"),
        ("two to three million euros", 3_000_000, 2_000_000, "EUR", "up to"),
        ("from $270,000 to $650,000", 650_000, 270_000, "USD", None),
        ("fall from $12 to $6", 6, 12, "USD", None),
        ("$500 to 3 schools", 500, None, "USD", None),
        ("give 500 to two hospitals", 2, None, "hospitals", None),
    ],
)
def test_of_a_range_the_second_number_counts(
    text: str, amount: Decimal, lower: Decimal | None, unit: str, modifier: str | None
) -> None:
    """As much as it may be, or what it will be; two numbers with a "to" are not always a range."""
    found = money.parse(text)
    assert found
    assert (found.amount, found.lower, found.currency) == (amount, lower, unit)
    assert found.modifier == modifier
    alone = money.parse(text[found.start : found.end])
    assert alone
    assert alone.amount == found.amount


def test_every_number_is_read_once() -> None:
    """What a sum takes in is no part of the next one."""
    text = "Kenya sends 16 Harbour Class 90 vessels and 30 tanks, Norway $5 million to 20 villages."
    found = [(int(s.amount), s.currency) for s in money.sums(text, 0, len(text))]
    assert found == [(16, "vessels"), (30, "tanks"), (5_000_000, "USD"), (20, "villages")]
