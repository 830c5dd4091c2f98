"""From words to a day: "since March", "last week"; resolved only when answered."""

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}
_SMALL = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "ten": 10, "couple": 2, "few": 3, "the": 1,
}  # fmt: skip
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month != "may" else "may" for month in MONTHS)
_MONTH = _MONTH.replace("sep(?:tember)?", "sept?(?:ember)?")

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\.?(?:,? (\d{{4}}))?")
_MONTH_DAY = re.compile(rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?")
_MONTH_YEAR = re.compile(rf"({_MONTH})\.?(?:,? (\d{{4}}))?")
_BACK = re.compile(
    r"(?:(?:the )?(?:last|past|previous) )?(?:(\d{1,3}|[a-z]+) )?"
    r"(day|week|fortnight|month|quarter|year)s?(?: ago)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day as it was worded; resolve it with `day`.

    Attributes:
        year: ``None`` with a month means the last such month.
        back: Days before today.
        weekday: 0 is Monday; the last such day, today included.
        start: "week", "month" or "year": the first day of the present one.
    """

    words: str
    year: int | None = None
    month: int | None = None
    dom: int | None = None
    back: int | None = None
    weekday: int | None = None
    start: str | None = None

    def day(self, today: dt.date) -> dt.date:
        """Give the first day that is meant, seen from ``today``."""
        if self.back is not None:
            return today - dt.timedelta(days=min(self.back, today.toordinal() - 1))
        if self.weekday is not None:
            return today - dt.timedelta(days=(today.weekday() - self.weekday) % 7)
        if self.start == "week":
            return today - dt.timedelta(days=today.weekday())
        if self.start:
            return today.replace(day=1, month=today.month if self.start == "month" else 1)
        return self._calendar(today)

    def _calendar(self, today: dt.date) -> dt.date:
        month, dom = self.month or 1, self.dom or 1
        if self.year is not None:
            return _clipped(self.year, month, dom)
        found = _clipped(today.year, month, dom)
        return found if found <= today else _clipped(today.year - 1, month, dom)


def read_when(words: str) -> When | None:
    """Read a day from words; ``None`` when they name none. Never raises."""
    words = " ".join(words.lower().split())
    for prefix in ("the beginning of ", "the start of ", "on ", "in "):
        words = words.removeprefix(prefix)
    return _relative(words) or _absolute(words)


def _relative(words: str) -> When | None:
    if words in {"today", "yesterday"}:
        return When(words=words, back=int(words == "yesterday"))
    bare = words.removeprefix("last ").removeprefix("this ")
    if bare in WEEKDAYS:
        return When(words=words, weekday=WEEKDAYS.index(bare))
    if words in {"this week", "this month", "this year"}:
        return When(words=words, start=bare)
    match = _BACK.fullmatch(words)
    return _back(words, match) if match and words not in _UNITS else None


def _back(words: str, match: re.Match[str]) -> When | None:
    many = match[1] or "one"
    count = int(many) if many.isdecimal() else _SMALL.get(many)
    return None if count is None else When(words=words, back=count * _UNITS[match[2]])


def _absolute(words: str) -> When | None:
    if match := _ISO.fullmatch(words):
        year, month, dom = (int(part) if part else None for part in match.groups())
    elif match := _DAY_MONTH.fullmatch(words):
        dom, month = int(match[1]), _month(match[2])
        year = int(match[3]) if match[3] else None
    elif match := _MONTH_DAY.fullmatch(words):
        month, dom = _month(match[1]), int(match[2])
        year = int(match[3]) if match[3] else None
    elif match := _MONTH_YEAR.fullmatch(words):
        month, dom = _month(match[1]), None
        year = int(match[2]) if match[2] else None
    else:
        return None
    return _checked(words, year, month, dom)


def _checked(words: str, year: int | None, month: int | None, dom: int | None) -> When | None:
    try:
        dt.date(2000 if year is None else year, month or 1, dom or 1)  # 2000 has a 29 February
    except ValueError:
        return None
    return When(words=words, year=year, month=month, dom=dom)


def _month(word: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(word[:3]))


def _clipped(year: int, month: int, dom: int) -> dt.date:
    """Give that day, or 28 February for a 29th that the year lacks."""
    try:
        return dt.date(year, month, dom)
    except ValueError:
        return dt.date(year, month, 28)
