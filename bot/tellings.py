"""Briefings in, the pledge ledger told on: a stage beside the others, never in their way."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ports import Bell, LedgerStore

BATCH = 20
"""Briefings told in one transaction; one takes some 10 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellings:
    """The stage that tells the ledger. A round hears what is new; nothing is left to work on."""

    store: LedgerStore
    slots: int = 1
    name: str = "ledger"
    bells: tuple[Bell, ...] = (Bell.PAGE,)

    async def claim(self, limit: int) -> Sequence[int]:
        """Tell the next briefings, and give a number for each."""
        del limit  # the order of telling matters: one batch at a time
        return range(await self.store.tell_next(BATCH))

    async def work(self, row: int) -> None:
        """Do nothing: it was told when it was claimed."""
