"""What targets want in, rows out: subscriptions, quiet hours, caps, digests; and why not."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import Target
from bot.ports import Bell
from bot.rules import DigestPlan, Mode, Rule, Subscription
from bot.schedule import next_run
from bot.store.codec import decode_rule, encode_rule
from bot.store.reasons import told_or_not
from bot.store.role import StoreRole
from bot.store.rows import Row, target_of
from bot.store.schema import (
    digest_plan,
    subscription,
    target,
)
from bot.store.words import clean


class WishBook(StoreRole):
    """`Wishes` on the database."""

    async def subscribe(
        self,
        target: int,
        rule: Rule,
        *,
        mode: Mode = Mode.LIVE,
        words: str = "",
        urgent: bool = False,
        reason: str | None = None,
    ) -> Subscription:
        """Add a wish; an equal rule's mode, urgency and reason are changed instead."""
        record = clean(encode_rule(rule))
        values = {"mode": mode, "urgent": urgent, "reason": reason, "words": clean(words)}
        same = (subscription.c.target == target, subscription.c.rule == record)
        async with self._db.write() as connection:
            change = sa.update(subscription).where(*same).values(**values)
            changed = await connection.execute(change.returning(*subscription.c))
            row = changed.mappings().first()
            if row is None:
                new = sa.insert(subscription).values(
                    target=target, kind="all", rule=record, **values
                )
                row = (await connection.execute(new.returning(*subscription.c))).mappings().one()
        return _subscription(row)

    async def unsubscribe(self, subscription: int) -> bool:
        """Take a wish back. False when there was none."""
        async with self._db.write() as connection:
            done = await connection.execute(sa.delete(_WISH).where(_WISH.c.id == subscription))
        return done.rowcount == 1

    async def subscriptions(self, target: int) -> Sequence[Subscription]:
        """List a target's wishes, oldest first."""
        query = sa.select(_WISH).where(_WISH.c.target == target).order_by(_WISH.c.id)
        async with self._db.read() as connection:
            return [_subscription(row) for row in (await connection.execute(query)).mappings()]

    async def tune(
        self,
        target: int,
        *,
        zone: str,
        quiet: str | None,
        cap: int | None,
        outlet_cap: int | None,
        resend: bool,
    ) -> Target:
        """Set a target's zone, quiet hours, caps, and what to do about posts of unknown fate."""
        change = (
            sa.update(_TARGET)
            .where(_TARGET.c.id == target)
            .values(zone=zone, quiet=quiet, cap=cap, outlet_cap=outlet_cap, resend=resend)
            .returning(*_TARGET.c)
        )
        async with self._db.write() as connection:
            return target_of((await connection.execute(change)).mappings().one())

    async def add_digest(
        self,
        target: int,
        cron: str,
        *,
        words: str,
        now: dt.datetime,
        state_empty: bool = False,
        most: int = 10,
    ) -> DigestPlan:
        """Plan a digest in the target's zone; its first period begins now."""
        async with self._db.write(Bell.DIGESTS) as connection:
            query = sa.select(_TARGET.c.zone).where(_TARGET.c.id == target)
            zone = (await connection.execute(query)).scalar_one()
            scheduled = next_run(cron, zone, now)
            new = (
                sa.insert(digest_plan)
                .values(
                    target=target,
                    cron=cron,
                    words=clean(words),
                    state_empty=state_empty,
                    most=most,
                    scheduled=scheduled,
                    since=now,
                    due=scheduled,
                    attempts=0,
                )
                .returning(*digest_plan.c)
            )
            row = (await connection.execute(new)).mappings().one()
        return plan_of(row, zone)

    async def remove_digest(self, plan: int) -> bool:
        """Tell that digest no more; its past runs stay. False when there was none."""
        async with self._db.write() as connection:
            done = await connection.execute(
                sa.update(digest_plan)
                .where(digest_plan.c.id == plan, digest_plan.c.due.is_not(None))
                .values(due=None, lease=None)
            )
        return done.rowcount == 1

    async def digests(self, target: int) -> Sequence[DigestPlan]:
        """List a target's digests that are still told, oldest first."""
        query = (
            sa.select(digest_plan, _TARGET.c.zone)
            .join(_TARGET, _TARGET.c.id == digest_plan.c.target)
            .where(digest_plan.c.target == target, digest_plan.c.due.is_not(None))
            .order_by(digest_plan.c.id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).mappings()
            return [plan_of(row, row["zone"]) for row in rows]

    async def digest_now(self, target: int, *, now: dt.datetime) -> int:
        """Bring a target's next digests forward to now; one that is being told is left alone."""
        async with self._db.write(Bell.DIGESTS) as connection:
            moment = await self._db.moment(connection)
            done = await connection.execute(
                sa.update(digest_plan)
                .where(
                    digest_plan.c.target == target,
                    digest_plan.c.due.is_not(None),
                    digest_plan.c.cron.is_not(None),
                    digest_plan.c.lease.is_(None),
                    digest_plan.c.since < now,
                )
                .values(scheduled=now, due=moment)
            )
        return done.rowcount

    async def why_not(self, target: int, story: int) -> Sequence[str]:
        """Say why a target was, or was not, told a story: by what was done, else by its rules."""
        async with self._db.read() as connection:
            return await told_or_not(connection, target, story)


_WISH, _TARGET = subscription, target  # methods have arguments of these names


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        target=row["target"],
        rule=decode_rule(row["rule"]),
        mode=Mode(row["mode"]),
        words=row["words"],
        urgent=row["urgent"],
        reason=row["reason"],
    )


def plan_of(
    row: Row,
    zone: str,
    *,
    rules: tuple[Rule, ...] = (),
    held: tuple[int, ...] = (),
    tenant: str = "",
) -> DigestPlan:
    """Make a plan of its row."""
    names = ("id", "target", "cron", "words", "scheduled", "since", "most", "state_empty")
    own = {name: row[name] for name in names}
    return DigestPlan(zone=zone, rules=rules, held=held, tenant=tenant, **own)
