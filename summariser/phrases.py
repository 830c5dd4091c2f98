"""A verb in its sentence in, the few words of its phrase out, cut where it ends.

What is kept stands in the text in this order; only a time ("on Friday", "in a statement") or a
bracket may be left out between two kept words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summariser.document import Document, Token
from summariser.proposal import Span
from summariser.verbs import AUXILIARIES, Tense, verb

MOST = 8
LEAST = 2
# Where a name of many words leaves no earlier border, so many words are still one phrase.
_LONGEST = 11
_INNER = frozenset(",.-'’&/:+")
_SIGNS = frozenset("$£€¥%#@")
_SPACE = frozenset(" \n")


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between two blanks, without the marks at its end; a lone mark has no letters."""

    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def mark(self) -> bool:
        """Whether this is punctuation."""
        return not any(char.isalnum() or char in _SIGNS for char in self.text)


def words(document: Document, sentence: int) -> list[Word]:
    """Glue what the tokens of a sentence cut: "$1.5", "U.S.-led", "farmers'" are one word each."""
    found: list[Word] = []
    text = document.text
    tokens = document.tokens[sentence]
    for number, token in enumerate(tokens):
        last = found[-1] if found else None
        if last and last.end == token.start and _glued(text, last, token, tokens[number + 1 :][:1]):
            found[-1] = Word(last.start, token.end, text[last.start : token.end])
        else:
            found.append(Word(token.start, token.end, token.text))
    return found


def _glued(text: str, last: Word, token: Token, after: Sequence[Token]) -> bool:
    if last.mark:
        return False
    if any(char.isalnum() for char in token.text) or token.text in _SIGNS:
        return True
    if token.text in ("'", "’"):
        return last.text.endswith("s") or bool(after and after[0].start == token.end)
    inside = token.end < len(text) and text[token.end] not in _SPACE
    return token.text in _INNER and inside and bool(after) and after[0].text[0].isalnum()


_TURNS = frozenset({"but", "that", "which", "who", "whose", "where", "when", "while", "after", "before",
                    "because", "since", "as", "if", "until", "although", "though", "despite", "following",
                    "saying", "whether", "unless", "amid", "whom", "citing", "including", "adding",
                    "why", "how", "what", "so", "due", "than"})  # fmt: skip
OPENS = frozenset({"to", "for", "of", "in", "at", "on", "with", "by", "from", "into", "over", "under",
                   "against", "about", "towards", "between", "through", "without", "per", "near", "toward",
                   "during", "within", "via", "across", "around", "upon", "outside", "inside", "among",
                   "throughout", "using", "onto"})  # fmt: skip
_JOINS = frozenset({"and", "or", "&"})
_SUBJECTS = frozenset({"he", "she", "they", "we", "i", "you", "there"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "this", "these", "those",
                          "some", "any", "all", "both", "each", "no"})  # fmt: skip
_LOOSE = OPENS | _JOINS | _DETERMINERS | {"also", "not", "be", "been", "more", "further", "up", "now", "just", "only",
                                          "then", "it", "very", "most", "least", "nearly", "almost", "about",
                                          "approximately", "another", "such", "is", "are", "was", "were", "has",
                                          "have", "had", "will", "would"}  # fmt: skip
_STILL_TO = frozenset({"up", "out", "off", "down", "over"})  # "carried out", "set up"
_SELVES = frozenset({"itself", "themselves", "himself", "herself"})
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_MONTHS = frozenset({"january", "february", "march", "april", "may", "june", "july", "august", "september",
                     "october", "november", "december"})  # fmt: skip
_NOW = frozenset({"yesterday", "today", "tomorrow", "tonight", "early", "earlier", "late", "recently", "again",
                  "already", "now", "formally", "officially", "also", "unanimously", "reportedly"})  # fmt: skip
_LENGTHS = frozenset({"week", "month", "year", "morning", "evening", "afternoon", "night", "weekend", "summer",
                      "spring", "winter", "autumn"})  # fmt: skip
_QUOTES = frozenset({"“", '"', "‘"})
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SAID_IN = ("in a statement", "in a press release", "in a press statement", "in a news release",
            "at a press conference", "at a news conference", "on twitter", "on its website", "in a report",
            "in a speech", "in a post", "on facebook", "as well")  # fmt: skip


def phrase(found: Sequence[Word], first: int, *, lead: int = 1) -> tuple[Span, ...]:
    """Keep the words from ``first`` on that make one short phrase; nothing when none does.

    Args:
        found: The words of the sentence.
        first: Where the phrase begins.
        lead: How many words at its beginning are the verb ("will provide": 2), never cut apart.
    """
    kept: list[Word] = []
    borders: list[tuple[bool, int]] = []
    at = first
    ended = False
    while at < len(found) and len(kept) <= _LONGEST:
        word = found[at]
        if word.mark:
            past = _bracket(found, at)
            if past is None:
                ended = True
                break
            at = past
            continue
        if len(kept) >= lead:
            over = _time(found, at)
            if over > at:
                borders.append((True, len(kept)))
                at = over
                continue
            if _turns(found, at):
                ended = True
                break
            if word.low in _FINITE and not _takes_clause(found[first + lead - 1]):
                return ()  # what looked like an object is another clause's subject
            if word.low in OPENS or word.low in _JOINS:
                borders.append((word.low not in ("of", "and", "&", "or"), len(kept)))
        kept.append(word)
        at += 1
    if at >= len(found) or ended:
        borders.append((True, len(kept)))
    short = _tidy(kept[: _border(borders, lead)], lead)
    return _spans(short) if len(short) > lead - (lead == 1) else ()


