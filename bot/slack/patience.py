"""A call that Slack limits to the same call a little later, as somebody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.slack.wire import FAILURES, translate

# Somebody waits: a limit longer than this is not sat out, and not more often than this.
PATIENCE, TRIES = 30.0, 3

T = TypeVar("T")


async def patiently(call_once: Callable[[], Awaitable[T]]) -> T:
    """Call again after 429, which took nothing; any other failure is raised as it is."""
    for left in reversed(range(TRIES)):
        try:
            return await call_once()
        except FAILURES as error:
            failed = translate(error)
            wait = failed.retry_after
            if wait is None or wait.total_seconds() > PATIENCE or not left:
                raise failed from error
            await asyncio.sleep(wait.total_seconds())
    raise AssertionError("unreachable")
