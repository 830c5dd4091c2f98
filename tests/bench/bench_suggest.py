"""How long names take to be suggested among 100,000 of each sort, on both databases.

The garbage collector is settled as the program does it. Without that the worst answers waited for
nothing else: one full collection took 105 ms of CPU here, which was 224 ms once.
"""

import asyncio
import pathlib
import random
import tempfile
import time
from collections.abc import Iterator

import sqlalchemy as sa

from bot.clock import now
from bot.discord.suggest import Suggestions
from bot.loops import settle
from bot.model import HintSort
from bot.store import SqlStore, open_store
from bot.store.hints import rows_of
from bot.store.schema import hint
from tests import postgres
from tests.figures import Figure

NAMES = 100_000
"""Of each sort."""

TYPED = 60
"""Names of each sort that are typed, letter by letter."""

_BATCH = 50_000
_LETTERS = ("ba", "de", "ki", "lo", "mar", "no", "per", "sa", "tov", "un", "vel", "wor", "zhe")


def figures() -> Iterator[Figure]:
    """Measure each database in turn."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(
            _measured("sqlite", f"sqlite+aiosqlite:///{pathlib.Path(folder)}/names.sqlite3")
        )
    why = postgres.missing()
    if why:
        yield Figure(name="suggest.postgres.p99", value=None, unit="ms", note=why)
        return
    with postgres.server("fsync=off") as server:
        yield from asyncio.run(_measured("postgres", server.url.format(name=server.database())))


async def _measured(name: str, url: str) -> list[Figure]:
    chance = random.Random(7)  # noqa: S311 # names for a benchmark
    names = {sort: [_name(chance, sort) for _ in range(NAMES)] for sort in HintSort}
    async with open_store(url, now=now) as store:
        for sort, some in names.items():
            await _fill(store, sort, some)
        if name == "postgres":
            async with store._db.write() as connection:
                await connection.execute(sa.text("ANALYZE hint"))
        settle()  # as bot.app does
        suggestions = Suggestions(store, fresh=0.0)
        took: list[float] = []
        for sort, some in names.items():
            await suggestions.suggest(sort, "")
            for chosen in chance.sample(some, TYPED):
                took += [await _timed(suggestions, sort, typed) for typed in _keystrokes(chosen)]
    took.sort()
    return [
        Figure(
            name=f"suggest.{name}.p99",
            value=took[int(len(took) * 0.99)] * 1000,
            unit="ms",
            target="<= 200",
        ),
        Figure(name=f"suggest.{name}.worst", value=took[-1] * 1000, unit="ms"),
    ]


async def _timed(suggestions: Suggestions, sort: HintSort, typed: str) -> float:
    began = time.perf_counter()
    found = await suggestions.suggest(sort, typed)
    took = time.perf_counter() - began
    assert found, (sort, typed)
    return took


def _keystrokes(name: str) -> Iterator[str]:
    """Type a name, then its second word, then two words of it that do not stand together."""
    words = name.split()
    yield from (name[:end] for end in range(1, 12))
    yield from (words[1][:end] for end in range(1, len(words[1]) + 1))
    yield f"{words[-1]} {words[0][:3]}"


def _name(chance: random.Random, sort: HintSort) -> str:
    number = {HintSort.STORY: 6, HintSort.PLEDGE: 4}.get(sort, 2)
    words = ("".join(chance.choices(_LETTERS, k=chance.randint(2, 4))) for _ in range(number))
    return " ".join(words).title()


async def _fill(store: SqlStore, sort: HintSort, names: list[str]) -> None:
    made = (
        rows_of(sort, f"{place:06}", name, str(place), now()) for place, name in enumerate(names)
    )
    rows = sorted((row for some in made for row in some), key=lambda row: (row["key"], row["ref"]))
    for start in range(0, len(rows), _BATCH):
        async with store._db.write() as connection:
            await connection.execute(sa.insert(hint), rows[start : start + _BATCH])
