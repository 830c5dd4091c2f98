"""A desk on a scripted server, in memory, with quick waits."""

import contextlib
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

from bot.llm import ModelDesk, Wire
from bot.ports import Caps, ModelBook
from tests.bot.making import Watch
from tests.fakes.book import Book
from tests.fakes.model import Answer, FakeModel, serving


@contextlib.asynccontextmanager
async def desk(
    *script: Answer | Callable[[dict[str, Any]], Answer],
    book: ModelBook | None = None,
    caps: Caps | None = None,
    slots: int = 2,
    budget: float = 5.0,
    price: int = 0,
) -> AsyncIterator[tuple[ModelDesk, FakeModel]]:
    """Open both for one test."""
    async with serving(*script) as model:
        wire = Wire(
            base_url=model.url, key="secret-key", model="fake", most_tokens=500, timeout=budget
        )
        made = ModelDesk(
            wire=wire,
            book=book or Book(),
            now=Watch(),
            caps=caps or Caps(),
            prices=(Decimal(price), Decimal(price)),
            slots=slots,
            budget=budget,
        )
        try:
            yield made, model
        finally:
            await wire.close()
