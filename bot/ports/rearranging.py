"""What an admin moves between stories."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.model import HeldArticle, Move, Rearranged, Story


class Rearranging(Protocol):
    """Stories split, merged and put back; posts, versions and the ledger go along."""

    async def story(self, story: int) -> Story | None:
        """Give a story at its present version; one that was merged is the one that it is in."""

    async def articles(self, story: int) -> Sequence[HeldArticle]:
        """List a story's articles, first reported first."""

    def turn(self, name: str) -> AbstractAsyncContextManager[None]:
        """Wait until nobody else, on any host, has the turn of this name; then have it."""

    async def rearrange(
        self,
        articles: Collection[int],
        *,
        to: int | None,
        kind: Move,
        by: str,
        reason: str,
        undoes: int | None = None,
    ) -> Rearranged | None:
        """Move articles of one story to another (``None``: a new one), in one transaction.

        Both stories get a new version, which edits their posts; ``None`` when the articles are
        not of one story, or are there already.
        """

    async def rearrangements(self, *, limit: int = 50) -> Sequence[Rearranged]:
        """List what was moved, newest first."""

    async def rearrangement(self, key: int) -> Rearranged | None:
        """Give one move."""
