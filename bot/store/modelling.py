"""A model's answers, their cost and what is to be refined in, rows of all processes out."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Leased, Outcome
from bot.ports import Bell, Caps, Refinement, Spending
from bot.store.codec import encode
from bot.store.corrected import as_corrected
from bot.store.fanout import wake_lanes
from bot.store.lease import claim, finish
from bot.store.model_schema import model_answer, model_consent, model_day, refinement
from bot.store.role import StoreRole, say
from bot.store.rows import stories
from bot.store.schema import article, briefing, delivery, feed, story
from bot.store.stories import join_story
from bot.store.words import clean
from summariser import VERSION, Briefing

ALL = "*"
"""The row of all workspaces together; no platform has a workspace of this name."""

ANSWERS_KEPT = dt.timedelta(days=30)
DAYS_KEPT = dt.timedelta(days=90)
YOUNG = dt.timedelta(hours=1)
"""A briefing that is older was read by whoever reads: it is not told again in better words."""
_RECENT = dt.timedelta(days=2)
_REFINED = f"{VERSION}+model"
_MICROS = Decimal(1_000_000)


class _OverCapError(Exception):
    """Nothing of the transaction is kept."""


class ModelShelf(StoreRole):
    """`ModelBook` on the database; leases are the store's own."""

    async def answered(self, digest: str) -> str | None:
        """Give what was answered to the same question before."""
        query = sa.select(model_answer.c.answer).where(model_answer.c.digest == digest)
        async with self._db.read() as connection:
            known: str | None = await connection.scalar(query)
        return known

    async def keep_answer(self, digest: str, text: str) -> None:
        """Keep an answer; the first one stays."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            row = {"digest": digest, "answer": clean(text), "at": moment}
            await connection.execute(_unless_there(model_answer, postgres=self._db.postgres), row)

    async def reserve(self, day: dt.date, workspace: str, most: Spending, caps: Caps) -> bool:
        """Count what a call may cost before it is made; False when that is over a cap."""
        own = Caps(tokens=caps.workspace_tokens, cost=caps.workspace_cost) if workspace else Caps()
        try:
            async with self._db.write() as connection:
                # Always in this order, so that two processes at once cannot block each other.
                for name, cap in ((ALL, caps), (workspace, own)):
                    await self._add(connection, day, name, most.tokens, _micros(most))
                    row = (await connection.execute(_of(day, name))).mappings().one()
                    _check(row, cap)
        except _OverCapError:
            return False
        return True

    async def settle(
        self, day: dt.date, workspace: str, *, reserved: Spending, spent: Spending
    ) -> None:
        """Count what a call did cost in place of what was reserved for it."""
        tokens, micros = spent.tokens - reserved.tokens, _micros(spent) - _micros(reserved)
        async with self._db.write() as connection:
            for name in (ALL, workspace):
                await self._add(connection, day, name, tokens, micros)

    async def spent(self, day: dt.date) -> Sequence[tuple[str, Spending]]:
        """List what each workspace spent in a day; "*" is all of them together."""
        query = sa.select(model_day).where(model_day.c.day == day.isoformat())
        async with self._db.read() as connection:
            rows = (await connection.execute(query.order_by(model_day.c.workspace))).mappings()
            return [
                (row["workspace"], Spending(tokens=row["tokens"], cost=row["micros"] / _MICROS))
                for row in rows
            ]

    async def _add(
        self, connection: AsyncConnection, day: dt.date, name: str, tokens: int, micros: int
    ) -> None:
        new = _unless_there(model_day, postgres=self._db.postgres)
        row = {"day": day.isoformat(), "workspace": name, "tokens": 0, "micros": 0}
        await connection.execute(new, row)
        await connection.execute(
            sa.update(model_day)
            .where(model_day.c.day == day.isoformat(), model_day.c.workspace == name)
            .values(tokens=model_day.c.tokens + tokens, micros=model_day.c.micros + micros)
        )

    async def allow_model(self, workspace: str, *, allowed: bool) -> None:
        """Keep a workspace's word on whether the text of its private feeds may be sent."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            gone = sa.delete(model_consent).where(model_consent.c.workspace == workspace)
            await connection.execute(gone)
            if allowed:
                row = {"workspace": workspace, "at": moment}
                await connection.execute(sa.insert(model_consent), row)

    async def allows_model(self, workspace: str) -> bool:
        """Say whether it did; nobody who said nothing does."""
        query = sa.select(model_consent.c.at).where(model_consent.c.workspace == workspace)
        async with self._db.read() as connection:
            return await connection.scalar(query) is not None

    async def claim_refinements(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[Refinement]]:
        """Take stories that were told a short time ago and not refined, newest first."""
        until = self._db.now() + lease
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            await _queue(connection, moment)
            token, keys = await claim(
                connection, refinement, moment=moment, lease=lease, limit=limit
            )
            rows = await _claimed(connection, keys)
        return [Leased(row=rows[key], token=token, until=until) for key in keys if key in rows]

    async def keep_refined(self, leased: Leased[Refinement], made: Briefing) -> bool:
        """Tell a story's better briefing as its next version, where it was told before."""
        one = leased.row
        async with self._db.write(Bell.LANES, Bell.PAGE) as connection:
            moment = await self._db.moment(connection)
            ours = await finish(
                connection, refinement, one.id, leased.token, due=None, reason="refined"
            )
            now = sa.select(story).where(story.c.id == one.story).with_for_update()
            row = (await connection.execute(now)).mappings().one()
            if not ours or row["briefing"] != one.briefing:
                return False
            made = await as_corrected(connection, made)
            key = await _kept(connection, one, row["version"] + 1, made, moment)
            await join_story(connection, one.held, row, made, key)
            said = f"A language model's better words were proved: version {row['version'] + 1}."
            await say(connection, moment, said, article=one.held.id)
            await _edit(connection, one.briefing, key, moment)
        return True

    async def end_refinement(
        self, leased: Leased[Refinement], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Try again later, or never when ``retry_at`` is ``None``; keep the reason."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            due = retry_at and self._db.at(moment, retry_at)
            key, words = leased.row.id, clean(reason)
            await finish(connection, refinement, key, leased.token, due=due, reason=words)


async def _queue(connection: AsyncConnection, moment: dt.datetime) -> None:
    """Let young briefings wait that do not wait yet."""
    waits = sa.exists().where(refinement.c.briefing == briefing.c.id)
    young = (
        sa.select(briefing.c.id, sa.literal(moment, type_=refinement.c.due.type))
        .join(story, story.c.briefing == briefing.c.id)
        .where(
            story.c.last > moment - _RECENT,
            briefing.c.made > moment - YOUNG,
            briefing.c.reading != _REFINED,
            ~waits,
        )
        .order_by(briefing.c.id.desc())
        .limit(50)
    )
    await connection.execute(sa.insert(refinement).from_select(["briefing", "due"], young))


async def _claimed(connection: AsyncConnection, keys: Sequence[int]) -> dict[int, Refinement]:
    if not keys:
        return {}
    query = (
        sa.select(refinement.c.id.label("key"), refinement.c.attempts, briefing.c.article)
        .add_columns(refinement.c.briefing, briefing.c.story, feed.c.url)
        .join(briefing, briefing.c.id == refinement.c.briefing)
        .join(article, article.c.id == briefing.c.article)
        .outerjoin(feed, feed.c.id == article.c.feed)
        .where(refinement.c.id.in_(keys))
    )
    rows = (await connection.execute(query)).mappings().all()
    # The words that the briefing was made from, whatever the outlet writes there now.
    told = await stories(connection, {row["briefing"] for row in rows})
    return {
        row["key"]: Refinement(
            id=row["key"],
            story=row["story"],
            briefing=row["briefing"],
            held=told[row["briefing"]].article,
            source=row["url"],
            attempts=row["attempts"],
        )
        for row in rows
    }


async def _kept(
    connection: AsyncConnection, one: Refinement, version: int, made: Briefing, moment: dt.datetime
) -> int:
    was = sa.select(briefing.c.revision).where(briefing.c.id == one.briefing).scalar_subquery()
    done = await connection.execute(
        sa.insert(briefing)
        .values(
            story=one.story,
            version=version,
            article=one.held.id,
            revision=was,
            record=encode(made),
            reading=_REFINED,
            made=moment,
        )
        .returning(briefing.c.id)
    )
    key: int = done.scalar_one()
    return key


async def _edit(connection: AsyncConnection, old: int, new: int, moment: dt.datetime) -> None:
    """Queue an edit for every target that was, or is about to be, told the version before."""
    told = (
        sa.select(
            delivery.c.target,
            sa.literal(new),
            sa.literal(Outcome.PENDING.value),
            sa.literal(moment, type_=delivery.c.queued.type),
        )
        .where(
            delivery.c.briefing == old,
            delivery.c.part == "",
            delivery.c.outcome.in_([Outcome.POSTED, Outcome.PENDING]),
        )
        .order_by(delivery.c.target)
    )
    names = ["target", "briefing", "outcome", "queued"]
    await connection.execute(sa.insert(delivery).from_select(names, told))
    lanes = sa.select(delivery.c.target).where(delivery.c.briefing == new)
    await wake_lanes(connection, lanes, moment)


def _check(row: sa.RowMapping, cap: Caps) -> None:
    over = cap.tokens is not None and row["tokens"] > cap.tokens
    if over or (cap.cost is not None and row["micros"] > cap.cost * _MICROS):
        raise _OverCapError


def _of(day: dt.date, name: str) -> sa.Select[Any]:
    here = (model_day.c.day == day.isoformat(), model_day.c.workspace == name)
    return sa.select(model_day.c.tokens, model_day.c.micros).where(*here)


def _micros(spending: Spending) -> int:
    return int(spending.cost * _MICROS)


def _unless_there(table: sa.Table, *, postgres: bool) -> Any:
    made = postgresql.insert(table) if postgres else sqlite.insert(table)
    return made.on_conflict_do_nothing()
