"""Hubs in, what they promise and push kept: WebSub as the use case sees it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.model import Changed, Entry, Feed, HubLink, Leased


class Hubs(Protocol):
    """Outlets' hubs, over the network."""

    async def ask(self, hub: str, form: Mapping[str, str]) -> None:
        """Send a request; raise `FeedError` with a plain reason unless the hub takes it."""

    async def read_push(self, body: bytes, headers: Mapping[str, str], url: str) -> Changed:
        """Read what a hub sent; raise `FeedError` for anything that is not a feed."""


class HubStore(Protocol):
    """Our subscriptions at hubs."""

    async def claim_hubs(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[HubLink]]:
        """Take links whose hub is to be asked."""

    async def finish_hub(
        self, leased: Leased[HubLink], link: HubLink | None, due: dt.datetime | None
    ) -> bool:
        """Keep a link as it is now, or drop it; False when the lease was lost."""

    async def hub_link(self, token: str) -> tuple[HubLink, Feed] | None:
        """Find the link of a callback, with its feed."""

    async def settle_hub(self, link: HubLink | None, was: HubLink, due: dt.datetime | None) -> bool:
        """Keep what a hub said of a link, or drop it, and what follows for the feed's polls.

        Returns:
            False when the link is not what it was.
        """

    async def keep_pushed(self, feed: int, entries: Sequence[Entry]) -> int:
        """Keep unseen and edited entries as a poll does; give how many are to be read."""

    async def poll_now(self, feed: int) -> None:
        """Let a feed be polled next."""
