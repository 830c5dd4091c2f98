"""An answer before any surface has rendered it: plain words and records, never markup.

All text here is untrusted (headlines, names, quotes): each surface escapes it in its own way.
"""

import datetime as dt
from dataclasses import dataclass

from bot.model import Story
from summariser import Article, Briefing, Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStory:
    """A briefing: its three lines, outlets, time and buttons."""

    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBriefing:
    """A briefing made on the spot of an article that is not held: nothing to follow or link to."""

    article: Article
    briefing: Briefing


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an article, verbatim.

    Attributes:
        label: What the quote shows ("Pledge: United Kingdom → Ukraine, GBP 225m").
        story: Where it can be read in its place; ``None`` for an article that is not held.
        part: It shows a part of what the last quote that is none shows.
    """

    label: str
    evidence: Evidence
    part: bool = False
    story: int | None = None
    outlet: str | None = None
    published: dt.datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address on the web; surfaces show any scheme but http and https as plain text."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """A story's own page; where there are no pages, its number."""

    label: str
    story: int


Cell = str | dt.datetime | Link | StoryLink
"""What stands in a table; a time is shown in the reader's zone where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of short cells, the same number as there are columns.

    Attributes:
        caption: What the rows are, when there is more than one table.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that comes with the answer: a chart, an export.

    Attributes:
        name: With its ending, as it is saved ("pledges-2024-12-19.csv").
        media: IANA media type; ``image/...`` is shown in place.
        description: What it shows, for those who cannot see it: the alt text of a picture.
    """

    name: str
    media: str
    data: bytes
    description: str


Part = Say | ShowStory | ShowBriefing | Quote | Table | Choices | Attached


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to show, in order.

    Attributes:
        title: One line saying what this answers.
        private: Only for the person who asked, where the surface can do that.
        found: False when there is nothing to show: the title and parts say what to do instead.
    """

    title: str
    parts: tuple[Part, ...] = ()
    private: bool = True
    found: bool = True
