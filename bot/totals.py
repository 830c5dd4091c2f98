"""Accounts in, what they come to out, and what is left out of it and why.

Totals hold to three rules: what is not binding is never added to what is; a part is never added
to its whole; and each total says what it leaves out. Sums stay in the currency that they were
said in; a total in one currency is a comparison and carries its rates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.accounts import NOT_BINDING, Account, Life, is_money
from bot.rates import convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a set of pledges comes to.

    Attributes:
        binding: By currency, as said.
        not_binding: The same of what is considered or conditional; never in ``binding``.
        left_out: Why, in words, to how many pledges.
        compared: The binding sums in one currency, for comparison; ``None`` where not asked for
            or where a rate is missing. ``rates`` says how it was converted.
    """

    binding: Mapping[str, Decimal]
    not_binding: Mapping[str, Decimal]
    left_out: Mapping[str, int]
    compared: tuple[Decimal, str] | None = None
    rates: tuple[str, ...] = ()


class Sums:
    """Adds up what may be added, and remembers what was not."""

    def __init__(self, currency: str | None = None) -> None:
        self._currency = currency
        self._sums: dict[bool, dict[str, Decimal]] = {True: {}, False: {}}
        self._out: dict[str, int] = {}
        self._rates: dict[str, None] = {}
        self._compared: Decimal | None = Decimal(0)

    def add(self, amount: Decimal, currency: str, year: int, *, binding: bool) -> None:
        """Add a sum, or several of one currency and year."""
        into = self._sums[binding]
        into[currency] = into.get(currency, Decimal(0)) + amount
        if self._currency and binding and self._compared is not None:
            found = convert(amount, currency, self._currency, year=year)
            self._compared = self._compared + found.amount if found else None
            if found and found.used:
                self._rates[found.note] = None

    def leave_out(self, why: str, count: int = 1) -> None:
        """Count pledges that are not added."""
        self._out[why] = self._out.get(why, 0) + count

    def total(self) -> Total:
        """Give what it came to."""
        compared = None
        if self._currency and self._compared is not None:
            compared = self._compared, self._currency
        return Total(
            binding=self._sums[True],
            not_binding=self._sums[False],
            left_out=self._out,
            compared=compared,
            rates=tuple(self._rates) if compared else (),
        )


def total(
    chosen: Iterable[Account],
    *,
    currency: str | None = None,
    among: Mapping[str, Account] | None = None,
) -> Total:
    """Add up pledges without counting anything twice.

    Args:
        chosen: What is added.
        currency: To compare the binding sums in.
        among: What else was chosen, where this is only a group of it: a part is left out where
            its whole is there.
    """
    mine = {account.key: account for account in chosen}
    known = mine if among is None else among
    sums = Sums(currency)
    for account in mine.values():
        why = left_out(account, known)
        if why or account.sum is None:
            sums.leave_out(why or NO_SUM)
        else:
            binding = account.told not in NOT_BINDING
            sums.add(*account.sum, account.first.year, binding=binding)
    return sums.total()


PART = "part of a sum that is counted"
NO_SUM = "no sum was named"


def left_out(account: Account, known: Mapping[str, Account]) -> str | None:
    """Say why a pledge is not added to the others that are known; ``None`` when it is."""
    whole = known.get(account.whole) if account.whole else None
    return PART if whole is not None and whole.sum is not None else apart(account)


def apart(account: Account) -> str | None:
    """Say why a pledge is never added to others; ``None`` when it is no part of one."""
    if account.sum is None:
        return NO_SUM
    if not is_money(account.sum[1]):
        return "counted in things, not in money"
    if account.told is Life.WITHDRAWN:
        return "withdrawn"
    return "paid again and again" if account.per else None
