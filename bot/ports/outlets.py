"""Addresses in, feeds and pages out: what is asked of outlets over the network."""

from typing import Protocol

from bot.model import Changed, Page, Unchanged, Validators


class FeedSource(Protocol):
    """Outlets' feeds, over the network."""

    async def poll(self, url: str, validators: Validators) -> Changed | Unchanged:
        """Ask once; raise `FeedError` with a plain reason for anything that is not a feed."""

    async def discover(self, url: str) -> str:
        """Find the feed of a site's address (a feed's own address is returned as it is)."""


class PageSource(Protocol):
    """Outlets' article pages, over the network."""

    async def read(self, url: str) -> Page:
        """Fetch and extract one article; raise `FeedError` with a plain reason."""
