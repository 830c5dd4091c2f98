"""Many small writes in, one transaction out.

A commit costs about 5 ms of disk whatever it holds. Whoever comes while one is being made waits
for the next, which takes all that have come; alone, a write starts at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

MOST = 500
"""Writes in one transaction: past this the commit is no longer what costs."""


class Gather(Generic[In, Out]):
    """Call ``together`` with what came since it was last called."""

    def __init__(self, together: Callable[[Sequence[In]], Awaitable[Sequence[Out]]]) -> None:
        self._together = together
        self._waiting: list[tuple[In, asyncio.Future[Out]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, each: In) -> Out:
        """Do it with the others; an error of the transaction is everybody's."""
        answer: asyncio.Future[Out] = asyncio.get_running_loop().create_future()
        self._waiting.append((each, answer))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                answers = await self._together([each for each, _ in some])
            except BaseException as error:  # handed to whoever asked
                for _, answer in some:
                    if not answer.done():
                        answer.set_exception(error)
                if not isinstance(error, Exception):
                    raise
                continue
            for (_, answer), done in zip(some, answers, strict=True):
                if not answer.done():
                    answer.set_result(done)
