"""A clause in, by when out: the words, and the ISO date that they resolve to.

Relative words count from the publication, or from ``as_of`` when that is not known.
"""

import datetime as dt
import re

from summariser.proposal import Span
from summariser.records import Article, Deadline, Evidence

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
           "nine": 9, "ten": 10, "twelve": 12, "a": 1, "an": 1}  # fmt: skip
_DEADLINE = re.compile(
    r"\b(?P<lead>by|before|until|till|from|in|on|starting|within|over|no later than|next|this|later this|for)[ ]"
    r"(?:(?:the[ ])?(?P<edge>end|start|beginning|middle|close)[ ]of[ ]|early[ ]|late[ ]|mid-)?(?:the[ ]|about[ ])?"
    r"(?:(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ](?:of[ ])?)?"
    + _MONTH
    + r"(?:[ ](?P<day2>\d{1,2})(?:st|nd|rd|th)?\b(?!\d))?(?:,?[ ](?P<year>(?:19|20)\d\d))?"
    r"|(?P<only>(?:19|20)\d\d)(?![\d,]*\d)"
    r"|(?P<relative>(?:next|this|the coming)[ ])?(?P<weekday>" + "|".join(_DAYS) + r")"
    r"|(?P<which>next|this|the coming|coming|current|new|following)[ ](?P<unit>week|month|year|decade|spring|summer|autumn|winter)"
    r"|(?:(?:next|coming|following)[ ])?(?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|an?)[ ](?P<units>hours?|days?|weeks?|months?|years?|decades?)"
    r"|(?P<bare>week|month|year)\b)\b",
    re.IGNORECASE,
)
_MONTHS_IN_YEAR = 12


def deadline(article: Article, span: Span, as_of: dt.date) -> Deadline | None:
    """First date in a span that reads as a time limit."""
    today = article.published.date() if article.published else as_of
    for match in _DEADLINE.finditer(article.text, max(0, span.start), max(0, span.end)):
        if match["bare"] and match["lead"].lower() not in ("next", "this", "later this"):
            continue
        if match["only"] and match["lead"].lower() in ("this", "next", "for", "over"):
            continue
        return Deadline(
            text=match.group(),
            evidence=Evidence.of(article, match.start(), match.end()),
            date=_resolve(match, today),
        )
    return None


def _resolve(match: re.Match[str], today: dt.date) -> str | None:
    if match["month"]:
        return _month(match, today)
    if match["only"]:
        return match["only"]
    if match["weekday"]:
        ahead = (_DAYS.index(match["weekday"].lower()) - today.weekday()) % 7 or 7
        return (today + dt.timedelta(days=ahead)).isoformat()
    if match["bare"]:
        return _step(today, match["bare"].lower(), 1 if match["lead"].lower() == "next" else 0)
    if match["which"]:
        near = match["which"].lower() in ("this", "current")
        return _step(today, match["unit"].lower(), 0 if near else 1)
    if match["lead"].lower() in ("within", "in") and match["count"]:
        word = match["count"].lower()
        count = int(word) if word.isdigit() else _NUMBER[word]
        return _step(today, match["units"].lower().removesuffix("s"), count)
    return None


def _month(match: re.Match[str], today: dt.date) -> str | None:
    month = _MONTHS.index(match["month"].lower()) + 1
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    day = match["day"] or match["day2"]
    if not day:
        return f"{year:04}-{month:02}"
    try:
        return dt.date(year, month, int(day)).isoformat()
    except ValueError:
        return None


def _step(today: dt.date, unit: str, count: int) -> str | None:
    """Date, month or year that lies ``count`` units ahead."""
    days = {"day": 1, "week": 7}.get(unit)
    try:
        if days:
            return (today + dt.timedelta(days=days * count)).isoformat()
        if unit == "month":
            months = today.year * _MONTHS_IN_YEAR + today.month - 1 + count
            return f"{months // _MONTHS_IN_YEAR:04}-{months % _MONTHS_IN_YEAR + 1:02}"
        if unit == "year":
            return f"{today.year + count:04}"
    except OverflowError:
        return None
    return None
