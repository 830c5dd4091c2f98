"""Calls in, one write for all that wait out.

A transaction costs about the same for one row as for fifty: the hops to the database's thread,
the wait for the disk. Calls that come while another is being written wait for each other and are
written together; whoever comes first writes for all. There is no task in the background that
could be forgotten or die.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.errors import StoreError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MOST = 256
"""Calls in one write: a transaction is some thirty hops to the database's thread, whatever it
holds, and a failed one does again what it held."""

GATHER = 0.03
"""Seconds that the first waits for more; nobody reads what is written here sooner."""


class Batch(Generic[Item, Answer]):
    """Gathers calls.

    Args:
        write: Writes all of them in one transaction, and answers each.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]) -> None:
        self._write = write
        self._waiting: dict[asyncio.Future[Answer], Item] = {}
        self._turn = asyncio.Lock()

    async def put(self, item: Item) -> Answer:
        """Write this with whatever waits beside it, and give its own answer.

        Raises:
            StoreError: This one was not written; a fault of another is not told here.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[future] = item
        try:
            async with self._turn:
                if not future.done():
                    await asyncio.sleep(GATHER)
                while not future.done():
                    await self._next()
            return future.result()
        finally:
            # Cancelled: what has not been written is not written any more.
            self._waiting.pop(future, None)

    async def _next(self) -> None:
        batch = list(itertools.islice(self._waiting.items(), MOST))
        try:
            answers = await self._write([item for _, item in batch])
        except StoreError as error:
            if len(batch) == 1:
                batch[0][0].set_exception(error)
            else:
                await self._apart(batch)
        else:
            for (future, _), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
        for future, _ in batch:
            self._waiting.pop(future, None)

    async def _apart(self, batch: Sequence[tuple[asyncio.Future[Answer], Item]]) -> None:
        """Write one by one, so that a fault is told to whom it belongs."""
        for future, item in batch:
            if future.done():
                continue
            try:
                (answer,) = await self._write([item])
            except StoreError as error:
                future.set_exception(error)
            else:
                future.set_result(answer)
