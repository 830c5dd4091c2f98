"""A workspace in, the library as its people may see it out."""

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from bot.model import Feed, Story
from bot.store.digests import DigestBook
from bot.store.engine import Database
from bot.store.finding import FinderBook
from bot.store.rows import feed_of
from bot.store.schema import feed


class Reading(FinderBook, DigestBook):
    """`Library` of one workspace, everybody or the operator."""

    def __init__(self, database: Database, tenant: str) -> None:
        super().__init__(database)
        self._tenant = tenant

    def seen_by(self, tenant: str) -> "Reading":
        """Read with other eyes."""
        return Reading(self._db, tenant)

    async def told(
        self, since: dt.datetime, until: dt.datetime, *, workspaces: Collection[str] = ()
    ) -> Sequence[Story]:
        """List the stories that had a new version in a period, at their present one."""
        return await super().told(since, until, workspaces={*workspaces, self._tenant})

    async def feeds(self) -> Sequence[Feed]:
        """List the feeds that are theirs to know, by address."""
        query = sa.select(feed).where(~feed.c.removed, self._shown(feed.c.workspace))
        async with self._db.read() as connection:
            rows = (await connection.execute(query.order_by(feed.c.url))).mappings()
            return [feed_of(row) for row in rows]
