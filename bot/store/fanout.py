"""A briefing in, one delivery for each target that wants it out, in one transaction.

Each distinct rule is asked once, whatever the number of its subscribers. Targets without quiet
hours and caps, nearly all, are queued by one statement; the others are decided one by one.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome, Story, Target
from bot.rules import Facts, Mode, refusal
from bot.schedule import next_run, read_quiet
from bot.store.codec import decode_rule
from bot.store.rows import target_of
from bot.store.schema import article, briefing, delivery, digest_plan, lane, subscription, target

DAY = dt.timedelta(days=1)

MORNING = "0 8 * * *"
"""When a target without a digest of its own is told what a cap held back."""


async def fan_out(
    connection: AsyncConnection,
    key: int,
    story: Story,
    moment: dt.datetime,
    *,
    among: Collection[int] | None = None,
) -> None:
    """Queue a story's briefing for each target that wants it, and wake their lanes.

    With ``among`` only these targets are told. Lanes are locked in the order of their keys, so
    that two of these at once cannot block each other, and always written to, so that a lane that
    is just being finished sees the new row.
    """
    facts = Facts(story)
    rules = (await connection.execute(_RULES)).all()
    wanted = _matching(rules, facts, Mode.LIVE)
    muted = _matching(rules, facts, Mode.MUTED)
    if not wanted:
        return
    wishes = _exists(Mode.LIVE, wanted)
    if muted:
        wishes &= ~_exists(Mode.MUTED, muted)
    if among is not None:
        wishes &= target.c.id.in_(among)
    if story.workspace is not None:
        wishes &= of_tenant() == story.workspace
    special = target.c.quiet.is_not(None) | target.c.cap.is_not(None)
    special |= target.c.outlet_cap.is_not(None)
    await _queue(connection, key, wishes & ~special, moment)
    urgent = _exists(Mode.LIVE, wanted, urgent=True).label("urgent")
    query = sa.select(target, urgent).where(wishes, special).order_by(target.c.id)
    for row in (await connection.execute(query)).mappings().all():
        await _decide(connection, key, story, target_of(row), urgent=row["urgent"], moment=moment)
    pending = sa.select(delivery.c.target).where(
        delivery.c.briefing == key, delivery.c.part == "", delivery.c.outcome == Outcome.PENDING
    )
    await wake_lanes(connection, pending, moment)


def of_tenant() -> sa.ColumnElement[str]:
    """Name the workspace of a target as private feeds name theirs."""
    return target.c.platform + ":" + target.c.workspace


async def mend(
    connection: AsyncConnection, key: int, targets: Collection[int], moment: dt.datetime
) -> None:
    """Queue it where the story has a post already, whatever the rules there say: to mend it."""
    if not targets:
        return
    query = sa.select(target.c.id, target.c.paused).where(target.c.id.in_(targets))
    rows = (await connection.execute(query.order_by(target.c.id))).all()
    await connection.execute(
        sa.insert(delivery),
        [
            {
                "target": row.id,
                "briefing": key,
                "outcome": Outcome.HELD if row.paused else Outcome.PENDING,
                "reason": row.paused,
                "queued": moment,
            }
            for row in rows
        ],
    )
    await wake_lanes(connection, [row.id for row in rows if not row.paused], moment)


async def wake_lanes(
    connection: AsyncConnection, lanes: sa.Select[tuple[int]] | Sequence[int], moment: dt.datetime
) -> None:
    """Make lanes due that sleep; the others know their time."""
    ours = lane.c.id.in_(lanes)
    locked = sa.select(lane.c.id).where(ours).order_by(lane.c.id).with_for_update()
    await connection.execute(sa.select(sa.func.count()).select_from(locked.subquery()))
    due = sa.func.coalesce(lane.c.due, sa.literal(moment, type_=lane.c.due.type))
    await connection.execute(sa.update(lane).where(ours).values(due=due))


_RULES = sa.select(subscription.c.mode, subscription.c.rule).distinct()


def _matching(rules: Sequence[Any], facts: Facts, mode: Mode) -> list[str]:
    """Ask each distinct rule of this mode; give those that want the story."""
    return [
        row.rule
        for row in rules
        if row.mode == mode and refusal(decode_rule(row.rule), facts) is None
    ]


def _exists(mode: Mode, rules: Collection[str], *, urgent: bool = False) -> sa.ColumnElement[bool]:
    query = sa.exists().where(
        subscription.c.target == target.c.id,
        subscription.c.mode == mode,
        subscription.c.rule.in_(rules),
    )
    return query.where(subscription.c.urgent) if urgent else query


async def _queue(
    connection: AsyncConnection, key: int, who: sa.ColumnElement[bool], moment: dt.datetime
) -> None:
    takes = (
        sa.select(
            target.c.id,
            sa.literal(key),
            sa.case((target.c.paused.is_(None), Outcome.PENDING), else_=Outcome.HELD),
            target.c.paused,
            sa.literal(moment, type_=delivery.c.queued.type),
        )
        .where(who)
        .order_by(target.c.id)
    )
    names = ["target", "briefing", "outcome", "reason", "queued"]
    await connection.execute(sa.insert(delivery).from_select(names, takes))


async def _decide(
    connection: AsyncConnection,
    key: int,
    story: Story,
    to: Target,
    *,
    urgent: bool,
    moment: dt.datetime,
) -> None:
    """Queue it, or keep it for the target's next digest."""
    outcome, reason, until = Outcome.PENDING, None, None
    if to.paused:
        outcome, reason = Outcome.HELD, to.paused
    elif not urgent:
        reason, until = await _kept_back(connection, story, to, moment)
        outcome = Outcome.WAITING if reason else Outcome.PENDING
    await connection.execute(
        sa.insert(delivery).values(
            target=to.id, briefing=key, outcome=outcome, reason=reason, queued=moment
        )
    )
    if until:
        await _ensure_digest(connection, to.id, until, moment)


