"""Measures in one form: a line each for a person, one JSON file for the README and for CI."""

import json
import operator
import pathlib
import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).parent.parent
BUILD = ROOT / "build"

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value.

    Attributes:
        name: Dotted, stable: "summariser.median_ms".
        value: ``None`` when it could not be measured here; ``note`` says why.
        unit: "ms", "MB", "F1", "share", "articles" ...
        target: Comparison and number, "<= 120"; ``None`` where none was set.
        peer: The value of what it is compared with, measured in the same run.
    """

    name: str
    value: float | None
    unit: str
    target: str | None = None
    peer: float | None = None
    note: str | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; ``None`` without a target or a value."""
        if self.target is None or self.value is None:
            return None
        sign, _, number = self.target.partition(" ")
        return _COMPARE[sign](self.value, float(number))


def number(value: float | None) -> str:
    """Write a value for a person: three significant digits and no false ones."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def report(kind: str, figures: Iterable[Figure]) -> int:
    """Print each figure as it comes and write ``build/<kind>.json``.

    What was measured there before and is not measured now stays: parts may be run one by one.

    Returns:
        How many targets were missed.
    """
    path = BUILD / f"{kind}.json"
    written: dict[str, dict[str, float | str | None]] = (
        json.loads(path.read_text()) if path.exists() else {}
    )
    missed = 0
    print(f"{kind} on {platform.machine()}, Python {platform.python_version()}", file=sys.stderr)
    for figure in figures:
        target = f"  target {figure.target}" if figure.target else ""
        peer = f"  peer {number(figure.peer)}" if figure.peer is not None else ""
        verdict = "  MISSED" if figure.met is False else ""
        note = f"  ({figure.note})" if figure.note else ""
        value = f"{number(figure.value)} {figure.unit}"
        print(f"{figure.name:<44}{value:>18}{target}{peer}{verdict}{note}", flush=True)
        missed += figure.met is False
        written[figure.name] = {
            "value": figure.value,
            "unit": figure.unit,
            "target": figure.target,
            "peer": figure.peer,
        }
    BUILD.mkdir(exist_ok=True)
    path.write_text(json.dumps(written, indent=1) + "\n")
    return missed
