"""Settings in, the model that they name out, or nothing where they name none."""

import contextlib
from collections.abc import AsyncIterator

from bot.llm.desk import ModelDesk, Report
from bot.llm.wire import Wire
from bot.ports import Caps, Clock, ModelBook
from bot.settings import Settings


@contextlib.asynccontextmanager
async def opening(
    settings: Settings, book: ModelBook, *, now: Clock, report: Report | None = None
) -> AsyncIterator[ModelDesk | None]:
    """Open the model that the settings name; nothing is loaded or asked before its first use.

    Args:
        settings: Where it is and what it may cost.
        book: Where its use is kept.
        now: The clock.
        report: Told of failures in place of the log.
    """
    if settings.llm_model is None:
        yield None
        return
    key = settings.llm_api_key
    wire = Wire(
        base_url=settings.llm_base_url,
        key=key.get_secret_value() if key else None,
        model=settings.llm_model,
        most_tokens=settings.llm_answer_tokens,
        timeout=settings.llm_timeout,
    )
    desk = ModelDesk(
        wire=wire,
        book=book,
        now=now,
        caps=Caps(
            tokens=settings.llm_daily_tokens or None,
            workspace_tokens=settings.llm_workspace_tokens or None,
            cost=settings.llm_daily_cost or None,
            workspace_cost=settings.llm_workspace_cost or None,
        ),
        prices=(settings.llm_price_in, settings.llm_price_out),
        slots=settings.llm_concurrency,
        budget=settings.llm_timeout,
        report=report,
    )
    try:
        yield desk
    finally:
        await wire.close()
