"""From a sentence to whether it holds the kind of fact that a question asks for."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.commands.keys import SMALL, has, key, keys_of, words_of
from bot.commands.question import Question, Wanted

BESIDE = 9
"""Words between which somebody's name and role still stand together."""

_CARDINALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven"
    "|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-[a-z]+)?|dozens?|hundreds?"
    "|thousands?|million|billion|twice|double"
)
_NUMBER_WORDS = f"{_CARDINALS}|half|thirds?|quarter"
_FIGURE = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
_NUMBER = rf"(?:\d[\d.,]*(?![\d.,]*\d|st\b|nd\b|rd\b|th\b)|\b(?:{_CARDINALS})\b)"
_COUNTED = re.compile(_NUMBER, re.IGNORECASE)
# "180 in all", "fourteen of them": a figure whose thing was named before.
_ALONE = re.compile(
    rf"{_NUMBER}(?=\s*(?:[,.;:)\u2014]|$)|\s+(?:in|of|on|at|are|is|was|were|have|has|had|will"
    r"|more|fewer|others?)\b)",
    re.IGNORECASE,
)
_COINS = (
    r"dollars?|euros?|pounds?|kron(?:er|or|ur)|krona|krónur|crowns?|cedis|kina|rand|lei|lev[as]?"
    r"|kwacha|yen|won|francs?|rupees?|shillings|pesos|zloty|tenge|roubles?|hryvnias?|taka|naira"
    r"|reais|lakh|crore|dinars?|lira|ringgit|baht|pula|birr|riyals?|dirhams?"
)
_PRICE = re.compile(rf"[$€£¥₹]|\b(?:{_COINS})\b", re.IGNORECASE)
_SHARES = r"percent|per cent|percentage points?|tenths?|thirds?|half|quarters?|in (?:five|ten)"
_SHARE = re.compile(rf"\d\s?%|\b(?:{_SHARES})\b", re.IGNORECASE)
# "6.1 billion" is a sum where nothing follows that it would count.
_MONEY = re.compile(
    rf"[$€£¥₹%]|\b(?:{_COINS}|{_SHARES})\b|\b(?:million|billion|trillion)"
    r"(?=\s*(?:[,.;:)\u2014\u201d]|$)|\s(?:in|of|for|to|from|on|over|by|is|was|were|will|more|a)\b)",
    re.IGNORECASE,
)
# A sum of money, a share, a year or a date: no count of things.
_NO_COUNT = re.compile(
    rf"(?:[A-Z]{{0,3}}[$€£¥₹]\s?\d[\d.,]*(?:\s?(?:k|m|bn|million|billion|trillion)\b)?)"
    rf"|\b(?:\d[\d.,]*|{_CARDINALS})\s?(?:k|m|bn|million|billion|trillion)?\s?(?:\w+\s)?"
    rf"(?:{_COINS})\b"
    rf"|\b\d[\d.,]*\s?(?:%|(?:{_SHARES})\b)|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)\b",
    re.IGNORECASE,
)
# What something costs: a sum behind a word of price, or before "a tonne".
_PRICED = re.compile(
    rf"\b(?:pric|cost|sell|sold|fetch|trad)\w*\W+(?:\w+\W+){{0,5}}?[$€£¥₹]?\d"
    rf"|\d[\d.,]*\s?(?:[kmb]|bn|million|billion)?\s?(?:{_COINS})?\s(?:an?|per|each|for)\b",
    re.IGNORECASE,
)
_UNITS = (
    r"metres?|meters?|kilomet(?:re|er)s?|km|miles?|feet|foot|inch(?:es)?|cm|acres?|hectares?"
    r"|tonnes?|tons?|kg|kilos?|litres?|megawatts?|MW|minutes?|hours?|days?|weeks?|months?|years?"
)
_MEASURE = re.compile(
    rf"(?:\d[\d.,]*|\b(?:{_NUMBER_WORDS}))[ -](?:(?:square|cubic|million) )?(?:{_UNITS})\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b\d{1,3}[- ]years?[- ]old\b|\baged? \d{1,3}\b|, \d{2},|\bturn(?:s|ed)? \d{2}\b",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\b\d{1,3}\s?[-\u2013]\s?\d{1,3}\b|\b\d+ (?:votes )?to \d+\b")
_FULL = re.compile(r"\b[A-Z\u00c0-\u00de][\w'-]+ (?:[A-Z\u00c0-\u00de][\w'-]+ ?)+")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_TIME = re.compile(
    rf"\b(?:\d{{4}}|{_MONTHS}|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today"
    r"|yesterday|tomorrow|weeks?|months?|years?|days?|hours?|midnight|noon|morning|evening|night"
    r"|spring|summer|autumn|winter|decade|century|season|easter|christmas|end of)\b",
    re.IGNORECASE,
)
# When something was said is not when it is to happen.
_SAID_ON = re.compile(
    r"\b(?:said|says|told|announced|added|wrote|warned|confirmed|reported)\b[^.,;]{0,60}?\b"
    r"(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday)\b"
    r"|\b(?:a|per|each|every) (?:day|week|month|year)\b"
    r"|\b(?:\d+|one|two|three|few|several|many)[ -]year[ -]old\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:last|past|previous|earlier this) (?:\w+ )?(?:week|month|year|night|spring|summer|autumn"
    r"|winter|decade|century|quarter)\b|\byesterday\b|\b(?:weeks?|months?|years?|days?) (?:ago"
    r"|earlier|before)\b|\bsince \d{4}\b",
    re.IGNORECASE,
)
_SAYING = frozenset(map(key, ("said", "announced", "told", "wrote", "warned", "confirmed")))
_NAME = re.compile(r"(?<![.!?\u201c\"] )(?<!^)\b[^\W\d_a-z][^\W\d_]+")
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|on|beside|outside|off|of)\s+(?:the\s+)?[^\W\d_a-z]\w+"
)
_REASON = re.compile(
    r"\b(?:because|after|since|so that|blam|due to|owing|cit|in order|to \w+|as|for|led to"
    r"|reason|argu)\w*",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\b(?:no|not|never|neither|nor|yet|will|won't|has|have|decid\w*|ruled?|ruling|reject\w*"
    r"|refus\w*|drop\w*|withdr\w*|agreed|confirm\w*|den(?:y|ied|ies)|may|might|consider\w*)\b",
    re.IGNORECASE,
)
_HEARSAY = re.compile(r"\b(?:asked about|reports? that|whether)\b", re.IGNORECASE)
_DAY = re.compile(rf"(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_MONTHS}", re.IGNORECASE)
_LED = re.compile(
    r"\b(?:is |was )?(?:led|headed|commanded|chaired) by\b|\bwho (?:leads|commands)\b"
)
_DATELINE = re.compile(r"^[A-Z][A-Z' .,]{2,40}(?=\W| )[^-\u2013\u2014:(]{0,30}[-\u2013\u2014:(]\s*")
_HOW = re.compile(r"\bhow (\w+)", re.IGNORECASE)
_EACH = re.compile(
    r"\b(?:an?|per|each|every) (?:day|week|month|quarter|year|hour)\b"
    r"|\b(?:(?:annual|month|week|dai|year)ly|annual)\b",
    re.IGNORECASE,
)
_NOT_QUITE = frozenset(
    map(key, ("deputy", "vice", "former", "ex", "acting", "assistant", "shadow"))
)
_BY_WHEN = re.compile(
    r"\b(?:in|within|by|before|until|from|on|at|after|due|starts?|begins?)\s(?:\w+\s){0,3}?"
    rf"(?:{_MONTHS}|\d{{4}}|weeks?|months?|years?|days?|mid\w+|spring|summer|autumn|winter"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


def holds(  # noqa: PLR0911 # one answer a kind
    question: Question, sentence: str, *, year: int | None = None
) -> bool:
    """Tell whether a sentence has the kind of fact that is asked for, beyond the question.

    ``year`` is when it was written; earlier ones are no answer to "when will".
    """
    match question.wanted:
        case Wanted.COUNT:
            return bool(_COUNTED.search(_NO_COUNT.sub(" ", sentence)))
        case Wanted.MONEY:
            return _has_sum(question, sentence)
        case Wanted.SHARE:
            return bool(_SHARE.search(sentence))
        case Wanted.MEASURE:
            return bool(_MEASURE.search(sentence))
        case Wanted.AGE:
            return bool(_AGE.search(sentence))
        case Wanted.SCORE:
            return bool(_SCORE.search(sentence))
        case Wanted.TIME:
            asks_of_saying = _SAYING & set(question.keys)
            left = sentence if asks_of_saying else _SAID_ON.sub("", sentence)
            return bool(_TIME.search(_to_come(left, year) if question.ahead else left))
        case Wanted.PERSON | Wanted.PLACE:
            return any(key(name) not in question.keys for name in _NAME.findall(sentence))
        case _:
            return True


def _to_come(sentence: str, year: int | None) -> str:
    """Leave out times that were over when it was written."""
    left = _PAST.sub("", sentence)
    if year is None:
        return left
    return re.sub(r"\b(?:1\d|20)\d\d\b", lambda y: "" if int(y[0]) < year else y[0], left)


def _has_sum(question: Question, sentence: str) -> bool:
    money = _PRICE if key("price") in question.keys else _MONEY
    # "What does it cost" may be answered by any sum, "the price of gold" only by a price.
    asks_price = re.search(r"\bprices?\b", question.text, re.IGNORECASE)
    patterns = (_FIGURE, money, _PRICED) if asks_price else (_FIGURE, money)
    return all(pattern.search(sentence) for pattern in patterns)


def in_the_role(question: Question, sentence: str) -> bool:
    """Tell whether a name that the question lacks stands beside all words of the role."""
    parts = re.split(r"([,;:()\u201c\u201d\"])", _LED.sub("leader", _DATELINE.sub("", sentence)))
    # A mark parts two names ("At Aberdeen Sheriff Court, Sheriff Fiona Garrow").
    tokens = [word for part in parts for word in words_of(part) or ([part] if part else [])]
    keys = [key(token) for token in tokens]
    for start, end in _names(tokens):
        mine = set(keys[start:end]) - question.role
        if mine & set(question.keys) or not mine:
            continue
        low, high = max(start - BESIDE, 0), min(end + BESIDE, len(keys))
        roles = [at for at in range(low, high) if any(has((keys[at],), w) for w in question.role)]
        if not all(has(keys[low:high], word) for word in question.role):
            continue
        first = min(roles, key=lambda at: min(abs(at - start), abs(at - end)))
        while first - 1 in roles:
            first -= 1
        inside = start <= first - 1 and first < end
        if first and _of_another(question, tokens[first - 1], inside):
            continue
        return True
    return False


def _of_another(question: Question, before: str, inside: bool) -> bool:  # noqa: FBT001 # private
    """Tell whether a role is another's ("the Estonian ...", "Oslo's ..."), or not quite it.

    ``before`` is the word in front of the role; ``inside`` tells whether it belongs to the run of
    capitals that the name is in.
    """
    owner = key(before)
    if owner in question.keys:
        return False
    owned = before.endswith(("'s", "\u2019s", "s'"))
    return owner in _NOT_QUITE or (before[:1].isupper() and (owned or inside))


def _names(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Find runs of words that begin with a capital; a single one must not begin the sentence."""
    start = None
    for place, token in enumerate([*tokens, ""]):
        if token[:1].isupper() and token.casefold() not in SMALL and not _DAY.fullmatch(token):
            start = place if start is None else start
        elif start is not None:
            if place - start > 1 or start > 0:
                yield start, place
            start = None


def somebody(question: Question, actors: Iterable[str], sentence: str) -> bool:
    """Tell whether somebody is named in the sentence whom the question does not name itself.

    A capital letter is not enough: wards and streets have them. It is one of the ``actors`` of the
    article, or a name of several words, none of which the question has.
    """
    asked = set(question.keys)
    if any(asked.isdisjoint(keys_of(name)) for name in _FULL.findall(sentence)):
        return True
    parts = {
        part
        for name in actors
        for part in re.findall(r"[^\W\d_]{3,}", name)
        if part[0].isupper() and key(part) not in asked
    }
    return any(word in parts for word in re.findall(r"[^\W\d_]{3,}", sentence))


def bonus(question: Question, sentence: str, place: int) -> float:
    """Prefer sentences shaped like an answer, and among equals the earlier one."""
    more = -0.004 * min(place, 20)
    match question.wanted:
        case Wanted.PLACE if _PLACE.search(sentence):
            more += 0.05
        case Wanted.REASON if _REASON.search(sentence):
            more += 0.05
        case Wanted.WHETHER:
            more += 0.08 if _DECIDED.search(sentence) else 0
            more -= 0.1 if _HEARSAY.search(sentence) else 0
        case Wanted.PERSON if any(
            not any(key(part) in question.keys for part in name.split())
            for name in _FULL.findall(sentence)
        ):
            more += 0.12
        case Wanted.TIME if _BY_WHEN.search(_PAST.sub("", _SAID_ON.sub("", sentence))):
            more += 0.1
        case Wanted.MONEY | Wanted.COUNT if re.search(r"[$€£]|\d", sentence):
            more += 0.05
        case _:
            pass
    if any(counted(unit, sentence) for unit in question.units):
        more += 0.15
    if _EACH.search(question.text):
        more += 0.2 if _EACH.search(sentence) else -0.1
    # A very long sentence has many words by chance.
    return more - 0.002 * max(len(sentence.split()) - 30, 0)


def measured(question: Question, sentence: str) -> bool:
    """Tell whether a sentence has a measure with the very word of the question ("metres long")."""
    found = _HOW.search(question.text)
    if question.wanted is not Wanted.MEASURE or found is None:
        return False
    return re.search(rf"{_MEASURE.pattern}[ -]{found[1]}\b", sentence, re.IGNORECASE) is not None


def counted(unit: str, sentence: str) -> bool:
    """Tell whether a figure stands next to what is counted; in "anti-tank" there is no tank."""
    words = re.findall(r"[^\W_]+(?:[.,]\d+|-[^\W_]+)*", _NO_COUNT.sub(" ", sentence))
    for place, word in enumerate(words):
        if _COUNTED.match(word):
            after = tuple(key(other) for other in words[place + 1 : place + 6] if "-" not in other)
            if has(after, unit):
                return True
    return False


def counts(question: Question, sentence: str, there: frozenset[str]) -> bool:
    """Tell whether a figure says how many there are of what is asked for.

    ``there`` are the words of the question that the sentence and the one before it have.
    """
    units = [unit for unit in question.units if unit != key("people")]
    if not units or any(counted(unit, sentence) for unit in units):
        return True
    return any(unit in there for unit in units) and bool(
        _ALONE.search(_NO_COUNT.sub(" ", sentence))
    )
