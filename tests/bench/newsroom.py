"""From a size to databases that hold so many told stories, for benchmarks of who asks.

The texts are those of the invented articles beside `tests.quality`, with about half of their names
exchanged for made-up ones of the same length, another choice for each article: words of the news
as usual as they are, and names as many as there are. Rows are written past the program, by the
databases' own ways to take many.
"""

import datetime as dt
import json
import pathlib
import random
import re
import sqlite3
import tempfile
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has none

from bot.accounts import accounts
from bot.ledger import tell
from bot.store import open_store
from bot.store.accounts import keep_accounts
from bot.store.codec import encode
from bot.store.packed import pack
from bot.store.words import digest, fold
from summariser import VERSION, Article, Briefing, PledgeKind, Status, brief
from tests import postgres
from tests.figures import ROOT
from tests.pledged import claim

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
TOPICS = ("aid", "climate", "defence", "energy", "health", "trade")
PLEDGES = 20_000
"""Entries of the ledger."""
_BASES = 60
_A_DAY = 500
_NAME = re.compile(r"\b[A-Z][a-z]{4,}\b")
_KEPT = frozenset(
    "January February March April August September October November December Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday There These Those Their About After Under While "
    "Minister President Prime Foreign Defence".split()
)
_PARTS = ("ba", "de", "ki", "lo", "mar", "no", "per", "sa", "tov", "un", "vel", "wor", "zhe", "ri")

