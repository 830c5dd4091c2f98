"""Placing and searching in databases that hold much: SQLite and PostgreSQL.

The rows are invented (`held`); what is measured goes the program's way. ``make bench`` holds few;
a million is asked for by name: ``python -m tests.bench scale:1000000``. It is filled once, in
minutes, and kept below ``build/scale``.
"""

import asyncio
import dataclasses
import functools
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from bot.model import HeldArticle, Leased
from bot.ports import Order
from bot.store import SqlStore, open_store
from bot.stories import WINDOW, asking, assign, kin
from tests import postgres
from tests.bench import held as filled
from tests.bench.held import AN_EVENT, NOW, Words
from tests.bot.making import LEASE, briefing, entry, page
from tests.figures import Figure

HELD = 21_000
"""Articles; a million are those of a year."""

PLACED, ROUNDS = 60, 7


def figures(held: int = HELD) -> Iterator[Figure]:
    """Fill and ask each database in turn."""
    yield from asyncio.run(_sqlite(held))
    why = postgres.missing()
    if why:
        yield Figure(name="scale.postgres", value=None, unit="ms", note=why)
        return
    yield from asyncio.run(_postgresql(held))


async def _sqlite(held: int) -> list[Figure]:
    async with filled.sqlite(held) as url:
        return await _measure("sqlite", url, held)


async def _postgresql(held: int) -> list[Figure]:
    async with filled.postgresql(held) as url:
        return await _measure("postgres", url, held)


async def _measure(name: str, url: str, held: int) -> list[Figure]:
    async with open_store(url, now=lambda: NOW, own_clock=False) as store:
        found = await _place(store, name, held)
        found += await _search(store, name, held)
        found += await _look(store, name, held)
    return [
        dataclasses.replace(each, name=f"{each.name}.{held}" if held != HELD else each.name)
        for each in found
    ]


