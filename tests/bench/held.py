"""Invented news in, databases that hold much of it out: SQLite files, PostgreSQL clusters.

Three articles tell of each event, in words of their own and in some of the event's. Words follow
Zipf's law; one in six is a name, and is written as one. The rows are written past the program, by
the databases' own ways to take many, without their secondary indexes, which are made afterwards.
What was filled is kept below ``build/scale`` and used again (and migrated) until this module is
another one: a million articles take minutes and some GB.
"""

import contextlib
import datetime as dt
import hashlib
import itertools
import pathlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has none
import numpy as np

from bot.kinship import Candidate, joined
from bot.store import open_store
from bot.store.codec import encode
from bot.store.packed import pack
from bot.store.shelf import _written, mark
from bot.store.words import fold
from bot.stories import RARITY, WINDOW, shelved_under
from bot.traits import traits
from summariser import VERSION, Article
from tests import postgres
from tests.bot.making import briefing
from tests.figures import BUILD

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
A_DAY = 2_740
"""Articles; a million are those of a year."""

OUTLETS = 400
TOPICS = ("aid", "europe", "markets", "climate")
AN_EVENT = 3
"""Articles of one story."""

SIZE, OWN, TITLE = 60, 25, 8
"""Words of a text; of them its own in a later report of the event; of a headline."""

