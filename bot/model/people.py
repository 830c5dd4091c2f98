"""What people type the beginning of, what they think, and what they leave."""

import datetime as dt
import enum
from dataclasses import dataclass


class HintSort(enum.StrEnum):
    """What may be named by typing the beginning of one of its words."""

    FEED = "feed"
    ACTOR = "actor"
    TOPIC = "topic"
    STORY = "story"
    PLEDGE = "pledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A name that goes on as somebody types.

    Attributes:
        shown: For the reader: untrusted words of an article or feed.
        value: For a command: a feed's or story's number, a pledge's key, else the name itself.
    """

    shown: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reader thinks of one version of a story.

    Attributes:
        home: Where a person has one number: "slack:T012", "discord", "page" or "terminal".
        person: As the platform numbers them; ``None`` where nobody is known, or wants to be.
        right: Whether it is right as it stands.
        words: What is wrong, in their words.
    """

    at: dt.datetime
    story: int
    version: int
    right: bool
    words: str = ""
    home: str = "page"
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a person has left in the store, counted.

    Attributes:
        opinions: What they thought of stories.
        editor: They may correct pledges.
        corrections: Of pledges, made by them.
        notes: Notes of other kinds that name them, such as who set a channel up.
    """

    opinions: int = 0
    editor: bool = False
    corrections: int = 0
    notes: int = 0
