"""A sum with the words after it in, the parts that they name of it out.

"GBP 225m, of which 92m is for drones, 68m for air defence, 39m for ammunition and 26m for training"
is one pledge with four parts. A reader of clauses sees the whole; the list behind it is read here:
figures of the same sentence, or of one that begins by saying that it goes on, which either come
after words such as "of which" and stay within the whole, or add up to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.clauses import figures

NEARLY = Decimal("1.01")
"""Parts are rounded in print: together they may be so much of the whole."""

AHEAD = 60
"""Characters in which a next sentence must say that it goes on about the sum."""

MOST = 12
"""Parts of one sum."""

_STOP = re.compile(r"[.!?][\"”’']?(?=\s|$)|\n")
_CUE = re.compile(
    r"\b(?:of which|of (?:that|this|it|these|the (?:money|sum|total|package|amount|aid|funds?))"
    r"|includ(?:es|ed|ing)|compris(?:es|ed|ing)|made up of|consist(?:s|ed|ing) of|split|divided"
    r"|broken down|breaks down)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?:\b[A-Z]{1,3})?[$£€¥₹]\s?$|\b[A-Z]{3}\s$")
_EACH = re.compile(
    r"\s*(?:per\b|an? (?:year|month|week|day|head|person)\b|each\b|apiece\b)", re.IGNORECASE
)
_SAID = re.compile(r",\s(?:[\w.'’ -]{1,60}\s)?(?:said|says|told|according)\b")
_LEAD = re.compile(
    r"^[\s,]*(?:(?:pounds?|euros?|dollars?|kron\w+|pesos|rupees|yen|francs?)\b\s*)?"
    r"(?:(?:will|would|is|are|was|were|to|has|have|been|be|go|goes|going|set aside|earmarked)\s+)*"
    r"(?:for|to|on|in|towards)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[\s,;:]|\band|\bplus|\bwith)+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A part of a sum.

    Attributes:
        start: Where its clause begins in the text, code points; ``end`` is exclusive.
        what: What it is for, in the text's words; "" where it does not say.
    """

    start: int
    end: int
    amount: Decimal
    what: str


def portions(text: str, whole: Decimal, after: int) -> Sequence[Portion]:
    """Read the parts of a sum from the words after it.

    Args:
        text: The article's.
        whole: The sum.
        after: Where its figure ends.
    """
    stop = _STOP.search(text, after)
    until = stop.start() if stop else len(text)
    found = _listed(text, whole, after, until)
    if found or stop is None:
        return found
    begins = stop.end() + len(text[stop.end() :]) - len(text[stop.end() :].lstrip())
    follows = _STOP.search(text, begins + 1)
    ends = follows.start() if follows else len(text)
    return _listed(text, whole, begins, ends) if _CUE.search(text, begins, begins + AHEAD) else ()


def _listed(text: str, whole: Decimal, start: int, end: int) -> Sequence[Portion]:
    """Give the figures of a stretch that are parts of the whole, or nothing."""
    some = [each for each in _sums(text, start, end) if each[2] < whole][:MOST]
    if not some:
        return ()
    total = sum((amount for _, _, amount in some), Decimal(0))
    cued = _CUE.search(text, start, some[0][0]) is not None
    if total > whole * NEARLY or not (cued or (len(some) > 1 and total * NEARLY >= whole)):
        return ()
    ends = [*(begin for begin, _, _ in some[1:]), end]
    return tuple(
        _portion(text, begin, after, until, amount)
        for (begin, after, amount), until in zip(some, ends, strict=True)
    )


def _sums(text: str, start: int, end: int) -> Iterator[tuple[int, int, Decimal]]:
    """Walk the figures with a money's sign, or counted in thousands and more; no rates."""
    stretch = text[start:end]
    for begin, after, amount in figures(stretch):
        sign = _SIGN.search(stretch[:begin])
        if _EACH.match(stretch, after):
            continue
        if sign or stretch[begin:after][-1].isalpha():
            yield start + (sign.start() if sign else begin), start + after, amount


def _portion(text: str, begin: int, after: int, until: int, amount: Decimal) -> Portion:
    said = _SAID.search(text, after, until)
    clause = _TAIL.sub("", text[begin : said.start() if said else until])
    rest = clause[after - begin :]
    lead = _LEAD.match(rest)
    return Portion(
        start=begin,
        end=begin + len(clause),
        amount=amount,
        what=rest[lead.end() :].strip() if lead else "",
    )


def adding(known: Sequence[Decimal], found: Sequence[Portion]) -> Sequence[Portion]:
    """Leave out parts that are known by their sums already, each once."""
    left = list(known)
    kept = []
    for each in found:
        if each.amount in left:
            left.remove(each.amount)
        else:
            kept.append(each)
    return kept
