"""A briefing in, a row of plain strings and numbers out, as scorer and exports share it."""

from decimal import Decimal
from typing import Any

from summariser.records import Briefing, Pledge


def as_row(briefing: Briefing) -> dict[str, Any]:
    """Flatten a briefing; amounts are int where they are whole, else float."""
    return {
        "id": briefing.article,
        "what": briefing.what.text if briefing.what else "",
        "actors": [{"name": actor.name, "role": actor.role} for actor in briefing.actors],
        "pledges": [_pledge(pledge) for pledge in briefing.pledges],
    }


def _pledge(pledge: Pledge) -> dict[str, Any]:
    return {
        "pledger": pledge.pledger.name if pledge.pledger else None,
        "recipient": pledge.recipient.name if pledge.recipient else None,
        "amount": _number(pledge.amount.amount) if pledge.amount else None,
        "currency": pledge.amount.currency if pledge.amount else None,
        "what": pledge.what.text,
        "kind": pledge.kind.value,
        "deadline": (pledge.deadline.date or pledge.deadline.text) if pledge.deadline else None,
        "status": pledge.status.value,
        "speaker": pledge.speaker.name if pledge.speaker else None,
        "evidence": pledge.evidence.text,
    }


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
