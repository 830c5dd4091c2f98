"""The words around a sum in, what they say it is to another sum out.

A figure alone does not say whether it is a part, a raise or a correction of one that was said
before; the words beside it do. Lists of words were taken from the events set and from how desks
write such sentences; what they miss is left to the points of `matching`.
"""

import itertools
import re
from decimal import Decimal

from bot.claims import Claim
from bot.clauses import figures, scale_of

_RAISE = re.compile(
    r"\b(?:rais\w+|increas\w+|doubl\w+|trebl\w+|tripl\w+|top(?:s|ped|ping)? up|up from"
    r"|bring(?:s|ing)? (?:the|its) total|higher|enlarg\w+|running total|closing total|so far"
    r"|passed)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:of which|of (?:it|that|this|the (?:sum|money|total))|share|instal\w+|tranches?|half"
    r"|first|second|third|remain\w+|the rest|each|batch|consignments?|deliver\w+|shipments?|units?"
    r"|includ\w+|will go to|set aside|component)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"\b(?:extra|additional|further|another|more)\b.{0,120}"
    r"\b(?:bring|tak)(?:s|ing) (?:the|its|their) (?:\w+ ){0,3}total\b",
    re.IGNORECASE | re.DOTALL,
)
_CORRECT = re.compile(
    r"\b(?:correct\w*|instead of|typing error|misprint|trimmed|not decided|no decision"
    r"|slip(?:s|ped)?|only part|by \w+'s count|came up short|counted twice)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:instead of|rather than|not(?! only| just)|no longer|(?:up|down|raised|increased|cut"
    r"|reduced|lowered|trimmed|revised|corrected|changed|improved)\s(?:\w+\s){0,3}from"
    r"|higher than|lower than|earlier|previous\w*|original\w*|initial\w*|wrongly|mistaken\w*"
    r"|against|replac\w+)\b[^.\d]{0,40}$",
    re.IGNORECASE,
)
_WINDOW = 70
"""Characters before a figure in which its direction is said."""


def raises(claim: Claim) -> bool:
    """Say whether the words tell of a raise."""
    return bool(_RAISE.search(_around(claim)))


def adds(claim: Claim) -> bool:
    """Say whether the sum is an increase and not the new total: "an extra 1bn, bringing ..."."""
    return bool(_ADDS.search(_around(claim)))


def corrects(claim: Claim) -> bool:
    """Say whether the words tell of a correction or a dispute."""
    return bool(_CORRECT.search(_around(claim)))


def said_as_part(claim: Claim) -> bool:
    """Say whether the words tell of a part of something."""
    return bool(_PART.search(f"{claim.context or claim.evidence} {claim.what}"))


def part_by_name(claim: Claim) -> bool:
    """Say whether what is promised is itself named as a part: "the first instalment"."""
    return bool(_PART.search(claim.what))


def names_former(claim: Claim, former: tuple[Decimal, str]) -> bool:
    """Say whether the sentence names another sum as the one that held before.

    "EUR 36m, not the 63m announced on Monday", "up from 40m", "from 38m to 44m".
    """
    text = claim.context or claim.evidence
    if claim.sum is None or claim.sum[0] == former[0]:
        return False
    for start, end, figure in figures(text):
        if figure != former[0]:
            continue
        before = text[max(0, start - _WINDOW) : start]
        to = re.search(r"\bfrom\W{0,3}(?:[A-Z]{2,3}\W?)?$", before) and re.match(
            r"[^.\d]{0,30}\bto\b", text[end:]
        )
        if to or _BEFORE.search(before):
            return True
    return False


_BETWEEN = re.compile(r"\s*(?:[-\u2013\u2014]|to|and)\s*(?:[A-Z]{0,3}[$\u20ac\u00a3]|[A-Z]{3}\s)?")


def reach(claim: Claim) -> tuple[Decimal, Decimal] | None:
    """Give the ends of a range that the claim's sum is one of; ``None`` where it is none.

    "between 40 million and 60 million", "40-60 million", "40m to 60m"; "from 40 to 60" may as
    well be a raise and is none.
    """
    text = claim.evidence
    found = tuple(figures(text))
    for (start, end, low), (begin, _, high) in itertools.pairwise(found):
        between = text[end:begin]
        if not claim.sum or not low < high or not _BETWEEN.fullmatch(between):
            continue
        before = text[:start].rstrip(" $\u20ac\u00a3").lower()
        scale = scale_of(text[begin:])
        low = low * scale if high >= scale > low else low  # noqa: PLW2901 # "40-60 million"
        told = before.endswith("between") if "and" in between else not before.endswith("from")
        if told and low < high and claim.sum[0] in {low, high}:
            return low, high
    return None


def _around(claim: Claim) -> str:
    title = claim.title if claim.position == 0 else ""
    return f"{title}. {claim.context or claim.evidence} {claim.what}"
