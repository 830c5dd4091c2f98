"""Deliveries that did not arrive in, a second chance out; and what is old, forgotten.

What is forgotten: decisions after 30 days (the promise of `why`), ended deliveries and runs of
digests after 90, and the words of entries, which their articles hold, after 30. The keys of
entries stay for ever: a feed that lists an old entry again must not make it news.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.model import Letter, Outcome
from bot.ports import Bell
from bot.store.fanout import wake_lanes
from bot.store.holds import REMEMBERED
from bot.store.model_schema import model_answer, refinement
from bot.store.modelling import ANSWERS_KEPT
from bot.store.role import StoreRole
from bot.store.rows import target_of
from bot.store.schema import briefing, decision, delivery, digest_run, entry, heard, target
from bot.store.shelf import unshelve
from bot.stories import WINDOW

WHY_DAYS = dt.timedelta(days=30)
POST_DAYS = dt.timedelta(days=90)
BATCH = 2_000
"""Rows in one deleting transaction, so that nobody waits long behind it."""

_UNDELIVERED = (Outcome.DEAD, Outcome.HELD)


class Letters(StoreRole):
    """`Care` on the database."""

    async def undelivered(self, *, limit: int = 100) -> Sequence[Letter]:
        """List deliveries that were given up or are held, newest first."""
        query = (
            sa.select(delivery.c.id.label("delivery"), delivery.c.outcome, delivery.c.reason)
            .add_columns(delivery.c.attempts, delivery.c.queued, briefing.c.story)
            .add_columns(*target.c)
            .join(briefing, briefing.c.id == delivery.c.briefing)
            .join(target, target.c.id == delivery.c.target)
            .where(delivery.c.outcome.in_(_UNDELIVERED))
            .order_by(delivery.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Letter(
                id=row["delivery"],
                target=target_of(row),
                story=row["story"],
                outcome=Outcome(row["outcome"]),
                reason=row["reason"] or "",
                attempts=row["attempts"],
                queued=row["queued"],
            )
            for row in rows
        ]

    async def redrive(self, deliveries: Sequence[int]) -> int:
        """Queue these again, in their old places; one of unknown fate is looked for first.

        Deliveries to paused targets stay held.

        Returns:
            How many wait to be posted now.
        """
        live = sa.select(target.c.id).where(target.c.paused.is_(None))
        change = (
            sa.update(delivery)
            .where(
                delivery.c.id.in_(deliveries),
                delivery.c.outcome.in_(_UNDELIVERED),
                delivery.c.target.in_(live),
            )
            .values(outcome=Outcome.PENDING, attempts=0, ended=None)
            .returning(delivery.c.target)
        )
        async with self._db.write(Bell.LANES) as connection:
            targets = (await connection.scalars(change)).all()
            if targets:
                moment = await self._db.moment(connection)
                await wake_lanes(connection, sorted(set(targets)), moment)
        return len(targets)

    async def forget(self) -> int:
        """Drop what is past its time, some thousand rows at a time; give how many."""
        async with self._db.read() as connection:
            moment = await self._db.moment(connection)
        old = moment - POST_DAYS
        ended = delivery.c.outcome.in_([Outcome.POSTED, Outcome.DEAD, Outcome.FOLDED])
        used = sa.select(delivery.c.run).where(delivery.c.run.is_not(None))
        gone = 0
        for table, where in (
            (decision, (decision.c.at < moment - WHY_DAYS) & ~decision.c.kept),
            (delivery, ended & (delivery.c.ended < old)),
            (digest_run, (digest_run.c.scheduled < old) & digest_run.c.id.not_in(used)),
        ):
            gone += await self._drop(table, where)
        gone += await self._drop(heard, heard.c.at < moment - REMEMBERED)
        gone += await self._drop(model_answer, model_answer.c.at < moment - ANSWERS_KEPT)
        gone += await self._forget_refinements(moment - WHY_DAYS)
        async with self._db.write() as connection:
            gone += await unshelve(connection, moment - 2 * WINDOW)
        return gone + await self._blank(moment - WHY_DAYS)

    async def _drop(self, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
        (key,) = table.primary_key.columns
        some = sa.select(key).where(where).limit(BATCH)
        return await self._until_none(sa.delete(table).where(key.in_(some)))

    async def _forget_refinements(self, before: dt.datetime) -> int:
        """Forget that briefings were refined which are too old to be refined again."""
        old = sa.select(briefing.c.id).where(briefing.c.made < before)
        return await self._drop(refinement, refinement.c.briefing.in_(old))

    async def _blank(self, before: dt.datetime) -> int:
        """Forget the words of entries that were read, or never will be."""
        some = (
            sa.select(entry.c.id)
            .where(entry.c.seen < before, entry.c.due.is_(None))
            .where(entry.c.content.is_not(None) | entry.c.summary.is_not(None))
            .limit(BATCH)
        )
        change = sa.update(entry).where(entry.c.id.in_(some))
        return await self._until_none(change.values(content=None, summary=None))

    async def _until_none(self, statement: Any) -> int:
        total = 0
        while True:
            async with self._db.write() as connection:
                done: int = (await connection.execute(statement)).rowcount
            total += done
            if done < BATCH:
                return total
