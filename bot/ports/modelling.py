"""Questions for a language model in, its words out; and what of it is kept and counted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.model import HeldArticle, Hold, Leased
from summariser import Ask, Briefing, Evidence, Worded


class Model(Protocol):
    """A language model, wherever it runs; its words are nobody's to believe."""

    async def answer(self, ask: Ask, *, workspace: str = "") -> str | None:
        """Ask once; ``None`` where it refuses, or has nothing to say.

        Args:
            ask: What to ask.
            workspace: On whose account it is counted; "" for the installation's own.

        Raises:
            ModelError: It does not answer, or must not be asked now; with a plain reason.
        """


class Phrasing(Protocol):
    """Better words for an answer, where they are proved."""

    async def phrase(
        self, question: str, found: Sequence[tuple[HeldArticle, Evidence]], *, workspace: str
    ) -> Sequence[Worded]:
        """Word an answer from quotes; nothing where there is none in time. Never raises.

        Args:
            question: As it was asked.
            found: The quotes with their articles; ``cites`` of the answer number them.
            workspace: Who asks, on whose account it is; "" for the page and the terminal.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What was, or may be, spent in one day (UTC).

    Attributes:
        tokens: Sent and received together.
        cost: In the currency that the operator's prices are in.
    """

    tokens: int
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be spent in one day; ``None`` is no cap.

    Attributes:
        tokens: All workspaces together.
        workspace_tokens: One workspace.
        cost: All workspaces together.
        workspace_cost: One workspace.
    """

    tokens: int | None = None
    workspace_tokens: int | None = None
    cost: Decimal | None = None
    workspace_cost: Decimal | None = None


class ModelBook(Protocol):
    """What is kept of a model's use, the same for all processes and after a restart."""

    async def answered(self, digest: str) -> str | None:
        """Give what was answered to the same question before."""

    async def keep_answer(self, digest: str, text: str) -> None:
        """Keep an answer, for some weeks."""

    async def reserve(self, day: dt.date, workspace: str, most: Spending, caps: Caps) -> bool:
        """Count what a call may cost before it is made; False when that is over a cap."""

    async def settle(
        self, day: dt.date, workspace: str, *, reserved: Spending, spent: Spending
    ) -> None:
        """Count what a call did cost in place of what was reserved for it."""

    async def spent(self, day: dt.date) -> Sequence[tuple[str, Spending]]:
        """List what each workspace spent in a day."""

    async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
        """Take one of the slots that all processes share."""

    async def release(self, hold: Hold) -> bool:
        """Give it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinement:
    """A told briefing that a model may make better.

    Attributes:
        briefing: Key of it; a story that was told anew since is left alone.
        source: Address of the feed.
    """

    id: int
    story: int
    briefing: int
    held: HeldArticle
    source: str | None = None
    attempts: int = 1


class Consents(Protocol):
    """Which workspaces let the text of their private feeds be sent to a language model.

    A workspace is named as `Asker.tenant` does ("slack:T012"); "own" is the operator.
    """

    async def allow_model(self, workspace: str, *, allowed: bool) -> None:
        """Keep a workspace's word on whether the text of its private feeds may be sent."""

    async def allows_model(self, workspace: str) -> bool:
        """Say whether it did; nobody who said nothing does."""


class RefinementStore(Consents, Protocol):
    """Briefings that wait for their better version."""

    async def claim_refinements(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[Refinement]]:
        """Take stories that were told a short time ago and not refined, newest first."""

    async def keep_refined(self, leased: Leased[Refinement], briefing: Briefing) -> bool:
        """Tell a story's better briefing as its next version, where it was told before.

        Returns:
            False when the lease was lost or the story was told anew meanwhile.
        """

    async def end_refinement(
        self, leased: Leased[Refinement], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Try again later, or never when ``retry_at`` is ``None``; keep the reason."""
