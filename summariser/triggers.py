"""Document in, the places out where somebody may commit to something: cue, verb, clause.

All cues are emitted; which of them is a pledge is decided later, by weight and by veto.
"""

import functools
import re
from dataclasses import dataclass

from summariser.document import Document, Token
from summariser.lexicon import table
from summariser.money import Sum
from summariser.proposal import Span
from summariser.records import Status

_ADVERBS = frozenset(
    [
        "also",
        "now",
        "today",
        "already",
        "still",
        "yesterday",
        "currently",
        "formally",
        "recently",
        "soon",
        "then",
        "further",
        "jointly",
        "immediately",
        "not",
        "again",
        "never",
        "always",
        "only",
        "just",
        "fully",
        "publicly",
        "all",
        "both",
        "each",
        "therefore",
        "initially",
        "later",
        "eventually",
        "gradually",
        "even",
        "ever",
        "yet",
        "together",
        "first",
        "indeed",
        "certainly",
        "probably",
        "likely",
        "possibly",
        "actively",
        "directly",
        "specifically",
        "in",
        "turn",
        "at",
        "least",
    ]
)
_CLAUSE_ENDS = frozenset({";", ":", "“", "”", '"', "(", ")", "•"})
_DASHES = frozenset({"—", "–", "-"})
# A dash before so few last words adds to the clause ("support - drones and shells").
_AFTERTHOUGHT = 14
_CLAUSE_WORDS = frozenset({"but", "while", "whereas", "although", "though", "because", "which"})
_LONGEST_CLAUSE = 45
# "Everything he can for Ukraine": nothing is done there.
_NO_VERBS = frozenset(
    {"for", "to", "in", "of", "on", "at", "by", "with", "from", "the", "a", "and"}
)
# Work on a cue grows with its sentence; more cues than this in one sentence are no news.
_MOST_IN_SENTENCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A cue with the clause that it stands in.

    Attributes:
        start, end: The trigger: cue, adverbs and the verb that it governs.
        form: Its row in triggers.tsv ("modal", "noun", ...) or "sum" for a sum without a cue.
        verb: The word that is done, in lower case ("provide").
        passive: "will be provided".
        negated: A "not" or "no longer" inside.
        clause: (start, end) of the clause around it.
        token: Index of the trigger's first token in its sentence; ``after``: past its last.
    """

    start: int
    end: int
    cue: str
    form: str
    status: Status
    verb: str
    sentence: int
    clause: tuple[int, int]
    token: int
    after: int
    passive: bool = False
    negated: bool = False


_FIRST = re.compile(r"\w+")
_INSIDE = re.compile(r"\w")


@functools.cache
def _cues() -> dict[str, list[tuple[str, str, Status]]]:
    """Cues by their first word, longest first."""
    by_first: dict[str, list[tuple[str, str, Status]]] = {}
    rows = sorted(table("triggers"), key=lambda row: (-len(row["cue"]), row["cue"]))
    for row in rows:
        match = _FIRST.match(row["cue"])
        if match:
            entry = (row["cue"], row["form"], Status(row["status"]))
            by_first.setdefault(match.group(), []).append(entry)
    return by_first


def _cue_at(text: str, token: Token) -> tuple[str, str, Status] | None:
    """The longest cue that begins with a token."""
    first = _FIRST.match(token.text)
    for entry in _cues().get(first.group().lower(), ()) if first else ():
        end = token.start + len(entry[0])
        if text[token.start : end].lower() == entry[0] and not _INSIDE.match(text, end):
            return entry
    return None


def cues_within(document: Document, span: Span) -> list[tuple[str, str, Status]]:
    """Each cue that begins in a span, in text order, as (cue, form, status) of the table."""
    found: list[tuple[str, str, Status]] = []
    passed = span.start
    for token in document.tokens[document.sentence_at(span.start)]:
        if passed <= token.start < span.end and (entry := _cue_at(document.text, token)):
            found.append(entry)
            passed = token.start + len(entry[0])
    return found


def cues(document: Document, sums: tuple[tuple[Sum, ...], ...]) -> list[Cue]:
    """Find all cues, in text order; at most one for each verb."""
    found: list[Cue] = []
    for index, tokens in enumerate(document.tokens):
        before = len(found)
        taken = -1
        passed = 0
        for at, token in enumerate(tokens):
            if len(found) - before >= _MOST_IN_SENTENCE:
                break
            entry = _cue_at(document.text, token) if token.start >= passed else None
            if entry is None:
                continue
            passed = token.start + len(entry[0])
            if at <= taken:
                continue
            cue = _cue(document, index, at, entry)
            if cue.verb in _NO_VERBS and cue.form in ("modal", "would", "may"):
                continue
            if cue.form == "future" and found[before:] and _weighed(found[-1], at):
                continue
            taken = cue.after - 1
            found.append(cue)
        if len(found) == before:
            found.extend(_bare_sums(document, index, sums[index]))
    return found


def _weighed(last: Cue, at: int) -> bool:
    """Whether "is to" only says what is weighed: "one of the options being considered is to"."""
    return last.form == "consider" and last.after >= at - 1


def _token_at(tokens: tuple[Token, ...], offset: int) -> int | None:
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low if low < len(tokens) else None


def _cue(
    document: Document,
    index: int,
    at: int,
    entry: tuple[str, str, Status],
) -> Cue:
    tokens = document.tokens[index]
    text, form, status = entry
    start = tokens[at].start
    end = start + len(text)
    after = at
    while after < len(tokens) and tokens[after].start < end:
        after += 1
    negated = text.endswith(("n't", "n’t")) or "no longer" in text
    passive = False
    verb = text
    if form in ("modal", "would", "may", "future", "progressive") or text.endswith(" to"):
        after, verb, passive, no = _verb(tokens, after)
        negated = negated or no
    return Cue(
        start=start, end=max(tokens[after - 1].end, end), cue=text, form=form,
        status=status, verb=verb, sentence=index, clause=clause(document, index, at, after),
        token=at, after=after, passive=passive, negated=negated or _negated(tokens, at),
    )  # fmt: skip


def _verb(tokens: tuple[Token, ...], after: int) -> tuple[int, str, bool, bool]:
    """Walk over adverbs and "be" to the verb: (index after it, verb, passive, negated)."""
    negated = passive = False
    position = after
    while position < len(tokens) and position - after < 6:
        word = tokens[position].text.lower()
        if word == "be":
            passive = True
        elif word in ("not", "never"):
            negated = True
        elif word not in _ADVERBS and not (word.endswith("ly") and len(word) > 4):
            break
        position += 1
    if position >= len(tokens) or not tokens[position].text[0].isalpha():
        return max(after, min(position, len(tokens))), "be", passive, negated
    word = tokens[position].text.lower()
    return position + 1, word, passive and not word.endswith("ing"), negated


def _negated(tokens: tuple[Token, ...], at: int) -> bool:
    near = [token.text.lower() for token in tokens[max(0, at - 3) : at]]
    return any(
        word in ("not", "never", "no", "n't") or word.endswith(("n't", "n’t")) for word in near
    )


def clause(document: Document, index: int, at: int, after: int) -> tuple[int, int]:
    """Bounds of the clause around tokens ``at`` to ``after`` of a sentence."""
    tokens = document.tokens[index]
    start = at
    while start > 0 and at - start < _LONGEST_CLAUSE and not _border(tokens, start - 1):
        start -= 1
    stop = after
    while stop < len(tokens) and stop - after < _LONGEST_CLAUSE and not _border(tokens, stop):
        stop += 1
    stop = _attributed(document.text, tokens, after, stop)
    while stop > after and tokens[stop - 1].text in ",.":
        stop -= 1
    while start < at and tokens[start].text in ",.’'":
        start += 1
    return tokens[start].start, tokens[max(stop - 1, start)].end


_ATTRIBUTION = re.compile(
    r"(?:[^,]{1,70}[ ])?(?:said|says|told|added|announced|reports?|reported|according to|wrote)\b"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)


def _attributed(text: str, tokens: tuple[Token, ...], after: int, stop: int) -> int:
    """End of a clause without ", on Thursday, reports the BBC" at its end."""
    for position in range(after + 2, stop - 1):
        if tokens[position].text == ",":
            begin = tokens[position + 1].start
            if _ATTRIBUTION.match(text, begin, min(tokens[stop - 1].end, begin + 90)):
                return position
    return stop


def _border(tokens: tuple[Token, ...], position: int) -> bool:
    word = tokens[position].text
    if word in _CLAUSE_ENDS:
        return True
    if word in _DASHES and position and tokens[position - 1].end < tokens[position].start:
        return position < len(tokens) - _AFTERTHOUGHT
    if word.lower() in _CLAUSE_WORDS:
        before = tokens[position - 1].text if position else ","
        return before == "," or word.lower() in ("but", "while", "whereas")
    return False


def _bare_sums(document: Document, index: int, sums: tuple[Sum, ...]) -> list[Cue]:
    for one in sums:
        if not one.money:
            continue
        tokens = document.tokens[index]
        at = _token_at(tokens, one.start) or 0
        after = at
        while after < len(tokens) and tokens[after].start < one.end:
            after += 1
        return [
            Cue(
                start=one.start,
                end=one.end,
                cue="",
                form="sum",
                status=Status.PLEDGED,
                verb="",
                sentence=index,
                clause=clause(document, index, at, after),
                token=at,
                after=after,
            )
        ]
    return []
