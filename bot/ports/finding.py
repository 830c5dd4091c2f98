"""Words in, what is held that has them out, with quotes."""

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from summariser import Evidence


class Sort(enum.StrEnum):
    """What can be found."""

    STORY = "story"
    ARTICLE = "article"
    PLEDGE = "pledge"
    ACTOR = "actor"


class Order(enum.StrEnum):
    """What comes first."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; ``None`` and the empty leave it open.

    Attributes:
        sorts: Only these.
        since: Reported then or later, aware UTC; ``until`` then or before.
        outlet: Name, as the outlet writes it, whatever the case.
    """

    sorts: tuple[Sort, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    outlet: str | None = None
    topic: str | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found.

    Attributes:
        title: Its name: first line, headline, pledge in words, actor.
        story: The story that it is in.
        key: Of a pledge or an article; the name of an actor.
        quotes: Verbatim pieces of ``article``, with their places, that have the words.
        article: Key of the article that is quoted.
    """

    sort: Sort
    title: str
    story: int | None
    key: str
    when: dt.datetime
    quotes: tuple[Evidence, ...] = ()
    article: int | None = None
    outlet: str | None = None
    url: str | None = None


class Finder(Protocol):
    """Full-text search over articles, stories, pledges and actors."""

    async def find(
        self,
        query: str,
        filters: Filters = EVERYTHING,
        *,
        order: Order = Order.NEWEST,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Find what has all these words, at most so many of each sort; never raises on any text.

        The newest thousand of what has the words are looked at: the best match is the best of
        those.
        """
