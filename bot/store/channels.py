"""Who follows in, lanes that get every story out; a paused one loses nothing."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Digest, Outcome, Platform, Story, Target
from bot.ports import Bell
from bot.store.digests import digests_of
from bot.store.fresh import insert_new
from bot.store.role import StoreRole
from bot.store.rows import stories, target_of
from bot.store.schema import briefing, delivery, digest_plan, lane, story, subscription, target
from bot.store.words import clean

UNFOLLOWED = "nobody follows there any more"

_WAITING = (Outcome.PENDING, Outcome.HELD, Outcome.WAITING)


class ChannelBook(StoreRole):
    """`Channels` on the database."""

    async def join(self, platform: Platform, workspace: str, address: str, *, name: str) -> Target:
        """Post every story there from now on; a paused target goes on, with what was held."""
        async with self._db.write(Bell.LANES) as connection:
            row = await _row(connection, platform, workspace, address)
            if row is None:
                row = await insert_new(
                    connection, target, platform=platform, workspace=workspace, address=address
                )
                if row is not None:
                    await connection.execute(
                        sa.insert(lane).values(id=row["id"], platform=platform, attempts=0)
                    )
                else:  # another process has just done it
                    row = await _row(connection, platform, workspace, address)
            assert row is not None  # noqa: S101 # it is there, or was written just now
            key = row["id"]
            if row["paused"] is not None:
                await self._resume(connection, key)
            change = sa.update(target).where(target.c.id == key)
            await connection.execute(change.values(name=clean(name), paused=None))
            followed = sa.select(subscription.c.id).where(subscription.c.target == key).limit(1)
            if await connection.scalar(followed) is None:
                await connection.execute(
                    sa.insert(subscription).values(target=key, kind="all", mode="live")
                )
            made = (
                await connection.execute(sa.select(target).where(target.c.id == key))
            ).mappings()
            return target_of(made.one())

    async def _resume(self, connection: AsyncConnection, key: int) -> None:
        """Queue again what was held; one of unknown fate keeps its mark and is looked for."""
        await connection.execute(
            sa.update(delivery)
            .where(delivery.c.target == key, delivery.c.outcome == Outcome.HELD)
            .values(outcome=Outcome.PENDING, ended=None)
        )
        moment = await self._db.moment(connection)
        await connection.execute(
            sa.update(lane).where(lane.c.id == key, lane.c.lease.is_(None)).values(due=moment)
        )

    async def leave(self, platform: Platform, workspace: str, address: str) -> bool:
        """Post nothing there any more; what waits is not posted. False when nothing was."""
        async with self._db.write() as connection:
            row = await _row(connection, platform, workspace, address)
            if row is None:
                return False
            done = await connection.execute(
                sa.delete(subscription).where(subscription.c.target == row["id"])
            )
            moment = await self._db.moment(connection)
            await connection.execute(
                sa.update(delivery)
                .where(delivery.c.target == row["id"], delivery.c.outcome.in_(_WAITING))
                .values(outcome=Outcome.DEAD, reason=UNFOLLOWED, ended=moment)
            )
            await connection.execute(
                sa.update(digest_plan)
                .where(digest_plan.c.target == row["id"])
                .values(due=None, lease=None)
            )
            return done.rowcount > 0

    async def pause(self, platform: Platform, workspace: str, address: str, reason: str) -> bool:
        """Hold what waits there until somebody joins again. False when there is no target."""
        async with self._db.write() as connection:
            row = await _row(connection, platform, workspace, address)
            if row is None:
                return False
            change = sa.update(target).where(target.c.id == row["id"])
            await connection.execute(change.values(paused=clean(reason)))
            return True

    async def moved(
        self,
        platform: Platform,
        workspace: str,
        old: str,
        *,
        address: str | None = None,
        name: str | None = None,
    ) -> bool:
        """Keep a target's new address or name. False without it, or when the address is taken."""
        async with self._db.write() as connection:
            row = await _row(connection, platform, workspace, old)
            if row is None:
                return False
            if address and await _row(connection, platform, workspace, address) is not None:
                return False
            change: dict[str, str] = {"address": address} if address else {}
            change |= {"name": clean(name)} if name else {}
            if change:
                update = sa.update(target).where(target.c.id == row["id"])
                await connection.execute(update.values(**change))
            return True

    async def targets(self, platform: Platform, workspace: str) -> Sequence[Target]:
        """List a workspace's targets that take stories, paused ones too, by name."""
        return await self._listed(target.c.platform == platform, target.c.workspace == workspace)

    async def everywhere(self) -> Sequence[Target]:
        """List every target that takes stories, for the operator, by platform and name."""
        return await self._listed()

    async def _listed(self, *where: sa.ColumnElement[bool]) -> Sequence[Target]:
        follows = sa.exists().where(subscription.c.target == target.c.id)
        query = sa.select(target).where(follows, *where)
        ordered = query.order_by(target.c.platform, target.c.name, target.c.id)
        async with self._db.read() as connection:
            return [target_of(row) for row in (await connection.execute(ordered)).mappings()]

    async def story_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Story | None:
        """Find the story, at its present version, that a post of ours tells."""
        query = (
            sa.select(story.c.briefing)
            .select_from(delivery)
            .join(target, target.c.id == delivery.c.target)
            .join(briefing, briefing.c.id == delivery.c.briefing)
            .join(story, story.c.id == briefing.c.story)
            .where(
                target.c.platform == platform,
                # A target from the settings names no workspace: there is only one then.
                target.c.workspace.in_([workspace, ""]),
                target.c.address == address,
                delivery.c.ref == ref,
            )
            .order_by(delivery.c.id.desc())  # it may have told another story before
            .limit(1)
        )
        async with self._db.read() as connection:
            key: int | None = await connection.scalar(query)
            return (await stories(connection, [key]))[key] if key is not None else None

    async def digest_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Digest | None:
        """Find the digest that a post of ours tells, as it was told."""
        query = (
            sa.select(delivery.c.run)
            .join(target, target.c.id == delivery.c.target)
            .where(
                target.c.platform == platform,
                target.c.workspace.in_([workspace, ""]),
                target.c.address == address,
                delivery.c.ref == ref,
            )
            .limit(1)
        )
        async with self._db.read() as connection:
            run: int | None = await connection.scalar(query)
            return (await digests_of(connection, [run]))[run] if run is not None else None


async def _row(
    connection: AsyncConnection, platform: Platform, workspace: str, address: str
) -> sa.RowMapping | None:
    query: sa.Select[Any] = sa.select(target).where(
        target.c.platform == platform,
        target.c.workspace == workspace,
        target.c.address == address,
    )
    row: sa.RowMapping | None = (
        (await connection.execute(query.with_for_update())).mappings().one_or_none()
    )
    return row
