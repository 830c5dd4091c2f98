"""Claims for tests and benches: short ones by hand, and those of the events set."""

import datetime as dt
import json
import pathlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.claims import Claim, sentence
from summariser import PledgeKind, Status

EVENTS = pathlib.Path(__file__).parent / "quality" / "data" / "events.jsonl"
START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
_SUM = re.compile(r"([A-Z]{3}|\w+) ([\d,.]+)(m|bn|k)?")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}


def claim(
    what: str,
    sum: str | None = None,  # noqa: A002 # reads well where it is called
    *,
    article: str = "a1",
    position: int = 0,
    day: float = 0,
    pledger: str | None = "United Kingdom",
    recipient: str | None = "Ukraine",
    status: Status = Status.PLEDGED,
    kind: PledgeKind = PledgeKind.MILITARY,
    story: int | None = 1,
    **more: Any,
) -> Claim:
    """Make a claim; a sum is written "GBP 225m"."""
    found = _SUM.fullmatch(sum) if sum else None
    amount = None
    if found:
        amount = Decimal(found[2].replace(",", "")) * _TIMES[found[3] or ""]
    return Claim(
        article=article,
        position=position,
        published=START + dt.timedelta(days=day),
        story=story,
        outlet=more.pop("outlet", f"Outlet of {article}"),
        family=more.pop("family", f"House of {article}"),
        pledger=pledger,
        recipient=recipient,
        amount=amount,
        currency=found[1] if found else None,
        what=what,
        kind=kind,
        status=status,
        evidence=more.pop("evidence", what),
        **more,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What the events set says of one pledge."""

    entry: str
    relation: str
    target: str | None


def events() -> dict[str, tuple[Claim, Gold]]:
    """Read each gold pledge of the events set by the key of its claim."""
    rows = [json.loads(line) for line in EVENTS.read_text().splitlines()]
    clusters = sorted({row["cluster"] for row in rows})
    found = {}
    for row in rows:
        for position, pledge in enumerate(row["pledges"]):
            one = _gold_claim(row, clusters.index(row["cluster"]), position, pledge)
            relation, _, target = pledge["ledger_relation"].partition(":")
            gold = Gold(entry=pledge["ledger_id"], relation=relation, target=target or None)
            found[one.key] = one, gold
    return found


def _gold_claim(row: dict[str, Any], story: int, position: int, pledge: dict[str, Any]) -> Claim:
    start = row["text"].index(pledge["evidence"])
    amount = pledge["amount"]
    return Claim(
        article=row["id"],
        position=position,
        published=dt.datetime.fromisoformat(row["published"]),
        story=story,
        outlet=row["outlet"],
        family=row["publisher_family"],
        pledger=pledge["pledger"],
        recipient=pledge["recipient"],
        amount=None if amount is None else Decimal(str(amount)),
        currency=pledge["currency"],
        what=pledge["what"],
        kind=PledgeKind(pledge["kind"]),
        status=Status(pledge["status"]),
        deadline=pledge["deadline"],
        evidence=pledge["evidence"],
        start=start,
        context=sentence(row["text"], start, start + len(pledge["evidence"])),
        title=row["title"],
    )
