"""The ledger as told in, each pledge's account out: its life, its figures, who differs."""

import datetime as dt
import enum
import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.claims import Claim
from bot.ledger import Relation, Said
from bot.rates import one_sign, one_sum
from summariser import PledgeKind, Status

SILENCE = dt.timedelta(days=180)
"""After this long without a word an open pledge counts as one of no public evidence."""
_COMMITTED = re.compile(
    r"\b(?:signed|contract\w*|adopted|approved|enacted|ratified|agreed)\b", re.IGNORECASE
)
_ALLOCATED = re.compile(
    r"\b(?:allocat\w+|earmark\w+|set aside|budgeted|disburs\w+)\b", re.IGNORECASE
)
_STALLED = re.compile(
    r"\b(?:stall\w*|postpon\w+|on hold|delay\w*|grounded|frozen|suspend\w+)\b", re.IGNORECASE
)


class Life(enum.StrEnum):
    """Where a pledge stands (words of OCHA FTS, the Kiel tracker and IATI)."""

    CONSIDERED = "considered"
    CONDITIONAL = "conditional"
    ANNOUNCED = "announced"
    COMMITTED = "committed"
    ALLOCATED = "allocated"
    DELIVERED = "delivered"
    OVERDUE = "overdue"
    STALLED = "stalled"
    WITHDRAWN = "withdrawn"
    NO_EVIDENCE = "no public evidence"


