"""Text in, sums and counted quantities out: full numbers, ISO currencies or plain units.

Covers ``£225m``, ``225 million pounds``, ``US$2.1bn``, ``$US300 million``, ``€1,5 Mrd``,
``A$100m``, ``Rs 500 crore``, ``300 personnel``, ``5 per cent``, ranges, "up to", "a year".
A name that several currencies share (``$``, "kroner") is that of the country spoken of, else the
first in currencies.tsv. A year or an ordinal is no sum.
"""

import functools
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from summariser.lexicon import table

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
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "half a": Decimal("0.5"), "an": 1,
    "one and a half": Decimal("1.5"), "a quarter of a": Decimal("0.25"), "a dozen": 12,
    "two dozen": 24, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_LARGE = ("hundred", "thousand", "million", "billion")


_NOT_COUNTED = frozenset(
    {"years", "months", "weeks", "days", "hours", "minutes", "seconds", "times", "degrees"}
    | {"percents", "decades", "quarters", "others", "this", "does", "was", "has", "is", "news"}
    | {"his", "its", "process", "business", "less", "across", "members", "countries", "states"}
    | {"consists", "goes", "comes", "remains", "stands", "totals", "covers", "includes", "follows"}
    | {"points", "always", "series", "parts", "sides", "lots", "goals", "seconds", "others"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum where it stands.

    Attributes:
        currency: ISO 4217 code, or a plain unit in lower case.
        money: Whether ``currency`` is a currency.
        upper: The other end of a range.
        loose: A number with a plural noun that no table knows.
    """

    start: int
    end: int
    amount: Decimal
    currency: str
    money: bool
    modifier: str | None = None
    per: str | None = None
    upper: Decimal | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    signs: dict[str, str]
    words: dict[str, str]
    units: dict[str, str]


def _alternation(values: list[str]) -> str:
    return "|".join(re.escape(value) for value in sorted(values, key=lambda v: (-len(v), v)))


@functools.cache
def _grammar() -> _Grammar:
    signs = {row["text"]: row["code"] for row in table("currencies") if row["place"] == "before"}
    words = {row["text"]: row["code"] for row in table("currencies") if row["place"] == "after"}
    codes = sorted({code for code in (signs | words).values() if len(code) == 3})
    signs |= {code: code for code in codes}
    words |= {code.lower(): code for code in codes}
    units = {row["word"]: row["unit"] for row in table("units")}
    number = r"(?:\d{1,3}(?:(?:[,  ]|,[ ](?=000\b))\d{3}){1,5}|\d{1,15})(?:[.,]\d{1,4})?"
    scale = rf"(?:{_alternation(list(_SCALES))})"
    small = _alternation([w for w in _WORDS if w not in ("a", "an", *_LARGE)])
    large = "|".join(_LARGE)
    some = rf"(?:(?:{small})|(?:a|an)(?=[ -](?:{large})\b))"
    spelt = rf"(?:{some}(?:[ -](?:and[ ])?(?:{small}|{large})\b){{0,6}})"
    pattern = re.compile(
        rf"(?<![\w.,$£€])(?<![a-z]-)"
        rf"(?P<sign>{_alternation(list(signs))})?(?P<gap>[ ]?)"
        rf"(?P<number>{number}|{spelt}\b)"
        rf"(?:(?:[ -]|\s?\n{{1,2}})?(?P<scale>{scale})\b(?!-\d)(?:[ ](?P<scale2>million|billion|crore|thousand)\b)?)?"
        rf"(?:(?:[ ]?[-–—][ ]?|[ ]to[ ]|[ ]and[ ])(?P<sign2>{_alternation(list(signs))})?[ ]?"
        rf"(?P<number2>{number})(?:[ -]?(?P<scale3>{scale})\b)?(?=[ ]|$|[.,;)]))?"
        rf"(?:(?P<percent>[ ]?%|[ -]per[ ]cent\b|[ -]percent\b)"
        rf"|[ -](?P<word>(?:of[ ])?(?:{_alternation(list(words))}))\b"
        rf"|(?P<cent>[pc])\b(?![.\w])"
        rf"|[ -](?:(?P<adjectives>(?:(?:[a-z][\w’'-]{{1,20}}|\d{{1,4}}-?[a-z][\w-]{{0,12}})[ ]){{0,3}}?)(?P<unit>{_alternation(list(units))}))\b"
        rf"|[ ](?P<sort>(?:[a-z-]{{3,20}}[ ]){{0,2}}?)(?P<things>[a-z][a-z-]{{3,20}}s)\b"
        rf")?",
        re.IGNORECASE,
    )
    return _Grammar(pattern, signs, {w.lower(): c for w, c in words.items()}, units)


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
    r"|goes|comes|consists|of (?:that|it|this|which|the (?:money|sum|total|amount)))\b)"
)
_BLOCKING_ADJECTIVE = re.compile(
    r"\b(?:and|or|of|to|in|for|the|per|years?|months?|weeks?|days?|hours?|with|from|by|on|as|at)\b",
    re.IGNORECASE,
)


def sums(text: str, start: int, end: int, *, near: tuple[str, ...] = ()) -> list[Sum]:
    """Find all sums in a slice, left to right, not overlapping."""
    found = []
    grammar = _grammar()
    for match in grammar.pattern.finditer(text, start, end):
        one = _sum(text, match, grammar, near, end)
        if one:
            found.append(one)
    return found


def parse(text: str, *, near: tuple[str, ...] = ()) -> Sum | None:
    """Read one span as a sum; ``None`` when it is not one."""
    found = sums(text, 0, len(text), near=near)
    return found[0] if found else None


def _sum(
    text: str, match: re.Match[str], grammar: _Grammar, near: tuple[str, ...], end: int
) -> Sum | None:
    kind = _kind(match, grammar, near)
    value = _value(match["number"])
    if kind is None or value is None:
        return None
    currency, money, stop = kind
    if not money and stop == match.end("number") and match["scale"] is None:
        return None
    scale = _scale(match["scale"], match["scale2"])
    upper = _value(match["number2"]) if match["number2"] else None
    upper_scale = _scale(match["scale3"], None)
    if upper is not None:
        upper *= upper_scale
        if scale == 1 and value < upper:
            scale = upper_scale
    if match["cent"]:
        scale = scale / 100
    before = _MODIFIER.search(text, max(0, match.start() - 20), match.start())
    begin = match.start() if match["sign"] else match.start("number")
    after = _PER.match(text, stop, end)
    per = None
    if after:
        per = after["unit"] or _ADVERB.get((after["word"] or "").lower()) or "year"
    return Sum(
        start=begin, end=stop, amount=value * scale, currency=currency, money=money,
        modifier=before[1].lower() if before else None, per=per.lower() if per else None,
        upper=upper, loose=bool(match["things"]),
    )  # fmt: skip


def _kind(
    match: re.Match[str], grammar: _Grammar, near: tuple[str, ...]
) -> tuple[str, bool, int] | None:
    """Name the currency or unit, whether it is money, and where the sum ends."""
    word = _look(grammar.words, (match["word"] or "").lower().removeprefix("of "))
    if match["sign"]:
        code = _look(grammar.signs, match["sign"]) or ""
        # "$5 million Canadian dollars": the words say which one the sign is.
        code = word if word and match["sign"] == "$" and "/" not in word else code
        return _meant(code, near), True, match.end("word") if match["word"] else _before_unit(match)
    if match["word"]:
        return _meant(word or "", near), True, match.end("word")
    if match["percent"]:
        return PERCENT, False, match.end("percent")
    if match["things"] and _counted(match):
        return match["things"].lower(), False, match.end("things")
    if match["unit"] and not _BLOCKING_ADJECTIVE.search(match["adjectives"] or ""):
        return _look(grammar.units, match["unit"].lower()) or "", False, match.end("unit")
    if _BARE.match(match.string, match.end()) and match["scale"] and not match["scale2"]:
        scale = match["scale"].lower()
        if scale in ("million", "billion", "trillion", "m", "bn", "crore"):
            return BARE, True, _before_unit(match)
    return None


def _counted(match: re.Match[str]) -> bool:
    """Whether the plural after a number is what it counts: not in "60 million for repairs"."""
    verb = match["things"].lower() in _NOT_COUNTED
    return not verb and not _BLOCKING_ADJECTIVE.search(match["sort"] or "")


def _meant(codes: str, near: tuple[str, ...]) -> str:
    """Of the currencies that share a name, the one that is near, else the first."""
    shared = codes.split("/")
    return next((code for code in near if code in shared), shared[0])


def _before_unit(match: re.Match[str]) -> int:
    ends = [match.end(name) for name in ("number", "scale", "scale2", "number2", "scale3", "cent")]
    return max(ends)


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
    rest = number
    for phrase in ("one and a half", "a quarter of a", "half a", "two dozen", "a dozen"):
        if rest.startswith(phrase):
            group, rest = Decimal(_WORDS[phrase]), rest[len(phrase) :]
    for word in rest.replace("-", " ").split():
        value = Decimal(_WORDS[word]) if word in _WORDS else None
        if word == "and":
            continue
        if value is None:
            return None
        if word == "hundred":
            group = (group or Decimal(1)) * 100
        elif word in _LARGE:
            total += (group or Decimal(1)) * value
            group = Decimal(0)
        else:
            group += value
    return total + group
