"""Facts of this installation, kept the first time that they are told."""

import sqlalchemy as sa

from bot.store.role import StoreRole
from bot.store.schema import meta


class Facts(StoreRole):
    """What must be the same at every start."""

    async def remember(self, name: str, value: str) -> str:
        """Keep a fact unless it is known already; give what is known now."""
        async with self._db.write() as connection:
            query = sa.select(meta.c.value).where(meta.c.name == name)
            known: str | None = await connection.scalar(query)
            if known is None:
                await connection.execute(sa.insert(meta).values(name=name, value=value))
            return known or value
