"""The ledger of a library in memory: told anew from its stories at each question."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.accounts import Account, accounts
from bot.claims import claims
from bot.ledger import Correction, Said, tell
from bot.model import Story
from bot.questions import By, Group, Question, answer, due, groups
from bot.totals import total


class Counting:
    """`bot.ports.LedgerStore` over stories that whoever inherits it holds."""

    stories: dict[int, Story]

    def __init__(self) -> None:
        self.corrections: list[Correction] = []

    def _told(self) -> tuple[Said, ...]:
        heard = [
            claim
            for story in self.stories.values()
            for claim in claims(
                story.article.article,
                story.briefing,
                seen=story.last,
                story=story.id,
                family=story.article.article.outlet or "",
            )
        ]
        return tell(heard, self.corrections)

    def _held(self) -> Mapping[str, Account]:
        return accounts(self._told())

    async def tell_next(self, limit: int = 20) -> int:
        """Everything has been heard."""
        del limit
        return 0

    async def correct(self, *made: Correction) -> bool:
        """Keep them."""
        keys = {said.claim.key for said in self._told()}
        known = bool(made) and {each.claim for each in made} <= keys
        if known:
            self.corrections.extend(made)
        return known

    async def story_accounts(self, story: int) -> Sequence[Account]:
        """List those of which the story speaks."""
        held = answer(self._held().values(), Question(), today=dt.date.max)
        return [
            account
            for account in held
            if any(said.claim.story == story for said in account.history)
        ]

    async def accounts(
        self, question: Question, *, today: dt.date, limit: int = 500, offset: int = 0
    ) -> Sequence[Account]:
        """Choose."""
        return answer(self._held().values(), question, today=today)[offset : offset + limit]

    async def count_accounts(self, question: Question, *, today: dt.date) -> int:
        """Count."""
        return len(answer(self._held().values(), question, today=today))

    async def totals(
        self,
        question: Question,
        *,
        today: dt.date,
        by: By | None = None,
        currency: str | None = None,
    ) -> Sequence[Group]:
        """Add up."""
        chosen = answer(self._held().values(), question, today=today)
        if by:
            return groups(chosen, by, today=today, currency=currency)
        whole = Group(name=None, count=len(chosen), total=total(chosen, currency=currency))
        return (whole,) if chosen else ()

    async def account(self, key: str) -> Account | None:
        """Give one."""
        return self._held().get(key)

    async def due_accounts(
        self, until: dt.date, *, since: dt.date | None = None, limit: int = 100, offset: int = 0
    ) -> Sequence[Account]:
        """List what is due."""
        del since
        found = due(self._held().values(), today=until, within=dt.timedelta(0))
        return found[offset : offset + limit]

    async def decisions(self, key: str) -> Sequence[tuple[Said, bool]]:
        """Give the one that stands."""
        return [(said, True) for said in self._told() if said.claim.key == key]
