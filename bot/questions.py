"""What a desk asks of the ledger in, the pledges and the sums that answer it out.

These functions answer from accounts in memory; the store answers the same questions from its
columns (`bot.store.accounts`), and the tests hold the one against the other.
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.accounts import OVER, Account, Life, last_day
from bot.claims import party, same_party
from bot.rates import convert
from bot.totals import Total, total
from summariser import PledgeKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the ledger; ``None`` and the empty ask for any.

    Attributes:
        pledger: A name, or its short form ("UK"); whole words are compared.
        since: Spoken of then or later, aware UTC; ``until`` then or before.
        least: Sum and currency; sums in others are compared by the rate of their year.
    """

    pledger: str | None = None
    recipient: str | None = None
    kinds: tuple[PledgeKind, ...] = ()
    lives: tuple[Life, ...] = ()
    statuses: tuple[Status, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    least: tuple[Decimal, str] | None = None


class By(enum.StrEnum):
    """What sums are told by."""

    PLEDGER = "pledger"
    RECIPIENT = "recipient"
    KIND = "kind"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Pledges that have one thing in common, and what they come to.

    Attributes:
        name: Whose, or what; ``None`` where it is not stated.
        count: Pledges in it, those that are not added included.
    """

    name: str | None
    count: int
    total: Total


def answer(held: Iterable[Account], question: Question, *, today: dt.date) -> tuple[Account, ...]:
    """Choose the pledges that were asked for, newest first."""
    found = [account for account in held if _fits(account, question, today)]
    return tuple(sorted(found, key=lambda account: (-account.last.timestamp(), account.key)))


def _fits(account: Account, question: Question, today: dt.date) -> bool:
    return (
        (question.pledger is None or same_party(account.pledger, question.pledger))
        and (question.recipient is None or same_party(account.recipient, question.recipient))
        and (not question.kinds or account.kind in question.kinds)
        and (not question.statuses or account.status in question.statuses)
        and (question.since is None or account.last >= question.since)
        and (question.until is None or account.last <= question.until)
        and (question.least is None or _at_least(account, *question.least))
        and (not question.lives or account.life(today) in question.lives)
    )


def _at_least(account: Account, amount: Decimal, currency: str) -> bool:
    if account.sum is None:
        return False
    found = convert(*account.sum, currency, year=account.first.year)
    return found is not None and found.amount >= amount


def due(held: Iterable[Account], *, today: dt.date, within: dt.timedelta) -> tuple[Account, ...]:
    """List the open pledges whose deadline has passed or comes soon, earliest first."""
    found = [
        account
        for account in held
        if account.deadline
        and last_day(account.deadline) <= today + within
        and account.told not in OVER
    ]
    return tuple(sorted(found, key=lambda each: (last_day(each.deadline or "9999"), each.key)))


_OF: Mapping[By, Callable[[Account, dt.date], str | None]] = {
    By.PLEDGER: lambda account, _: account.pledger,
    By.RECIPIENT: lambda account, _: account.recipient,
    By.KIND: lambda account, _: account.kind.value,
    By.STATE: lambda account, today: account.life(today).value,
}


def groups(
    chosen: Iterable[Account], by: By, *, today: dt.date, currency: str | None = None
) -> tuple[Group, ...]:
    """Add up what was chosen by one thing, the group with most pledges first.

    A part is left out where its whole was chosen, also when that is in another group.
    """
    known = {account.key: account for account in chosen}
    sorted_: dict[str, list[Account]] = {}
    names: dict[str, str | None] = {}
    for account in known.values():
        name = _OF[by](account, today)
        key = group_key(name) if by in {By.PLEDGER, By.RECIPIENT} else name or ""
        names[key] = min(filter(None, (names.get(key), name)), default=None)
        sorted_.setdefault(key, []).append(account)
    found = [
        Group(
            name=names[key],
            count=len(mine),
            total=total(mine, currency=currency, among=known),
        )
        for key, mine in sorted_.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.count, group.name or "~")))


def group_key(name: str | None) -> str:
    """Give what is equal for two ways of writing one party's name."""
    return " ".join(sorted(party(name)))
