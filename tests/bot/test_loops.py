"""How stages run: slots, bells, faults and the end."""

import asyncio
import time
from collections.abc import Sequence

from bot.errors import StoreError
from bot.loops import drain, once, run
from bot.ports import Bell
from bot.store.wake import Bells
from tests.bot.test_refresh import quiet


class Counter:
    """A stage with a number of rows, each of which takes a while."""

    name = "counter"
    bells = (Bell.LANES,)
    slots = 2

    def __init__(self, rows: int, *, takes: float = 0.0) -> None:
        self.rows = rows
        self.takes = takes
        self.done = 0
        self.busy = 0
        self.most = 0
        self.looks = 0
        self.broken = 0

    async def claim(self, limit: int) -> Sequence[int]:
        """Take rows."""
        self.looks += 1
        if self.broken:
            self.broken -= 1
            raise StoreError("The disk is full.")
        taken = min(limit, self.rows)
        self.rows -= taken
        return range(taken)

    async def work(self, _row: int) -> None:
        """Work for a while; a negative duration is a fault."""
        self.busy += 1
        self.most = max(self.most, self.busy)
        if self.takes < 0:
            raise ZeroDivisionError
        await asyncio.sleep(self.takes)
        self.busy -= 1
        self.done += 1


async def _until(stage: Counter, done: int) -> None:
    async with asyncio.timeout(3):
        while stage.done < done:  # noqa: ASYNC110 # it looks from outside
            await asyncio.sleep(0.005)


async def test_slots_are_filled_and_never_more() -> None:
    """Every row is worked on, as many at once as there are slots."""
    stage, stop = Counter(9, takes=0.01), asyncio.Event()
    task = asyncio.create_task(run(stage, wake=Bells().listen(), stop=stop, report=quiet()))
    await _until(stage, 9)
    stop.set()
    await task
    assert stage.most == 2


async def test_bell_wakes_at_once() -> None:
    """New work does not wait for the next look, and rest costs few looks."""
    stage, stop, bells = Counter(0), asyncio.Event(), Bells()
    wake = bells.listen(*stage.bells)
    task = asyncio.create_task(run(stage, wake=wake, stop=stop, report=quiet()))
    await asyncio.sleep(0.05)
    assert stage.looks == 1
    stage.rows = 1
    began = time.perf_counter()
    bells.ring([Bell.LANES])
    await _until(stage, 1)
    assert time.perf_counter() - began < 0.5
    stop.set()
    await task


async def test_stop_finishes_what_is_in_flight() -> None:
    """Nothing new is begun, and what was begun ends."""
    stage, stop = Counter(9, takes=0.1), asyncio.Event()
    task = asyncio.create_task(run(stage, wake=Bells().listen(), stop=stop, report=quiet()))
    await asyncio.sleep(0.02)
    stop.set()
    await task
    assert (stage.done, stage.rows) == (2, 7)


async def test_fault_is_reported_and_the_rest_goes_on() -> None:
    """One row's fault, whatever it is, ends only that row."""
    stage, told = Counter(2, takes=-1), list[str]()
    assert await once(stage, report=quiet(told)) == 2
    assert len(told) == 2


async def test_database_that_fails_is_asked_again() -> None:
    """The stage waits and goes on when the database is back."""
    stage, stop, told = Counter(1), asyncio.Event(), list[str]()
    stage.broken = 1
    task = asyncio.create_task(run(stage, wake=Bells().listen(), stop=stop, report=quiet(told)))
    await _until(stage, 1)
    stop.set()
    await task
    assert told == ["counter: The disk is full."]


async def test_drain_ends_when_nobody_finds_anything() -> None:
    """Rounds go on while any stage worked."""
    one, two = Counter(3), Counter(1)
    total = await drain([lambda: once(one, report=quiet()), lambda: once(two, report=quiet())])
    assert total == 4


class Foreseeing(Counter):
    """A stage that knows when its next row comes due."""

    def __init__(self, due: float) -> None:
        super().__init__(0)
        self.due = time.monotonic() + due

    async def next_in(self) -> float | None:
        """Give the seconds until then."""
        return self.due - time.monotonic() if self.due else None

    async def claim(self, limit: int) -> Sequence[int]:
        """Take the row once it is due."""
        if self.due and time.monotonic() >= self.due:
            self.due, self.rows = 0.0, 1
        return await super().claim(limit)


async def test_what_is_known_to_come_due_is_not_late_by_a_look() -> None:
    """A row due in a third of a second is worked on then, not at the next second's look."""
    stage, stop = Foreseeing(0.35), asyncio.Event()
    began = time.monotonic()
    task = asyncio.create_task(run(stage, wake=Bells().listen(), stop=stop, report=quiet()))
    await _until(stage, 1)
    took = time.monotonic() - began
    stop.set()
    await task
    assert 0.35 <= took < 0.9
    assert stage.looks <= 5


class Slow(Counter):
    """Rows that take longer than their lease, whose leases are renewed."""

    def __init__(self, rows: int, *, takes: float) -> None:
        super().__init__(rows, takes=takes)
        self.renewed: list[list[int]] = []
        self.away = 1

    async def prolong(self, rows: Sequence[int]) -> None:
        """Note them; the first time the database is away."""
        if self.away:
            self.away -= 1
            raise StoreError("The database does not answer.")
        self.renewed.append(sorted(rows))


async def test_leases_of_what_takes_long_are_renewed() -> None:
    """Those of rows in flight, again and again, and of no others; a failed renewal ends nothing."""
    stage, stop, told = Slow(3, takes=0.35), asyncio.Event(), list[str]()
    running = run(
        stage,
        wake=Bells().listen(),
        stop=stop,
        report=lambda name, error: told.append(f"{name}: {error}"),
        renew=0.1,
    )
    task = asyncio.create_task(running)
    await _until(stage, 3)
    stop.set()
    await task
    assert told == ["counter: The database does not answer."]
    assert stage.renewed[0] == [0, 1]
    assert stage.renewed[-1] == [0]
    count = len(stage.renewed)
    await asyncio.sleep(0.25)
    assert len(stage.renewed) == count
