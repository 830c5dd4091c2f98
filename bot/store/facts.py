"""Facts of this installation: kept the first time that they are told, or noted anew."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store.fresh import insert_new
from bot.store.role import StoreRole
from bot.store.schema import meta


class Facts(StoreRole):
    """What must be the same at every start."""

    async def remember(self, name: str, value: str) -> str:
        """Keep a fact unless it is known already; give what is known now."""
        async with self._db.write() as connection:
            query = sa.select(meta.c.value).where(meta.c.name == name)
            known: str | None = await connection.scalar(query)
            if known is None and not await insert_new(connection, meta, name=name, value=value):
                known = await connection.scalar(query)  # another process was first
            return known or value

    async def recall(self, name: str) -> str | None:
        """Give what was noted last under a name; ``None`` when nothing was."""
        async with self._db.read() as connection:
            query = sa.select(meta.c.value).where(meta.c.name == name)
            known: str | None = await connection.scalar(query)
            return known

    async def note(self, name: str, value: str) -> None:
        """Keep something that changes; names have at most 32 characters."""
        async with self._db.write() as connection:
            change = sa.update(meta).where(meta.c.name == name).values(value=value)
            if (await connection.execute(change)).rowcount == 0 and not await insert_new(
                connection, meta, name=name, value=value
            ):
                await connection.execute(change)

    async def erase(self, name: str) -> None:
        """Keep nothing under this name any more."""
        async with self._db.write() as connection:
            await connection.execute(sa.delete(meta).where(meta.c.name == name))

    async def noted(self, prefix: str) -> Sequence[tuple[str, str]]:
        """List names that begin so, with what is noted under each."""
        query = sa.select(meta.c.name, meta.c.value).where(
            meta.c.name.startswith(prefix, autoescape=True)
        )
        async with self._db.read() as connection:
            found = await connection.execute(query.order_by(meta.c.name))
            return [(row.name, row.value) for row in found]
