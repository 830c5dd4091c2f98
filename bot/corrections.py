"""An editor's "field=value" about a pledge in, corrections of what was claimed out.

A pledge is made of claims, and a later telling makes it anew, so a correction is kept about the
claims: each that said of a field what the pledge says of it is read with the new value from then
on. The claims themselves stay as they were said, and a briefing that is told with a correction
(`corrected`) shows the editor's value as the editor's, beside the article's own.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from bot.accounts import Account
from bot.claims import Claim
from bot.errors import CommandError
from bot.ledger import Correction
from summariser import Amendment, Briefing, PledgeKind, Status, amend

FIELDS = ("pledger", "recipient", "amount", "what", "kind", "status", "deadline")
"""What can be corrected, by the names that people type."""

SHOWN = frozenset((*FIELDS, "currency", "per"))
"""What a claim keeps of them; a correction by a later version may know more."""

LONGEST = 300
"""Characters of a name or purpose."""

_NONE = frozenset({"", "none", "nobody", "unknown", "not stated", "-"})
_MANY = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9,
    "tn": 12, "trillion": 12,
}  # fmt: skip
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_MONEY = re.compile(
    r"(?:(?P<before>[A-Za-z]{3}|[£€$])\s*)?(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<many>{'|'.join(sorted(_MANY, key=len, reverse=True))})?(?:\s+(?P<after>\S.*))?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z]{3}")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def read_changes(given: Iterable[tuple[str, str]]) -> Mapping[str, str | None]:
    """Check the fields and their values, and give them as claims keep them.

    Raises:
        CommandError: A field is not one of `FIELDS`, or its value makes no sense.
    """
    made: dict[str, str | None] = {}
    for name, value in given:
        field = name.strip().lower()
        if field not in _READERS:
            raise CommandError(f"{name or 'nothing'} is no field of a pledge: {', '.join(FIELDS)}")
        made |= _READERS[field](" ".join(value.split()))
    if not made:
        raise CommandError(f"say what to correct, e.g. amount=GBP 225m ({', '.join(FIELDS)})")
    return made


def corrections(
    account: Account,
    given: Iterable[tuple[str, str]],
    *,
    by: str,
    at: dt.datetime,
    reason: str = "",
    role: str = "editor",
) -> tuple[Correction, ...]:
    """Correct every claim that says of a field what the pledge says of it.

    Args:
        account: The pledge.
        given: Fields of `FIELDS` with their new values, as typed.
        by: Who says so.
        at: When, aware UTC.
        reason: Why.
        role: What they are, which everybody may know.

    Raises:
        CommandError: A field or value makes no sense, or nothing would change.
    """
    changes = read_changes(given)
    by_claim: dict[str, dict[str, str | None]] = {}
    for said in _about(account, changes):
        by_claim.setdefault(said[0], {})[said[1]] = changes[said[1]]
    if not by_claim:
        raise CommandError("the pledge says so already")
    return tuple(
        Correction(
            claim=key, by=by, at=at, reason=reason, changes=tuple(sorted(mine.items())), role=role
        )
        for key, mine in by_claim.items()
    )


def corrected(briefing: Briefing, said: Sequence[Claim], made: Iterable[Correction]) -> Briefing:
    """Show a briefing as editors corrected what its article claims.

    Args:
        briefing: As it is told, corrected before or not.
        said: The article's claims, in the order of the briefing's pledges, as they were said.
        made: Every correction of them; of one field the latest holds, and a value that the
            article has itself is no correction.
    """
    latest: dict[str, dict[str, tuple[str | None, str]]] = {}
    for each in sorted(made, key=lambda one: one.at):
        told = latest.setdefault(each.claim, {})
        told |= {name: (value, each.role) for name, value in each.changes}
    amendments: dict[int, tuple[Amendment, ...]] = {}
    for place, claim in enumerate(said):
        amendments[place] = tuple(
            Amendment(field=name, value=value, said=_text(claim, name), by=role)
            for name, (value, role) in sorted(latest.get(claim.key, {}).items())
            if name in SHOWN and value != _text(claim, name)
        )
    return amend(briefing, amendments)


def _about(account: Account, changes: Mapping[str, str | None]) -> Iterable[tuple[str, str]]:
    """Walk the claims and the fields in which they are to say something else."""
    claims = [said.claim for said in account.history]
    for name, value in changes.items():
        now = _now(account, name)
        if now == value:
            continue
        same = [claim for claim in claims if _text(claim, name) == now]
        if name == "status":  # what was said before it was so, stays
            same = same[-1:] or claims[-1:]
        for claim in same or claims[:1]:
            yield claim.key, name


def _now(account: Account, name: str) -> str | None:
    amount, currency = account.sum or (None, None)
    told: dict[str, object] = {
        "pledger": account.pledger,
        "recipient": account.recipient,
        "amount": amount,
        "currency": currency,
        "per": account.per,
        "what": account.purpose,
        "kind": account.kind.value,
        "status": account.status.value,
        "deadline": account.deadline,
    }
    return _plain(told[name])


def _text(claim: Claim, name: str) -> str | None:
    return _plain(getattr(claim, name))


def _plain(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(getattr(value, "value", value))


def _name(field: str) -> Callable[[str], Mapping[str, str | None]]:
    def read(value: str) -> Mapping[str, str | None]:
        if value.lower() in _NONE:
            return {field: None}
        if len(value) > LONGEST or not value.isprintable():
            raise CommandError(f"{field} is a name of at most {LONGEST} characters")
        return {field: value}

    return read


def _what(value: str) -> Mapping[str, str | None]:
    if not value or len(value) > LONGEST or not value.isprintable():
        raise CommandError(f"what is promised takes 1 to {LONGEST} characters")
    return {"what": value}


def _amount(value: str) -> Mapping[str, str | None]:
    """Read "GBP 225m", "225 million EUR", "30 tanks"."""
    if value.lower() in _NONE:
        return {"amount": None, "currency": None}
    found = _MONEY.fullmatch(value)
    before, after = (found["before"], found["after"]) if found else (None, None)
    unit = before or after
    if found is None or unit is None or (before and after):
        raise CommandError(f"{value!r} is no sum: write amount=GBP 225m, or amount=30 tanks")
    try:
        amount = Decimal(found["number"].replace(",", ""))
    except InvalidOperation as error:
        raise CommandError(f"{value!r} is no sum: write amount=GBP 225m") from error
    amount *= Decimal(10) ** _MANY.get((found["many"] or "").lower(), 0)
    currency = _SIGNS.get(unit) or (unit.upper() if _CODE.fullmatch(unit) else unit.lower())
    whole = amount.to_integral_value()
    return {"amount": f"{whole if whole == amount else amount:f}", "currency": currency}


def _of(field: str, values: type[PledgeKind] | type[Status]) -> Callable[[str], dict[str, str]]:
    def read(value: str) -> dict[str, str]:
        known = {each.value for each in values}
        said = value.lower().replace(" ", "_")
        if said not in known:
            raise CommandError(f"{field} is one of {', '.join(sorted(known))}")
        return {field: said}

    return read


def _deadline(value: str) -> Mapping[str, str | None]:
    if value.lower() in _NONE:
        return {"deadline": None}
    found = _DAY.fullmatch(value)
    try:
        day = found and dt.date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        day = None
    if day is None:
        raise CommandError("deadline is a year, a month or a day: 2026, 2026-05, 2026-05-31")
    return {"deadline": value}


_READERS: Mapping[str, Callable[[str], Mapping[str, str | None]]] = {
    "pledger": _name("pledger"),
    "recipient": _name("recipient"),
    "amount": _amount,
    "what": _what,
    "kind": _of("kind", PledgeKind),
    "status": _of("status", Status),
    "deadline": _deadline,
}