def _border(borders: Sequence[tuple[bool, int]], lead: int) -> int:
    """How many words to keep: the most that end well and are few, else the fewest that end well."""
    least = max(LEAST, lead + 1)
    well = [size for good, size in borders if good and least <= size <= _LONGEST]
    few = max((size for size in well if size <= MOST), default=0)
    if few > least or (few and few == max(well)):
        return few
    badly = max((size for _, size in borders if least <= size <= MOST), default=0)
    return max(few, badly) or min(well, default=lead)


def _turns(found: Sequence[Word], at: int) -> bool:
    """Whether the sentence turns to something else at a word."""
    word = found[at].low
    if word in _TURNS:
        return True
    if word in _SUBJECTS:
        return found[at - 1].low not in OPENS
    if word in _JOINS:
        after = found[at + 1] if at + 1 < len(found) else None
        if after is None or after.mark:
            return True
        then = verb(found[at + 2].text) if at + 2 < len(found) else None
        if (
            after.text.istitle()
            and at + 2 < len(found)
            and (
                found[at + 2].low in AUXILIARIES
                or (then and then.tense & (Tense.PAST | Tense.PRESENT))
            )
        ):
            return True
        other = verb(after.text)
        return (
            after.low in _SUBJECTS | _TURNS | AUXILIARIES | {"to", "it", "then", "also", "not"}
            or after.low in _DETERMINERS
            or (other is not None and Tense.BASE not in other.tense and not after.text.istitle())
        )
    return False


_FINITE = frozenset({"has", "have", "had", "is", "are", "was", "were", "will", "would", "should", "could",
                     "must", "does", "did", "cannot"})  # fmt: skip
_CLAUSES = frozenset({"say", "announce", "find", "rule", "report", "confirm", "claim", "show", "indicate", "declare",
                      "estimate", "agree", "decide", "warn", "allege", "argue", "predict", "reveal", "acknowledge",
                      "believe", "deny", "ensure", "learn", "suggest", "state", "determine", "conclude"})  # fmt: skip


def _takes_clause(main: Word) -> bool:
    one = verb(main.text)
    return one is not None and one.base in _CLAUSES


def _bracket(found: Sequence[Word], at: int) -> int | None:
    """Past a short bracket that opens here, or past the mark that opens a quoted name."""
    if found[at].text in _QUOTES:
        named = at + 1 < len(found) and found[at + 1].text[:1].isupper()
        return at + 1 if named else None
    if found[at].text not in ("(", "["):
        return None
    for ahead in range(at + 1, min(at + 8, len(found))):
        if found[ahead].text in (")", "]"):
            return ahead + 1
    return None


def _time(found: Sequence[Word], at: int) -> int:
    """Past a time or a place of saying that begins here; ``at`` itself when there is none."""
    low = [word.low for word in found[at : at + 5]]
    low += [""] * (5 - len(low))
    joined = " ".join(low)
    for saying in _SAID_IN:
        if joined.startswith(saying + " "):
            return at + saying.count(" ") + 1
    if low[0] == "on" and (low[1] in _DAYS or (low[1] in _MONTHS and low[2].isdigit())):
        return _dated(found, at + 2)
    if low[0] == "on" and low[1].isdigit() and low[2] in _MONTHS:
        return at + 3
    if low[2] == "ago" and (low[1].rstrip("s") in _LENGTHS or low[1] == "days"):
        return at + 3
    if low[0] in _DAYS or low[0] in _NOW:
        return _dated(found, at + 1)
    if (
        low[0] in ("last", "this", "next", "earlier", "late", "early")
        and low[1] in _LENGTHS | _DAYS
    ):
        return at + 2
    if low[0] in ("earlier", "later") and low[1] == "this":
        return at + 3
    if low[0] in ("in", "since", "by", "until") and (low[1] in _MONTHS or _YEAR.match(low[1])):
        return at + 2 + bool(_YEAR.match(low[2]))
    return at


def _dated(found: Sequence[Word], at: int) -> int:
    """Past the times that follow a day: "Friday morning", "Monday, 4 May"."""
    while at < len(found) and found[at].low in _LENGTHS:
        at += 1
    return at


def _tidy(kept: list[Word], lead: int) -> list[Word]:
    """Without the loose end of a phrase."""
    while len(kept) > lead and (kept[-1].low in _LOOSE | _SELVES or _half(kept)):
        particle = kept[-1].low in _STILL_TO and len(kept) == lead + 1
        if particle:
            break
        kept = kept[:-1]
    return kept


def _half(kept: Sequence[Word]) -> bool:
    """Whether the last word waits for its noun: "a three-year"."""
    return "-" in kept[-1].text and kept[-1].text.islower() and kept[-1].low.endswith(_COMPOUND)


_COMPOUND = (
    "-year",
    "-month",
    "-week",
    "-day",
    "-based",
    "-led",
    "-backed",
    "-term",
    "-wide",
    "-class",
    "-scale",
)


def _spans(kept: Sequence[Word]) -> tuple[Span, ...]:
    """Neighbouring words as one span."""
    found: list[Span] = []
    for number, word in enumerate(kept):
        near = number and word.start - kept[number - 1].end <= 1
        if near:
            found[-1] = Span(found[-1].start, word.end)
        else:
            found.append(Span(word.start, word.end))
    return tuple(found)
