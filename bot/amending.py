"""A claim and an editor's values in, the claim as it is read from then on out."""

import dataclasses
from collections.abc import Iterable
from decimal import Decimal

from bot.claims import Claim
from summariser import PledgeKind, Status


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
