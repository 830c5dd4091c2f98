"""A sentence in, the units inside it that may be left out alone, out.

A bracket, a title of courtesy, a day word, an opening that sets the scene, what stands between two
commas or dashes. What attributes, negates or sets a condition is in no unit, and no name is cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summariser.clause import balanced, finite, is_a
from summariser.document import Token
from summariser.verbs import Tense, verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Words that may go.

    Attributes:
        start: First code point that goes.
        end: Behind the last one.
        kind: "bracket", "courtesy", "day", "opening", "aside", "dash"; of a tail the sort of its first
            word.
        chain: 0 for an inner unit; tails of one chain go from its end, none alone.
    """

    start: int
    end: int
    kind: str
    chain: int = 0


_BRACKET = re.compile(r"[ ]?(?:\([^()\[\]\n]{0,200}\)|\[[^()\[\]\n]{0,200}\])")
_COURTESY = re.compile(
    r"(?:(?<=\s)|^)(?:(?:Her|His|Their)[ ](?:Excellenc(?:y|ies)|(?:Royal[ ])?Highness(?:es)?|Majesty)(?:[ ]the(?=[ ](?:Prime|President)))?[ ]"
    r"|(?:The|the)[ ](?:Right[ ]|Rt\.?[ ])?Hon(?:\.|ourable)?[ ](?=[A-Z]))"
)
_LETTERS = re.compile(
    r"(?<=[a-z])(?:,?[ ](?:A[CMO]|CVO|KCVO|OBE|MBE|CBE|KBE|DBE|QC|KC|S\.?C|MP|MHR|MLA|OAM|PSM))+(?=[ .,;]|$)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# A day word is relative to a day that line 1 states at its end; only for what is past.
_DAY = re.compile(
    rf"^(?:(?:On|Late on|Early on|Late|Early)[ ])?(?:{_WEEKDAY}|Yesterday|Today|Earlier today|Earlier this week)"
    r"(?:[ ](?:morning|afternoon|evening|night))?(?:,[ ]|[ ](?=the\b|we\b|[A-Z]))"
    r"|(?<!until)(?<!since)(?<!from)(?<!by)(?<!of)(?<!and)(?<!,)(?<!before)(?<!after)(?<!for)"
    rf"(?<!late)(?<!early)(?<!last)(?<!next)(?<!every)"
    rf"[ ](?:today|yesterday|on[ ]{_WEEKDAY})(?:[ ](?:morning|afternoon|evening|night))?\b(?!['’-]|[ ](?:and|morning|afternoon|evening|night|\d))"
)
# The day on which it was said is past, whatever was said.
_SAID_ON = re.compile(
    rf"\b(?:said|announced|reported|confirmed|told[ ]\w+|stated|declared)"
    rf"([ ](?:today|yesterday|on[ ]{_WEEKDAY}))\b(?!['’-]|[ ](?:and|morning|afternoon|evening|night|\d))"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|to be|is to|are to|(?:is|are|was|were) due|scheduled|may|could)\b"
)
_DASH = re.compile(r"[ ](?:—|–|--?)[ ]|(?<=\w)—(?=\w)")
_HEDGED = re.compile(
    r"\b(?:if|unless|provided|subject to|pending|except|depending|in case|as long as|not|never|no|n['’]t"
    r"|without|only|rather than|instead|until|alleged\w*|reported\w*|suspected|may|might|could)\b",
    re.IGNORECASE,
)
TURNS = re.compile(
    r"[\s,;–—-]*(?:if|unless|provided|subject to|pending|except|depending|in case|as long as|not|never|no"
    r"|without|only|rather|instead|but|until|reportedly|allegedly|or|nor)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r",[ ]without[ ]\w+ing\b")
ATTRIBUTION = re.compile(
    r"[,”\"][ ](?!and\b|but\b|or\b|while\b|which\b|who\b|although\b|as\b)(?:[^,]{0,60}\b(?:said|says|say|told|tells|announced|reported|stated|confirmed|added|claimed)"
    r"\b[^,]{0,60}|(?:according to|reports?)\b[^,]{0,80})(?=,|$)"
)


def inner(text: str, tokens: Sequence[Token], main: int) -> Iterator[Unit]:
    """Units that go alone; ``main`` is the index of the main verb."""
    start, end = tokens[0].start, tokens[-1].end
    for kind, pattern in (("bracket", _BRACKET), ("courtesy", _COURTESY), ("courtesy", _LETTERS)):
        for match in pattern.finditer(text, start, end):
            yield Unit(start=match.start(), end=match.end(), kind=kind)
    if not _FUTURE.search(text, start, end):
        for match in _DAY.finditer(text[start:end]):
            yield Unit(start=start + match.start(), end=start + match.end(), kind="day")
    else:
        for match in _SAID_ON.finditer(text, start, end):
            yield Unit(start=match.start(1), end=match.end(1), kind="day")
    commas = [i for i, t in enumerate(tokens) if comma(tokens, i)]
    yield from _opening(text, tokens, commas, main)
    yield from _asides(text, tokens, commas, main)
    dashes = list(_DASH.finditer(text, start, end))
    for one, two in pairwise(dashes):
        if balanced(text[one.start() : two.start()]) and not ATTRIBUTION.search(
            text, one.start(), two.start()
        ):
            goes_on = next((i for i, t in enumerate(tokens) if t.start >= two.end()), None)
            verbal = goes_on is not None and finite(tokens, goes_on)
            end = two.end() - 1 if verbal else two.start()
            yield Unit(start=one.start(), end=end, kind="dash")


def comma(tokens: Sequence[Token], i: int) -> bool:
    """Whether a comma stands there that is no part of a number."""
    return tokens[i].text == "," and 0 < i < len(tokens) - 1 and tokens[i + 1].start > tokens[i].end


def _opening(text: str, tokens: Sequence[Token], commas: list[int], main: int) -> Iterator[Unit]:
    before = [c for c in commas if c < main]
    low = tokens[0].text.lower()
    found = verb(low)
    opens = is_a(low, "prep", "sub") or is_a(low, "day") or low.endswith("ly")
    opens = opens or (found is not None and bool(found.tense & (Tense.ING | Tense.PARTICIPLE)))
    if not opens or low == "according" or not before:
        return
    for comma in before:
        rest = sum(c > comma for c in before)
        words = text[tokens[0].start : tokens[comma].start]
        if rest in (0, 2) and balanced(words) and not _HEDGED.search(words):
            follows = tokens[comma + 1].text
            verbal = verb(follows) if follows.islower() else None
            past = verbal is not None and bool(verbal.tense & Tense.PAST)
            if not past and not is_a(follows.lower(), "joint", "relative"):
                yield Unit(start=tokens[0].start, end=tokens[comma + 1].start, kind="opening")
            return


def _asides(text: str, tokens: Sequence[Token], commas: list[int], main: int) -> Iterator[Unit]:
    """What stands between two commas."""
    for one, two in pairwise(commas):
        words = text[tokens[one].start : tokens[two].start]
        turns = TURNS.match(words) and not _WITHOUT.match(words)
        if not balanced(words) or _attributes(words) or turns:
            continue
        first, behind = tokens[one + 1].text.lower(), tokens[two + 1].text.lower()
        verbal = finite(tokens, two + 1) or (
            (behind in _SKIPPED or behind.endswith("ly"))
            and two + 2 < len(tokens)
            and finite(tokens, two + 2)
        )
        if two < main and verbal:  # between the subject and its verb
            yield Unit(start=tokens[one].start, end=tokens[two].end, kind="aside")
        elif (
            one > main
            and _begins_aside(first)
            and (is_a(behind, "prep", "sub", "relative") or behind in ("to", "and", "but"))
            and not (behind == "and" and not verb_next(tokens, two + 1))
        ):
            keeps = is_a(behind, "relative") or behind in ("and", "but")
            end = tokens[two].start if keeps else tokens[two].end
            yield Unit(start=tokens[one].start, end=end, kind="aside")


_SKIPPED = frozenset({"also", "now", "then", "has", "have"})


def _begins_aside(first: str) -> bool:
    found = verb(first)
    return is_a(first, "relative", "sub", "prep", "det") or (
        found is not None and bool(found.tense & (Tense.ING | Tense.PARTICIPLE))
    )


def verb_next(tokens: Sequence[Token], at: int) -> bool:
    """Whether "and" goes on with a verb or a subject of its own."""
    if at + 1 >= len(tokens):
        return False
    found = verb(tokens[at + 1].text) if tokens[at + 1].text.islower() else None
    past = found is not None and bool(found.tense & Tense.PAST)
    return past or is_a(tokens[at + 1].text.lower(), "pronoun") or tokens[at + 1].text in MODAL


MODAL = frozenset({"will", "would", "has", "have", "is", "are", "was", "were"})


def _attributes(words: str) -> bool:
    return bool(
        re.search(r"\b(?:said|says|say|told|tells|according|reports?|reported|announced)\b", words)
    )
