"""Editors' values in; claims as they are read, and words for what changed, out."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from bot.claims import Claim
from summariser import Amendment, Briefing, Pledge, PledgeKind, Status

_ROLES = {"editor": "an editor", "admin": "an admin", "operator": "the operator"}
_SUM = ("amount", "currency", "per")

Values = dict[str, str | None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What editors changed between two versions of a story, in words that anybody may read.

    Attributes:
        by: What they are, never who: "an editor", "an admin and the operator".
        lines: One for each value: the pledge, the new value, what the article says.
    """

    by: str
    lines: tuple[str, ...]


def amended(claim: Claim, changes: Iterable[tuple[str, str | None]]) -> Claim:
    """Read a claim with an editor's values; unknown fields of another version are left alone."""
    values: dict[str, object] = {}
    for name, value in changes:
        if name == "amount":
            values[name] = None if value is None else Decimal(value)
        elif name == "kind" and value is not None:
            values[name] = PledgeKind(value)
        elif name == "status" and value is not None:
            values[name] = Status(value)
        elif name in {"pledger", "recipient", "currency", "per", "what", "deadline"}:
            values[name] = value
    return dataclasses.replace(claim, **values) if values else claim  # type: ignore[arg-type] # by name


def corrections_since(now: Briefing, before: Briefing | None) -> Corrected | None:
    """Say what editors changed since an earlier version; ``None`` where they changed nothing.

    Args:
        now: The later version.
        before: The earlier one, ``None`` where it is not held; of another article's pledges
            nothing is said.
    """
    if before is not None and before.article != now.article:
        before = None
    known = {} if before is None else {each.evidence: each for each in before.pledges}
    lines: list[str] = []
    roles: list[str] = []
    for pledge in now.pledges:
        was = known.get(pledge.evidence)
        for line, role in _since(pledge, was):
            lines.append(line)
            roles.append(_ROLES.get(role, _ROLES["editor"]))
    if not lines:
        return None
    return Corrected(by=" and ".join(sorted(set(roles))), lines=tuple(lines))


def amendment_words(pledge: Pledge) -> tuple[str, ...]:
    """Say each value that is an editor's, such as "amount GBP 250,000,000"."""
    return tuple(f"{name} {now}" for name, (now, _, _) in _read(pledge).items())


def _since(pledge: Pledge, was: Pledge | None) -> Iterator[tuple[str, str]]:
    held, new = _read(was) if was else {}, _read(pledge)
    about = _about(pledge)
    for name, (now, said, role) in new.items():
        if name not in held or held[name][0] != now:
            yield f"{about}, {name}: {now}; the article says {said}", role
    for name, (_, said, role) in held.items():
        if name not in new:
            yield f"{about}, {name}: {said}, as the article says", role


def _about(pledge: Pledge) -> str:
    who = pledge.pledger.name if pledge.pledger else "pledger not stated"
    return f"{who} → {pledge.recipient.name}" if pledge.recipient else who


def _read(pledge: Pledge) -> Mapping[str, tuple[str, str, str]]:
    """Give the editor's value, the article's and the role, by what a reader calls the field."""
    told: dict[str, tuple[str, str, str]] = {}
    now: Values = _sums(pledge)
    said: Values = dict(now)
    for each in pledge.amended:
        if each.field in _SUM:
            now[each.field], said[each.field] = each.value, each.said
    for each in pledge.amended:
        if each.field in _SUM:
            told["amount"] = (_sum(now), _sum(said), each.by)
        else:
            told[each.field] = (_word(each, each.value), _word(each, each.said), each.by)
    return told


def _sums(pledge: Pledge) -> Values:
    money = pledge.amount
    if money is None:
        return dict.fromkeys(_SUM)
    return {"amount": f"{money.amount:f}", "currency": money.currency, "per": money.per}


def _sum(values: Values) -> str:
    amount, currency, per = (values[name] for name in _SUM)
    if amount is None or currency is None:
        return "none"
    number = f"{Decimal(amount).normalize():,f}"
    money = len(currency) == len("GBP") and currency.isupper()
    said = f"{currency} {number}" if money else f"{number} {currency}"
    return f"{said} a {per}" if per else said


def _word(amendment: Amendment, value: str | None) -> str:
    if value is None:
        return "none"
    words = value.replace("_", " ") if amendment.field == "status" else value
    return " ".join(words.split())
