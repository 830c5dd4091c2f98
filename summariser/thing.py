"""A clause that commits in, the thing promised out: "more drones and shells".

What stands around the thing goes: the taker in front of it ("give Kenya ..."), the report behind
it ("..., she said"), relative and adverbial clauses. When the thing stands before the words that
commit ("a hospital that Norway promised"), it is found there.
"""

import re

from summariser.proposal import Span

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
    r"((?:a|an|the|another|more|\d[\d,.]*)\s(?:[\w'’-]+\s){0,6}?[\w'’-]+),?\s(?:that|which)\s"
    r"(?:[\w'’.-]+\s){0,5}$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"[\s,:–—-]+")
# Words that only tie a sum to its thing: "£5m worth of", "up to", "a further".
_TIED = re.compile(r"(?:(?:a|per|each|every)\s(?:year|month)\b[\s,]*)?(?:(?:worth\s)?(?:of|in)\s)?")
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
# A deed that is more than handing something over: "promised to end", not "promised to give".
_DEED = re.compile(
    r"\b(?:promis|pledg|vow|undert[ao]|agre|swor|commit)\w*\sto\s(?P<deed>(?!(?:be|have|do|give|provide"
    r"|send|supply|deliver|contribute|donate|offer|allocate|invest|spend|pay|commit|grant|lend)\b)\w+)",
    re.IGNORECASE,
)
_LEAST = 3
_REPORT = 40


def thing(
    text: str, clause: Span, trigger: Span, *, taker: Span | None, total: Span | None
) -> Span | None:
    """Find the words for the thing promised, without the sum, which has a field of its own.

    Args:
        text: The article.
        clause: The evidence.
        trigger: The words that commit, inside or beside the clause.
        taker: Who gets it, when named.
        total: The sum, when there is one.

    Returns:
        A span inside the clause; ``None`` when the clause names no thing of its own.
    """
    start = _start(text, _behind_cue(text, trigger), clause.end, taker)
    if not total and _LEFT.search(text, trigger.start, trigger.end) and _FOR.match(text, start):
        start = trigger.start  # "would be left behind for the region": the verb says what
    if _NO_THING.match(text, start, clause.end):
        return _before(text, clause.start, trigger.start)
    end = _end(text, start, clause.end)
    if end - start < _LEAST:
        return _before(text, clause.start, trigger.start)
    return _without(text, Span(start, end), total) if total else Span(start, end)


def _behind_cue(text: str, trigger: Span) -> int:
    """Where the thing begins: of "has promised to end | the war" the deed is a part of it."""
    found = _DEED.search(text, trigger.start, trigger.end)
    return found.start("deed") if found else trigger.end


def _without(text: str, span: Span, total: Span) -> Span | None:
    """Cut the sum off when the thing begins or ends with it; inside it stays."""
    start, end = span.start, span.end
    if start <= total.start and _AHEAD.fullmatch(text, start, total.start):
        tied = _TIED.match(text, _skip(text, total.end, end), end)
        start = tied.end() if tied else end
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
    found = _BEFORE.search(text, start, end)
    return Span(*found.span(1)) if found else None
