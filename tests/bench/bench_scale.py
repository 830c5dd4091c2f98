"""Placing, searching and asking the ledger in databases that hold much: SQLite and PostgreSQL.

The rows are made up (words follow Zipf's law) and written past the program, by the databases' own
ways to take many; what is measured then goes the program's way. ``make bench`` holds few; a
million is asked for by name: ``python -m tests.bench scale:1000000`` (minutes, some GB in a
temporary folder, which is removed).
"""

import asyncio
import datetime as dt
import functools
import itertools
import json
import pathlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has none
import numpy as np

from bot.accounts import Account, Life, accounts
from bot.ledger import tell
from bot.model import HeldArticle
from bot.ports import Order
from bot.questions import By, Question
from bot.store import SqlStore, open_store
from bot.store.accounts import keep_accounts
from bot.store.codec import encode
from bot.store.packed import pack
from bot.store.shelf import mark
from bot.stories import WINDOW, asking, kin
from summariser import VERSION, Article, PledgeKind, Status
from tests import postgres
from tests.bot.making import briefing
from tests.figures import Figure
from tests.pledged import claim

HELD = 20_000
"""Articles; a million are those of a year."""

A_DAY = 2_740
ENTRIES = 20_000
"""Pledges of the ledger; with a size of 100,000 articles or more they are 100,000."""

WORDS, TERMS = 60, 150  # of a made-up text, and of a profile
PLACED, ROUNDS = 60, 7
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
BATCH = 20_000

Rows = Iterable[tuple[Any, ...]]
Fill = Callable[[str, Sequence[str], Rows], Awaitable[None]]


def figures(held: int = HELD) -> Iterator[Figure]:
    """Fill and ask each database in turn."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "news.sqlite3"
        yield from asyncio.run(_sqlite(path, held))
    why = postgres.missing()
    if why:
        yield Figure(name="scale.postgres", value=None, unit="ms", note=why)
        return
    with postgres.server("fsync=off", "maintenance_work_mem=256MB") as server:
        yield from asyncio.run(_postgres(server.url.format(name=server.database()), held))


async def _sqlite(path: pathlib.Path, held: int) -> list[Figure]:
    async with open_store(f"sqlite+aiosqlite:///{path}", now=lambda: NOW):
        pass
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA synchronous=OFF")

        async def fill(table: str, columns: Sequence[str], rows: Rows) -> None:
            marks = ", ".join("?" * len(columns))
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 # ours
            raw.executemany(into, (tuple(map(_plain, row)) for row in rows))
            raw.commit()

        await _fill(fill, held, "rowid")
        raw.execute("ANALYZE")
    raw.close()
    return await _measure("sqlite", f"sqlite+aiosqlite:///{path}", held)


def _plain(value: object) -> object:
    """SQLite keeps times as text that sorts."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


async def _postgres(url: str, held: int) -> list[Figure]:
    async with open_store(url, now=lambda: NOW):
        pass
    raw = await asyncpg.connect(url.replace("+asyncpg", ""))
    await raw.execute("DROP INDEX ix_article_words")

    async def fill(table: str, columns: Sequence[str], rows: Rows) -> None:
        if table == "article_words":
            await raw.execute("CREATE TEMP TABLE told (article bigint, words text)")
            await raw.copy_records_to_table("told", records=rows, columns=columns)
            await raw.execute(
                "INSERT INTO article_words SELECT article, to_tsvector('simple', words) FROM told"
            )
            await raw.execute("DROP TABLE told")
        else:
            await raw.copy_records_to_table(table, records=rows, columns=columns)

    await _fill(fill, held, "article")
    await raw.execute("CREATE INDEX ix_article_words ON article_words USING gin (words)")
    await raw.execute("VACUUM ANALYZE")
    await raw.close()
    return await _measure("postgres", url, held)


class _Zipf:
    """Made-up words, the n-th as frequent as 1/n."""

    def __init__(self) -> None:
        parts = [f"{a}{b}" for a in "bdfglmnprstvz" for b in "aeiou"]
        self.words = ["".join(each) for each in itertools.product(parts, parts, ("n", "ka", "r"))]
        self.words += [f"{word}{end}" for word in self.words[:40_000] for end in ("os", "im")]
        weights = 1 / (np.arange(len(self.words)) + 3)
        self._sums = np.cumsum(weights / weights.sum())
        self._chance = np.random.default_rng(7)

    def texts(self, count: int, size: int) -> Iterator[str]:
        """Make so many texts of so many words."""
        for start in range(0, count, BATCH):
            some = min(BATCH, count - start)
            ranks = np.searchsorted(self._sums, self._chance.random((some, size)))
            for row in ranks.tolist():
                yield " ".join(self.words[rank] for rank in row)


