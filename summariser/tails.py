"""A sentence in, the tails that may be cut off its end, out.

A tail begins where a clause could end and reaches to its end: of a chain of tails, as many as wished
go, the last first. What attributes, negates or sets a condition is in no tail, and no name is cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser.clause import balanced, finite, is_a, main_verb, may_end
from summariser.document import Token
from summariser.units import ATTRIBUTION, MODAL, TURNS, Unit, comma, verb_next
from summariser.verbs import Tense, verb

_CONDITION = re.compile(
    r"\b(?:if|unless|provided (?:that|the)|subject to|pending|depending on|in case|as long as"
    r"|on (?:the )?condition)\b"
)

_SAYS = re.compile(
    r"(?:said|says|say|told|tells|announced|reported|stated|confirmed|added|claimed)\b"
)

_NEAR = 8


def tails(
    text: str, tokens: Sequence[Token], main: int, names: Sequence[tuple[int, int]]
) -> Iterator[Unit]:
    """Tails from left to right; the last of a chain reaches to where the chain ends.

    Args:
        text: The article.
        tokens: Of the sentence.
        main: Index of its main verb.
        names: Spans of names in the sentence; no cut falls inside one.
    """
    start, end = tokens[0].start, _end(text, tokens)
    said = _said(text, tokens, main)
    chains = (
        [(tokens[main].end, said[0], 1), (said[1], end, 2)]
        if said
        else [(tokens[main].end, end, 1)]
    )
    for low, high, chain in chains:
        cuts = [
            (at, kind)
            for at, kind in _cuts(tokens, main)
            if low < at < high and not any(a < at < b for a, b in names)
        ]
        cuts = [(at, kind) for at, kind in cuts if balanced(text[start:at])]
        cuts = [(at, kind) for at, kind in cuts if _told_before(tokens, at, main)]
        cuts = [
            (at, kind)
            for at, kind in cuts
            if not _CONDITION.search(text, at, high) and not _held(text[at:high])
        ]
        for number, (at, kind) in enumerate(cuts):
            stop = cuts[number + 1][0] if number + 1 < len(cuts) else high
            yield Unit(start=at, end=stop, kind=kind, chain=chain)


def _told_before(tokens: Sequence[Token], at: int, main: int) -> bool:
    """Whether the last clause that was opened before a cut has its verb before it as well."""
    opened = None
    for i in range(main + 1, len(tokens)):
        if tokens[i].start >= at:
            break
        low = tokens[i].text.lower()
        if low == "that" or is_a(low, "relative") or (is_a(low, "sub") and not is_a(low, "prep")):
            opened = i
    if opened is None:
        return True
    told = main_verb(tokens, opened + 1)
    if is_a(tokens[opened].text.lower(), "sub") and told is None:
        return True  # "as ambassador", "following the vote"
    if told is None or tokens[told].end >= at:
        return False
    # "that the systems put in place ...": whether it is the verb shows only later.
    return is_a(tokens[opened].text.lower(), "relative") or finite(tokens, told, opened + 1) > 1


def _held(rest: str) -> bool:
    """Whether a tail turns what stands before it, or says whose word it is."""
    return bool(TURNS.match(rest)) or bool(ATTRIBUTION.search(rest))


def _end(text: str, tokens: Sequence[Token]) -> int:
    end = tokens[-1].end
    while end > tokens[0].start and text[end - 1] in ".;:, ":
        end -= 1
    return end


def _said(text: str, tokens: Sequence[Token], main: int) -> tuple[int, int] | None:
    """Span of "..., police said" behind the main verb."""
    match = ATTRIBUTION.search(text[: _end(text, tokens)], tokens[main].end)
    if match is None:
        return None
    start, end = match.span()
    if _SAYS.match(text, start + 2):  # ", its governor, Ann Ames, told reporters"
        name = text.rfind(",", tokens[main].end, start)
        start = text.rfind(",", tokens[main].end, name)
        if name < 0 or start < 0:
            return None
    return start, end


def _cuts(tokens: Sequence[Token], main: int) -> Iterator[tuple[int, str]]:
    """(offset, kind) of each place behind the main verb where a clause can end."""
    waits = _Waits(asked=main if is_a(tokens[main].text.lower(), "asks") else _NEVER)
    for i in range(main + 1, len(tokens)):
        low = tokens[i].text.lower()
        if is_a(low, "condition") and low not in ("except", "pending"):
            return  # a condition is told as a whole
        if waits.holds(i, low) or _counted(tokens, i):
            continue
        if kind := _cut(tokens, i, main, waits):
            yield tokens[i - 1].end, kind


_NEVER = -99


@dataclass(slots=True)
class _Waits:
    """What has been opened before a word and is not complete yet.

    Attributes:
        asked: Index of the last verb or noun that takes "to": "urged Kenya to".
        pair: "from", "between", "both" or "either", with its index.
    """

    asked: int
    pair: tuple[str, int] = ("", _NEVER)

    def holds(self, i: int, low: str) -> bool:
        """Take in a word; whether no clause can end before it."""
        if is_a(low, "asks"):
            self.asked = i
        opened, at = self.pair
        if low in _PAIRED:
            self.pair = low, i
        if i - at > _NEAR + 4:
            return False
        if low in _PAIRED[opened]:
            self.pair = "", _NEVER
            return True
        return opened != "from"


_PAIRED: dict[str, tuple[str, ...]] = {
    "from": ("to",),
    "between": ("and",),
    "both": ("and",),
    "either": ("or",),
    "": (),
}


def _counted(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word hangs on a span of time or way: "six weeks after"."""
    low = tokens[i].text.lower()
    spans = is_a(tokens[i - 1].text.lower(), "span")
    return spans and (low in ("before", "ahead") or is_a(low, "sub"))


