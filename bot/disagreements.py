"""A story's pledges in, what its outlets say differently out, side by side.

Told are sums, recipients, statuses and deadlines. Each outlet has its latest word; what was
raised, delivered or withdrawn since is no disagreement but news, so sums are compared since the
last raise, and statuses only where they were said within `SPAN` of each other.
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.accounts import Account, figure_words
from bot.claims import Claim, same_party
from bot.ledger import Relation
from bot.rates import one_sign, one_sum
from bot.wordings import reach
from summariser import Status

SPAN = dt.timedelta(days=2)
"""Two statuses further apart than this are a development."""

_STATUS = {
    Status.PLEDGED: "pledged",
    Status.UNDER_CONSIDERATION: "considered",
    Status.CONDITIONAL: "conditional",
    Status.FULFILLED: "delivered",
    Status.WITHDRAWN: "withdrawn",
}


class Field(enum.StrEnum):
    """What outlets say differently."""

    AMOUNT = "amount"
    RECIPIENT = "recipient"
    STATUS = "status"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Outlets that say the same.

    Attributes:
        outlets: Names, first reporter first.
        said: In words ("GBP 225m").
        note: What this side is to another one ("the same sum converted"), where that is known.
        claims: Keys of the claims, whose evidence proves it.
    """

    outlets: tuple[str, ...]
    said: str
    note: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One thing about one pledge that outlets say differently.

    Attributes:
        pledge: Key of the pledge.
        about: The pledge in words.
        sides: The one with most outlets first.
    """

    pledge: str
    about: str
    field: Field
    sides: tuple[Side, ...]

    def words(self) -> str:
        """Say it in one line: "BBC: GBP 225m; X: EUR 272m, the same sum converted"."""
        return "; ".join(
            f"{', '.join(side.outlets)}: {side.said}{side.note and f', {side.note}'}"
            for side in self.sides
        )


def disagreements(held: Iterable[Account], story: int | None = None) -> tuple[Disagreement, ...]:
    """Compare what outlets say of each pledge.

    Args:
        held: The pledges.
        story: Only what this story's articles say; ``None``: all that was said.
    """
    found = []
    for account in held:
        said = [one for one in account.history if story is None or one.claim.story == story]
        since = max(
            (at for at, one in enumerate(said) if one.relation is Relation.RAISES_TO), default=0
        )
        every = [one.claim for one in said]
        about = _about(account)
        for field, claims, key, words in (
            (Field.AMOUNT, every[since:], _sum_key, _sum_words),
            (Field.RECIPIENT, every, _recipient_key, _recipient_words),
            (Field.STATUS, _lately(every), _status_key, _status_words),
            (Field.DEADLINE, every, _deadline_key, _deadline_words),
        ):
            sides = _sides(claims, key, words)
            if field is Field.AMOUNT:
                sides = _noted(sides)
            if len(sides) > 1:
                told = tuple(side for side, _ in sides)
                found.append(Disagreement(pledge=account.key, about=about, field=field, sides=told))
    return tuple(found)


_Sides = list[tuple[Side, Claim]]
_Key = Callable[[Claim, Sequence[Claim]], object | None]


def _sides(claims: Iterable[Claim], key: _Key, words: Callable[[Claim], str]) -> _Sides:
    """Put the outlets' latest words side by side, the most said first."""
    latest = {(claim.outlet or "outlet not named"): claim for claim in claims if key(claim, ())}
    kept: list[tuple[object, list[str], list[Claim]]] = []
    for outlet, claim in latest.items():
        mine = key(claim, [others[0] for _, _, others in kept])
        for known, outlets, said in kept:
            if known == mine:
                outlets.append(outlet)
                said.append(claim)
                break
        else:
            kept.append((mine, [outlet], [claim]))
    kept.sort(key=lambda each: -len(each[1]))
    return [
        (
            Side(
                outlets=tuple(outlets),
                said=words(said[0]),
                claims=tuple(claim.key for claim in said),
            ),
            said[0],
        )
        for _, outlets, said in kept
    ]


def _noted(sides: _Sides) -> _Sides:
    """Say of sums in two currencies whether the one is the other converted."""
    noted: _Sides = []
    for at, (side, claim) in enumerate(sides):
        others = [other.sum for _, other in sides[:at] if other.sum]
        note = ""
        if claim.sum and others and claim.sum[1] not in {code for _, code in others}:
            year = claim.published.year
            same = any(one_sum(claim.sum, other, year=year) for other in others)
            note = "the same sum converted" if same else "another sum even when converted"
            if not same and any(one_sign(claim.sum, other) for other in others):
                note = "the same figure in other money"
        noted.append(
            (Side(outlets=side.outlets, said=side.said, note=note, claims=side.claims), claim)
        )
    return noted


def _lately(claims: Sequence[Claim]) -> list[Claim]:
    """Leave out statuses that were overtaken by time."""
    told = [claim for claim in claims if claim.status in _STATUS]
    return [claim for claim in told if told[-1].published - claim.published <= SPAN]


_BOUNDS = frozenset({"up to", "at least", "more than", "less than"})


def _sum_key(claim: Claim, _: Sequence[Claim]) -> object | None:
    return claim.sum


def _sum_words(claim: Claim) -> str:
    if not claim.sum:
        return ""
    if ends := reach(claim):
        return " to ".join(figure_words(end, claim.sum[1]) for end in ends)
    bound = f"{claim.modifier} " if claim.modifier in _BOUNDS else ""
    return bound + figure_words(*claim.sum)


def _recipient_key(claim: Claim, others: Sequence[Claim]) -> object | None:
    for other in others:
        if same_party(other.recipient, claim.recipient):
            return other.recipient
    return claim.recipient


def _recipient_words(claim: Claim) -> str:
    return claim.recipient or ""


def _status_key(claim: Claim, _: Sequence[Claim]) -> object | None:
    return claim.status if claim.status in _STATUS else None


def _status_words(claim: Claim) -> str:
    return _STATUS.get(claim.status, claim.status.value)


def _deadline_key(claim: Claim, others: Sequence[Claim]) -> object | None:
    """A month and a day in it do not contradict each other."""
    for other in others:
        pair = sorted((other.deadline or "", claim.deadline or ""), key=len)
        if pair[0] and pair[1].startswith(pair[0]):
            return other.deadline
    return claim.deadline


def _deadline_words(claim: Claim) -> str:
    return claim.deadline or ""


def _about(account: Account) -> str:
    to = f" → {account.recipient}" if account.recipient else ""
    return f"{account.pledger or 'Pledger not stated'}{to}: {' '.join(account.purpose.split())}"
