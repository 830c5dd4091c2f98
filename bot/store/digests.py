"""Digests that are due in, queued digests and their next times out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Digest, Leased, Outcome, Story
from bot.ports import Bell
from bot.rules import DigestPlan, DigestTold, Mode, Rule
from bot.store.codec import decode_rule
from bot.store.engine import Database
from bot.store.fanout import of_tenant, wake_lanes
from bot.store.gather import Gather
from bot.store.lease import claim
from bot.store.role import StoreRole
from bot.store.rows import stories
from bot.store.schema import (
    briefing,
    delivery,
    digest_plan,
    digest_run,
    story,
    subscription,
    target,
)
from bot.store.wishes import plan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finish:
    leased: Leased[DigestPlan]
    told: DigestTold
    following: dt.datetime | None
    due: dt.datetime | None


class DigestBook(StoreRole):
    """`DigestStore` on the database; runs that end at once share a transaction."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._ends = Gather(self._end_all)

    async def claim_digests(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[DigestPlan]]:
        """Take digests that are due, with what their targets want."""
        until = self._db.now() + lease
        async with self._db.write() as connection:
            moment = await self._db.moment(connection)
            token, keys = await claim(
                connection, digest_plan, moment=moment, lease=lease, limit=limit
            )
            if not keys:
                return []
            query = (
                sa.select(digest_plan, target.c.zone, of_tenant().label("tenant"))
                .join(target, target.c.id == digest_plan.c.target)
                .where(digest_plan.c.id.in_(keys))
                .order_by(digest_plan.c.id)
            )
            rows = (await connection.execute(query)).mappings().all()
            targets = {row["target"] for row in rows}
            rules = await _rules(connection, targets)
            held = await _held(connection, targets)
        return [
            Leased(
                row=plan_of(
                    row,
                    row["zone"],
                    rules=tuple(rules[row["target"]]) if row["cron"] else (),
                    held=tuple(held[row["target"]]),
                    tenant=row["tenant"],
                ),
                token=token,
                until=until,
            )
            for row in rows
        ]

    async def told(
        self, since: dt.datetime, until: dt.datetime, *, workspaces: Collection[str] = ()
    ) -> Sequence[Story]:
        """List the stories that had a new version in a period, at their present one."""
        query = (
            sa.select(story.c.briefing)
            .join(briefing, briefing.c.story == story.c.id)
            .where(
                briefing.c.version.is_not(None),
                briefing.c.made > since,
                briefing.c.made <= until,
                story.c.workspace.is_(None) | story.c.workspace.in_(workspaces),
            )
            .distinct()
        )
        async with self._db.read() as connection:
            keys = (await connection.scalars(query)).all()
            found = await stories(connection, keys)
        return [found[key] for key in sorted(keys)]

    async def finish_digest(
        self,
        leased: Leased[DigestPlan],
        told: DigestTold,
        *,
        following: dt.datetime | None,
        due: dt.datetime | None,
    ) -> bool:
        """Queue the digest and plan the following one, in one transaction."""
        return await self._ends(_Finish(leased=leased, told=told, following=following, due=due))

    async def _end_all(self, ends: Sequence[_Finish]) -> Sequence[bool]:
        async with self._db.write(Bell.LANES) as connection:
            moment = await self._db.moment(connection)
            query = (
                sa.select(digest_plan.c.id, digest_plan.c.lease)
                .where(digest_plan.c.id.in_([each.leased.row.id for each in ends]))
                .order_by(digest_plan.c.id)
                .with_for_update()
            )
            owners = {row.id: row.lease for row in await connection.execute(query)}
            ours = [each for each in ends if owners.get(each.leased.row.id) == each.leased.token]
            if ours:
                await _keep(connection, ours, moment)
                await self._plan(connection, ours, moment)
        kept = {id(each) for each in ours}
        return [id(each) in kept for each in ends]

    async def _plan(
        self, connection: AsyncConnection, ours: Sequence[_Finish], moment: dt.datetime
    ) -> None:
        """Write the next time of each plan; a period that was told begins the next one."""
        await connection.execute(
            sa.update(digest_plan)
            .where(digest_plan.c.id == sa.bindparam("plan"))
            .values(
                lease=None,
                attempts=0,
                due=sa.bindparam("next", type_=digest_plan.c.due.type),
                scheduled=sa.bindparam("at", type_=digest_plan.c.scheduled.type),
                since=sa.bindparam("from", type_=digest_plan.c.since.type),
            ),
            [
                {
                    "plan": each.leased.row.id,
                    "next": each.due and self._db.at(moment, each.due),
                    "at": each.following or each.leased.row.scheduled,
                    "from": each.told.until,
                }
                for each in ours
            ],
        )


