"""Deliveries that wait in, posts out: one lane a target, one delivery of it at a time.

A delivery is stamped as begun in the transaction that claims its lane. Whoever finds the stamp
on a delivery that it claims knows that an earlier send has an unknown end.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Delivery, Leased, Outcome, Platform, Target
from bot.ports import Bell
from bot.store.digests import digests_of
from bot.store.engine import Database
from bot.store.exchanged import notes_of
from bot.store.fresh import insert_new
from bot.store.gather import Gather
from bot.store.lease import claim
from bot.store.pointers import leading
from bot.store.role import StoreRole
from bot.store.rows import stories, target_of
from bot.store.schema import briefing, delivery, lane, meta, subscription, target
from bot.store.words import clean

_REFS = sa.text(
    "UPDATE delivery SET ref = told.ref "
    "FROM unnest(CAST(:keys AS bigint[]), CAST(:refs AS text[])) AS told (id, ref) "
    "WHERE delivery.id = told.id"
)

_TARGET = tuple(column.name for column in target.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How one claimed lane ends.

    Attributes:
        values: What is written to the delivery.
        rest_until: When the lane is due again; ``None``: at once if more waits, else asleep.
        pause: Why the whole target stops, where it does.
    """

    leased: Leased[Delivery]
    values: dict[str, Any]
    rest_until: dt.datetime | None = None
    pause: str | None = None