async def _kept_back(
    connection: AsyncConnection, story: Story, to: Target, moment: dt.datetime
) -> tuple[str | None, dt.datetime | None]:
    """Say why a target is not told now, and when at the latest it is."""
    quiet = read_quiet(to.quiet, to.zone).until(moment) if to.quiet else None
    if quiet:
        return f"quiet hours ({to.quiet})", quiet
    today = (
        sa.select(sa.func.count())
        .select_from(delivery)
        .where(
            delivery.c.target == to.id,
            delivery.c.queued > moment - DAY,
            delivery.c.outcome.in_([Outcome.PENDING, Outcome.POSTED]),
        )
    )
    morning = next_run(MORNING, to.zone, moment)
    if to.cap is not None and await _count(connection, today) >= to.cap:
        return f"over the cap of {to.cap} a day", morning
    outlet = story.article.article.outlet
    if to.outlet_cap is not None and outlet is not None:
        theirs = today.where(delivery.c.briefing.in_(_led_by(outlet, moment)))
        if await _count(connection, theirs) >= to.outlet_cap:
            return f"over the cap of {to.outlet_cap} a day from {outlet}", morning
    return None, None


async def _count(connection: AsyncConnection, query: sa.Select[Any]) -> int:
    return int(await connection.scalar(query) or 0)


def _led_by(outlet: str, moment: dt.datetime) -> sa.Select[tuple[int]]:
    return (
        sa.select(briefing.c.id)
        .join(article, article.c.id == briefing.c.article)
        .where(article.c.outlet == outlet, briefing.c.made > moment - DAY)
    )


async def _ensure_digest(
    connection: AsyncConnection, key: int, until: dt.datetime, moment: dt.datetime
) -> None:
    """Plan one digest for what was kept back, unless the target has one coming."""
    coming = sa.select(digest_plan.c.id).where(
        digest_plan.c.target == key, digest_plan.c.due.is_not(None)
    )
    if await connection.scalar(coming.limit(1)) is None:
        await connection.execute(
            sa.insert(digest_plan).values(
                target=key,
                cron=None,
                words="what was kept back",
                most=10,
                scheduled=until,
                since=moment - dt.timedelta(seconds=1),
                due=until,
                attempts=0,
            )
        )
