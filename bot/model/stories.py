"""Pages in, stories out: articles as we hold them, and what is told of them."""

import datetime as dt
import enum
from dataclasses import dataclass

from bot.model.sources import Entry, Feed
from summariser import Article, Briefing, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an article page says, once read.

    Attributes:
        url: Canonical address.
        text: Plain text of the article alone.
        marks: What the reader must know (truncated, paywalled, headline only).
        licence: The terms that the outlet names for it, an address or words.
        credit: Who wrote it, where that is not the outlet: an agency, or another outlet.
    """

    url: str
    text: str
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.datetime | None = None
    language: str | None = None
    marks: tuple[Mark, ...] = ()
    licence: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose article has not been read yet.

    Attributes:
        attempts: Times that it was taken to be read, this one included.
    """

    id: int
    feed: Feed
    entry: Entry
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """An article in the store.

    Attributes:
        fetched: When we read it.
        licence: The terms that the outlet names for it.
        credit: Who wrote it, where that is not the outlet; whom a copy was copied from.
        story: Key of the story that it belongs to, once decided.
        trace: What its log lines carry: the entry that brought it.
        workspace: Whose it is alone, as its feed is.
    """

    id: int
    article: Article
    fetched: dt.datetime
    marks: tuple[Mark, ...] = ()
    authors: tuple[str, ...] = ()
    feed: int | None = None
    topic: str | None = None
    story: int | None = None
    trace: str | None = None
    workspace: str | None = None
    licence: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article with its briefing, whose story has not been decided."""

    held: HeldArticle
    briefing: Briefing


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles about one real-world event, as of one version.

    Attributes:
        id: Short key, used in addresses and buttons.
        version: Starts at 1; grows when the three lines change in substance.
        article: The lead article, which the briefing quotes.
        outlets: Names of the outlets that report it, first reporter first.
        credits: Beside each outlet whose text it prints; ``None``: its own. Empty: not known.
        workspace: Whose it is alone, as all its articles are.
    """

    id: int
    version: int
    briefing: Briefing
    article: HeldArticle
    first: dt.datetime
    last: dt.datetime
    outlets: tuple[str, ...] = ()
    credits: tuple[str | None, ...] = ()
    topic: str | None = None
    workspace: str | None = None


class Move(enum.StrEnum):
    """How an admin rearranged stories."""

    SPLIT = "split"
    MERGE = "merge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearranged:
    """Articles that an admin moved from one story to another, and why.

    Attributes:
        articles: Keys of the articles that moved.
        undoes: The move that this one took back.
        undone: It was taken back.
    """

    id: int
    at: dt.datetime
    kind: Move
    source: int
    target: int
    articles: tuple[int, ...]
    by: str
    reason: str
    undoes: int | None = None
    undone: bool = False