def _when(number: int, held: int) -> dt.datetime:
    return NOW - dt.timedelta(seconds=(held - number) * 86_400 / A_DAY)


async def _fill(fill: Fill, held: int, key: str) -> None:
    """Write articles, each a story of its own; those of four weeks can be found by their words."""
    zipf = _Zipf()
    texts = list(zipf.texts(held, WORDS))
    numbers = range(1, held + 1)
    recent = range(max(1, held - round(2 * WINDOW.days * A_DAY)), held + 1)
    article = Article(id="1", text=texts[0], title="A title", outlet="Gazette")
    record = encode(briefing(article))
    await fill(
        "story",
        ("id", "version", "briefing", "first", "last", "outlets", "pledges"),
        ((n, 1, n if n in recent else None, _when(n, held), _when(n, held), '["Gazette"]', 1)
         for n in numbers),
    )  # fmt: skip
    await fill(
        "article",
        ("id", "url", "url_digest", "outlet", "published", "authors", "fetched", "revision",
         "story", "attempts"),
        ((n, f"https://example.org/{n}", f"{n:064}", "Gazette", _when(n, held), "[]",
          _when(n, held), n, n, 0) for n in numbers),
    )  # fmt: skip
    await fill(
        "revision",
        ("id", "article", "text", "title", "marks", "fetched"),
        ((n, n, pack(texts[n - 1]), "A title", "[]", _when(n, held)) for n in numbers),
    )
    await fill(
        "briefing",
        ("id", "story", "version", "article", "revision", "record", "reading", "made"),
        ((n, n, 1, n, n, record, VERSION, _when(n, held)) for n in recent),
    )
    await fill("article_words", (key, "words"), ((n, texts[n - 1]) for n in numbers))
    marks = {word: mark(word) for word in zipf.words}
    await fill(
        "story_word",
        ("word", "at", "story"),
        sorted(
            (marks[word], _when(n, held), n)
            for n in recent
            for word in set(texts[n - 1].split()[:48])
        ),
    )
    more = zipf.texts(len(recent), TERMS - WORDS)
    await fill(
        "story_profile",
        ("story", "stamp", "last", "record"),
        ((n, n, _when(n, held), _profile(f"{texts[n - 1]} {next(more)}".split()))
         for n in recent),
    )  # fmt: skip


def _profile(words: Sequence[str]) -> str:
    terms = dict.fromkeys(words, 1.5)
    names = dict.fromkeys(words[:12], 2.0)
    norm = 1.5 * len(terms) ** 0.5
    return json.dumps(
        {"size": 1, "norms": (norm, norm, 7.0), "terms": terms, "topic": terms, "names": names,
         "latest": [["1", list(range(64))]]}
    )  # fmt: skip


async def _measure(name: str, url: str, held: int) -> list[Figure]:
    async with open_store(url, now=lambda: NOW, own_clock=False) as store:
        found = [await _place(store, name, held)]
        found += await _search(store, name, held)
        found += await _ask(store, name, ENTRIES if held < 5 * ENTRIES else 100_000)
    return found


async def _place(store: SqlStore, name: str, held: int) -> Figure:
    """Let new articles look for their story: some repeat one that is held, most do not."""
    zipf = _Zipf()
    known = [text for n in range(0, PLACED, 4) async for text in _text(store, held - 40 * n)]
    chance = random.Random(5)  # noqa: S311 # the same articles each time
    new = [" ".join(chance.choices(zipf.words[:30_000], k=TERMS)) for _ in range(PLACED)]
    spent = []
    joined, busy = 0, 0.0
    for number, text in enumerate([*known, *new, *known]):
        it = Article(id=f"{number}", text=f"{text} {number}", title="A title", published=NOW)
        one = HeldArticle(id=held + number, article=it, fetched=NOW)
        begun, worked = time.perf_counter(), time.process_time()
        near = await store.near(asking(one), since=NOW - WINDOW, until=NOW + WINDOW)
        story = kin(one, near).story
        if story is not None:
            joined += await store.present(story) is not None
        spent.append((time.perf_counter() - begun) * 1000)
        busy += time.process_time() - worked
    return Figure(
        name=f"scale.{name}.place_ms",
        value=statistics.mean(spent),
        unit="ms",
        target="<= 5" if held < 500_000 else "<= 10",
        note=f"{held:,} articles held; mean of {len(spent)}, of which {joined} join; worst "
        f"{max(spent):.0f} ms; by the clock, with reading the words; of it this process works "
        f"{busy * 1000 / len(spent):.1f} ms",
    )


