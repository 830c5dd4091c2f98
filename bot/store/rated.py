"""Rates that hold now in, what the store keeps in euros worked out by them out.

Sums are kept as they were said; what a pledge is worth in euros is kept beside, to compare by. It
is made from a sum, the year that it was said in and the table of rates, so it can be made again
from them at any time, and making it twice changes nothing.
"""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rates import convert, fingerprint
from bot.store.engine import Database
from bot.store.fresh import insert_new
from bot.store.ledger_schema import account
from bot.store.schema import meta

EURO = "EUR"
_NAME = "rates"
_AT_ONCE = 2_000
"""Pledges in one transaction: others may write in between."""


def worth(amount: Decimal | None, currency: str | None, year: int) -> float | None:
    """Give what a sum is worth in euros; ``None`` without a sum or a rate."""
    if amount is None or currency is None:
        return None
    euros = convert(amount, currency, EURO, year=year)
    return float(euros.amount) if euros else None


async def renew_worths(database: Database) -> int:
    """Work out again what every pledge is worth, if rates changed; give how many were worth else.

    A run that breaks off is begun anew by the next: the rates are noted when all is done.
    """
    mark = fingerprint()
    async with database.read() as connection:
        known = await connection.scalar(sa.select(meta.c.value).where(meta.c.name == _NAME))
    if known == mark:
        return 0
    changed, last = 0, ""
    while True:
        async with database.write() as connection:
            rows = await _next(connection, last)
            new = [
                {"of": row.key, "euros": euros}
                for row in rows
                if (euros := _worth_of(row)) != row.worth
            ]
            if new:
                change = sa.update(account).where(account.c.key == sa.bindparam("of"))
                await connection.execute(change.values(worth=sa.bindparam("euros")), new)
            if not rows:
                await _note(connection, mark)
                return changed
        changed, last = changed + len(new), rows[-1].key


async def _next(connection: AsyncConnection, after: str) -> list[sa.Row[tuple[str, float]]]:
    columns = (account.c.key, account.c.amount, account.c.currency, account.c.year, account.c.worth)
    query = sa.select(*columns).where(account.c.key > after, account.c.amount.is_not(None))
    return list(await connection.execute(query.order_by(account.c.key).limit(_AT_ONCE)))


def _worth_of(row: sa.Row[tuple[str, float]]) -> float | None:
    # a float is exact for the fifteen digits that a sum may have
    return worth(Decimal(repr(row.amount)), row.currency, row.year)


async def _note(connection: AsyncConnection, mark: str) -> None:
    change = sa.update(meta).where(meta.c.name == _NAME).values(value=mark)
    if not (await connection.execute(change)).rowcount:
        await insert_new(connection, meta, name=_NAME, value=mark)