def _cut(tokens: Sequence[Token], i: int, main: int, waits: _Waits) -> str | None:
    """Kind of the tail that a word opens; ``None`` where no clause can end before it."""
    low = tokens[i].text.lower()
    before = tokens[i - 1]
    if comma(tokens, i):
        return _kind(tokens, i + 1) if _comma_cut(tokens, i, main) else None
    if low == ";" or (low in _DASHES and before.end < tokens[i].start):
        return "break" if low == ";" or may_end(tokens, i) else None
    if before.text in (",", ";") or not may_end(tokens, i) or is_a(low, "never_torn"):
        return None
    if low in ("and", "but"):
        return "and" if _second_clause(tokens, i, main) else None
    if low == "to":
        free = i - waits.asked > _NEAR and not before.text[-1].isdigit()
        return "to" if free else None
    if (low == "that" or is_a(low, "relative")) and _singled(tokens, i):
        return None
    if low == "that":
        return None if is_a(before.text.lower(), "claim") else "that"
    opens = is_a(low, "prep", "sub", "relative") and not _inside_name(tokens, i)
    return low if opens else None


def _singled(tokens: Sequence[Token], i: int) -> bool:
    """Whether a relative clause says which ones: "any business that lies", "those who fled"."""
    return any(is_a(t.text.lower(), "singled") for t in tokens[max(0, i - 3) : i])


_DASHES = frozenset("—–-")


def _kind(tokens: Sequence[Token], i: int) -> str:
    low = tokens[i].text.lower()
    if is_a(low, "prep", "sub", "relative", "joint"):
        return f",{low}"
    found = verb(low) if tokens[i].text.islower() else None
    if found and found.tense & Tense.ING:
        return ",ing"
    if found and found.tense & Tense.PARTICIPLE:
        return ",ed"
    if is_a(low, "det"):
        return ",det"
    return ",name" if tokens[i].capital else ",other"


def _comma_cut(tokens: Sequence[Token], i: int, main: int) -> bool:
    """Whether a clause may end at a comma: not inside a list."""
    first = tokens[i + 1]
    low = first.text.lower()
    if not may_end(tokens, i):
        return False
    if low in ("and", "or", "nor"):
        return verb_next(tokens, i + 1) or _second_clause(tokens, i + 1, main)
    if is_a(low, "relative", "sub", "condition", "joint"):
        return True
    found = verb(low) if first.text.islower() else None
    if found and found.tense & (Tense.ING | Tense.PARTICIPLE):
        return True
    if is_a(low, "prep"):
        return not _listed(tokens, i)
    if is_a(low, "det") or first.capital:
        return not _listed(tokens, i)
    return False


def _listed(tokens: Sequence[Token], i: int) -> bool:
    """Whether a comma divides the members of a list: an "and" or "or" joins its last one.

    "A, B and C", "A, B, and C": what follows, up to the next verb, has a bare joint.
    """
    for at in range(i + 1, min(len(tokens), i + 16)):
        low = tokens[at].text.lower()
        if low in ("and", "or", "&"):
            return True
        if is_a(low, "relative", "sub") or tokens[at].text in ";—–":
            return False
    # The member before it: "in Perth, Sydney, Hobart"
    return False


def _second_clause(tokens: Sequence[Token], i: int, main: int) -> bool:
    """Whether "and" goes on with a second finite verb, or a clause: "... and provided"."""
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    low = following.text.lower()
    if is_a(low, "pronoun"):
        return True
    if low in MODAL or low in ("had", "may", "could", "should"):
        return True
    found = verb(low) if following.text.islower() else None
    if found is None or not found.tense & Tense.PAST:
        return False
    lead = verb(tokens[main].text)
    return lead is not None and bool(lead.tense & Tense.PAST)


def _inside_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a preposition joins the words of a name: "Office for Product Safety"."""
    if i + 1 >= len(tokens):
        return False
    before, following = tokens[i - 1], tokens[i + 1]
    return (
        before.capital
        and following.capital
        and (is_a(before.text.lower(), "body") or tokens[i].text in ("for", "on", "against", "to"))
    )
