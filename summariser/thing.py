"""A clause that commits in, the thing promised out: "more drones and shells".

What stands around the thing goes: the taker in front of it ("give Kenya ..."), the report behind
it ("..., she said"), relative and adverbial clauses. When the thing stands before the words that
commit ("a hospital that Norway promised"), it is found there.
"""

import re
from collections.abc import Sequence

from summariser.proposal import Span
from summariser.verbs import AUXILIARIES, BE, MODALS, Tense, verb

# What begins after the thing: who reports it, why, when, what else.
_END = re.compile(
    r"""
      ,?\s(?:according\sto|because|although|though|while|whereas|but|saying|adding|if|unless)\b
    | ,\s(?:who|which|where|when|after|before|as|amid|whose|in\swhat|on\scondition|not|or\sabout)\b
    | ,\s(?:which|one\sof)\b
    | ,\s(?:[^,;“”]{2,60},\s){0,2}(?:[\w'’.-]+\s){0,6}?(?:said|says|told|announced|added|wrote
        |confirmed|insisted|explained|reports?|reported)\b
    | ;|[.!?]["”’)]*$|\s[-–—]\s(?=(?:which|who|the\s\w+\s(?:of|since))\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WITHIN_QUOTE = re.compile(r"[”\"]")
# The thing does not begin like this: these words tell when, where or how it was promised.
_NO_THING = re.compile(
    r"(?:after|before|during|on|at|as|when|since|last|this|yesterday|today|earlier|again|that|by)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b((?:a|an|the|another|more|\d[\d,.]*)\s(?:[\w'’-]+\s){0,6}?[\w'’-]+),?\s(?:that|which)\s"
    r"(?:[\w'’.-]+\s){0,5}$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"[\s,:–—-]+")
# Words that only tie a sum to its thing: "£5m worth of", "up to", "a further".
_TIED = re.compile(r"(?:(?:a|per|each|every)\s(?:year|month)\b[\s,]*)?(?:(?:worth\s)?(?:of|in)\s)?")
# "150 million kroner ($14 million)": the same sum in other money.
_CONVERTED = re.compile(r"\s?\((?=[^()]*(?:[$€£¥]|\b[mb]illion\b))[^()]{0,24}\d[^()]{0,24}\)")
_AHEAD = re.compile(
    r"(?:an?\s)?(?:further|additional|extra|another|total\sof|up\sto|about|around|nearly|almost|some"
    r"|over|more\sthan|at\sleast|an\sestimated|initial|new)?(?:\s?(?:up\sto|about|around|some))?\s*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:,?\s(?:worth|valued\sat|totalling|totaling|costing|at\sa\scost\sof|to\sthe\stune\sof)|[,(])"
    r"(?:\s?(?:about|around|nearly|up\sto|almost|over|some|more\sthan|an?\sestimated))*\s*$",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\bbe\s(?:[\w-]+\s){0,2}[\w-]+(?:\s\w+)?$", re.IGNORECASE)
_FOR = re.compile(r"(?:for|with|from|in|into|within)\s", re.IGNORECASE)
# Verbs that only hand something over or say so: what follows them is the thing. Of all others the
# verb is a part of it: without "remove" a sanction lifted would read as one imposed.
_HANDS = frozenset({"be", "have", "do", "give", "provide", "send", "supply", "deliver", "contribute",
                    "donate", "offer", "allocate", "invest", "spend", "pay", "commit", "grant", "lend",
                    "fund", "finance", "promise", "pledge", "vow", "undertake", "agree", "swear", "announce",
                    "approve", "confirm", "earmark", "set", "hand", "award", "make", "plan", "intend", "want",
                    "consider", "propose", "weigh", "study", "examine", "continue", "remain", "stand", "go",
                    "decide", "ship", "transfer", "reaffirm", "reiterate", "say", "tell", "state", "declare",
                    "outline", "unveil", "put", "expect", "aim", "hope", "honour", "honor", "fulfil",
                    "fulfill", "warn", "threaten", "look", "rule"})  # fmt: skip
# Nouns of promising: behind "made good on its promise of" stands the thing.
_COMMITS = frozenset({"promise", "pledge", "commitment", "offer", "undertaking", "plan", "plans", "announcement",
                      "intention", "proposal", "vow", "decision", "promises", "pledges", "commitments"})  # fmt: skip
# Behind a giver's sum the next giver's: "Norland 450 million kroner and the World Bank $75 million".
_NEXT_GIVER = re.compile(r"(?:and\s)?(?:the\s)?(?:[A-Z][\w’'-]*\s){1,5}(?:[A-Z]{0,3}[$£€]|\d)")
# Things, if no auxiliary stands before them: "raise defence spending".
_NOUNS = frozenset(
    {"spending", "funding", "training", "building", "housing", "financing", "lending", "meeting"}
)
_LED = re.compile(r"\b(?:to|will|would|shall)\s(?P<verb>[a-z]+)\s(?:[\w’'-]+\s){0,3}$")
_PARTICLES = frozenset({"back", "down", "off", "out", "away", "longer"})
_TIES = frozenset({"a", "an", "the", "in", "to", "of", "for", "on", "over", "with", "up", "further", "its", "their",
                   "his", "her", "another", "more", "additional", "extra", "aside", "about", "that"})  # fmt: skip
_PRONOUNS = frozenset({"i", "we", "he", "she", "it", "they", "that", "which", "who", "there"})
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST = 3
_REPORT = 40
_NEAR = 60  # characters before a clause in which its thing may stand


def thing(
    text: str,
    clause: Span,
    trigger: Span,
    *,
    taker: Span | None,
    total: Span | None,
    pledger: Span | None = None,
) -> Span | None:
    """Find the words for the thing promised, without the sum, which has a field of its own.

    Args:
        text: The article.
        clause: The evidence.
        trigger: The words that commit, inside or beside the clause.
        taker: Who gets it, when named.
        total: The sum, when there is one.
        pledger: Who commits, when named.

    Returns:
        A span inside the clause, or right before it; ``None`` when neither names a thing.
    """
    if pledger and total and trigger.end <= pledger.start < total.start < clause.end:
        rest = _rest(text, total, clause)  # "will give $5m, Norland | $3m": one of several givers
        return None if rest and _NEXT_GIVER.match(text, rest.start) else rest
    begin = _begin(text, clause, trigger, pledger)
    start = _start(text, begin, clause.end, taker) if begin >= trigger.end else begin
    if not total and _LEFT.search(text, trigger.start, trigger.end) and _FOR.match(text, start):
        start = trigger.start  # "would be left behind for the region": the verb says what
    if _NO_THING.match(text, start, clause.end):
        return _before(text, clause.start, trigger.start)
    end = _end(text, start, clause.end)
    if end - start < _LEAST:
        return _before(text, clause.start, trigger.start)
    found = _without(text, Span(start, end), total) if total else Span(start, end)
    return None if found and _NEXT_GIVER.match(text, found.start) else found


def _rest(text: str, total: Span, clause: Span) -> Span | None:
    """What follows the sum of a giver in a list: "for the dams of Chad"."""
    start = _skip(text, total.end, clause.end)
    end = _end(text, start, clause.end)
    return Span(start, end) if end - start >= _LEAST else None


def _begin(text: str, clause: Span, trigger: Span, pledger: Span | None) -> int:
    """Where the thing begins, the taker and the sum still in front of it.

    "Will amend | the law": at the verb. "A bill will be tabled": the bill is no giver, it is a part
    of what is promised. "Is weighing | a loan of": behind the verb.
    """
    found = list(_WORDS.finditer(text, trigger.start, trigger.end))
    low = [match.group().lower() for match in found]
    if len(low) == 1 and low[0] in _NOUNS:  # "will raise defence | spending"
        led = _LED.search(text, clause.start, trigger.start)
        return led.start("verb") if led else trigger.start
    at = next((n for n in range(len(found) - 1, -1, -1) if _leads(text, found, low, n)), None)
    if at is None:
        return trigger.end
    one, ahead = verb(low[at]), low[at - 1] if at else ""
    if one is None or _COMMITS & set(low[at + 1 :]):
        return trigger.end
    passive = ahead in BE and one.tense & Tense.PARTICIPLE
    if passive and _subject(text, clause, trigger, pledger):
        return clause.start
    carried = set(low[at + 1 :]) & _PARTICLES
    if one.base not in _HANDS or carried:
        kept = ahead == "to" or set(low) & MODALS or one.tense & Tense.ING
        return found[at].start() if kept and not passive else trigger.end
    rest = [match for match in found[at + 1 :] if match.group().lower() not in _TIES]
    return rest[0].start() if rest else trigger.end


def _leads(text: str, found: Sequence[re.Match[str]], low: Sequence[str], at: int) -> bool:
    """Whether the word at ``at`` is the verb that says what is done."""
    one = verb(low[at])
    if one is None or low[at] in AUXILIARIES or not text[found[at].start()].islower():
        return False
    ahead = low[at - 1] if at else ""
    led = ahead in AUXILIARIES | {"to", "not", "longer"} or ahead.endswith("ly")
    going = bool(one.tense & Tense.ING) and low[at] not in _NOUNS and verb(ahead) is not None
    return at == 0 or led or going


def _subject(text: str, clause: Span, trigger: Span, pledger: Span | None) -> bool:
    """Whether words stand before those that commit, and they are not who commits."""
    bound = pledger is not None and clause.start <= pledger.start < trigger.start
    words = text[clause.start : trigger.start].split()
    return not bound and bool(words) and words[0].lower() not in _PRONOUNS


def _without(text: str, span: Span, total: Span) -> Span | None:
    """Cut the sum off when the thing begins or ends with it; inside it stays."""
    start, end = span.start, span.end
    if start <= total.start and _AHEAD.fullmatch(text, start, total.start):
        same = _CONVERTED.match(text, total.end, end)
        start = _skip(text, same.end() if same else total.end, end)
        share = text[total.start : total.end].endswith(("%", "cent"))
        tied = None if share else _TIED.match(text, start, end)  # "5% of GDP" keeps its "of"
        start = tied.end() if tied else start
    elif total.end <= end and not text[total.end : end].strip(" )"):
        behind = _BEHIND.search(text, start, total.start)
        end = behind.start() if behind else end
    return Span(start, end) if end - start >= _LEAST else None


def _skip(text: str, start: int, end: int) -> int:
    blank = _LEADING.match(text, start, end)
    return blank.end() if blank else start


def _start(text: str, start: int, end: int, taker: Span | None) -> int:
    """Skip blanks, and the taker when it comes first."""
    start = _skip(text, start, end)
    if taker and start <= taker.start and not text[start : taker.start].strip(" the"):
        blank = _LEADING.match(text, taker.end, end)
        if blank:
            return blank.end()
    return start


def _end(text: str, start: int, end: int) -> int:
    # The report may begin inside the clause and end behind it: ", the minister, Jo Lim, | said".
    found = _END.search(text, start, min(len(text), end + _REPORT))
    end = min(end, found.start()) if found else end
    closing = _WITHIN_QUOTE.search(text, start, end)
    if closing and text.count("“", start, closing.start()) == 0:
        end = closing.start()
    while end > start and text[end - 1] in " ,;:–—-.":
        end -= 1
    return end


def _before(text: str, start: int, end: int) -> Span | None:
    """Find the thing in front: "a field hospital that Norway" (promised)."""
    found = _BEFORE.search(text, max(0, start - _NEAR), end)
    return Span(*found.span(1)) if found else None
