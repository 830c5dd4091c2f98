"""A clause in, its figures with their places, and whether anything arrived, out."""

import functools
import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

_FIGURE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?[\s-]*"
    r"(thousand|million|billion|trillion|k|mn|m|bn|tn)?(?![\w.,]*\d)\b",
    re.IGNORECASE,
)
_TIMES = {"k": 3, "t": 3, "m": 6, "b": 9, "tr": 12, "tn": 12}
_PROMISED = re.compile(
    r"\b(?:had|has|have|was|were|been)\s+(?:\w+ly\s+|already\s+|only\s+|since\s+)?"
    r"(?:promised|pledged|announced|offered|vowed)\b|\b(?:promised|pledged|announced|committed)\b",
    re.IGNORECASE,
)
_ARRIVED = re.compile(
    r"\b(?:deliver\w*|arriv\w*|receiv\w*|paid|pay\w* out|hand\w* over|transfer\w*|disburs\w*|sent"
    r"|ship\w*|land(?:s|ed)|reach\w*|spent|given|gave|provided|supplied|complet\w*|opened|built"
    r"|in full|kept|honou?red|fulfil\w*|met|made good|donated|flown|drew|drawn|set up|installed"
    r"|handed|deployed|trained|released|implemented|done|went|left|crossed|unloaded)\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:out )?of\s+(?:(?:the|its|their|those|these|some)\s+)?\W?", re.IGNORECASE
)


def only_promised(evidence: str) -> bool:
    """Say whether a clause tells of a promise alone, and of nothing that has arrived.

    "Donors had pledged $1.1bn" is told in the past and is no delivery.
    """
    return bool(_PROMISED.search(evidence)) and not _ARRIVED.search(evidence)


def arrived_of(evidence: str, whole: Decimal) -> Decimal | None:
    """Give how much of a whole is said to have come: 12 of "12 of the 30 tanks"."""
    for (_, end, some), (begin, _, said) in itertools.pairwise(figures(evidence)):
        if said == whole and some < whole and _OF.fullmatch(evidence[end:begin]):
            return some
    return None


def scale_of(text: str) -> Decimal:
    """Give the thousands or millions that a figure at the beginning is counted in."""
    found = _FIGURE.match(text)
    return _worth("1", "", found[3] or "") if found else Decimal(1)


def figures(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Walk the figures of a text with their places: "1.38 billion", "63m", "1,200"."""
    return iter(_figures(text))


@functools.lru_cache(maxsize=1024)
def _figures(text: str) -> tuple[tuple[int, int, Decimal], ...]:
    return tuple(
        (found.start(), found.end(), _worth(found[1], found[2] or "", found[3] or ""))
        for found in _FIGURE.finditer(text)
    )


def _worth(whole: str, rest: str, times: str) -> Decimal:
    short = times.lower()
    power = _TIMES.get(short[:2], _TIMES.get(short[:1], 0)) if short else 0
    return Decimal(whole.replace(",", "") + rest) * Decimal(10) ** power
