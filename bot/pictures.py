"""What a chart shows, before and after it is drawn: numbers and words, then a PNG.

Pure nouns, so that the process which draws can be small: it imports these and the library alone.
Times are ISO days; numbers are floats, since nothing is added up after this.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

ALT = 1000
"""Characters of an alternative text: the least that Slack and Discord both take (1000, 1024)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One pledger's sums.

    Attributes:
        firm: What binds, in the picture's currency; 0 for nothing.
        loose: What is considered or conditional; never part of ``firm``.
        firm_words: The sum as it is told beside the bar.
        rest: It stands for several who have no bar of their own.
    """

    label: str
    firm: float
    loose: float
    firm_words: str = ""
    loose_words: str = ""
    rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Sums side by side, the greatest first.

    Attributes:
        name: Of the file, without its ending.
        foot: What is left out and how sums were made comparable, a line each.
    """

    name: str
    title: str
    currency: str
    bars: tuple[Bar, ...]
    foot: tuple[str, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """One sum as it grows.

    Attributes:
        manner: firm, arrived or loose: says how it is drawn.
        points: ISO day and the sum from that day on.
        end: The last sum in words.
    """

    label: str
    manner: str
    points: tuple[tuple[str, float], ...]
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Sums over time, each in the same currency.

    Attributes:
        until: ISO day up to which it is told.
    """

    name: str
    title: str
    currency: str
    lines: tuple[Steps, ...]
    until: str
    foot: tuple[str, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that was said, or a day that is meant.

    Attributes:
        day: As it is shown ("19 Dec 2024").
        manner: new, again, more, arrived, against or awaited: says how it is marked.
        head: What happened, in a few words.
        detail: Who says so.
        gap: Time since the one before, where that is long ("3 months later").
    """

    day: str
    manner: str
    head: str
    detail: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What was said of one pledge, oldest first."""

    name: str
    title: str
    moments: tuple[Moment, ...]
    foot: tuple[str, ...]
    alt: str


Picture = Bars | Course | Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture as it is sent.

    Attributes:
        name: File name, with its ending.
        png: The bytes.
        alt: The same in words, at most `ALT` characters.
    """

    name: str
    png: bytes
    alt: str


def short(amount: float) -> str:
    """Write a number with three digits and k, m, bn or tn ("1.25bn")."""
    for size, unit in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(amount) >= size * 0.9995:
            return f"{_three(amount / size)}{unit}"
    return _three(amount)


def _three(number: float) -> str:
    if number >= 999.5:  # noqa: PLR2004 # three digits before the point
        return f"{number:,.0f}"
    text = f"{number:.3g}"
    return text if "e" not in text else f"{number:.2g}"


def day_words(day: dt.date) -> str:
    """Write a day ("19 Dec 2024")."""
    return f"{day:%-d %b %Y}"


def iso_words(said: str) -> str:
    """Show an ISO day, month or year."""
    parts = [int(part) for part in said.split("-")]
    if len(parts) == 1:
        return said
    day = dt.date(*(*parts, 1)[:3])
    return f"{day:%b %Y}" if len(parts) == 2 else day_words(day)  # noqa: PLR2004 # year and month


def cut(text: str, most: int) -> str:
    """Make it one line of at most so many characters, without what no font can show."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return clean if len(clean) <= most else f"{clean[: most - 1].rstrip()}…"


def alternative(head: str, told: Sequence[str], foot: Sequence[str]) -> str:
    """Say in words what the picture shows; what does not fit is counted."""
    tail = cut(" ".join(foot), ALT // 3)
    room = ALT - len(head) - len(tail) - 40
    kept: list[str] = []
    for words in told:
        if sum(len(each) + 1 for each in kept) + len(words) > room:
            kept.append(f"And {len(told) - len(kept)} more.")
            break
        kept.append(words)
    return " ".join(part for part in (head, *kept, tail) if part)