NOT_BINDING = frozenset({Life.CONSIDERED, Life.CONDITIONAL})
OVER = frozenset({Life.DELIVERED, Life.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that was said, and by whom; several of them stand side by side."""

    amount: Decimal
    currency: str
    outlets: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One pledge, counted once.

    Attributes:
        key: Key of the claim that began it.
        sum: The latest accepted sum, as it was said.
        purpose: What is promised, in the first article's words.
        status: The latest status that was not a mere repetition.
        deadline: The latest that was said.
        whole: The pledge that it is a part of; ``parts`` are its own.
        delivered: How much is said to have arrived, in the currency of ``sum``.
        figures: Every figure said, the most reported first; conversions are not among them twice.
        families: Publisher families that report it, first reporter first.
        history: Every decision about it, oldest first; nothing is ever taken out.
    """

    key: str
    pledger: str | None
    recipient: str | None
    kind: PledgeKind
    sum: tuple[Decimal, str] | None
    per: str | None
    purpose: str
    status: Status
    deadline: str | None
    whole: str | None
    parts: tuple[str, ...]
    delivered: Decimal | None
    figures: tuple[Figure, ...]
    outlets: tuple[str, ...]
    families: tuple[str, ...]
    history: tuple[Said, ...]

    @property
    def first(self) -> dt.datetime:
        """When the public learned of it."""
        return self.history[0].claim.published

    @property
    def last(self) -> dt.datetime:
        """When it was last spoken of."""
        return self.history[-1].claim.published

    @property
    def told(self) -> Life:
        """Say where it stands by what was said alone, without the passing of time."""
        return _said_life(self)

    def life(self, today: dt.date) -> Life:
        """Say where it stands on a day, from what was said up to now."""
        return _life(self, today)


def accounts(told: Iterable[Said]) -> Mapping[str, Account]:
    """Make up the accounts, in the order in which they began."""
    by: dict[str, list[Said]] = {}
    wholes: dict[str, str] = {}
    for said in told:
        by.setdefault(said.entry, []).append(said)
        if said.target and said.target != said.entry:
            wholes[said.entry] = said.target
    parts: dict[str, list[str]] = {}
    for key, whole in wholes.items():
        parts.setdefault(whole, []).append(key)
    arrived = {key: _arrived(history) for key, history in by.items()}
    return {
        key: _account(
            history,
            whole=wholes.get(key),
            parts=tuple(parts.get(key, ())),
            delivered=_delivered(history, [arrived[each] for each in parts.get(key, ())]),
        )
        for key, history in by.items()
    }


def at_time(account: Account, parts: Iterable[Account], when: dt.datetime) -> Account | None:
    """Give a pledge as it stood at a moment; ``None`` when nobody had spoken of it.

    Args:
        account: As it stands now.
        parts: Its parts, of which some may have been delivered.
        when: Aware UTC.
    """
    until = _until(account.history, when)
    if not until:
        return None
    arrived = [_arrived(_until(part.history, when)) for part in parts]
    delivered = _delivered(until, arrived)
    return _account(until, whole=account.whole, parts=account.parts, delivered=delivered)


def _until(history: Sequence[Said], when: dt.datetime) -> Sequence[Said]:
    return [said for said in history if said.claim.published <= when]


def _account(
    history: Sequence[Said], *, whole: str | None, parts: tuple[str, ...], delivered: Decimal | None
) -> Account:
    first = history[0].claim
    claims = [said.claim for said in history]
    outlets = [claim.outlet for claim in claims if claim.outlet]
    return Account(
        key=history[0].entry,
        pledger=_most(claim.pledger for claim in claims),
        recipient=_most(claim.recipient for claim in claims),
        kind=first.kind,
        sum=history[-1].after
        or next((said.after for said in reversed(history) if said.after), None),
        per=next((claim.per for claim in claims if claim.per), None),
        purpose=first.what,
        status=_status(claims),
        deadline=next((claim.deadline for claim in reversed(claims) if claim.deadline), None),
        whole=whole,
        parts=parts,
        delivered=delivered,
        figures=_figures(claims),
        outlets=tuple(dict.fromkeys(outlets)),
        families=tuple(dict.fromkeys(claim.family for claim in claims if claim.family)),
        history=tuple(history),
    )


def _most(names: Iterable[str | None]) -> str | None:
    """Give the name that most articles give, the earlier of equals: one may have misread it."""
    counts = Counter(name for name in names if name)
    return max(counts, key=lambda name: counts[name]) if counts else None


def _status(claims: Sequence[Claim]) -> Status:
    said = [claim.status for claim in claims if claim.status is not Status.REITERATED]
    return said[-1] if said else Status.PLEDGED


def _figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    found: dict[tuple[Decimal, str], list[Claim]] = {}
    for claim in claims:
        if claim.sum:
            found.setdefault(claim.sum, []).append(claim)
    figures = [
        Figure(
            amount=amount,
            currency=currency,
            outlets=tuple(dict.fromkeys(claim.outlet or "unknown" for claim in said)),
            claims=tuple(claim.key for claim in said),
        )
        for (amount, currency), said in found.items()
    ]
    return tuple(sorted(figures, key=lambda figure: -len(figure.outlets)))


def _arrived(history: Sequence[Said]) -> tuple[Decimal, str] | None:
    done = [said.claim.sum for said in history if said.claim.status is Status.FULFILLED]
    return next((each for each in reversed(done) if each), None)


def _delivered(
    history: Sequence[Said], parts: Sequence[tuple[Decimal, str] | None]
) -> Decimal | None:
    own = _arrived(history)
    if own:
        return own[0]
    currency = next((said.after[1] for said in reversed(history) if said.after), None)
    found = [part[0] for part in parts if part and part[1] == currency]
    return sum(found, Decimal(0)) if found else None


def _life(account: Account, today: dt.date) -> Life:
    state = _said_life(account)
    if state in OVER | NOT_BINDING:
        return state
    if account.deadline and last_day(account.deadline) < today:
        return Life.OVERDUE
    if state is Life.STALLED or not account.last.date() + SILENCE < today:
        return state
    return state if account.deadline else Life.NO_EVIDENCE


_BY_STATUS = {
    Status.WITHDRAWN: Life.WITHDRAWN,
    Status.UNDER_CONSIDERATION: Life.CONSIDERED,
    Status.CONDITIONAL: Life.CONDITIONAL,
}


def _said_life(account: Account) -> Life:
    if account.status in _BY_STATUS:
        return _BY_STATUS[account.status]
    if account.status is Status.FULFILLED:
        whole = account.sum[0] if account.sum else Decimal(0)
        part = account.delivered is not None and account.delivered < whole
        return Life.COMMITTED if part else Life.DELIVERED
    words = [said.claim.context or said.claim.evidence for said in account.history]
    if _STALLED.search(words[-1]):
        return Life.STALLED
    if any(_ALLOCATED.search(each) for each in words):
        return Life.ALLOCATED
    return Life.COMMITTED if any(_COMMITTED.search(each) for each in words) else Life.ANNOUNCED


@functools.lru_cache(maxsize=8192)
def last_day(deadline: str) -> dt.date:
    """Give the last day that an ISO date, year-month or year allows."""
    numbers = [int(part) for part in deadline.split("-")]
    if len(numbers) == 1:
        return dt.date(numbers[0], 12, 31)
    if len(numbers) == 2:  # noqa: PLR2004 # year and month
        year, month = numbers
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return dt.date(*numbers)


def is_money(currency: str) -> bool:
    """Say whether it has the form of an ISO 4217 code, and is not a unit ("doses")."""
    return len(currency) == 3 and currency.isupper()  # noqa: PLR2004 # ISO 4217


def side_by_side(account: Account) -> tuple[str, ...]:
    """Say in words which outlets say which figure, where they differ.

    What was said before a raise was right then and is no difference.
    """
    figures = _figures_now(account)
    if len(figures) <= 1 or account.sum is None:
        return ()
    year = account.first.year
    lines = []
    for place, figure in enumerate(figures):
        one = figure.amount, figure.currency
        others = [(each.amount, each.currency) for each in figures if each.currency != one[1]]
        note = ""
        if place and any(one_sum(one, other, year=year) for other in others):
            note = ", the same sum converted"
        elif place and any(one_sign(one, other) for other in others):
            note = ", the same figure in other money"
        elif place and others and figure.currency != figures[0].currency:
            note = ", another sum even when converted"
        said = figure_words(figure.amount, figure.currency)
        lines.append(f"{', '.join(figure.outlets)}: {said}{note}")
    return tuple(lines)


def _figures_now(account: Account) -> Sequence[Figure]:
    raised_at = [
        at for at, said in enumerate(account.history) if said.relation is Relation.RAISES_TO
    ]
    if not raised_at:
        return account.figures
    since = {said.claim.key for said in account.history[raised_at[-1] :]}
    return [figure for figure in account.figures if since & set(figure.claims)]


_UNITS = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))


def figure_words(amount: Decimal, unit: str) -> str:
    """Write a figure exactly and as short as that goes ("GBP 225m", "30 tanks")."""
    said = f"{amount.normalize():,f}"
    for size, short in _UNITS:
        parts = (amount / size).normalize()
        places = parts.as_tuple().exponent
        if amount >= size and isinstance(places, int) and places >= -2:  # noqa: PLR2004 # 1.25bn
            said = f"{parts:,f}{short}"
            break
    return f"{unit} {said}" if is_money(unit) else f"{said} {unit}"


def raised(account: Account) -> tuple[Said, ...]:
    """Give the decisions that raised it, oldest first."""
    return tuple(said for said in account.history if said.relation is Relation.RAISES_TO)