async def _keep(connection: AsyncConnection, ours: Sequence[_Finish], moment: dt.datetime) -> None:
    """Keep the runs, queue what is posted, and close what was kept back for them."""
    present = await _present(connection, {s.id for each in ours for s in each.told.stories})
    last = await connection.scalar(
        sa.select(sa.func.max(briefing.c.id)).where(briefing.c.version.is_not(None))
    )
    rows: list[dict[str, Any]] = [
        {
            "plan": each.leased.row.id,
            "scheduled": each.leased.row.scheduled,
            "since": each.leased.row.since,
            "until": each.told.until,
            "briefings": [present[s.id] for s in each.told.stories],
            "omitted": each.told.omitted,
            "reason": each.told.skipped,
        }
        for each in ours
    ]
    # Asked for afterwards: SQLite gives keys back in order only when rows come one by one.
    await connection.execute(sa.insert(digest_run), rows)
    newest = (
        sa.select(digest_run.c.plan, sa.func.max(digest_run.c.id).label("run"))
        .where(digest_run.c.plan.in_([row["plan"] for row in rows]))
        .group_by(digest_run.c.plan)
    )
    keys = {row.plan: row.run for row in await connection.execute(newest)}
    runs = [keys[row["plan"]] for row in rows]
    paused = dict(
        (
            await connection.execute(
                sa.select(target.c.id, target.c.paused).where(
                    target.c.id.in_([each.leased.row.target for each in ours])
                )
            )
        ).all()
    )
    posts = [
        {
            "target": each.leased.row.target,
            "briefing": row["briefings"][0] if row["briefings"] else last,
            "run": run,
            "part": f"digest:{run}",
            "outcome": Outcome.HELD if paused[each.leased.row.target] else Outcome.PENDING,
            "reason": paused[each.leased.row.target],
            "queued": moment,
            "attempts": 0,
        }
        for each, row, run in zip(ours, rows, runs, strict=True)
        if not each.told.skipped and (row["briefings"] or last)
    ]
    if posts:
        await connection.execute(sa.insert(delivery), posts)
        lanes = [post["target"] for post in posts if post["outcome"] == Outcome.PENDING]
        await wake_lanes(connection, lanes, moment)
    told: dict[dt.datetime, list[int]] = defaultdict(list)
    for each in ours:
        if not each.told.skipped:
            told[each.told.until].append(each.leased.row.target)
    for until, targets in told.items():
        await connection.execute(
            sa.update(delivery)
            .where(
                delivery.c.target.in_(targets),
                delivery.c.outcome == Outcome.WAITING,
                delivery.c.queued <= until,
            )
            .values(outcome=Outcome.FOLDED, ended=moment)
        )


async def _present(connection: AsyncConnection, keys: Collection[int]) -> dict[int, int]:
    query = sa.select(story.c.id, story.c.briefing).where(story.c.id.in_(keys))
    return {row.id: row.briefing for row in await connection.execute(query)}


async def _rules(connection: AsyncConnection, targets: Collection[int]) -> dict[int, list[Rule]]:
    """Give what each target wants in its digests."""
    query = (
        sa.select(subscription.c.target, subscription.c.rule)
        .where(subscription.c.target.in_(targets), subscription.c.mode == Mode.DIGEST)
        .order_by(subscription.c.id)
    )
    rules: dict[int, list[Rule]] = defaultdict(list)
    for row in await connection.execute(query):
        rules[row.target].append(decode_rule(row.rule))
    return rules


async def _held(connection: AsyncConnection, targets: Collection[int]) -> dict[int, list[int]]:
    """Give the stories that were kept back for each target."""
    query = (
        sa.select(delivery.c.target, briefing.c.story)
        .join(briefing, briefing.c.id == delivery.c.briefing)
        .where(delivery.c.target.in_(targets), delivery.c.outcome == Outcome.WAITING)
        .order_by(briefing.c.story)
    )
    held: dict[int, list[int]] = defaultdict(list)
    for row in await connection.execute(query):
        held[row.target].append(row.story)
    return held


async def digests_of(connection: AsyncConnection, runs: Collection[int]) -> dict[int, Digest]:
    """Give what these runs tell, by run."""
    query = (
        sa.select(digest_run, target.c.zone)
        .join(digest_plan, digest_plan.c.id == digest_run.c.plan)
        .join(target, target.c.id == digest_plan.c.target)
        .where(digest_run.c.id.in_(runs))
    )
    rows = (await connection.execute(query)).mappings().all()
    told = await stories(connection, {key for row in rows for key in row["briefings"]})
    return {
        row["id"]: Digest(
            scheduled=row["scheduled"],
            since=row["since"],
            until=row["until"],
            zone=row["zone"],
            stories=tuple(told[key] for key in row["briefings"]),
            omitted=row["omitted"],
        )
        for row in rows
    }
