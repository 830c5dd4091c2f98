"""A row in, inserted unless its natural key is there: what two may begin at once.

To look first and insert then is not enough: two processes that start together both find nothing.
PostgreSQL waits for another that is inserting the same, and then inserts nothing.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def unless_there(connection: AsyncConnection, table: sa.Table) -> Any:
    """Make an insert that passes over what is there."""
    on_server = connection.dialect.name == "postgresql"
    made = postgresql.insert(table) if on_server else sqlite.insert(table)
    return made.on_conflict_do_nothing()


async def insert_new(
    connection: AsyncConnection, table: sa.Table, **values: Any
) -> sa.RowMapping | None:
    """Insert a row and give it; ``None`` when its natural key is there."""
    statement = unless_there(connection, table).values(**values).returning(*table.c)
    return (await connection.execute(statement)).mappings().one_or_none()