class Lanes(StoreRole):
    """`Outbox` on the database; finishes that come at once share a transaction."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._finish = Gather(self._finish_all)
        self._code: str | None = None

    async def claim_lanes(
        self, platforms: Sequence[Platform], limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[Delivery]]:
        """Take the oldest pending delivery of each lane that is due, and stamp it as begun."""
        until = self._db.now() + lease
        ours = lane.c.platform.in_(list(platforms))
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            token, keys = await claim(
                connection, lane, ours, moment=moment, lease=lease, limit=limit
            )
            if not keys:
                return []
            begun = await self._begin(connection, keys, moment)
            idle = set(keys) - {each.target.id for each in begun}
            if idle:
                await connection.execute(
                    sa.update(lane).where(lane.c.id.in_(idle)).values(due=None, lease=None)
                )
        return [Leased(row=each, token=token, until=until) for each in begun]

    async def _begin(
        self, connection: AsyncConnection, lanes: Sequence[int], moment: dt.datetime
    ) -> list[Delivery]:
        """Stamp the oldest pending delivery of each lane whose target is not paused."""
        oldest = (
            sa.select(sa.func.min(delivery.c.id))
            .where(delivery.c.target.in_(lanes), delivery.c.outcome == Outcome.PENDING)
            .group_by(delivery.c.target)
        )
        query = (
            sa.select(delivery, target, briefing.c.version)
            .join(target, target.c.id == delivery.c.target)
            .join(briefing, briefing.c.id == delivery.c.briefing)
            .where(delivery.c.id.in_(oldest), target.c.paused.is_(None))
            .order_by(delivery.c.id)
            .set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
        )
        rows = (await connection.execute(query)).mappings().all()
        await connection.execute(
            sa.update(delivery)
            .where(delivery.c.id.in_([row["delivery_id"] for row in rows]))
            .values(begun=moment, attempts=delivery.c.attempts + 1)
        )
        later = [
            row["delivery_id"]
            for row in rows
            if row["briefing_version"] > 1 and row["delivery_run"] is None
        ]
        before = await _before(connection, later) if later else {}
        leads = {
            row["delivery_id"]: was
            for row in rows
            if (was := leading(row["delivery_part"])) is not None
        }
        instead = {key: before[key][0] for key in leads if key in before}
        before |= await _posts(connection, leads) if leads else {}
        told = await stories(
            connection,
            {row["delivery_briefing"] for row in rows} | {key for _, key in before.values()},
        )
        runs = {row["delivery_run"] for row in rows if row["delivery_run"] is not None}
        digests = await digests_of(connection, runs) if runs else {}
        code = await self._installation(connection)
        notes = await notes_of(
            connection,
            [
                (row["delivery_target"], told[row["delivery_briefing"]])
                for row in rows
                if row["delivery_run"] is None and row["delivery_id"] not in leads
            ],
        )
        return [
            Delivery(
                id=row["delivery_id"],
                key=f"{code}-{row['delivery_id']}",
                target=target_of({name: row[f"target_{name}"] for name in _TARGET}),
                story=told[row["delivery_briefing"]],
                attempts=row["delivery_attempts"] + 1,
                resumed=row["delivery_begun"] is not None,
                outcome=Outcome(row["delivery_outcome"]),
                ref=row["delivery_ref"],
                digest=digests.get(row["delivery_run"]),
                previous=previous[0] if (previous := before.get(row["delivery_id"])) else None,
                before=told[previous[1]] if previous else None,
                moved=row["delivery_id"] in leads,
                instead=instead.get(row["delivery_id"]),
                note=notes.get(row["delivery_target"]),
                reason=row["delivery_reason"],
            )
            for row in rows
        ]

    async def _installation(self, connection: AsyncConnection) -> str:
        """Give this database's code: 8 characters, so that a key fits Discord's 25."""
        if self._code is None:
            query = sa.select(meta.c.value).where(meta.c.name == "code")
            self._code = (await connection.execute(query)).scalar_one()
        return self._code

    async def posted(
        self, leased: Leased[Delivery], ref: str, *, rest: dt.timedelta = dt.timedelta(0)
    ) -> bool:
        """Finish: it is there, under ``ref``. False when the lease was lost."""
        rest_until = self._db.now() + rest if rest else None
        values = {"outcome": Outcome.POSTED, "ref": clean(ref), "reason": None}
        return await self._finish(Finish(leased=leased, values=values, rest_until=rest_until))

    async def postpone(
        self,
        leased: Leased[Delivery],
        reason: str,
        until: dt.datetime,
        *,
        unknown: bool = False,
    ) -> bool:
        """Leave it pending and let the lane rest until then."""
        values: dict[str, Any] = {"outcome": Outcome.PENDING, "reason": clean(reason)}
        if not unknown:
            values["begun"] = None
        return await self._finish(Finish(leased=leased, values=values, rest_until=until))

    async def give_up(
        self, leased: Leased[Delivery], reason: str, *, pause: bool, hold: bool
    ) -> bool:
        """End it as dead (or held, for a person to decide); ``pause`` stops the whole target."""
        reason = clean(reason)
        values = {"outcome": Outcome.HELD if hold else Outcome.DEAD, "reason": reason}
        return await self._finish(
            Finish(leased=leased, values=values, pause=reason if pause else None)
        )

    async def _finish_all(self, finishes: Sequence[Finish]) -> Sequence[bool]:
        """Finish many lanes in one transaction, each fenced by its own token."""
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            query = (
                sa.select(lane.c.id, lane.c.lease)
                .where(lane.c.id.in_([each.leased.row.target.id for each in finishes]))
                .order_by(lane.c.id)
                .with_for_update()
            )
            owners = {row.id: row.lease for row in await connection.execute(query)}
            ours = [
                each
                for each in finishes
                if owners.get(each.leased.row.target.id) == each.leased.token
            ]
            if ours:
                await self._write(connection, ours, moment)
        kept = {id(each) for each in ours}
        return [id(each) in kept for each in finishes]

    async def _write(
        self, connection: AsyncConnection, ours: Sequence[Finish], moment: dt.datetime
    ) -> None:
        """Write the deliveries first, then look which lanes have more, then free the lanes."""
        alike: dict[tuple[tuple[str, Any], ...], list[Finish]] = {}
        for each in ours:
            shared = {name: value for name, value in each.values.items() if name != "ref"}
            alike.setdefault(tuple(sorted(shared.items())), []).append(each)
        for shared_items, some in alike.items():
            shared = dict(shared_items)
            shared["ended"] = None if shared["outcome"] == Outcome.PENDING else moment
            keys = [each.leased.row.id for each in some]
            change = sa.update(delivery).where(delivery.c.id.in_(keys))
            await connection.execute(change.values(shared))
        await self._write_refs(connection, [each for each in ours if "ref" in each.values])
        for each in ours:
            if each.pause:
                await _pause(connection, each.leased.row.target.id, each.pause)
        lanes = [each.leased.row.target.id for each in ours]
        query = (
            sa.select(delivery.c.target)
            .where(delivery.c.target.in_(lanes), delivery.c.outcome == Outcome.PENDING)
            .distinct()
        )
        more = set(await connection.scalars(query))
        due: dict[dt.datetime | None, list[int]] = {}
        for each in ours:
            key = each.leased.row.target.id
            waits = each.rest_until or key in more
            due.setdefault(self._next(each, moment) if waits else None, []).append(key)
        for when, keys in due.items():
            change = sa.update(lane).where(lane.c.id.in_(keys))
            await connection.execute(change.values(lease=None, due=when))

    async def _write_refs(self, connection: AsyncConnection, ours: Sequence[Finish]) -> None:
        """Write what differs by row: PostgreSQL takes lists as a table, SQLite row by row."""
        refs = {each.leased.row.id: each.values["ref"] for each in ours}
        if not refs:
            return
        if self._db.postgres:
            await connection.execute(_REFS, {"keys": list(refs), "refs": list(refs.values())})
        else:
            change = sa.update(delivery).where(delivery.c.id == sa.bindparam("finished"))
            rows = [{"finished": key, "ref": ref} for key, ref in refs.items()]
            await connection.execute(change.values(ref=sa.bindparam("ref")), rows)

    def _next(self, each: Finish, moment: dt.datetime) -> dt.datetime:
        return self._db.at(moment, each.rest_until) if each.rest_until else moment

    async def add_target(self, platform: Platform, address: str, *, name: str) -> Target:
        """Add a target that takes every story; one that is there already is returned."""
        query = sa.select(target).where(
            target.c.platform == platform, target.c.workspace == "", target.c.address == address
        )
        async with self._db.write(Bell.LANES) as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                row = await insert_new(
                    connection,
                    target,
                    platform=platform,
                    workspace="",
                    address=address,
                    name=clean(name),
                )
                if row is None:  # another process has just done it all
                    return target_of((await connection.execute(query)).mappings().one())
                await connection.execute(
                    sa.insert(subscription).values(target=row["id"], kind="all", mode="live")
                )
                await connection.execute(
                    sa.insert(lane).values(id=row["id"], platform=platform, attempts=0)
                )
        return target_of(row)


async def _before(
    connection: AsyncConnection, deliveries: Sequence[int]
) -> dict[int, tuple[str, int]]:
    """Find the last post that these targets have of the same story: its ref and briefing."""
    mine, told = delivery.alias(), briefing.alias()
    query = (
        sa.select(mine.c.id, delivery.c.ref, delivery.c.briefing)
        .join(told, told.c.id == mine.c.briefing)
        .join(briefing, briefing.c.story == told.c.story)
        .join(
            delivery,
            (delivery.c.briefing == briefing.c.id) & (delivery.c.target == mine.c.target),
        )
        .where(
            mine.c.id.in_(deliveries),
            delivery.c.id < mine.c.id,
            delivery.c.part == "",
            delivery.c.outcome == Outcome.POSTED,
            delivery.c.ref.is_not(None),  # it went with another story
        )
        .order_by(delivery.c.id)  # the last one wins
    )
    return {row.id: (row.ref, row.briefing) for row in await connection.execute(query)}


async def _posts(
    connection: AsyncConnection, leads: Mapping[int, int]
) -> dict[int, tuple[str, int]]:
    """Give the posts that are to lead elsewhere: their refs and briefings."""
    query = sa.select(delivery.c.id, delivery.c.ref, delivery.c.briefing)
    rows = await connection.execute(query.where(delivery.c.id.in_(leads.values())))
    posts = {row.id: (row.ref, row.briefing) for row in rows if row.ref is not None}
    return {key: posts[was] for key, was in leads.items() if was in posts}


async def _pause(connection: AsyncConnection, key: int, reason: str) -> None:
    await connection.execute(sa.update(target).where(target.c.id == key).values(paused=reason))
