"""Asking the ledger for pledges, sums, what is due and histories: SQLite and PostgreSQL.

The pledges are invented and kept by the program's own way; ``python -m tests.bench
totals:100000`` takes as many as the target names, some minutes.
"""

import asyncio
import datetime as dt
import functools
import pathlib
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal
from typing import Any

from bot.accounts import Account, Life, accounts
from bot.ledger import tell
from bot.questions import By, Question
from bot.store import SqlStore, open_store
from bot.store.accounts import keep_accounts
from summariser import PledgeKind, Status
from tests import postgres
from tests.bench.bench_scale import timed
from tests.bench.held import NOW
from tests.figures import Figure
from tests.pledged import claim

ENTRIES = 20_000
"""Pledges told; some join, so that fewer entries are held."""


def figures(entries: int = ENTRIES) -> Iterator[Figure]:
    """Fill and ask each database in turn."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "news.sqlite3"
        yield from asyncio.run(_measure("sqlite", f"sqlite+aiosqlite:///{path}", entries))
    why = postgres.missing()
    if why:
        yield Figure(name="totals.postgres", value=None, unit="ms", note=why)
        return
    with postgres.server("fsync=off") as server:
        url = server.url.format(name=server.database())
        yield from asyncio.run(_measure("postgres", url, entries))


async def _measure(name: str, url: str, entries: int) -> list[Figure]:
    async with open_store(url, now=lambda: NOW, own_clock=False) as store:
        held, key = await _fill(store, entries)
        return await _ask(store, name, held, key)


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


async def _fill(store: SqlStore, entries: int) -> tuple[int, str]:
    """Keep the accounts; give how many there are, and the key of one."""
    held, key = 0, ""
    for lot in _pledges(entries):
        async with store._db.write() as connection:
            for start in range(0, len(lot), 250):
                await keep_accounts(connection, [], lot[start : start + 250])
        held += len(lot)
        key = lot[0].key
    async with store._db.write() as connection:
        await connection.exec_driver_sql("ANALYZE")
    return held, key


async def _ask(store: SqlStore, name: str, held: int, key: str) -> list[Figure]:
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
    for word, one in questions.items():
        ways[f"count.{word}"] = functools.partial(store.count_accounts, one, today=today)
        ways[f"total.{word}"] = functools.partial(store.totals, one, today=today, currency="EUR")
        ways[f"by_pledger.{word}"] = functools.partial(
            store.totals, one, today=today, by=By.PLEDGER
        )
        ways[f"by_recipient.{word}"] = functools.partial(
            store.totals, one, today=today, by=By.RECIPIENT
        )
    ways["page_20"] = lambda: store.accounts(Question(), today=today, limit=25, offset=500)
    ways["due"] = lambda: store.due_accounts(today + dt.timedelta(days=30), since=today, limit=25)
    ways["history"] = lambda: store.account(key)
    found = []
    for word, way in ways.items():
        value, _ = await timed(way)
        note = f"{held:,} entries; median"
        found.append(
            Figure(name=f"totals.{name}.ms.{word}", value=value, unit="ms", target="<= 50",
                   note=note)
        )  # fmt: skip
    return found