Rows = Iterable[tuple[Any, ...]]
Fill = Callable[[str, Sequence[str], Rows], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """An invented article that others are made of.

    Attributes:
        record: Its briefing as it is kept, for an article called "@".
    """

    title: str
    text: str
    record: str
    briefing: Briefing


def bases() -> list[Base]:
    """Brief the invented articles that any clone has."""
    path = ROOT / "tests" / "quality" / "data" / "synthetic.jsonl"
    made = []
    for row in list(map(json.loads, path.read_text("utf-8").splitlines()))[:_BASES]:
        article = Article(
            id="@", title=row["title"], text=row["text"], outlet="Gazette", published=NOW
        )
        told = brief(article, as_of=NOW.date())
        record = encode(told)
        made.append(Base(title=row["title"], text=row["text"], record=record, briefing=told))
    return made


class Changed:
    """Exchanges names, always the same for one article."""

    def __init__(self) -> None:
        chance = random.Random(3)  # noqa: S311 # the same names each time
        self._made: dict[int, list[str]] = {}
        for size in range(5, 30):
            self._made[size] = [
                "".join(chance.choices(_PARTS, k=size))[:size].capitalize() for _ in range(900)
            ]

    def names(self, number: int) -> Callable[[re.Match[str]], str]:
        """Give what exchanges a name in the so-manieth article."""

        def other(match: re.Match[str]) -> str:
            name = match[0]
            mark = zlib.crc32(f"{name}{number}".encode())
            if mark % 2 or name in _KEPT or len(name) not in self._made:
                return name
            return self._made[len(name)][mark // 2 % 900]

        return other


def when(number: int, held: int) -> dt.datetime:
    """Give the time of the so-manieth of them; the last is of now."""
    return NOW - dt.timedelta(seconds=(held - number) * 86_400 / _A_DAY)


async def _fill(fill: Fill, held: int, key: str) -> None:
    some, changed = bases(), Changed()
    numbers = range(1, held + 1)

    def base(number: int) -> Base:
        return some[number % len(some)]

    def text(number: int, words: str) -> str:
        return _NAME.sub(changed.names(number), words)

    await fill(
        "feed",
        ("id", "url", "url_digest", "title", "topic", "state", "interval", "failures", "removed",
         "attempts"),
        ((n, f"https://f{n}.example/", f"{n:064}", f"Outlet {n}", TOPICS[n % 6], "active", 900.0,
          0, False, 0) for n in range(1, 51)),
    )  # fmt: skip
    await fill(
        "story",
        ("id", "version", "briefing", "first", "last", "outlets", "topic", "pledges"),
        ((n, 1, n, when(n, held), when(n, held), '["Gazette"]', TOPICS[n % 6],
          len(base(n).briefing.pledges)) for n in numbers),
    )  # fmt: skip
    await fill(
        "article",
        ("id", "url", "url_digest", "outlet", "published", "authors", "feed", "topic", "fetched",
         "revision", "story", "attempts"),
        ((n, f"https://example.org/{n}", f"{n:064}", "Gazette", when(n, held), "[]", n % 50 + 1,
          TOPICS[n % 6], when(n, held), n, n, 0) for n in numbers),
    )  # fmt: skip
    await fill(
        "revision",
        ("id", "article", "text", "title", "marks", "fetched", "forgotten"),
        ((n, n, pack(text(n, base(n).text)), text(n, base(n).title), "[]", when(n, held), False)
         for n in numbers),
    )  # fmt: skip
    await fill(
        "briefing",
        ("id", "story", "version", "article", "revision", "record", "reading", "made"),
        ((n, n, 1, n, n, text(n, base(n).record).replace('"article":"@"', f'"article":"{n}"'),
          VERSION, when(n, held)) for n in numbers),
    )  # fmt: skip
    await fill(
        "page_post",
        ("seq", "key", "story", "briefing", "posted"),
        ((n, f"{n}", n, n, when(n, held)) for n in numbers),
    )
    await fill(
        "article_words",
        (key, "words"),
        ((n, fold(text(n, f"{base(n).title} {base(n).text}"))) for n in numbers),
    )
    await fill(
        "story_actor",
        ("story", "name_digest"),
        (
            (n, each)
            for n in numbers
            for each in sorted(
                {
                    digest(fold(text(n, name)))
                    for actor in base(n).briefing.actors
                    for name in (actor.name, *actor.aliases)
                }
            )
        ),
    )


async def _pledges(url: str, count: int) -> None:
    """Write pledges as the ledger would have them, a fifth of them one pledger's."""
    async with open_store(url, now=lambda: NOW, own_clock=False) as store:
        for start in range(0, count, 2_000):
            said = [
                claim(
                    f"thing{number % 4001} and work{number % 3001}",
                    f"{('EUR', 'GBP', 'NOK')[number % 3]} {number % 883 + 1}m",
                    article=f"{number}",
                    day=-number / 60,
                    pledger="Norway" if number % 5 == 0 else f"Land{number % 211}",
                    recipient="Ukraine" if number % 3 == 0 else f"Place{number % 97}",
                    status=list(Status)[number % 3 if number % 7 else 4],
                    kind=list(PledgeKind)[number % 4],
                    deadline=f"{2022 + number % 8}" if number % 2 else None,
                    story=number,
                )
                for number in range(start, min(start + 2_000, count))
            ]
            lot = list(accounts(tell(said)).values())
            async with store._db.write() as connection:
                for first in range(0, len(lot), 250):
                    await keep_accounts(connection, [], lot[first : first + 250])


async def newsrooms(held: int) -> AsyncIterator[tuple[str, str | None, str]]:
    """Fill each database in turn: its name, its address, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "news.sqlite3"
        await fill_sqlite(path, held)
        yield "sqlite", f"sqlite+aiosqlite:///{path}", ""
    why = postgres.missing()
    if why:
        yield "postgres", None, why
        return
    with postgres.server("fsync=off", "maintenance_work_mem=256MB") as server:
        url = server.url.format(name=server.database())
        await _fill_postgres(url, held)
        yield "postgres", url, ""


async def fill_sqlite(path: pathlib.Path, held: int) -> None:
    """Write a database file that holds so many."""
    url = f"sqlite+aiosqlite:///{path}"
    async with open_store(url, now=lambda: NOW):
        pass
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA synchronous=OFF")

        async def fill(table: str, columns: Sequence[str], rows: Rows) -> None:
            marks = ", ".join("?" * len(columns))
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 # ours
            raw.executemany(into, (tuple(map(_plain, row)) for row in rows))
            raw.commit()

        await _fill(fill, held, "rowid")
    raw.close()
    await _pledges(url, min(PLEDGES, held))
    with sqlite3.connect(path) as raw:
        raw.execute("ANALYZE")
    raw.close()


def _plain(value: object) -> object:
    """SQLite keeps times as text that sorts."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


async def _fill_postgres(url: str, held: int) -> None:
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
    await raw.close()
    await _pledges(url, min(PLEDGES, held))
    raw = await asyncpg.connect(url.replace("+asyncpg", ""))
    await raw.execute("VACUUM ANALYZE")
    await raw.close()


def samples(held: int, count: int) -> Iterator[tuple[int, str, str]]:
    """Give some of the articles: number, title and text."""
    some, changed = bases(), Changed()
    chance = random.Random(5)  # noqa: S311 # the same each time
    for number in chance.sample(range(1, held + 1), count):
        one = some[number % len(some)]
        other = changed.names(number)
        yield number, _NAME.sub(other, one.title), _NAME.sub(other, one.text)
