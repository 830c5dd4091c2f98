"""Rows that are due in, rows that are ours out: the one primitive that all work runs on.

A row has ``due``. Claiming it moves ``due`` to the end of the lease and writes a token;
finishing it asks for the same token. Whoever dies leaves a row that comes due again; whoever
comes back too late finds another token and writes nothing. The only other recovery is `recover`:
a process that starts does not wait for what one that died beside it had.
"""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Leased
from bot.owner import mark


async def claim(
    connection: AsyncConnection,
    table: sa.Table,
    *where: sa.ColumnElement[bool],
    moment: dt.datetime,
    lease: dt.timedelta,
    limit: int,
) -> tuple[str, Sequence[int]]:
    """Take up to ``limit`` rows that are due, longest due first.

    On PostgreSQL rows that another process is taking are passed over, so that any number of
    processes share the work.

    Returns:
        The token of all of them, and their keys in the order of their turn.
    """
    token = mark()
    due = (
        sa.select(table.c.id)
        .where(table.c.due <= moment, *where)
        .order_by(table.c.due, table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=table)
    )
    keys = (await connection.scalars(due)).all()
    if keys:
        await connection.execute(
            sa.update(table)
            .where(table.c.id.in_(keys))
            .values(due=moment + lease, lease=token, attempts=table.c.attempts + 1)
        )
    return token, keys


async def prolong(
    connection: AsyncConnection, table: sa.Table, rows: Sequence[Leased[Any]], until: dt.datetime
) -> None:
    """Let rows come due only at ``until``; those that are not ours any more stay as they are."""
    held: dict[str, list[int]] = {}
    for each in rows:
        held.setdefault(each.token, []).append(each.row.id)
    for token, keys in held.items():
        await connection.execute(
            sa.update(table).where(table.c.id.in_(keys), table.c.lease == token).values(due=until)
        )


async def finish(
    connection: AsyncConnection,
    table: sa.Table,
    key: int,
    token: str,
    *,
    due: dt.datetime | None,
    **values: Any,
) -> bool:
    """Give the row back, due again at ``due`` or asleep; False when it is not ours any more."""
    ours = {"our_key": key, "our_token": token, "lease": None, "due": due, **values}
    done = await connection.execute(_finishing(table), ours)
    return done.rowcount == 1


@functools.cache
def _finishing(table: sa.Table) -> sa.Update:
    """Update a row that is ours; made once a table, since to make it costs more than to run it."""
    return sa.update(table).where(
        table.c.id == sa.bindparam("our_key"), table.c.lease == sa.bindparam("our_token")
    )
