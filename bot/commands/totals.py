"""From pledges to totals that mean something: like added to like, each sum once.

Three ways to add wrongly, and how each is kept out:

* binding to non-binding, or one currency to another: a total has one status, one currency, one
  qualifier ("up to") and one period ("a year"), always (OCHA FTS keeps pledge, commitment and paid
  apart for the same reason);
* one pledge from many reports: the same pledger, recipient, sum and status is counted once, in
  whichever story it stands;
* a sum and its parts: within one story, sums of one pledger in one currency that add up exactly
  to another are its parts (GBP 225m is 92 + 68 + 39 + 26: one pledge, not five).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.commands.words import is_currency
from bot.model import Story
from summariser import Money, Pledge, Status

BOUNDS = {
    "up to",
    "as much as",
    "at least",
    "at most",
    "more than",
    "over",
    "less than",
    "under",
    "nearly",
    "almost",
    "about",
    "around",
    "some",
    "roughly",
    "approximately",
}
"""Qualifiers that make a sum a bound or a guess; "another" and "a further" do not."""
_EACH = re.compile(r" (?:an? |per |each\b|apiece\b)(?!year|month|week|day|further|package|part)")
MOST_PARTS = 12
"""Sums tried as parts of one total: 2**12 subsets take 2 ms; no article seen lists more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A sum of like pledges.

    Attributes:
        modifier: "up to" and the like; such sums are bounds and are kept apart from firm ones.
        pledges: How many were added.
    """

    status: Status
    currency: str
    amount: Decimal
    pledges: int
    modifier: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Totals, and what was left out of them and why.

    Attributes:
        totals: Firmest status first, the largest sum first.
        parts: Keys (position in what was given) of pledges that are parts of another.
        repeats: Keys of pledges that another story or clause states too.
        without_sum: How many name no sum of money; people, tonnes and percent are not totalled.
    """

    totals: tuple[Total, ...]
    parts: frozenset[int]
    repeats: frozenset[int]
    without_sum: int


_FIRMNESS = tuple(Status)


def add_up(pledges: Sequence[tuple[Story, Pledge]]) -> Totals:
    """Add like to like; see the top of this module for what is kept apart."""
    parts = _parts(pledges)
    seen = {_same(pledges[key][1]) for key in parts}
    repeats: set[int] = set()
    sums: dict[tuple[Status, str, str | None, str | None], list[Decimal]] = defaultdict(list)
    without_sum = 0
    for key, (story, pledge) in enumerate(pledges):
        money = pledge.amount
        if money is None or not is_currency(money.currency) or _is_price(story, money):
            without_sum += 1
            continue
        if key in parts:
            continue
        if _same(pledge) in seen:
            repeats.add(key)
            continue
        seen.add(_same(pledge))
        sums[pledge.status, money.currency, bound(money), money.per].append(money.amount)
    totals = [
        Total(
            status=status,
            currency=currency,
            amount=sum(amounts, Decimal()),
            pledges=len(amounts),
            modifier=modifier,
            per=per,
        )
        for (status, currency, modifier, per), amounts in sums.items()
    ]
    totals.sort(key=lambda total: (_FIRMNESS.index(total.status), -total.amount, total.currency))
    return Totals(
        totals=tuple(totals),
        parts=frozenset(parts),
        repeats=frozenset(repeats),
        without_sum=without_sum,
    )


def bound(money: Money) -> str | None:
    """Give the qualifier where it makes the sum a bound or a guess."""
    words = (money.modifier or "").strip().lower()
    return words if words in BOUNDS else None


def _is_price(story: Story, money: Money) -> bool:
    """Tell a price for each from a sum: "3.90 dollars a dose" adds nothing to dollars."""
    article = story.article.article
    if money.per or money.evidence.article != article.id:
        return False
    return bool(_EACH.match(article.text, money.evidence.end))


def _same(pledge: Pledge) -> tuple[object, ...]:
    """Tell what two reports of one sum have in common."""
    money = pledge.amount
    stated = (money.amount, money.currency, money.per) if money else ()
    return *_parties(pledge), pledge.status, *stated


def _parties(pledge: Pledge) -> tuple[str | None, str | None]:
    return (
        pledge.pledger.name.casefold() if pledge.pledger else None,
        pledge.recipient.name.casefold() if pledge.recipient else None,
    )


def _parts(pledges: Sequence[tuple[Story, Pledge]]) -> set[int]:
    """Find the pledges whose sums add up exactly to another of the same story and pledger."""
    groups: dict[tuple[object, ...], list[tuple[Decimal, int]]] = defaultdict(list)
    for key, (story, pledge) in enumerate(pledges):
        if pledge.amount and pledge.amount.amount > 0:
            who = _parties(pledge)[0]
            money = pledge.amount
            groups[story.id, who, money.currency, money.per].append((money.amount, key))
    found: set[int] = set()
    for sums in groups.values():
        sums.sort(reverse=True)
        for at, (whole, _) in enumerate(sums):
            smaller = [(amount, key) for amount, key in sums[at + 1 :] if key not in found]
            found |= _adding_up(whole, [pair for pair in smaller if pair[0] < whole])
    return found


def _adding_up(whole: Decimal, sums: Iterable[tuple[Decimal, int]]) -> set[int]:
    """Choose at least two of the sums that make ``whole`` exactly; none when they cannot."""
    reached: dict[Decimal, tuple[int, ...]] = {Decimal(): ()}
    for amount, key in list(sums)[:MOST_PARTS]:
        for total, keys in list(reached.items()):
            reached.setdefault(total + amount, (*keys, key))
    keys = reached.get(whole, ())
    return set(keys) if len(keys) > 1 else set()
