"""Accounts of the ledger in, what a chart shows out: bars by pledger, sums over time.

The rules are those of `accounts.total`: what binds and what does not are never one bar or one
line, a part is never added to its whole, and what is left out is said under the picture and in
its alternative text. Sums in several currencies are made comparable with the reference rates,
which are named there too; a sum without a rate is left out and counted.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.accounts import NOT_BINDING, Account, Life, at_time, is_money
from bot.claims import party
from bot.pictures import Bar, Bars, Course, Steps, alternative, cut, day_words, iso_words, short
from bot.rates import Rate, convert
from bot.totals import NO_SUM, left_out

BARS = 8
"""Pledgers with a bar of their own: Discord shows pictures 350 pixels high, so more is unread."""

CURRENCIES = 2
"""Sums as they were said that are written beside one bar."""

LABEL = 56
"""Characters of a name."""


@dataclass(slots=True)
class _Sums:
    """One pledger's, while they are added."""

    label: str
    firm: Decimal = Decimal(0)
    loose: Decimal = Decimal(0)
    said: dict[bool, dict[str, Decimal]] = field(default_factory=lambda: {True: {}, False: {}})


class _Scale:
    """Brings sums to one currency and remembers what has to be said about that."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.rates: dict[Rate, None] = {}
        self.out: Counter[str] = Counter()

    def __call__(self, amount: Decimal, currency: str, year: int) -> Decimal | None:
        found = convert(amount, currency, self.currency, year=year)
        if found is None:
            return None
        self.rates.update(dict.fromkeys(found.used))
        return found.amount

    def foot(self) -> tuple[str, ...]:
        lines = []
        if self.out:
            said = ", ".join(f"{why} ({count})" for why, count in self.out.items())
            lines.append(f"Not in the picture: {said}.")
        by: dict[tuple[int, str], list[str]] = {}
        for rate in self.rates:
            by.setdefault((rate.year, rate.source), []).append(f"{rate.per_euro} {rate.currency}")
        for (year, source), worth in by.items():
            told = ", ".join(worth)
            lines.append(f"Compared in {self.currency}; 1 EUR = {told} ({year}, {source}).")
        return tuple(lines)


def by_pledger(
    chosen: Iterable[Account], *, recipient: str, today: dt.date, currency: str | None = None
) -> Bars | None:
    """Show the pledges to one recipient by who gives; ``None`` when there is no sum to show.

    Args:
        chosen: The recipient's accounts, parts among them or not.
        recipient: Its name, for the title.
        today: The day on which it is told.
        currency: To compare in; the most frequent one when absent.
    """
    known = {account.key: account for account in chosen}
    scale = _Scale(currency or _usual(known.values()))
    sums: dict[frozenset[str], _Sums] = {}
    for account in known.values():
        counted = _counted(account, known, scale)
        if counted is None or account.sum is None:
            continue
        name = account.pledger or "Pledger not named"
        one = sums.setdefault(party(account.pledger), _Sums(label=name))
        one.label = min(one.label, name, key=lambda each: (len(each), each))
        firm = account.life(today) not in NOT_BINDING
        said = one.said[firm]
        said[account.sum[1]] = said.get(account.sum[1], Decimal(0)) + account.sum[0]
        if firm:
            one.firm += counted
        else:
            one.loose += counted
    if not sums:
        return None
    order = sorted(sums.values(), key=lambda one: (-max(one.firm, one.loose), one.label))
    bars = [_bar(one, scale.currency) for one in order[:BARS]]
    if order[BARS:]:
        bars.append(_rest(order[BARS:], scale.currency))
    title = f"Pledges to {cut(recipient, LABEL)} by pledger"
    foot = scale.foot()
    told = [_bar_words(bar) for bar in bars]
    return Bars(
        name="pledges-by-pledger",
        title=title,
        currency=scale.currency,
        bars=tuple(bars),
        foot=foot,
        alt=alternative(
            f"Bar chart: {title}, in {scale.currency}, {day_words(today)}.", told, foot
        ),
    )


def _counted(account: Account, known: Mapping[str, Account], scale: _Scale) -> Decimal | None:
    """Give what it adds, in the scale's currency; else remember why it adds nothing."""
    why = left_out(account, known)
    if why is None and account.sum is not None:
        found = scale(*account.sum, account.first.year)
        if found is not None:
            return found
        why = f"no rate for {account.sum[1]}"
    scale.out[why or NO_SUM] += 1
    return None


def _usual(held: Iterable[Account]) -> str:
    found = Counter(each.sum[1] for each in held if each.sum and is_money(each.sum[1]))
    return min(found, key=lambda code: (-found[code], code)) if found else "EUR"


def _bar(one: _Sums, currency: str) -> Bar:
    return Bar(
        label=cut(one.label, LABEL),
        firm=float(one.firm),
        loose=float(one.loose),
        firm_words=_as_said(one.said[True], one.firm, currency),
        loose_words=_as_said(one.said[False], one.loose, currency),
    )


