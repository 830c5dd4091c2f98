"""Text in, sums and counted quantities out: full numbers, ISO currencies or plain units.

Covers ``£225m``, ``225 million pounds``, ``US$2.1bn``, ``$US300 million``, ``€1,5 Mrd``,
``A$100m``, ``Rs 500 crore``, ``300 personnel``, ``5 per cent``, ranges, "up to", "a year".
A name that several currencies share (``$``, "kroner") is that of the country whose adjective stands
before it ("Danish crowns"), of the one spoken of, else the first in currencies.tsv. Of a range the
second number is the sum: as much as it may be, or what it will be. A year or an ordinal is no sum.
"""

import functools
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from summariser.counted import counted
from summariser.home import currency
from summariser.lexicon import table
from summariser.vocabulary import lexicon

PERCENT = "percent"
DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "FJD", "TWD"})
BARE = ""
"""Currency of "450 million" with nothing after it: that of the sum before it, if any."""

_SCALES: dict[str, int] = {
    "trillion": 10**12, "tn": 10**12, "trn": 10**12,
    "billion": 10**9, "bn": 10**9, "bln": 10**9, "b": 10**9,
    "mrd": 10**9, "milliard": 10**9, "milliards": 10**9,
    "million": 10**6, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "millions": 10**6,
    "thousand": 10**3, "k": 10**3, "hundred": 10**2,
    "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7,
    "lakh crore": 10**12, "hundred million": 10**8, "hundred thousand": 10**5,
    "thousand million": 10**9, "million million": 10**12,
}  # fmt: skip
_WORDS: dict[str, int | Decimal] = {
    "a": 1, "another": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "half a": Decimal("0.5"), "an": 1,
    "one and a half": Decimal("1.5"), "a quarter of a": Decimal("0.25"), "a dozen": 12,
    "two dozen": 24, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_LARGE = ("hundred", "thousand", "million", "billion")
_FURTHER = ("further", "additional", "extra", "whole", "full")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum where it stands.

    Attributes:
        currency: ISO 4217 code, or a plain unit in lower case.
        money: Whether ``currency`` is a currency.
        lower: The other end of a range.
        loose: A number with a plural noun that no table knows.
    """

    start: int
    end: int
    amount: Decimal
    currency: str
    money: bool
    modifier: str | None = None
    per: str | None = None
    lower: Decimal | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    kind: re.Pattern[str]
    signs: dict[str, str]
    words: dict[str, str]


def _alternation(values: list[str]) -> str:
    return "|".join(re.escape(value) for value in sorted(values, key=lambda v: (-len(v), v)))


@functools.cache
def _grammar() -> _Grammar:
    signs = {row["text"]: row["code"] for row in table("currencies") if row["place"] == "before"}
    words = {row["text"]: row["code"] for row in table("currencies") if row["place"] == "after"}
    codes = sorted({code for code in (signs | words).values() if len(code) == 3})
    signs |= {code: code for code in codes}
    words |= {code.lower(): code for code in codes}
    number = r"(?:\d{1,3}(?:(?:[,  ]|,[ ](?=000\b))\d{3}){1,5}|\d{1,15})(?:[.,]\d{1,4})?"
    scale = rf"(?:{_alternation(list(_SCALES))})"
    small = _alternation([w for w in _WORDS if w not in ("a", "an", "another", *_LARGE)])
    large = "|".join(_LARGE)
    one = rf"(?:a|an|another)(?:[ ](?:{'|'.join(_FURTHER)}))?(?=[ -](?:{large})\b)"
    some = rf"(?:(?:{small})(?:[ ]and[ ]a[ ]half(?=[ ]))?|{one})"
    behind = "|".join(f"(?<={word})" for word in _LARGE)
    spelt = rf"(?:{some}(?:(?:[ -]|(?:{behind})[ ]and[ ])(?:{small}|{large})\b){{0,6}})"
    sign = _alternation(list(signs))
    pattern = re.compile(
        rf"(?<![\w.,$£€])(?<![a-z]-)"
        rf"(?P<sign>{sign})?(?P<gap>[ ]?)"
        rf"(?P<number>{number}|{spelt}\b)"
        rf"(?:(?:[ -]|\s?\n{{1,2}})?(?P<scale>{scale})\b(?!-\d)(?:[ ](?P<scale2>million|billion|crore|thousand)\b)?)?"
        rf"(?:(?P<to>[ ]?[-–—][ ]?|[ ](?:to|and|or)[ ])(?P<sign2>{sign})?[ ]?"
        rf"(?P<number2>{number}|(?:{small})\b)(?:[ -]?(?P<scale3>{scale})\b)?(?=[ ]|$|[.,;)]))?",
        re.IGNORECASE,
    )
    kind = re.compile(
        rf"(?P<percent>[ ]?%|[ -]per[ ]cent\b|[ -]percent\b|[ ]percentage(?=[ ]points?\b))"
        rf"(?P<of>[ ](?:of[ ]GDP|points?)\b)?"
        rf"|[ -](?:(?P<whose>(?-i:[A-Z])[a-z]{{2,15}}(?:[ ](?-i:[A-Z])[a-z]{{2,12}})?)[ ])?"
        rf"(?P<word>(?:of[ ])?(?:{_alternation(list(words))}))\b",
        re.IGNORECASE,
    )
    return _Grammar(pattern, kind, signs, {w.lower(): c for w, c in words.items()})


_MODIFIER = re.compile(
    r"\b(up to|at least|more than|over|less than|under|about|around|approximately|nearly|almost"
    r"|roughly|some|as much as|as many as|a minimum of|a maximum of|in excess of|no more than"
    r"|an estimated|close to|a further|an additional|another|an extra)[ ]$",
    re.IGNORECASE,
)
_PER = re.compile(
    r"(?:[ ](?:of[ ]\w+|in[ ]\w+[ ]\w+))?[ ](?:(?:a|per|each|every)[ ](?P<unit>year|month|week|day)"
    r"|(?P<word>annually|monthly|weekly|daily|per[ ]annum|yearly))\b|(?P<slash>/(?:yr|year|month))",
    re.IGNORECASE,
)
_ADVERB = {
    "annually": "year", "yearly": "year", "per annum": "year", "monthly": "month",
    "weekly": "week", "daily": "day",
}  # fmt: skip
_BARE = re.compile(
    r"\s*(?:$|[.,;:)”\"]|(?:this|next|from|to|for|over|in|will|on|by|a year|and|would|at|is|was|has"
    r"|goes|comes|consists|remains|with|into|towards?|already|annually|each|within|until|before|under|is|are|as"
    r"|of (?:that|it|this|which|(?:the|its) (?:money|sum|total|amount)))\b)"
)
_BETWEEN = re.compile(r"\bbetween[ ]$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom[ ](?:about[ ]|around[ ]|some[ ])?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


def sums(text: str, start: int, end: int, *, near: tuple[str, ...] = ()) -> list[Sum]:
    """Find all sums in a slice, left to right, not overlapping."""
    found = []
    pattern = _grammar().pattern
    while match := pattern.search(text, start, end):
        one = _sum(text, match, near, end)
        if one:
            found.append(one)
        start = max(one.end if one else _first_end(match), match.start() + 1)
    return found


def parse(text: str, *, near: tuple[str, ...] = ()) -> Sum | None:
    """Read one span as a sum; ``None`` when it is not one."""
    found = sums(text, 0, len(text), near=near)
    return found[0] if found else None


def _sum(text: str, match: re.Match[str], near: tuple[str, ...], end: int) -> Sum | None:
    value = _value(match["number"])
    if value is None:
        return None
    value *= _scale(match["scale"], match["scale2"])
    upper = _upper(text, match, value)
    stop = match.end() if upper is not None else _first_end(match)
    if upper is not None and not match["scale"] and value < upper:
        value *= _scale(match["scale3"], None)
    kind = _kind(text, match, stop, near, end)
    if kind is None:
        return None
    told = _MODIFIER.search(text, max(0, match.start() - 20), match.start())
    modifier = told[1].lower() if told else None
    if upper is not None and not _FROM.search(text, max(0, match.start() - 12), match.start()):
        modifier = modifier or "up to"
    amount, lower = (value, None) if upper is None else (upper, value)
    after = _PER.match(text, kind.end, end)
    per = None
    if after:
        per = after["unit"] or _ADVERB.get((after["word"] or "").lower()) or "year"
    start = match.start() if match["sign"] else match.start("number")
    if lower is not None and match["to"].strip() == "and":
        start = before.start() if (before := _between(text, match)) else start
    return Sum(
        start=start, end=kind.end,
        amount=amount, currency=kind.currency, money=kind.money,
        modifier=modifier, per=per.lower() if per else None, lower=lower, loose=kind.loose,
    )  # fmt: skip


def _upper(text: str, match: re.Match[str], value: Decimal) -> Decimal | None:
    """The second number of a range; of "give $500 to 3 schools" there is none."""
    upper = _value(match["number2"]) if match["number2"] else None
    if upper is None:
        return None
    upper *= _scale(match["scale3"], None)
    tie = match["to"].strip()
    if tie == "and" and not _between(text, match):
        return None
    if match["scale"] and not match["scale3"]:
        return None
    fell = tie == "to" and match["sign"] and match["sign2"] == match["sign"]
    return upper if value < upper or fell else None


def _between(text: str, match: re.Match[str]) -> re.Match[str] | None:
    return _BETWEEN.search(text, max(0, match.start() - 12), match.start())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    currency: str
    end: int
    money: bool = True
    loose: bool = False


def _kind(
    text: str, match: re.Match[str], stop: int, near: tuple[str, ...], end: int
) -> _Kind | None:
    """Name the currency or unit, whether it is money, and where the sum ends."""
    grammar = _grammar()
    behind = grammar.kind.match(text, stop, end)
    if match["sign"]:
        if match["sign"] == "r" or (match["sign"] == "R" and (match["gap"] or not match["scale"])):
            return None
        code = _look(grammar.signs, match["sign"]) or ""
        word = _named(grammar, behind)
        # "$5 million Canadian dollars": the words say which one the sign is.
        own = word if word and match["sign"] == "$" and "/" not in word else code
        ended = behind.end() if behind and word else stop
        return _Kind(currency=_meant(own, near), end=ended)
    if behind and behind["percent"]:
        return _Kind(currency=_share(behind), end=behind.end(), money=False)
    if word := _named(grammar, behind):
        return _Kind(currency=_meant(word, near), end=behind.end() if behind else stop)
    things = counted(text, stop, end)
    if things and not (things.loose and _YEAR.fullmatch(match["number"])):
        return _Kind(currency=things.unit, end=things.end, money=False, loose=things.loose)
    large = match["scale"] or match["number"].split(" ")[-1]
    if large.lower() in _MANY and not match["scale2"] and _BARE.match(text, stop, end):
        return _Kind(currency=BARE, end=stop)
    return None


_MANY = frozenset({"million", "billion", "trillion", "m", "bn", "crore"})


def _named(grammar: _Grammar, behind: re.Match[str] | None) -> str | None:
    """Codes of the currency that is named behind a number, its own country's where it says so."""
    if behind is None or not behind["word"]:
        return None
    if behind["whose"]:
        country = lexicon().demonyms.get(behind["whose"]) or lexicon().countries.get(
            behind["whose"]
        )
        return currency(country)
    return _look(grammar.words, behind["word"].lower().removeprefix("of "))


def _share(behind: re.Match[str]) -> str:
    """Name a share: of anything, of what a country earns, or points between two shares."""
    of = (behind["of"] or "").strip()
    return f"{PERCENT} {of}" if "GDP" in of else f"{PERCENT}age {of}" if of else PERCENT


def _meant(codes: str, near: tuple[str, ...]) -> str:
    """Of the currencies that share a name, the one that is near, else the first."""
    shared = codes.split("/")
    return next((code for code in near if code in shared), shared[0])


def _first_end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in ("number", "scale", "scale2"))


