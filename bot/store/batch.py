"""Calls in, one write for all that wait out.

A transaction costs about the same for one row as for fifty: the hops to the database's thread,
the wait for the disk. Calls that come while another is being written wait for each other and are
written together; whoever comes first writes for all. There is no task in the background that
could be forgotten or die.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.errors import StoreError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MOST = 64
"""Calls in one write, so that a failed write has little to do again."""

GATHER = 0.03
"""Seconds that the first waits for more; nobody reads what is written here sooner."""


class Batch(Generic[Item, Answer]):
    """Gathers calls.

    Args:
        write: Writes all of them in one transaction, and answers each.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]) -> None:
        self._write = write
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._turn = asyncio.Lock()

    async def put(self, item: Item) -> Answer:
        """Write this with whatever waits beside it, and give its own answer.

        Raises:
            StoreError: This one was not written; a fault of another is not told here.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        try:
            async with self._turn:
                if not future.done():
                    await asyncio.sleep(GATHER)
                while not future.done():
                    await self._next()
            return future.result()
        finally:
            # Cancelled: what has not been written is not written any more.
            self._waiting = [one for one in self._waiting if one[1] is not future]

    async def _next(self) -> None:
        batch = self._waiting[:MOST]
        try:
            answers = await self._write([item for item, _ in batch])
        except StoreError as error:
            if len(batch) == 1:
                batch[0][1].set_exception(error)
            else:
                await self._apart(batch)
        else:
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
        self._waiting = [one for one in self._waiting if not one[1].done()]

    async def _apart(self, batch: Sequence[tuple[Item, asyncio.Future[Answer]]]) -> None:
        """Write one by one, so that a fault is told to whom it belongs."""
        for item, future in batch:
            if future.done():
                continue
            try:
                (answer,) = await self._write([item])
            except StoreError as error:
                future.set_exception(error)
            else:
                future.set_result(answer)