def _rest(others: Sequence[_Sums], currency: str) -> Bar:
    firm = sum((one.firm for one in others), Decimal(0))
    loose = sum((one.loose for one in others), Decimal(0))
    return Bar(
        label=f"{len(others)} others together",
        firm=float(firm),
        loose=float(loose),
        firm_words=f"{currency} {short(float(firm))}" if firm else "",
        loose_words=f"{currency} {short(float(loose))}" if loose else "",
        rest=True,
    )


def _as_said(said: Mapping[str, Decimal], whole: Decimal, currency: str) -> str:
    """Write the sums as they were said; where that is not the axis' currency, also in it."""
    if not said:
        return ""
    words = " + ".join(f"{code} {short(float(amount))}" for code, amount in sorted(said.items()))
    if set(said) == {currency}:
        return words
    about = f"about {currency} {short(float(whole))}"
    if len(said) > CURRENCIES:
        return f"{about}, of {len(said)} currencies"
    return f"{words} ({about})"


def _bar_words(bar: Bar) -> str:
    loose = f"considered or conditional {bar.loose_words}" if bar.loose_words else ""
    return f"{bar.label}: {'; '.join(part for part in (bar.firm_words, loose) if part)}."


def over_time(
    chosen: Iterable[Account], *, about: str, today: dt.date, currency: str | None = None
) -> Course | None:
    """Show what was announced against what arrived; ``None`` when there is no sum to show.

    A pledge counts from the day on which it was said, with the sum that was said last; one that
    is withdrawn leaves the line on that day. What is said to have arrived is counted by the
    pledge, or by its parts.

    Args:
        chosen: The accounts, with the parts of those that have parts.
        about: Whose pledges these are, for the title ("Ukraine").
        today: The day up to which it is told.
        currency: To compare in; the most frequent one when absent.
    """
    known = {account.key: account for account in chosen}
    scale = _Scale(currency or _usual(known.values()))
    moves: dict[str, dict[dt.date, Decimal]] = {manner: {} for manner, _ in _LINES}
    for account in known.values():
        parts = [known[key] for key in account.parts if key in known]
        if not _told_in(account, known, scale):
            continue
        for manner, day, step in _steps(account, parts, scale):
            moves[manner][day] = moves[manner].get(day, Decimal(0)) + step
    lines = [line for line in _lines(moves, scale.currency) if line.points]
    if not lines:
        return None
    title = f"Announced and delivered: {cut(about, LABEL)}"
    foot = scale.foot()
    told = [
        f"{line.label}: {line.end}"
        + (f" since {iso_words(line.points[-1][0])}." if line.points[-1][1] else ".")
        for line in lines
    ]
    return Course(
        name="announced-and-delivered",
        title=title,
        currency=scale.currency,
        lines=tuple(lines),
        until=today.isoformat(),
        foot=foot,
        alt=alternative(
            f"Line chart: {title}, in {scale.currency}, {day_words(today)}.", told, foot
        ),
    )


_WITHDRAWN = "withdrawn"


def _told_in(account: Account, known: Mapping[str, Account], scale: _Scale) -> bool:
    """Say whether it has a place in the lines; a withdrawn one has, until it was withdrawn."""
    why = left_out(account, known)
    if why is None and account.sum and scale(*account.sum, account.first.year) is None:
        why = f"no rate for {account.sum[1]}"
    if why and why != _WITHDRAWN:
        scale.out[why] += 1
        return False
    return account.sum is not None and is_money(account.sum[1])


def _steps(
    account: Account, parts: Sequence[Account], scale: _Scale
) -> Iterator[tuple[str, dt.date, Decimal]]:
    """Walk what each day adds to which line, in the scale's currency."""
    days = {said.claim.published for each in (account, *parts) for said in each.history}
    before = {"firm": Decimal(0), "arrived": Decimal(0), "loose": Decimal(0)}
    for when in sorted(days):
        then = at_time(account, parts, when)
        if then is None:
            continue
        now = dict.fromkeys(before, Decimal(0))
        if then.sum and then.told is not Life.WITHDRAWN:
            manner = "loose" if then.told in NOT_BINDING else "firm"
            now[manner] = scale(*then.sum, account.first.year) or Decimal(0)
        if then.sum and then.delivered is not None:
            now["arrived"] = scale(then.delivered, then.sum[1], account.first.year) or Decimal(0)
        for manner, amount in now.items():
            if amount != before[manner]:
                yield manner, when.date(), amount - before[manner]
        before = now


_LINES = (
    ("firm", "Announced"),
    ("arrived", "Delivered"),
    ("loose", "Considered or conditional, not added"),
)


def _lines(moves: Mapping[str, Mapping[dt.date, Decimal]], currency: str) -> Iterator[Steps]:
    for manner, label in _LINES:
        sum_, points = Decimal(0), []
        for day in sorted(moves[manner]):
            sum_ += moves[manner][day]
            points.append((day.isoformat(), float(sum_)))
        if points or manner == "arrived":
            end = f"{currency} {short(float(sum_))}" if points else "none reported"
            if not points and any(moves.values()):
                first = min(day for each in moves.values() for day in each)
                points = [(first.isoformat(), 0.0)]
            yield Steps(label=label, manner=manner, points=tuple(points), end=end)
