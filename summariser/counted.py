"""The words behind a number in, what it counts out: "300 Zambian drivers" are personnel.

What is counted ends its phrase: the first noun in the plural that no later one follows, past makes
and models ("16 Combat Boat 90 vessels", "two Defence Force (DF) Sea King helicopters"), or the noun
of the whole that a number is taken out of ("18 of the 20 recommendations", "two of five
helicopters"). Words that end a phrase (prepositions, helping verbs, marks) end the search.
"""

import functools
import re
from dataclasses import dataclass

from summariser.lexicon import listed, table
from summariser.verbs import AUXILIARIES, Tense, verb

_WORD = re.compile(r"(?:[ ]|\s?\n{1,2})(?P<open>\()?(?P<word>[^\W_][\w’'/.-]{0,30})(?P<shut>\))?")
_DASHED = re.compile(r"-(?P<word>[a-z]{3,12})\b")
_OF = re.compile(r"[ ](?:out[ ])?of[ ](?P<them>them\b)?")
_WHOLE = re.compile(
    r"(?:the|its|their|his|her|our|these|those|[A-Z][\w’'-]{1,20}['’]s?)[ ]|(?=\d|[a-z]{3,9}[ ][a-z])"
)
_SIZE = re.compile(r"(?:\d{1,6}(?:,\d{3})?|[a-z]{3,9}(?:-[a-z]{3,5})?)(?=[ ])")
_STOPS = AUXILIARIES | {
    "and", "or", "of", "to", "in", "for", "the", "a", "an", "per", "with", "from", "by", "on", "as", "at", "than",
    "that", "which", "who", "whom", "whose", "where", "when", "while", "if", "but", "year", "years", "month", "months",
    "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes", "this", "these", "those", "its", "his",
    "her", "their", "our", "into", "over", "under", "within", "until", "before", "after", "since", "through",
    "about", "against", "between", "during", "each", "every", "it", "they", "he", "she", "we", "i", "you", "also",
    "not", "said", "says",
}  # fmt: skip
_NOT_COUNTED = frozenset({
    "times", "degrees", "percents", "decades", "quarters", "others", "does", "seconds", "news", "points", "always",
    "process", "business", "less", "across", "members", "countries", "states", "lots", "goals", "parts", "sides",
    "series", "consists", "goes", "comes", "remains", "stands", "totals", "covers", "includes", "follows", "this",
    "ways", "things", "kinds", "sorts", "types", "steps", "stages", "phases", "tranches", "instalments", "rounds",
    "halves", "thirds", "fifths", "tenths", "cents", "besides", "afterwards", "towards", "perhaps", "whereas",
    "unless", "various", "previous",
})  # fmt: skip
_LONGEST = 9
_MOST_BEFORE_LOOSE = 3
_LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted.

    Attributes:
        unit: Its plain unit in lower case.
        end: Where its last word ends.
        loose: A noun that no table knows.
    """

    unit: str
    end: int
    loose: bool = False


@functools.cache
def _units() -> dict[str, str]:
    return {row["word"].lower(): row["unit"] for row in table("units")}


@functools.cache
def _singulars() -> dict[str, str]:
    """Give "beds" for the "bed" of "a 100-bed hospital"."""
    return {word.removesuffix("s"): unit for word, unit in _units().items() if word.endswith("s")}


@functools.cache
def _nations() -> frozenset[str]:
    """Give "afghans" and "kenyans"."""
    return frozenset(
        word.lower()
        for row in table("countries")
        for word in listed(row["demonyms"])
        if word.endswith("ns")
    )


def counted(text: str, at: int, end: int) -> Counted | None:
    """Find what the number that ends at ``at`` counts; ``None`` when nothing is counted there."""
    dashed = _DASHED.match(text, at, end)
    if dashed:
        unit = _singulars().get(dashed["word"])
        return Counted(unit=unit, end=dashed.end()) if unit else None
    if taken := _OF.match(text, at, end):
        alone = text[max(0, at - 4) : at].lower().endswith(("one", " 1"))
        return None if taken["them"] or alone else _whole(text, taken.end(), end)
    return _phrase(text, at, end)


def _whole(text: str, at: int, end: int) -> Counted | None:
    """What "two of the five" are out of: the noun of the five."""
    one = _WHOLE.match(text, at, end)
    if not one:
        return None
    at = one.end()
    named = at > one.start()
    size = _SIZE.match(text, at, end)
    if size and (size[0][0].isdigit() or size[0] in _SMALL or size[0].split("-")[0] in _SMALL):
        return _phrase(text, size.end(), end)
    return _phrase(text, at - 1, end) if named else None


_SMALL = frozenset({
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "remaining",
})  # fmt: skip


def _phrase(text: str, at: int, end: int) -> Counted | None:
    best: Counted | None = None
    plain = 0  # words in lower case before the noun
    for number in range(_LONGEST):
        match = _WORD.match(text, at, end)
        if not match:
            break
        word = match["word"].rstrip(".").partition("/")[0]
        low = word.lower()
        if low == "and" and plain and best is None and _another(text, match.end(), end):
            at = match.end()  # "small and medium businesses"
            continue
        stop = match.start("word") + len(word)
        found = None if match["open"] else _noun(text, match, word, best, plain)
        if found is None and (best or _ends(word, low, number)):
            break
        best = found or best
        plain += word.islower()
        at = found.end if found else match.end()
        if not match["shut"] and text[max(at, stop) : match.end()]:
            break
    return best


def _ends(word: str, low: str, number: int) -> bool:
    """Whether a word that names nothing counted ends the phrase."""
    if low.rstrip("’'") in _STOPS or low in _NOT_COUNTED:
        return True
    return low.endswith(("n't", "n’t", "'s", "’s")) or _acts(word, low, number)


def _noun(
    text: str, match: re.Match[str], word: str, best: Counted | None, plain: int
) -> Counted | None:
    """What a word of the phrase says is counted; ``None`` for an adjective, a name, a verb."""
    low = word.lower()
    stop = match.start("word") + len(word)
    if low.rstrip("’'") in _STOPS:
        return None
    if pair := _pair(text, match, low):
        return pair
    if unit := _units().get(low):
        return Counted(unit=unit, end=stop)
    if low in _nations():
        return Counted(unit="people", end=stop)
    # One more noun: "sports academies", not "homes needs".
    if _plural(word, low) and plain <= _MOST_BEFORE_LOOSE and (best is None or verb(low) is None):
        return Counted(unit=low, end=stop, loose=True)
    return None


def _pair(text: str, match: re.Match[str], low: str) -> Counted | None:
    """A unit of two words: "asylum seekers", "cubic metres"."""
    after = _WORD.match(text, match.end())
    unit = _units().get(f"{low} {after['word'].lower()}") if after else None
    return Counted(unit=unit, end=after.end("word")) if after and unit else None


def _another(text: str, at: int, end: int) -> bool:
    after = _WORD.match(text, at, end)
    return bool(after and after["word"].islower() and not _plural(after["word"], after["word"]))


def _plural(word: str, low: str) -> bool:
    if not low.endswith("s") or low.endswith(("ss", "us")) or len(low) <= _LEAST_LETTERS:
        return False
    return word[1:].islower() and low.isascii() and low.isalpha() and low not in _NOT_COUNTED


def _acts(word: str, low: str, number: int) -> bool:
    """Whether a word tells what is done: the phrase has ended before it."""
    one = verb(low) if word.islower() and number else None
    return bool(
        one
        and one.tense & (Tense.PRESENT | Tense.PAST)
        and not one.tense & (Tense.BASE | Tense.PARTICIPLE)
    )
