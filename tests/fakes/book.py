"""`ModelBook` in memory, for tests of whatever asks a model."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from bot.model import Hold
from bot.ports import Caps, Spending

ZERO = Spending(tokens=0)


class Book:
    """Keeps answers, counts and slots for one test; passes the store's contract tests."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.days: dict[tuple[dt.date, str], Spending] = defaultdict(lambda: ZERO)
        self.held: set[str] = set()

    async def answered(self, digest: str) -> str | None:
        """Give what was answered before."""
        return self.answers.get(digest)

    async def keep_answer(self, digest: str, text: str) -> None:
        """Keep an answer."""
        self.answers.setdefault(digest, text)

    async def reserve(self, day: dt.date, workspace: str, most: Spending, caps: Caps) -> bool:
        """Count what a call may cost."""
        whole, own = self.days[day, "*"], self.days[day, workspace]
        if caps.tokens is not None and whole.tokens + most.tokens > caps.tokens:
            return False
        if caps.cost is not None and whole.cost + most.cost > caps.cost:
            return False
        most_own = caps.workspace_tokens
        if workspace and most_own is not None and own.tokens + most.tokens > most_own:
            return False
        most_cost = caps.workspace_cost
        if workspace and most_cost is not None and own.cost + most.cost > most_cost:
            return False
        self._add(day, workspace, most.tokens, most)
        return True

    async def settle(
        self, day: dt.date, workspace: str, *, reserved: Spending, spent: Spending
    ) -> None:
        """Count what it did cost."""
        self._add(
            day,
            workspace,
            spent.tokens - reserved.tokens,
            Spending(tokens=0, cost=spent.cost - reserved.cost),
        )

    def _add(self, day: dt.date, workspace: str, tokens: int, cost: Spending) -> None:
        for name in ("*", workspace):
            was = self.days[day, name]
            self.days[day, name] = Spending(tokens=was.tokens + tokens, cost=was.cost + cost.cost)

    async def spent(self, day: dt.date) -> Sequence[tuple[str, Spending]]:
        """List what each spent."""
        return sorted((name, one) for (when, name), one in self.days.items() if when == day)

    async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
        """Take a slot; this book's owners do not die."""
        del ttl
        if name in self.held:
            return None
        self.held.add(name)
        return Hold(name=name, owner=owner, fence=1, until=dt.datetime.max.replace(tzinfo=dt.UTC))

    async def release(self, hold: Hold) -> bool:
        """Give it back."""
        self.held.discard(hold.name)
        return True
