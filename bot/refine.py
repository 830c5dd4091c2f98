"""Told briefings in, better ones out where a model's words are proved: beside the flow.

A briefing is told by the offline reading at once and never waits for this. When the model's
version is proved it becomes the story's next version, which edits the posts in place; a model
that fails, is slow, over its cap or talks nonsense leaves the story as it was told.

The text of a private feed is sent nowhere unless its workspace said so. Private is a workspace's
own feed, and any whose address has a user, a password or a key in it, or is inside a network: such
feeds are the operator's, who says so as the workspace "own".
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from bot.errors import ModelError
from bot.model import Leased
from bot.modelled import OWN, driven, is_secret
from bot.ports import Bell, Clock, Model, Refinement, RefinementStore
from summariser import Improved, improve

LEASE = dt.timedelta(minutes=15)
"""Longer than any answer may take, waiting for a slot and retries included."""

RETRIES = (dt.timedelta(minutes=1), dt.timedelta(minutes=10))
"""Pauses before a model that did not answer is asked again; later the news is old."""

LATEST = dt.timedelta(hours=1)
"""A model that asks for a longer pause than this is not asked about this story again."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Refinements:
    """The stage that asks a model about what was told.

    Attributes:
        public: Private hosts with their ports that are nobody's secret, as the sample outlet's.
    """

    store: RefinementStore
    model: Model
    now: Clock
    public: frozenset[str] = frozenset()
    slots: int = 2
    name: str = "refine"
    bells: tuple[Bell, ...] = (Bell.PAGE,)

    async def claim(self, limit: int) -> Sequence[Leased[Refinement]]:
        """Take what was told a short time ago."""
        return await self.store.claim_refinements(limit, LEASE)

    async def work(self, leased: Leased[Refinement]) -> None:
        """Ask, prove and tell the better version, or say why not."""
        one = leased.row
        workspace = private_to(one, self.public)
        if workspace is not None and not await self.store.allows_model(workspace):
            reason = "it is of a private feed, whose workspace did not allow it"
            await self.store.end_refinement(leased, reason, None)
            return
        try:
            made = await ask_about(one, self.model, workspace or "")
        except ModelError as error:
            wait = again(one, error)
            retry_at = None if wait is None else self.now() + wait
            await self.store.end_refinement(leased, str(error), retry_at)
            return
        if made.briefing is None:
            why = "; ".join(dict.fromkeys(each.why.value for each in made.dropped))
            await self.store.end_refinement(leased, why or "the model had nothing to say", None)
            return
        marks = tuple(dict.fromkeys((*made.briefing.marks, *one.held.marks)))
        better = dataclasses.replace(made.briefing, marks=marks)
        await self.store.keep_refined(leased, better)


async def ask_about(one: Refinement, model: Model, workspace: str) -> Improved:
    """Drive `improve` with a model; proving is work for a thread."""
    held = one.held
    day = (held.article.published or held.fetched).date()
    asking = improve(held.article, as_of=day)
    return await driven(asking, model, workspace)


def again(one: Refinement, error: ModelError) -> dt.timedelta | None:
    """Decide how long to wait before a model that did not answer is asked again."""
    if error.final or one.attempts > len(RETRIES):
        return None
    wait = max(RETRIES[one.attempts - 1], error.retry_after or dt.timedelta())
    return wait if wait <= LATEST else None


def private_to(one: Refinement, public: frozenset[str] = frozenset()) -> str | None:
    """Say whose text it is: a workspace's, the operator's own, or, ``None``, anybody's."""
    if one.held.workspace is not None:
        return one.held.workspace
    return OWN if one.source and is_secret(one.source, public) else None
