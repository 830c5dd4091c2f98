"""An answer before any surface has rendered it: plain words and records, never markup.

All text here is untrusted (headlines, names, quotes): each surface escapes it in its own way.
"""

import datetime as dt
from dataclasses import dataclass

from bot.model import Story
from summariser import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStory:
    """A briefing: its three lines, outlets, time and buttons."""

    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an article, verbatim.

    Attributes:
        label: What the quote shows ("Pledge: United Kingdom → Ukraine, GBP 225m").
        story: Where it can be read in its place; ``None`` for an article that is not held.
    """

    label: str
    evidence: Evidence
    story: int | None = None
    outlet: str | None = None
    published: dt.datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of short cells, the same number as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that the reader may ask next: a button, or a line to type."""

    label: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the reader may ask next."""

    prompt: str
    options: tuple[Choice, ...]


Part = Say | ShowStory | Quote | Table | Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to show, in order.

    Attributes:
        title: One line saying what this answers.
        private: Only for the person who asked, where the surface can do that.
    """

    title: str
    parts: tuple[Part, ...] = ()
    private: bool = True