BATCH = 19_998  # whole events
_SETTINGS = ("wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "shared_buffers=512MB")

Rows = Iterable[tuple[Any, ...]]
Fill = Callable[[str, Sequence[str], Rows], Awaitable[None]]
Piece = tuple[str, str]  # headline and text


class Words:
    """Invented words, the n-th as frequent as 1/n, and articles of them, the same each time."""

    def __init__(self, seed: int = 7) -> None:
        parts = [f"{a}{b}" for a in "bdfglmnprstvz" for b in "aeiou"]
        words = ["".join(each) for each in itertools.product(parts, parts, ("n", "ka", "r"))]
        words += [f"{word}{end}" for word in words for end in ("os", "im", "te")]
        words += [f"{first}{word}" for first in parts for word in words[:4_000]]
        self.words = list(dict.fromkeys(words))
        self._shown = [
            word.capitalize() if rank % 6 == 0 else word for rank, word in enumerate(self.words, 1)
        ]
        weights = 1 / (np.arange(len(self.words)) + 3)
        self._sums = np.cumsum(weights / weights.sum())
        self._chance = np.random.default_rng(seed)

    def articles(self, count: int) -> Iterator[Piece]:
        """Write so many, those of one event side by side."""
        shared = SIZE - OWN
        for start in range(0, count, BATCH):
            some = min(BATCH, count - start)
            ranks = np.searchsorted(self._sums, self._chance.random((some, SIZE + TITLE)))
            for later in range(1, AN_EVENT):
                order = self._chance.permutation(shared)  # else it is a copy
                first = ranks[: len(range(later, some, AN_EVENT)) * AN_EVENT : AN_EVENT]
                ranks[later::AN_EVENT, :shared] = first[:, order]
            for row in ranks.tolist():
                title = " ".join(self._shown[rank] for rank in (*row[:3], *row[SIZE:]))
                yield title, self._text(row[:SIZE])

    def _text(self, ranks: Sequence[int]) -> str:
        said = [self._shown[rank] for rank in ranks]
        return " ".join(_sentence(said[start : start + 12]) for start in range(0, len(said), 12))


def _sentence(words: Sequence[str]) -> str:
    said = " ".join(words)
    return f"{said[:1].upper()}{said[1:]}."


def when(number: int, held: int) -> dt.datetime:
    """Give the time of an article of so many."""
    return NOW - dt.timedelta(seconds=(held - number) * 86_400 / A_DAY)


def _story(number: int) -> int:
    return number - (number - 1) % AN_EVENT


def _stamp() -> str:
    """Name what was filled: it is used again only by the code that would fill the same."""
    return hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()[:12]


@contextlib.asynccontextmanager
async def sqlite(held: int) -> AsyncIterator[str]:
    """Give the address of a SQLite file with so many articles."""
    path = _place(f"{held}-{_stamp()}.sqlite3")
    if not path.exists():
        for other in path.parent.glob(f"{held}-*.sqlite3*"):
            other.unlink()
        begun = path.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        await _fill_sqlite(begun, held)
        begun.rename(path)
    yield f"sqlite+aiosqlite:///{path}"


def _place(name: str) -> pathlib.Path:
    folder = BUILD / "scale"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


async def _fill_sqlite(path: pathlib.Path, held: int) -> None:
    async with open_store(f"sqlite+aiosqlite:///{path}", now=lambda: NOW):
        pass
    with contextlib.closing(sqlite3.connect(path)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000"):
            raw.execute(f"PRAGMA {pragma}")
        own = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = raw.execute(own).fetchall()
        for name, _ in indexes:
            raw.execute(f"DROP INDEX {name}")

        async def fill(table: str, columns: Sequence[str], rows: Rows) -> None:
            marks = ", ".join("?" * len(columns))
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 # ours
            raw.executemany(into, (tuple(map(_plain, row)) for row in rows))
            raw.commit()

        await _fill(fill, held, "rowid")
        for _, sql in indexes:
            raw.execute(sql)
        raw.execute("ANALYZE")
        raw.commit()


def _plain(value: object) -> object:
    """SQLite keeps times as text that sorts."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


@contextlib.asynccontextmanager
async def postgresql(held: int) -> AsyncIterator[str]:
    """Give the address of a PostgreSQL database with so many articles, on a server of its own."""
    folder = _place(f"pg-{held}-{_stamp()}")
    if not folder.exists():
        for other in folder.parent.glob(f"pg-{held}-*"):
            shutil.rmtree(other)
        begun = folder.with_name(f"begun-{held}")
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir()
        with postgres.kept(begun, *_SETTINGS, "maintenance_work_mem=1GB") as server:
            await _fill_postgresql(server.url.format(name=server.database()), held)
        begun.rename(folder)
    with postgres.kept(folder, *_SETTINGS) as server:
        yield server.url.format(name="t1")


async def _fill_postgresql(url: str, held: int) -> None:
    async with open_store(url, now=lambda: NOW):
        pass
    raw = await asyncpg.connect(url.replace("+asyncpg", ""))
    await raw.execute("SET session_replication_role = replica")  # rows come in any order
    indexes = await raw.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conname = indexname)"
    )
    for row in indexes:
        await raw.execute(f"DROP INDEX {row['indexname']}")

    async def fill(table: str, columns: Sequence[str], rows: Rows) -> None:
        if table == "article_words":
            await raw.execute("CREATE TEMP TABLE told (article bigint, words text)")
            await raw.copy_records_to_table("told", records=rows, columns=columns)
            await raw.execute(
                "INSERT INTO article_words SELECT article, to_tsvector('simple', words) FROM told"
            )
            await raw.execute("DROP TABLE told")
            return
        await raw.copy_records_to_table(table, records=rows, columns=columns)
        if "id" in columns or table == "page_post":
            key = "seq" if table == "page_post" else "id"
            await raw.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), max({key})) "  # noqa: S608 # ours
                f"FROM {table}"
            )

    await _fill(fill, held, "article")
    for row in indexes:
        await raw.execute(row["indexdef"])
    await raw.execute("VACUUM ANALYZE")
    await raw.close()


async def _fill(fill: Fill, held: int, key: str) -> None:
    """Write articles and their stories; those of four weeks can be found by their words."""
    numbers = range(1, held + 1)
    begun = [number for number in numbers if _story(number) == number]
    recent = range(_story(max(1, held - round(2 * WINDOW.days * A_DAY))), held + 1)
    sample = Article(id="1", text=next(Words().articles(1))[1], title="A title", outlet="Gazette")
    record = encode(briefing(sample))

    def last(number: int) -> dt.datetime:
        return when(min(held, number + AN_EVENT - 1), held)

    await fill(
        "story",
        ("id", "version", "briefing", "first", "last", "outlets", "pledges", "topic"),
        ((n, 1, n, when(n, held), last(n), f'["Outlet {n % OUTLETS}"]', 1, TOPICS[n % 4])
         for n in begun),
    )  # fmt: skip
    await fill(
        "article",
        ("id", "url", "url_digest", "outlet", "published", "authors", "fetched", "revision",
         "story", "attempts", "topic"),
        ((n, f"https://example.org/{n}", f"{n:064}", f"Outlet {n % OUTLETS}", when(n, held), "[]",
          when(n, held), n, _story(n), 0, TOPICS[n % 4]) for n in numbers),
    )  # fmt: skip
    await fill(
        "revision",
        ("id", "article", "text", "title", "marks", "fetched"),
        ((n, n, pack(text), title, "[]", when(n, held))
         for n, (title, text) in enumerate(Words().articles(held), 1)),
    )  # fmt: skip
    await fill(
        "briefing",
        ("id", "story", "version", "article", "revision", "record", "reading", "made"),
        ((n, n, 1, n, n, record.replace('"article":"1"', f'"article":"{n}"'), VERSION,
          when(n, held)) for n in begun),
    )  # fmt: skip
    await fill(
        "page_post",
        ("seq", "key", "story", "briefing", "posted"),
        ((place, f"{n:032}", n, n, when(n, held)) for place, n in enumerate(begun, 1)),
    )
    await fill(
        "article_words",
        (key, "words"),
        ((n, fold(f"{title} {text}"))
         for n, (title, text) in enumerate(Words().articles(held), 1)),
    )  # fmt: skip
    profiles, words = _shelves(recent, held)
    await fill("story_word", ("word", "at", "story"), sorted(words))
    await fill("story_profile", ("story", "stamp", "last", "record"), profiles)


def _shelves(recent: range, held: int) -> tuple[list[Any], set[tuple[int, dt.datetime, int]]]:
    """Make the profiles of the recent stories, and the words that they stand under."""
    words: set[tuple[int, dt.datetime, int]] = set()
    done: dict[int, Candidate] = {}
    for number, (title, text) in enumerate(Words().articles(held), 1):
        if number not in recent:
            continue
        story, at = _story(number), when(number, held)
        it = Article(id=f"{number}", text=text, title=title, published=at)
        read = traits(it, at)
        done[story] = joined(done.get(story), read, story=story, rarity=RARITY)
        words |= {(mark(word), at, story) for word in shelved_under(read)}
    return [(key, key, one.last, _written(one)) for key, one in done.items()], words
