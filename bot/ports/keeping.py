"""Names in, what is noted, held or heard under them out."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.model import Hold


class Notes(Protocol):
    """Small texts kept under a name of at most 32 characters."""

    async def recall(self, name: str) -> str | None:
        """Give what was noted last under a name; ``None`` when nothing was."""

    async def note(self, name: str, value: str) -> None:
        """Keep it, in place of what was noted before."""

    async def erase(self, name: str) -> None:
        """Keep nothing under this name any more."""

    async def noted(self, prefix: str) -> Sequence[tuple[str, str]]:
        """List names that begin so, with what is noted under each."""


class Leases(Protocol):
    """Named leases, for roles that need one owner among all processes, by the database's clock."""

    async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
        """Take a lease that is free, has ended, or is this owner's already.

        Args:
            name: At most 100 characters.
            owner: At most 100 characters, different for each start of a process.
            ttl: How long it is had unless it is renewed.

        Returns:
            The hold, with a larger fence than any before; ``None`` while another has it.
        """

    async def renew(self, hold: Hold, ttl: dt.timedelta) -> Hold | None:
        """Have it for ``ttl`` from now; ``None`` when somebody else has had it since."""

    async def release(self, hold: Hold) -> bool:
        """Let others have it at once; False when it is not ours any more."""

    async def holds(self, prefix: str = "") -> Sequence[Hold]:
        """List the leases that are had now and whose names begin so, by name."""


class Heard(Protocol):
    """Which events of platforms somebody has taken on already, on whatever host."""

    async def first(self, event: str) -> bool:
        """Take an event on; False when it was taken on before, within the last two days."""
