"""Briefings in, the pledge ledger out."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.accounts import Account
from bot.ledger import Correction, Said
from bot.questions import By, Group, Question


class LedgerStore(Protocol):
    """The pledge ledger: briefings are heard, claims kept, and each pledge counted once."""

    async def tell_next(self, limit: int = 20) -> int:
        """Hear the next briefings, oldest first; give how many there were."""

    async def correct(self, *made: Correction) -> bool:
        """Keep an editor's decisions and tell anew what they touch; False without such a claim.

        `bot.corrections.corrections` makes them of "field=value".
        """

    async def story_accounts(self, story: int) -> Sequence[Account]:
        """Give the pledges that a story's articles speak of, the newest first."""

    async def accounts(
        self, question: Question, *, today: dt.date, limit: int = 500, offset: int = 0
    ) -> Sequence[Account]:
        """Give the pledges that were asked for, newest first, from the ``offset``-th on."""

    async def count_accounts(self, question: Question, *, today: dt.date) -> int:
        """Count the pledges that were asked for."""

    async def totals(
        self,
        question: Question,
        *,
        today: dt.date,
        by: By | None = None,
        currency: str | None = None,
    ) -> Sequence[Group]:
        """Add up the pledges that were asked for, all of them or by one thing, most first."""

    async def account(self, key: str) -> Account | None:
        """Give one pledge with its history."""

    async def due_accounts(
        self, until: dt.date, *, since: dt.date | None = None, limit: int = 100, offset: int = 0
    ) -> Sequence[Account]:
        """Give open pledges whose deadline is on or before a day, earliest first."""

    async def decisions(self, key: str) -> Sequence[tuple[Said, bool]]:
        """Give every decision ever made about a claim, oldest first, and whether it stands."""
