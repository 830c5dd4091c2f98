"""A question with the quotes found for it in, proved sentences out, or none in time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import ModelError
from bot.model import HeldArticle
from bot.modelled import OWN, driven, is_secret
from bot.ports import Model, RefinementStore
from summariser import Evidence, Quoted, Worded, respond

WAIT = 10.0
"""Seconds that somebody who asked waits for better words; then the quotes alone are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """`bot.ports.Phrasing` by a language model.

    Attributes:
        public: Private hosts with their ports that are nobody's secret.
        wait: Seconds after which it is too late.
    """

    store: RefinementStore
    model: Model
    public: frozenset[str] = frozenset()
    wait: float = WAIT

    async def phrase(
        self, question: str, found: Sequence[tuple[HeldArticle, Evidence]], *, workspace: str
    ) -> Sequence[Worded]:
        """Word an answer; nothing where the model fails, is slow or must not see the quotes."""
        for held, _ in found:
            whose = held.workspace
            if whose is None and is_secret(held.article.url or "", self.public):
                whose = OWN
            if whose is not None and not await self.store.allows_model(whose):
                return ()
        quotes = tuple(Quoted(article=held.article, evidence=quote) for held, quote in found)
        try:
            async with asyncio.timeout(self.wait):
                return await driven(respond(question, quotes), self.model, workspace)
        except (ModelError, TimeoutError):
            return ()