async def _text(store: SqlStore, number: int) -> Any:
    for one in await store.articles(max(1, number)):
        yield one.article.text


async def _search(store: SqlStore, name: str, held: int) -> list[Figure]:
    words = _Zipf().words
    asked = {
        "usual": words[0],
        "two_usual": f"{words[1]} {words[4]}",
        "middling": f"{words[40]} {words[90]}",
        "rare": words[9_000],
    }
    found = []
    for kind, query in asked.items():
        for order in Order:
            value, hits = await _timed(functools.partial(store.find, query, order=order))
            found.append(
                Figure(
                    name=f"scale.{name}.search_ms.{kind}.{order}",
                    value=value,
                    unit="ms",
                    target="<= 100",
                    note=f"{held:,} articles held; {len(hits)} hits, with quotes; median",
                )
            )
    return found


async def _timed(ask: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    spent, answer = [], None
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = await ask()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), answer


def _pledges(count: int) -> Iterator[list[Account]]:
    """Make accounts in lots: a fifth are one pledger's, the others are of 211."""
    for start in range(0, count, 2_000):
        said = [
            claim(
                f"thing{number % 4001} and work{number % 3001}",
                f"{('EUR', 'GBP', 'NOK')[number % 3]} {number % 883 + 1}m",
                article=f"{number}",
                day=-number / 60,
                pledger="Norland" if number % 5 == 0 else f"Land{number % 211}",
                recipient=f"Place{number % 97}",
                status=list(Status)[number % 3 if number % 7 else 4],
                kind=list(PledgeKind)[number % 4],
                deadline=f"{2022 + number % 8}-{number % 12 + 1:02}" if number % 2 else None,
                story=number,
            )
            for number in range(start, min(start + 2_000, count))
        ]
        yield list(accounts(tell(said)).values())


async def _ask(store: SqlStore, name: str, entries: int) -> list[Figure]:
    held = 0
    key = ""
    for lot in _pledges(entries):
        async with store._db.write() as connection:
            for start in range(0, len(lot), 250):
                await keep_accounts(connection, [], lot[start : start + 250])
        held += len(lot)
        key = lot[0].key
    if store._db.postgres:
        async with store._db.engine.connect() as connection:
            await connection.exec_driver_sql("ANALYZE account")
            await connection.exec_driver_sql("ANALYZE account_name")
            await connection.commit()
    today = NOW.date()
    questions = {
        "pledger_of_a_fifth": Question(pledger="Norland"),
        "pledger": Question(pledger="Land7"),
        "recipient": Question(recipient="Place9"),
        "both": Question(pledger="Norland", recipient="Place9"),
        "kind": Question(kinds=(PledgeKind.MILITARY,)),
        "status": Question(statuses=(Status.UNDER_CONSIDERATION,)),
        "overdue": Question(lives=(Life.OVERDUE,)),
        "time": Question(since=NOW - dt.timedelta(days=400), until=NOW - dt.timedelta(days=300)),
        "amount": Question(least=(Decimal(850_000_000), "EUR")),
        "everything": Question(),
    }
    ways: dict[str, Callable[[], Awaitable[Any]]] = {
        f"list.{word}": functools.partial(store.accounts, one, today=today, limit=25)
        for word, one in questions.items()
    }
    for word in ("pledger_of_a_fifth", "pledger", "recipient", "everything"):
        one = questions[word]
        ways[f"count.{word}"] = functools.partial(store.count_accounts, one, today=today)
        ways[f"total.{word}"] = functools.partial(store.totals, one, today=today, currency="EUR")
        ways[f"by_pledger.{word}"] = functools.partial(
            store.totals, one, today=today, by=By.PLEDGER
        )
    ways["page_20"] = lambda: store.accounts(Question(), today=today, limit=25, offset=500)
    ways["due"] = lambda: store.due_accounts(today + dt.timedelta(days=30), since=today, limit=25)
    ways["history"] = lambda: store.account(key)
    found = []
    for word, way in ways.items():
        value, _ = await _timed(way)
        note = f"{held:,} entries; median"
        found.append(
            Figure(name=f"scale.{name}.ledger_ms.{word}", value=value, unit="ms", target="<= 50",
                   note=note)
        )  # fmt: skip
    return found
