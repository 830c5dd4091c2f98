"""Stages in, their work done: each row claimed is worked on, as many at once as has slots.

A stage claims rows and works on one. All else is here, once: filling free slots, waking when a
bell rings, looking again now and then because a bell may be lost, and stopping without dropping
what was begun. What goes wrong in one row is reported and never stops the others; its lease
ends and it comes due again.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

from bot.errors import StoreError
from bot.ports import Bell, Wake

Row = TypeVar("Row")

POLL = 5.0
"""Longest pause between two looks for work, in seconds; the store's pulse rings each second for
what came due, so this is for when that fails."""

SOON = 0.2
"""Shortest pause before rows that are known to come due: so that looks take many of them."""

BREATH = 0.02
"""Pause between two claims while work goes on, in seconds: so that claims take many rows."""

RENEW = 10.0
"""Pause between two renewals of leases, in seconds: a third of the lease of a `Prolonging`."""

SULK = 2.0
"""Pause after the database did not answer, in seconds."""

_YOUNG = 10_000
"""Objects that are made between two looks of the garbage collector; a few MB."""

Report = Callable[[str, Exception], None]
"""Told the stage's name and what went wrong; the root logs it."""


class Stage(Protocol[Row]):
    """One arrow of the flow, as the loops see it."""

    @property
    def name(self) -> str:
        """Say which stage it is."""

    @property
    def bells(self) -> tuple[Bell, ...]:
        """Name what rings when it may have work."""

    @property
    def slots(self) -> int:
        """Give how many rows may be worked on at once."""

    async def claim(self, limit: int) -> Sequence[Row]:
        """Take up to ``limit`` rows that are due."""

    async def work(self, row: Row) -> None:
        """Work on one of them to its end."""


@runtime_checkable
class Foresighted(Protocol):
    """A stage that can say when it will have work, so that it is not late by a whole look."""

    async def next_in(self) -> float | None:
        """Give the seconds until a row is due; ``None`` when that cannot be said."""


@runtime_checkable
class Prolonging(Protocol):
    """A stage with short leases that are renewed while their rows are worked on."""

    async def prolong(self, rows: Sequence[Any]) -> None:
        """Have these rows for a whole lease more, those that are ours still."""


def settle() -> None:
    """Let the garbage collector look at what rows leave behind, and seldom.

    What was imported stays for good: each full collection would walk 300,000 objects of it. Rows
    make few cycles, and at Python's 700 objects looking for them is a twentieth of a poll.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)


async def once(stage: Stage[Row], *, report: Report) -> int:
    """Do one round and give how many rows were worked on."""
    rows = await stage.claim(stage.slots)
    await asyncio.gather(*(_work(stage, row, report) for row in rows))
    return len(rows)


async def drain(rounds: Sequence[Callable[[], Awaitable[int]]]) -> int:
    """Do round after round of all of them until none finds anything; give the sum."""
    total = 0
    while done := sum([await each() for each in rounds]):
        total += done
    return total


async def run(
    stage: Stage[Row],
    *,
    wake: Wake,
    stop: asyncio.Event,
    report: Report,
    renew: float = RENEW,
) -> None:
    """Work until told to stop, then finish what is in flight."""
    busy: dict[asyncio.Task[None], Row] = {}
    stopping = asyncio.create_task(stop.wait())
    renewing = asyncio.create_task(_renew(stage, busy, report, renew))
    try:
        while not stop.is_set():
            free = stage.slots - len(busy)
            rows = await _claim(stage, free, report) if free else []
            if rows is None:
                await asyncio.wait({stopping}, timeout=SULK)
                continue
            for row in rows:
                task = asyncio.create_task(_work(stage, row, report))
                busy[task] = row
                task.add_done_callback(lambda done: busy.pop(done, None))
            found = len(rows) == free
            longest = POLL if found else await _longest(stage)
            await _pause(busy, stopping, wake, found=found, longest=longest)
        if busy:
            await asyncio.wait(busy)
    finally:
        stopping.cancel()
        renewing.cancel()
        for task in busy:
            task.cancel()


async def _renew(
    stage: Stage[Row], busy: Mapping[asyncio.Task[None], Row], report: Report, every: float
) -> None:
    """Renew the leases of what is worked on, until cancelled."""
    if not isinstance(stage, Prolonging):
        return
    while True:
        await asyncio.sleep(every)
        if busy:
            try:
                await stage.prolong(list(busy.values()))
            except StoreError as error:  # there is time for two more
                report(stage.name, error)


async def _longest(stage: Stage[Row]) -> float:
    """Say how long to wait at most before the next look."""
    if not isinstance(stage, Foresighted):
        return POLL
    try:
        due = await stage.next_in()
    except StoreError:  # the next claim tells
        return POLL
    return POLL if due is None else min(POLL, max(SOON, due))


async def _pause(
    busy: Mapping[asyncio.Task[None], object],
    stopping: asyncio.Task[bool],
    wake: Wake,
    *,
    found: bool,
    longest: float,
) -> None:
    """Wait until there may be something to do: a free slot, new work, or the end."""
    if found:  # there may be more: wait only for a slot
        if busy:
            await asyncio.wait({*busy, stopping}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({stopping}, timeout=BREATH)
        return
    ringing = asyncio.create_task(wake.wait(longest))
    try:
        await asyncio.wait({ringing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)


async def _claim(stage: Stage[Row], free: int, report: Report) -> Sequence[Row] | None:
    try:
        return await stage.claim(free)
    except StoreError as error:
        report(stage.name, error)
        return None


async def _work(stage: Stage[Row], row: Row, report: Report) -> None:
    try:
        await stage.work(row)
    except Exception as error:  # noqa: BLE001 # one row must not stop the others
        report(stage.name, error)
