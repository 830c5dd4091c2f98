"""From a question in words to what an answer must have: words, names, a kind of fact.

The method is the usual one of answer selection: the question's type says which kind of fact the
answer holds, and sentences are compared by overlap weighted with inverse document frequency
(Robertson and Zaragoza, 2009, for the weights); what makes it refuse is at the end of `asking`.
"""

import enum
import itertools
import re
from dataclasses import dataclass

from bot.commands.keys import SMALL, key, keys_of, words_of


class Wanted(enum.Enum):
    """The kind of fact that a question asks for."""

    ANY = "any"
    MONEY = "money"  # how much: a sum, or a share
    SHARE = "share"  # what percentage
    COUNT = "count"  # how many: a figure
    MEASURE = "measure"  # how far, how long: a figure with its unit
    AGE = "age"  # how old
    SCORE = "score"  # how a match or a vote ended
    PERSON = "person"  # who
    TIME = "time"  # when, by when
    PLACE = "place"  # where
    REASON = "reason"  # why
    WHETHER = "whether"  # yes, no, or not decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Attributes:
        text: As typed.
        keys: Keys of its content words, each once, in order.
        names: Those of them that were written as names.
        full: Names of several words, each as its keys in order.
        wanted: The kind of fact.
        units: Keys of what is counted ("how many soldiers"), when it is stated.
        role: Keys of the role that is asked for ("who is the finance minister of ..."); empty
            where somebody is asked for by what they did.
        ahead: It asks for what will be (true) or for what was (false); ``None`` for neither.
    """

    text: str
    keys: tuple[str, ...]
    names: frozenset[str]
    wanted: Wanted
    full: tuple[tuple[str, ...], ...] = ()
    units: tuple[str, ...] = ()
    role: frozenset[str] = frozenset()
    ahead: bool | None = None


ASKS = re.compile(
    r"(?:who|whom|whose|what|when|where|why|how|which|at what|in which|by whom|on what|is|are|was"
    r"|were|did|does|do|has|have|had|will|would|can|could|should)(?:'s|'re)? \S",
    re.IGNORECASE,
)
"""How a question begins."""
_HOW_MANY = re.compile(r"\bhow many ([^\W\d_]+)(?: ([^\W\d_]+s)\b)?", re.IGNORECASE)
_SUMS = "cost|price|sum|amount|value|total|fine|budget|debt|target"
_MEASURES = "far|long|high|tall|deep|wide|heavy|fast|big|large"
_KINDS = (
    (Wanted.AGE, r"how old|what age"),
    (Wanted.MEASURE, rf"how (?:{_MEASURES})(?! (?:an? )?(?:sum|loan|fine|grant|package|share)\b)"),
    (Wanted.SHARE, r"(?:what|which) (?:share|percentage|proportion|part)\b|what per ?cent(?:age)?"),
    (Wanted.COUNT, r"how (?:many|often)|what (?:number|size)"),
    (Wanted.SCORE, r"what (?:is|was) the (?:\w+ )?(?:score|result)\b|how did .{3,60} vote on"),
    (Wanted.MONEY, rf"how (?:much|expensive|large|big)|(?:at )?what (?:{_SUMS}|rate)"),
    (Wanted.MONEY, rf"what (?:is|was) the (?:\w+ ){{0,2}}(?:{_SUMS}|rate)"),
    (Wanted.TIME, r"when|what (?:day|date|year|month|time)|which (?:day|year|month)|how soon"),
    (Wanted.PERSON, r"who|whom|whose|which (?:person|minister|official|politician)"),
    (Wanted.PLACE, r"where|(?:in )?which (?:city|town|place)|in which country"),
    (Wanted.REASON, r"why|for what reason|how come"),
    (
        Wanted.WHETHER,
        r"^\W*(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|should)\b",
    ),
)
_KIND_PATTERNS = tuple((kind, re.compile(rf"\b(?:{p})\b", re.IGNORECASE)) for kind, p in _KINDS)
_IS = re.compile(r"^\W*who(?:'s| (?:is|was|are|were))\b", re.IGNORECASE)
# "Who leads the opposition" asks for a role as "who is the leader of the opposition" does.
_DOES = re.compile(r"^(\W*who) (?:leads|heads|chairs)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|in|at|for|from|on|who|that|which)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|shall|is|are|going|must|due|to be|by when|how soon)\b", re.IGNORECASE
)
_BEFORE = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)


def understand(text: str) -> Question:
    """Read a question; takes any text."""
    text = _DOES.sub(r"\1 is the leader of", text)
    words = words_of(text)
    named = [
        bool(place) and word[:1].isupper() and word.casefold() not in SMALL
        for place, word in enumerate(words)
    ]
    keys = [key(word) for word in words]
    runs = itertools.groupby(zip(named, keys, strict=True), key=lambda one: one[0])
    full = tuple(tuple(k for _, k in run) for is_name, run in runs if is_name)
    many = _HOW_MANY.search(text)
    content = [k for k, word in zip(keys, words, strict=True) if word.casefold() not in SMALL]
    wanted = next((kind for kind, p in _KIND_PATTERNS if p.search(text)), Wanted.ANY)
    names = frozenset(k for k, is_name in zip(keys, named, strict=True) if is_name)
    return Question(
        text=text,
        keys=tuple(dict.fromkeys(k for k in content if k)),
        names=names,
        full=tuple(name for name in full if len(name) > 1),
        wanted=wanted,
        units=tuple(key(word) for word in many.groups() if word and word.casefold() not in SMALL)
        if many
        else (),
        role=_role(text) - names if wanted is Wanted.PERSON else frozenset(),
        ahead=False if _BEFORE.search(text) else True if _AHEAD.search(text) else None,
    )


def _role(text: str) -> frozenset[str]:
    """Give the keys of the role, without whose it is: what stands before "of", or after "'s"."""
    match = _IS.search(text)
    if match is None:
        return frozenset()
    rest = text[match.end() :]
    _, owned, behind = rest.rpartition("'s ")
    words = behind if owned else _OF.split(rest, maxsplit=1)[0]
    return frozenset(k for k in keys_of(words) if k and k not in _SMALL_KEYS)


_SMALL_KEYS = frozenset(map(key, SMALL)) | SMALL
