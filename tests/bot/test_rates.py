"""Sums in two currencies."""

from decimal import Decimal

import pytest

from bot.rates import convert, one_sum, read_rates


def test_conversion_names_rate_year_and_source() -> None:
    """A converted figure never stands without where it comes from."""
    found = convert(Decimal(225_000_000), "GBP", "EUR", year=2024)
    assert found is not None
    assert round(found.amount / 1_000_000) == 266
    assert "2024" in found.note
    assert "ECB" in found.note


def test_two_outlets_conversions_are_one_sum_and_another_sum_is_not() -> None:
    """EUR 272m and USD 286m are GBP 225m; GBP 250m and EUR 225m are not."""
    said = (Decimal(225_000_000), "GBP")
    assert one_sum(said, (Decimal(272_000_000), "EUR"), year=2024)
    assert one_sum(said, (Decimal(286_000_000), "USD"), year=2024)
    assert not one_sum(said, (Decimal(250_000_000), "GBP"), year=2024)
    assert not one_sum(said, (Decimal(225_000_000), "EUR"), year=2024)


def test_currency_without_a_rate_is_not_guessed() -> None:
    """No rate, no comparison."""
    assert convert(Decimal(1), "XTS", "EUR", year=2024) is None
    assert not one_sum((Decimal(5), "doses"), (Decimal(5), "EUR"), year=2024)


def test_table_can_be_replaced_and_says_which_line_is_wrong() -> None:
    """A newer file of the same form is read instead."""
    rates = read_rates("# a comment\nUSD\t2030\t2.0\tours\n")
    found = convert(Decimal(10), "EUR", "USD", year=2030, rates=rates)
    assert found is not None
    assert found.amount == 20
    for wrong in ("USD\t2030\tmuch\tours", "USD\t2030\t0\tours", "USD"):
        with pytest.raises(ValueError, match="line 1"):
            read_rates(wrong)
