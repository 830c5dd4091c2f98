"""From a question in words to what an answer must have: words, names, a kind of fact.

Words are compared by a key: case, accents, plural and verb endings are dropped, and a few
classes of words that news uses for one another share a key ("premier", "prime minister"). The
method is the usual one of answer selection by overlap weighted with inverse document frequency
(Robertson and Zaragoza, 2009, for the weights); what makes it refuse is at the end of `asking`.
"""

import enum
import functools
import re
import unicodedata
from dataclasses import dataclass


class Wanted(enum.Enum):
    """The kind of fact that a question asks for."""

    ANY = "any"
    MONEY = "money"  # how much: a sum, or a share
    COUNT = "count"  # how many: a figure
    PERSON = "person"  # who
    TIME = "time"  # when, by when
    PLACE = "place"  # where
    REASON = "reason"  # why


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Attributes:
        text: As typed.
        keys: Keys of its content words, each once, in order.
        names: Those of them that were written as names.
        wanted: The kind of fact.
        units: Keys of what is counted ("how many soldiers"), when it is stated.
    """

    text: str
    keys: tuple[str, ...]
    names: frozenset[str]
    wanted: Wanted
    units: tuple[str, ...] = ()


_WORD = re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*")
_SMALL_WORDS = """
a about after ago all also an and any are as asked at be been before being but by can could did do
does during each for from get gets given go going got had has have he her him his how i if in into
is it its itself just many may me might more most much must my no not now of off on one only or
other our out over own said say says she should so some such than that the their them then there
these they this those to under until up us very was we were what when where which while who whom
whose why will with within would you your tell know happen happened happening exactly currently
really actually ever yet still already long old new today now
between against across through among per because since toward towards near without
"""
_STOP = frozenset(_SMALL_WORDS.split())
_CLASSES = (
    ("give", "provide", "send", "donate", "supply", "offer", "grant", "contribute", "contribution",
     "deliver", "hand"),
    ("pledge", "promise", "commit", "commitment", "undertake", "undertook", "vow"),
    ("leader", "chief", "head", "boss", "ceo", "executive"),
    ("premier", "pm"),
    ("kill", "die", "dead", "death", "died", "toll", "victim"),
    ("cost", "price", "worth", "value", "expensive"),
    ("britain", "uk", "british", "london", "kingdom"),
    ("america", "us", "usa", "american", "washington"),
    ("france", "french", "paris"),
    ("germany", "german", "berlin"),
    ("australia", "australian", "canberra"),
    ("norway", "norwegian", "oslo"),
    ("denmark", "danish", "copenhagen"),
    ("finland", "finnish", "helsinki"),
    ("ukraine", "ukrainian", "kyiv"),
    ("greenland", "greenlandic"),
    ("eu", "european", "europe", "brussels"),
    ("switzerland", "swiss"),
    ("tajikistan", "tajik"),
    ("job", "employ", "worker", "staff", "employee", "hire"),
    ("build", "built", "construct", "construction", "building"),
    ("plant", "factory"),
    ("quake", "earthquake"),
    ("buy", "bought", "purchase"),
    ("pay", "paid", "spend", "spent", "payment"),
    ("troop", "soldier"),
    ("vote", "voted"),
    ("loss", "lose", "lost"),
    ("grow", "grew", "rise", "rose", "risen", "increase"),
    ("aid", "help", "relief", "support"),
    ("begin", "start", "began"),
    ("refuse", "reject", "rule", "decline"),
    ("fund", "money"),
    ("company", "firm", "maker", "manufacturer"),
    ("country", "nation"),
    ("lend", "loan", "lent"),
    ("home", "house", "household"),
    ("child", "children", "kid"),
    ("demand", "urge", "call"),
    ("lead", "led"),
    ("author", "write", "wrote", "written"),
    ("teach", "taught", "teacher"),
)  # fmt: skip
_CLASS_OF = {word: words[0] for words in _CLASSES for word in words}
_ENDINGS = ("ingly", "edly", "ies", "ing", "ied", "ers", "ed", "es", "er", "ly", "s")
_LEAD = re.compile(r"^\W*(?:and |so |but |ok |then )?", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many ([^\W\d_]+)(?: ([^\W\d_]+s)\b)?", re.IGNORECASE)
_SUMS = "cost|price|sum|amount|value|total|share|fine|budget|debt|target|percentage|rate"
_KINDS = (
    (Wanted.COUNT, r"how (?:many|big|large|long|far|high|old|tall)|what (?:number|size)"),
    (Wanted.MONEY, rf"how (?:much|expensive)|(?:at )?what (?:{_SUMS})"),
    (Wanted.MONEY, rf"what (?:is|was) the (?:\w+ ){{0,2}}(?:{_SUMS})"),
    (Wanted.TIME, r"when|what (?:day|date|year|month|time)|which (?:day|year|month)|how soon"),
    (Wanted.PERSON, r"who|whom|whose|which (?:person|minister|official|politician)"),
    (Wanted.PLACE, r"where|(?:in )?which (?:city|town|place)|in which country"),
    (Wanted.REASON, r"why|for what reason|how come"),
)
_KIND_PATTERNS = tuple((kind, re.compile(rf"\b(?:{p})\b", re.IGNORECASE)) for kind, p in _KINDS)


def understand(text: str) -> Question:
    """Read a question; takes any text."""
    words = _WORD.findall(text)
    names = {
        key(word)
        for place, word in enumerate(words)
        if place and word[:1].isupper() and word.casefold() not in _STOP
    }
    keys = [key(word) for word in words if word.casefold() not in _STOP]
    many = _HOW_MANY.search(text)
    return Question(
        text=text,
        keys=tuple(dict.fromkeys(k for k in keys if k)),
        names=frozenset(names),
        wanted=next((kind for kind, p in _KIND_PATTERNS if p.search(text)), Wanted.ANY),
        units=tuple(key(word) for word in many.groups() if word and word.casefold() not in _STOP)
        if many
        else (),
    )


def keys_of(text: str) -> list[str]:
    """Give the keys of all words of a text, in order."""
    return [key(word) for word in _WORD.findall(text)]


@functools.lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """Give what a word is compared by."""
    plain = unicodedata.normalize("NFKD", word).casefold().replace("\u2019", "'")
    plain = "".join(c for c in plain if not unicodedata.combining(c)).removesuffix("'s")
    plain = plain.replace("'", "").replace(".", "") if not plain[:1].isdigit() else plain
    if plain in _CLASS_OF:
        return _CLASS_OF[plain]
    stem = _stem(plain)
    return _CLASS_OF.get(stem, _CLASS_OF.get(stem + "e", stem))


def _stem(word: str) -> str:
    """Drop one ending, leaving at least three letters; crude, the same for both sides."""
    if word[:1].isdigit():
        return word
    for ending in _ENDINGS:
        if ending == "s" and word.endswith("ss"):
            break
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 # three letters
            stem = word[: -len(ending)]
            stem += "y" if ending in {"ies", "ied"} else ""
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls":  # noqa: PLR2004 # "stopp"
                stem = stem[:-1]
            return stem.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word  # noqa: PLR2004 # "age"
