"""Waits for something to come true; a test that waits in vain fails."""

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], object], *, seconds: float = 5.0) -> None:
    """Look every few milliseconds whether it holds; raise TimeoutError when it does not."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 # what is waited for is anything at all
            await asyncio.sleep(0.005)