def _look(table_: dict[str, str], key: str) -> str | None:
    return table_.get(key) or table_.get(key.upper()) or table_.get(key.capitalize())


def _scale(first: str | None, second: str | None) -> Decimal:
    name = " ".join(word.lower() for word in (first, second) if word)
    if name in _SCALES:
        return Decimal(_SCALES[name])
    product = Decimal(1)
    for word in (first, second):
        product *= _SCALES.get((word or "").lower(), 1)
    return product


def _value(number: str) -> Decimal | None:
    spelt = number.lower()
    if spelt in _WORDS:
        return Decimal(_WORDS[spelt])
    if not spelt[0].isdigit():
        return _spelt(spelt)
    number = number.replace(", 000", ",000")
    plain = re.sub(r"(?<=\d)[,  ](?=\d{3}(?!\d))", "", number).replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _spelt(number: str) -> Decimal | None:
    """Read "a hundred and fifty million": hundreds multiply, larger words close a group."""
    total = Decimal(0)
    group = Decimal(0)
    half = " and a half" in number
    rest = number.replace(" and a half", "")
    for phrase in ("one and a half", "a quarter of a", "half a", "two dozen", "a dozen"):
        if rest.startswith(phrase):
            group, rest = Decimal(_WORDS[phrase]), rest[len(phrase) :]
    for word in rest.replace("-", " ").split():
        value = Decimal(_WORDS[word]) if word in _WORDS else None
        if word == "and" or word in _FURTHER:
            continue
        if value is None:
            return None
        if word == "hundred":
            group = (group or Decimal(1)) * 100
        elif word in _LARGE:
            total += ((group or Decimal(1)) + (Decimal("0.5") if half else 0)) * value
            group, half = Decimal(0), False
        else:
            group += value
    return total + group + (Decimal("0.5") if half else 0)
