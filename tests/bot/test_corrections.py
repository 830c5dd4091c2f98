"""An editor corrects a field; it holds whenever the ledger is told again."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from bot.accounts import Account, accounts
from bot.claims import Claim
from bot.corrections import corrections, read_changes
from bot.errors import CommandError
from bot.ledger import Correction, tell
from summariser import Status
from tests.pledged import START, claim

SAID = (
    claim("shells", "GBP 225m"),
    claim("shells", "GBP 225m", article="a2", day=1),
    claim("shells, again", "EUR 272m", article="a3", day=2),
)


def _told(said: tuple[Claim, ...], made: tuple[Correction, ...] = ()) -> list[Account]:
    return list(accounts(tell(said, made)).values())


def _corrected(*changes: tuple[str, str], said: tuple[Claim, ...] = SAID) -> Account:
    [account] = _told(said)
    made = corrections(account, changes, by="ann", at=START, reason="the release says so")
    [now] = _told(said, made)
    return now


def test_amount_is_corrected_in_every_article_that_said_it() -> None:
    """The one pledge has the right sum; what was said stays in its history's reasons."""
    now = _corrected(("amount", "GBP 250m"))
    assert now.figures[0].amount == 250_000_000
    assert now.figures[0].claims == (SAID[0].key, SAID[1].key)
    first = now.history[0]
    assert (first.by, first.claim.sum) == ("ann", (Decimal(250_000_000), "GBP"))
    assert "corrected by ann: amount 250000000" in first.reasons[0]
    assert "(the release says so)" in first.reasons[0]
    assert now.history[2].by is None


def test_each_field_can_be_corrected() -> None:
    """By the names that people type; a value of "none" takes it away."""
    now = _corrected(
        ("pledger", "France"), ("recipient", "none"), ("what", "lorries"), ("kind", "Military"),
        ("status", "under consideration"), ("deadline", "2026-05"), said=SAID[:1],
    )  # fmt: skip
    assert (now.pledger, now.recipient, now.purpose) == ("France", None, "lorries")
    assert (now.status, now.deadline) == (Status.UNDER_CONSIDERATION, "2026-05")


def test_correction_survives_any_order_and_later_articles() -> None:
    """The same ledger however articles and corrections arrive; the latest value holds."""
    [account] = _told(SAID)
    older = corrections(account, [("amount", "GBP 240m")], by="bob", at=START)
    newer = corrections(
        account, [("amount", "GBP 250m")], by="ann", at=START + dt.timedelta(days=1)
    )
    straight = tell(SAID, (*older, *newer))
    chance = random.Random(4)  # noqa: S311 # the same orders each time
    for _ in range(5):
        said, made = list(SAID), [*older, *newer]
        chance.shuffle(said)
        chance.shuffle(made)
        assert tell(said, made) == straight
    late = claim("shells", "GBP 250m", article="a9", day=20)
    assert accounts(tell((*SAID, late), (*older, *newer)))[account.key].sum == (
        Decimal(250_000_000), "GBP",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "amount", "currency"),
    [
        ("GBP 225m", "225000000", "GBP"), ("225 million eur", "225000000", "EUR"),
        ("£1.25bn", "1250000000", "GBP"), ("1,250.50 NOK", "1250.50", "NOK"),
        ("30 tanks", "30", "tanks"), ("none", None, None), ("$3 trillion", "3000000000000", "USD"),
        ("12 artillery shells", "12", "artillery shells"),
    ],
)  # fmt: skip
def test_sums_are_read_as_people_type_them(
    value: str, amount: str | None, currency: str | None
) -> None:
    """Code or sign before, code or thing behind."""
    assert read_changes([("amount", value)]) == {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "much", "no sum"), ("amount", "225m", "no sum"), ("amount", "GBP 3 t", "sum"),
        ("deadline", "soon", "a year, a month or a day"), ("deadline", "2026-13", "a year"),
        ("status", "maybe", "status is one of"), ("kind", "x", "kind is one of"),
        ("colour", "red", "no field of a pledge"), ("what", "", "takes 1 to"),
        ("pledger", "x" * 301, "at most 300"), ("recipient", "a\x00b", "at most 300"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(field: str, value: str, words: str) -> None:
    """In words that say what would."""
    [account] = _told(SAID)
    with pytest.raises(CommandError, match=words):
        corrections(account, [(field, value)], by="ann", at=START)


def test_nothing_to_correct_is_told() -> None:
    """A value that the pledge has already makes no event."""
    [account] = _told(SAID[:2])
    with pytest.raises(CommandError, match="already"):
        corrections(account, [("amount", "GBP 225m")], by="ann", at=START)
    with pytest.raises(CommandError, match="say what to correct"):
        corrections(account, [], by="ann", at=START)
