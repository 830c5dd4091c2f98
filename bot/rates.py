"""Sums in two currencies in, whether they are one sum (and a dated conversion) out.

A conversion is for comparison only and always says its rate, year and source; the sum as it was
said is what is kept. Two outlets that convert one sum use the day's rate and round, so sums
count as one within a tolerance that grows with the years between a table's rate and the sum.
"""

import functools
import hashlib
import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

TOLERANCE = Decimal("0.03")
"""Of two conversions of one sum in the year of the rate: the day's rate, and rounding."""

A_YEAR = Decimal("0.04")
"""More tolerance for each year that the rate is older; EUR/USD moved by 2 to 11 % between the
yearly averages of 2019 to 2024, by 5 % in the middle."""

MOST = Decimal("0.10")
"""No more than this, however old the rate: a tenth more is another sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much of a currency one euro was worth."""

    currency: str
    year: int
    per_euro: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A sum in another currency, for comparison only.

    Attributes:
        note: The rates, their years and sources, to be printed with it.
        age: Years between the sum and the older rate.
        used: The rates themselves, the euro's own left out.
    """

    amount: Decimal
    currency: str
    note: str
    age: int
    used: tuple[Rate, ...] = ()


Rates = Mapping[str, Mapping[int, Rate]]


def read_rates(text: str) -> Rates:
    """Read a table of rates; raise `ValueError` with the line that is not one."""
    found: dict[str, dict[int, Rate]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            currency, year, per_euro, source = line.split("\t")
            rate = Rate(
                currency=currency, year=int(year), per_euro=Decimal(per_euro), source=source
            )
        except (ValueError, ArithmeticError) as error:
            raise ValueError(f"line {number} of the rates is not a rate: {line!r}") from error
        if not rate.per_euro > 0:
            raise ValueError(f"line {number} of the rates has no worth: {line!r}")
        found.setdefault(currency, {})[rate.year] = rate
    return found


_given: list[Rates] = []


def use(rates: Rates) -> None:
    """Convert by these from now on; the root says so once, before anything is converted."""
    _given[:] = [rates]


def present() -> Rates:
    """Give the rates that hold: the operator's, else those that come with the program."""
    return _given[0] if _given else shipped()


def fingerprint() -> str:
    """Name the rates that hold, so that others are known for others."""
    rows = sorted(
        f"{rate.currency} {rate.year} {rate.per_euro.normalize():f}"
        for years in present().values()
        for rate in years.values()
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:32]


@functools.cache
def shipped() -> Rates:
    """Give the rates that come with the program."""
    table = importlib.resources.files("bot").joinpath("tables/rates.tsv")
    return read_rates(table.read_text("utf-8"))


def convert(
    amount: Decimal, currency: str, to: str, *, year: int, rates: Rates | None = None
) -> Converted | None:
    """Convert with the rate of that year, or of the nearest one; ``None`` without a rate."""
    if currency == to:
        return Converted(amount=amount, currency=to, note="as said", age=0)
    table = present() if rates is None else rates
    one, other = _rate(table, currency, year), _rate(table, to, year)
    if one is None or other is None:
        return None
    worth = amount / one.per_euro * other.per_euro
    used = tuple(rate for rate in (one, other) if rate.currency != "EUR")
    said = " and ".join(
        f"1 EUR = {rate.per_euro} {rate.currency} ({rate.year}, {rate.source})" for rate in used
    )
    age = max(abs(year - rate.year) for rate in used)
    return Converted(amount=worth, currency=to, note=said, age=age, used=used)


def one_sum(
    one: tuple[Decimal, str], other: tuple[Decimal, str], *, year: int, rates: Rates | None = None
) -> bool:
    """Say whether two sums are the same, said in one currency or converted."""
    if one[1] == other[1]:
        return one[0] == other[0]
    found = convert(*one, other[1], year=year, rates=rates)
    if found is None or not other[0]:
        return False
    within = min(MOST, TOLERANCE + A_YEAR * found.age)
    return abs(found.amount / other[0] - 1) <= within


_SIGNS = tuple(
    frozenset(codes.split())
    for codes in (
        "USD CAD AUD NZD SGD HKD TWD JMD TTD FJD NAD BSD BBD BZD LRD",
        "INR PKR LKR NPR MUR SCR",
        "DKK NOK SEK ISK CZK",
        "MXN ARS CLP COP PHP UYU DOP CUP",
        "GBP EGP LBP SYP SSP SDG",
        "CHF XOF XAF XPF RWF BIF GNF KMF DJF CDF",
        "KES UGX TZS SOS",
        "KWD BHD JOD IQD DZD TND LYD RSD",
        "SAR QAR YER OMR IRR",
        "JPY CNY",
    )
)
"""Currencies that are written alike: dollars, rupees, crowns ..., by ISO 4217 code."""


def one_sign(one: tuple[Decimal, str], other: tuple[Decimal, str]) -> bool:
    """Say whether two sums are one figure in currencies that may be written with one sign."""
    return one[0] == other[0] and any({one[1], other[1]} <= alike for alike in _SIGNS)


def _rate(table: Rates, currency: str, year: int) -> Rate | None:
    if currency == "EUR":
        return Rate(currency="EUR", year=year, per_euro=Decimal(1), source="itself")
    years = table.get(currency)
    return years[min(years, key=lambda each: (abs(each - year), each))] if years else None
