"""Deliveries to the embedded page in, rows of its posts out: the page as a `Chat`.

The front shows every story and is a target; so is each person who is signed in and follows
something, whose own page reads what was delivered to them and needs no post besides.
"""

import sqlalchemy as sa

from bot.model import Delivery
from bot.ports import Bell
from bot.store.engine import Database
from bot.store.schema import briefing, page_post

FRONT = "front"
"""Address of the front as a target."""

# Any number; who holds it may give the next seq. Without it a later seq could be seen first.
_SEQ_LOCK = 7_301_944


class Page:
    """A place that posts appear in, on our own database; a delivery's key makes it one post."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def send(self, delivery: Delivery) -> str:
        """Keep it as the page's next post, or find that it is there.

        The front shows every story at once, so a digest adds nothing to it.
        """
        if delivery.digest or delivery.target.address != FRONT:
            return delivery.key
        async with self._db.write(Bell.PAGE) as connection:
            if self._db.postgres:
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SEQ_LOCK)))
            there = await connection.scalar(_seq(delivery))
            if there is None:
                told = sa.select(briefing.c.id).where(
                    briefing.c.story == delivery.story.id,
                    briefing.c.version == delivery.story.version,
                )
                values = {
                    "key": delivery.key,
                    "story": delivery.story.id,
                    "briefing": told.scalar_subquery(),
                    "posted": await self._db.moment(connection),
                }
                new = sa.insert(page_post).values(values).returning(page_post.c.seq)
                there = await connection.scalar(new)
        return str(there)

    async def find(self, delivery: Delivery) -> str | None:
        """Look for the post; here that is always known."""
        if delivery.digest or delivery.target.address != FRONT:
            return delivery.key
        async with self._db.read() as connection:
            there = await connection.scalar(_seq(delivery))
        return None if there is None else str(there)


def _seq(delivery: Delivery) -> sa.Select[tuple[int]]:
    return sa.select(page_post.c.seq).where(page_post.c.key == delivery.key)
