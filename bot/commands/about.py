"""Which story a command is about, as far as the words tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which story is meant; with nothing stated, the one that is talked about.

    Attributes:
        story: Its number, as pages and buttons show it.
        url: The address of one of its articles.
        words: Words that it has.
    """

    story: int | None = None
    url: str | None = None
    words: str | None = None


THIS = About()
"""The story that is talked about."""
