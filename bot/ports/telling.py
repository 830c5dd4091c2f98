"""Briefings in, the pledge ledger out."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.accounts import Account, Question
from bot.ledger import Correction, Said


class LedgerStore(Protocol):
    """The pledge ledger: briefings are heard, claims kept, and each pledge counted once."""

    async def tell_next(self, limit: int = 20) -> int:
        """Hear the next briefings, oldest first; give how many there were."""

    async def correct(self, made: Correction) -> bool:
        """Keep an editor's decision and tell anew what it touches; False without such a claim."""

    async def accounts(
        self, question: Question, *, today: dt.date, limit: int = 500
    ) -> Sequence[Account]:
        """Give the newest pledges that were asked for."""

    async def account(self, key: str) -> Account | None:
        """Give one pledge with its history."""

    async def due_accounts(self, until: dt.date, *, limit: int = 100) -> Sequence[Account]:
        """Give pledges whose deadline is on or before a day, earliest first."""

    async def decisions(self, key: str) -> Sequence[tuple[Said, bool]]:
        """Give every decision ever made about a claim, oldest first, and whether it stands."""
