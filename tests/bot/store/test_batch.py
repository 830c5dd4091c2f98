"""Calls that come together are written together, and each gets its own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.errors import StoreError
from bot.store.batch import MOST, Batch


class Table:
    """A table that doubles numbers, keeps what was written at once, and takes no 13."""

    def __init__(self) -> None:
        self.writes: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def write(self, numbers: Sequence[int]) -> Sequence[int]:
        """Write in one go or not at all."""
        await self.gate.wait()
        if 13 in numbers:
            raise StoreError("no 13")
        self.writes.append(list(numbers))
        return [2 * number for number in numbers]


async def test_many_calls_few_writes() -> None:
    """Hundreds of calls at once take two writes, and each gets its own answer."""
    table = Table()
    batch = Batch(table.write)
    assert await asyncio.gather(*map(batch.put, range(20, 420))) == list(range(40, 840, 2))
    assert [len(write) for write in table.writes] == [MOST, 400 - MOST]


async def test_one_call_alone() -> None:
    """A call that nobody joins is written alone, one after the other."""
    table = Table()
    batch = Batch(table.write)
    assert [await batch.put(1), await batch.put(2)] == [2, 4]
    assert table.writes == [[1], [2]]


async def test_a_fault_is_told_to_whom_it_belongs() -> None:
    """One call that cannot be written spoils no other."""
    table = Table()
    batch = Batch(table.write)
    found = await asyncio.gather(*map(batch.put, (11, 12, 13, 14)), return_exceptions=True)
    assert [found[0], found[1], found[3]] == [22, 24, 28]
    assert isinstance(found[2], StoreError)


async def test_who_leaves_takes_nobody_along() -> None:
    """When the one who writes for all is cancelled, another writes for the rest."""
    table = Table()
    batch = Batch(table.write)
    table.gate.clear()
    tasks = [asyncio.create_task(batch.put(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0.05)
    tasks[0].cancel()
    table.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert await asyncio.gather(*tasks[1:]) == [4, 6]
    assert table.writes == [[2, 3]]
