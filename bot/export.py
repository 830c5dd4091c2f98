"""Accounts of the ledger in, files out: CSV and JSON for people, IATI XML for aid systems.

IATI (International Aid Transparency Initiative, activity standard 2.03) asks for a transaction
type: 12 and 13 are outgoing and incoming pledge, 2 and 11 outgoing and incoming commitment, 3 is
disbursement. A pledge of the ledger is told from the giver's side: 12 while it is announced, 2
once it is committed or allocated, 3 for what is said to have arrived. What is only considered or
conditional is no transaction and stands as an activity without one; what is counted in things
has none either. Values keep the currency that they were said in, with the date of the saying.

Who publishes a file stands in each activity and begins its identifier, so a name of our own making
would pass for somebody's. Where none is set both are left empty: the file is valid by the schema,
a validator that knows the registered publishers refuses it, and a comment at its top says why.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.accounts import Account, Life, is_money, side_by_side

COLUMNS = (
    "key", "pledger", "recipient", "kind", "amount", "currency", "per", "purpose", "status",
    "state", "deadline", "delivered", "part_of", "first_said", "last_said", "outlets",
    "publisher_families", "figures", "evidence",
)  # fmt: skip
"""Of the CSV and of each JSON object, in this order; they stay when others are added."""

_ACTIVITY = {  # IATI codelist ActivityStatus
    Life.CONSIDERED: "1",
    Life.CONDITIONAL: "1",
    Life.ANNOUNCED: "1",
    Life.COMMITTED: "2",
    Life.ALLOCATED: "2",
    Life.DELIVERED: "4",
    Life.OVERDUE: "2",
    Life.STALLED: "6",
    Life.WITHDRAWN: "5",
    Life.NO_EVIDENCE: "1",
}
PLEDGE, COMMITMENT, DISBURSEMENT = "12", "2", "3"

UNSIGNED = (
    "a draft that names no publisher: set IATI_REPORTER to your IATI organisation identifier"
    " before you publish it"
)
"""Said wherever an IATI file is given whose publisher nobody has named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who publishes an IATI file.

    Attributes:
        ref: Organisation identifier ("GB-COH-1234567", see https://org-id.guide); "" for a draft.
        name: Its name; "" where none is given.
    """

    ref: str = ""
    name: str = ""


NOBODY = Reporter()


def as_json(held: Iterable[Account], *, today: dt.date) -> str:
    """Write a list of objects with the fields of `COLUMNS`.

    Amounts are text: most readers of JSON take its numbers for binary floats, which are not exact.
    """
    rows = [dict(zip(COLUMNS, _row(account, today), strict=True)) for account in held]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_csv(held: Iterable[Account], *, today: dt.date) -> str:
    """Write a table (RFC 4180); what a spreadsheet would run as a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for account in held:
        writer.writerow([_cell(value) for value in _row(account, today)])
    return out.getvalue()


def _row(account: Account, today: dt.date) -> Sequence[str | list[str] | None]:
    amount, currency = account.sum or (None, None)
    return (
        account.key,
        account.pledger,
        account.recipient,
        account.kind.value,
        None if amount is None else _plain(amount),
        currency,
        account.per,
        account.purpose,
        account.status.value,
        account.life(today).value,
        account.deadline,
        None if account.delivered is None else _plain(account.delivered),
        account.whole,
        account.first.isoformat(),
        account.last.isoformat(),
        list(account.outlets),
        list(account.families),
        list(side_by_side(account)),
        [said.claim.evidence for said in account.history],
    )


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _cell(value: str | list[str] | None) -> str:
    """Join lists, and keep a spreadsheet from reading text as a formula (OWASP, CSV injection)."""
    text = " | ".join(value) if isinstance(value, list) else value or ""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def as_iati(held: Iterable[Account], *, now: dt.datetime, reporter: Reporter = NOBODY) -> str:
    """Write an IATI 2.03 activity file, one activity a pledge.

    Args:
        held: Pledges; parts become activities related to their whole's.
        now: When it is written, aware UTC.
        reporter: Who publishes it; nobody makes it a draft, which says so.
    """
    known = {account.key: account for account in held}
    root = ET.Element(
        "iati-activities",
        {"version": "2.03", "generated-datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    if not reporter.ref:
        root.append(ET.Comment(f" {UNSIGNED[0].upper()}{UNSIGNED[1:]}. "))
    for account in known.values():
        root.append(_activity(account, known, now, reporter))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _activity(
    account: Account, known: dict[str, Account], now: dt.datetime, reporter: Reporter
) -> ET.Element:
    """Make one activity; the standard fixes the order of its elements."""
    life = account.life(now.date())
    node = ET.Element(
        "iati-activity",
        {
            "last-updated-datetime": account.last.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "{http://www.w3.org/XML/1998/namespace}lang": "en",
        },
    )
    ET.SubElement(node, "iati-identifier").text = identifier(account.key, reporter)
    # 90 is "Other" in the codelist OrganisationType
    body = ET.SubElement(
        node, "reporting-org", {"ref": reporter.ref, "type": "90", "secondary-reporter": "1"}
    )
    _narrative(body, reporter.name or reporter.ref or "not named")
    _narrative(ET.SubElement(node, "title"), _title(account))
    _narrative(ET.SubElement(node, "description", {"type": "1"}), _description(account))
    for role, name in (("1", account.pledger), ("4", account.recipient)):
        if name:  # 1 funding, 4 implementing: who gives and who gets
            _narrative(ET.SubElement(node, "participating-org", {"role": role}), name)
    ET.SubElement(node, "activity-status", {"code": _ACTIVITY[life]})
    # 1 planned start: the day on which it was announced is the only day that is known
    ET.SubElement(
        node, "activity-date", {"iso-date": account.first.date().isoformat(), "type": "1"}
    )
    for kind, said, amount in _transactions(account, account.told):
        node.append(_transaction(account, kind, said, amount))
    if account.whole in known:
        ref = identifier(account.whole or "", reporter)
        ET.SubElement(node, "related-activity", {"ref": ref, "type": "1"})  # 1 parent
    for part in account.parts:
        if part in known:
            ref = identifier(part, reporter)
            ET.SubElement(node, "related-activity", {"ref": ref, "type": "2"})  # 2 child
    return node


def identifier(key: str, reporter: Reporter) -> str:
    """Give the activity's identifier: the reporter's own, then letters of the key's digest."""
    own = f"PLEDGE-{hashlib.sha256(key.encode()).hexdigest()[:12].upper()}"
    return f"{reporter.ref}-{own}" if reporter.ref else own


def _transactions(account: Account, life: Life) -> list[tuple[str, dt.date, Decimal]]:
    """Give type, day and value of what can be told in money."""
    if account.sum is None or not is_money(account.sum[1]):
        return []
    if life in {Life.CONSIDERED, Life.CONDITIONAL, Life.WITHDRAWN}:
        return []
    firm = life in {Life.COMMITTED, Life.ALLOCATED, Life.DELIVERED}
    found = [(COMMITMENT if firm else PLEDGE, account.first.date(), account.sum[0])]
    if account.delivered is not None:
        found.append((DISBURSEMENT, account.last.date(), account.delivered))
    return found


def _transaction(account: Account, kind: str, day: dt.date, amount: Decimal) -> ET.Element:
    node = ET.Element("transaction")
    ET.SubElement(node, "transaction-type", {"code": kind})
    ET.SubElement(node, "transaction-date", {"iso-date": day.isoformat()})
    currency = account.sum[1] if account.sum else ""
    value = ET.SubElement(node, "value", {"currency": currency, "value-date": day.isoformat()})
    value.text = _plain(amount)
    for tag, name in (("provider-org", account.pledger), ("receiver-org", account.recipient)):
        if name:
            _narrative(ET.SubElement(node, tag), name)
    return node


def _title(account: Account) -> str:
    to = f" to {account.recipient}" if account.recipient else ""
    return f"{account.pledger or 'Pledger not named'}{to}: {account.purpose}"


def _description(account: Account) -> str:
    said = account.history[0].claim
    outlets = ", ".join(account.outlets) or "an outlet that is not named"
    return f'Announced, as reported by {outlets}: "{said.evidence}"'


def _narrative(parent: ET.Element, text: str) -> None:
    clean = "".join(char for char in text if char.isprintable() or char == " ")
    ET.SubElement(parent, "narrative").text = clean
