"""A sentence in, the whole units of it that may be left out, out.

Two sorts. An *inner* unit stands inside the sentence and goes alone: a bracket, a title of courtesy,
a day word, an opening that sets the scene, what stands between two commas or dashes. A *tail* begins
where a clause could end and reaches to its end: of a chain of tails, as many as wished go, the last
first. What attributes, negates or sets a condition is in no unit, and no name is cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summariser.clause import balanced, finite, is_a, main_verb, may_end
from summariser.document import Token
from summariser.verbs import Tense, verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Words that may go.

    Attributes:
        start: First code point that goes.
        end: Behind the last one.
        kind: "bracket", "courtesy", "day", "opening", "aside", "dash", or of a tail its first word's sort.
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
_TURNS = re.compile(
    r"[\s,;–—-]*(?:if|unless|provided|subject to|pending|except|depending|in case|as long as|not|never|no"
    r"|without|only|rather|instead|but|until|reportedly|allegedly|or|nor)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r",[ ]without[ ]\w+ing\b")
_CONDITION = re.compile(
    r"\b(?:if|unless|provided (?:that|the)|subject to|pending|depending on|in case|as long as"
    r"|on (?:the )?condition)\b"
)
_ATTRIBUTION = re.compile(
    r"[,”\"][ ](?!and\b|but\b|or\b|while\b|which\b|who\b|although\b|as\b)(?:[^,]{0,60}\b(?:said|says|say|told|tells|announced|reported|stated|confirmed|added|claimed)"
    r"\b[^,]{0,60}|(?:according to|reports?)\b[^,]{0,80})(?=,|$)"
)
_SAYS = re.compile(
    r"(?:said|says|say|told|tells|announced|reported|stated|confirmed|added|claimed)\b"
)
_NEAR = 8


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
    commas = [i for i, t in enumerate(tokens) if _comma(tokens, i)]
    yield from _opening(text, tokens, commas, main)
    yield from _asides(text, tokens, commas, main)
    dashes = list(_DASH.finditer(text, start, end))
    for one, two in pairwise(dashes):
        if balanced(text[one.start() : two.start()]) and not _ATTRIBUTION.search(
            text, one.start(), two.start()
        ):
            goes_on = next((i for i, t in enumerate(tokens) if t.start >= two.end()), None)
            verbal = goes_on is not None and finite(tokens, goes_on)
            end = two.end() - 1 if verbal else two.start()
            yield Unit(start=one.start(), end=end, kind="dash")


def _comma(tokens: Sequence[Token], i: int) -> bool:
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
        turns = _TURNS.match(words) and not _WITHOUT.match(words)
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
            and not (behind == "and" and not _verb_next(tokens, two + 1))
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


def _verb_next(tokens: Sequence[Token], at: int) -> bool:
    """Whether "and" goes on with a verb or a subject of its own."""
    if at + 1 >= len(tokens):
        return False
    found = verb(tokens[at + 1].text) if tokens[at + 1].text.islower() else None
    past = found is not None and bool(found.tense & Tense.PAST)
    return past or is_a(tokens[at + 1].text.lower(), "pronoun") or tokens[at + 1].text in _MODAL


_MODAL = frozenset({"will", "would", "has", "have", "is", "are", "was", "were"})


def _attributes(words: str) -> bool:
    return bool(
        re.search(r"\b(?:said|says|say|told|tells|according|reports?|reported|announced)\b", words)
    )


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
    return bool(_TURNS.match(rest)) or bool(_ATTRIBUTION.search(rest))


def _end(text: str, tokens: Sequence[Token]) -> int:
    end = tokens[-1].end
    while end > tokens[0].start and text[end - 1] in ".;:, ":
        end -= 1
    return end


def _said(text: str, tokens: Sequence[Token], main: int) -> tuple[int, int] | None:
    """Span of "..., police said" behind the main verb."""
    match = _ATTRIBUTION.search(text[: _end(text, tokens)], tokens[main].end)
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
    if _comma(tokens, i):
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
        return _verb_next(tokens, i + 1) or _second_clause(tokens, i + 1, main)
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
    if low in _MODAL or low in ("had", "may", "could", "should"):
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