class _Spent:
    """What some steps take by the clock, and of it this process's work; ms."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.busy = 0.0

    async def __call__(self, step: Awaitable[Any]) -> Any:
        begun, worked = time.perf_counter(), time.process_time()
        try:
            return await step
        finally:
            self.wall.append((time.perf_counter() - begun) * 1000)
            self.busy += (time.process_time() - worked) * 1000

    def note(self) -> str:
        mean = self.busy / len(self.wall)
        median, worst = statistics.median(self.wall), max(self.wall)
        return f"median {median:.1f}, worst {worst:.0f}; of it this process works {mean:.1f}"


async def _place(store: SqlStore, name: str, held: int) -> list[Figure]:
    """Let new articles look for their story, and keep them: half report an event that is held."""
    await store.add_feed("https://example.org/feed", title="Example", topic="aid")
    taken, place, keep = _Spent(), _Spent(), _Spent()
    joins = 0
    for number, text in enumerate([text async for text in _texts(store, held)]):
        leased = await taken(_take(store, text, number))
        story, kept = await _one(store, leased, place, keep)
        joins += story is not None
        assert kept
    note = f"{held:,} articles held; mean of {len(place.wall)}, of which {joins} join"
    return [
        Figure(
            name=f"scale.{name}.place_ms",
            value=statistics.mean(place.wall),
            unit="ms",
            target="<= 5" if held < 500_000 else "<= 10",
            note=f"{note}; {place.note()}; by the clock: reading its words, finding, choosing",
        ),
        Figure(
            name=f"scale.{name}.keep_ms",
            value=statistics.mean(keep.wall),
            unit="ms",
            note=f"{keep.note()}; by the clock: the transaction that keeps what was chosen",
        ),
        Figure(
            name=f"scale.{name}.take_ms",
            value=statistics.mean(taken.wall),
            unit="ms",
            note=f"{taken.note()}; by the clock: entry, article and claims, before it is briefed",
        ),
    ]


async def _take(store: SqlStore, text: str, number: int) -> Leased[HeldArticle]:
    """Let an article come in as one does: listed by a feed, read, claimed."""
    url = f"https://example.org/new/{number}/{hash(text)}"
    [feed] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(feed, dataclasses.replace(feed.row, due=NOW), [entry(url, url=url)])
    [pending] = await store.claim_entries(1, LEASE)
    title = " ".join(text.split()[:8])
    kept = await store.keep_article(pending, page(url, text=text, title=title, published=NOW))
    [leased] = await store.claim_articles(1, LEASE)
    assert leased.row.id == kept
    return leased


async def _one(
    store: SqlStore, leased: Leased[HeldArticle], place: _Spent, keep: _Spent
) -> tuple[int | None, Any]:
    made = briefing(leased.row.article)

    async def choose() -> Any:
        one = leased.row
        near = await store.near(asking(one), since=NOW - WINDOW, until=NOW + WINDOW)
        found = kin(one, near)
        told = await store.present(found.story) if found.story is not None else None
        return assign(one, made, found, told)

    chosen = await place(choose())
    kept = await keep(
        store.keep_briefing(
            leased,
            made,
            story=chosen.story,
            post=chosen.post,
            reason=chosen.reason,
            linked=chosen.linked,
        )
    )
    return chosen.story, kept


async def _texts(store: SqlStore, held: int) -> Any:
    """Write reports of recent events in other words, and as many that are of none."""
    seed = len(await store.feeds()) + (await _newest(store))
    chance = random.Random(seed)  # noqa: S311 # other articles in each run: the file stays
    own = [text for _, text in Words(seed).articles(PLACED * AN_EVENT)][::AN_EVENT]
    for number, new in enumerate(own):
        yield new
        at = held - 40 * (number + 1)
        there = await store.articles(at - (at - 1) % AN_EVENT)
        words = there[0].article.text.replace(".", "").split()
        chance.shuffle(words)
        yield f"{' '.join(words[:35])}. {' '.join(new.split()[:25])}"


async def _newest(store: SqlStore) -> int:
    async with store._db.read() as connection:
        found = await connection.exec_driver_sql("SELECT max(id) FROM article")
        return int(found.scalar_one())


async def _search(store: SqlStore, name: str, held: int) -> list[Figure]:
    words = Words().words
    asked = {
        "usual": words[0],
        "two_usual": f"{words[1]} {words[4]}",
        "middling": f"{words[40]} {words[90]}",
        "rare": words[9_000],
        "rare_and_usual": f"{words[9_000]} {words[0]}",
    }
    ways = {
        f"search_ms.{kind}.{order}": functools.partial(store.find, query, order=order)
        for kind, query in asked.items()
        for order in Order
    }
    return await _all(name, ways, held)


async def _look(store: SqlStore, name: str, held: int) -> list[Figure]:
    words = Words().words
    usual = " ".join(words[rank] for rank in (0, 2, 5, 11, 40))
    ways: dict[str, Callable[[], Awaitable[Any]]] = {
        "latest_ms": store.latest,
        "latest_ms.topic": functools.partial(store.latest, topic="climate"),
        "latest_ms.page_50": functools.partial(store.latest, before=held // 6),
        "related_ms.usual": functools.partial(store.related, usual),
        "related_ms.question": functools.partial(
            store.related, f"{usual} {words[300]} {words[2_000]} {words[9_000]}"
        ),
        "related_ms.rare": functools.partial(store.related, f"{words[9_000]} {words[20_000]}"),
    }
    return await _all(name, ways, held)


async def _all(
    name: str, ways: Mapping[str, Callable[[], Awaitable[Any]]], held: int
) -> list[Figure]:
    found = []
    for word, way in ways.items():
        value, answer = await timed(way)
        note = f"{held:,} articles held; {len(answer)} hits; median of {ROUNDS}"
        found.append(
            Figure(name=f"scale.{name}.{word}", value=value, unit="ms", target="<= 100", note=note)
        )
    return found


async def timed(ask: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    """Ask some times; give the median by the clock, ms, and the answer."""
    spent, answer = [], None
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = await ask()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), answer
