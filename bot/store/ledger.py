"""Briefings that the ledger has not heard in, its claims, decisions and accounts kept.

What a claim means is decided by the pure `bot.ledger`; it is called here, inside the transaction
that reads what was decided before and writes what is decided now, so that two processes cannot
decide on one state. Who comes late is put in its place: later claims that are near it are decided
anew, and where that changes them, those near them, until nothing changes.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import pydantic
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts import Account, accounts
from bot.amending import amended
from bot.claims import Claim, claims, party
from bot.families import shipped
from bot.ledger import Correction, Said, tell
from bot.ports import Bell
from bot.store.accounts import SHAPE, AccountBook, keep_accounts, records
from bot.store.codec import decode
from bot.store.corrected import tell_corrected
from bot.store.hints import hint_pledges
from bot.store.ledger_schema import (
    account,
    claim,
    claim_name,
    correction,
    said,
    told,
)
from bot.store.rated import renew_worths
from bot.store.rows import held, held_of
from bot.store.schema import article, briefing
from bot.store.words import digest
from bot.traits import credit

NEAR = 300
"""Claims looked at for one word of a pledger's name, or one story: the newest."""

ROUNDS = 5
"""How often a change may ripple to later claims in one telling; the rest waits for the next."""

BEHIND = 10_000
"""Briefings before the last one told that are looked at again: PostgreSQL commits out of order."""

_LOCK = 7_301_944  # any number; who holds it tells the ledger

_CLAIM = pydantic.TypeAdapter(Claim)
_SAID = pydantic.TypeAdapter(Said)
_CORRECTION = pydantic.TypeAdapter(Correction)


class LedgerBook(AccountBook):
    """`LedgerStore` on the database."""

    _rated = False

    async def tell_next(self, limit: int = 20) -> int:
        """Hear the next briefings, oldest first; give how many there were, or were made anew."""
        if not self._rated:  # the rates do not change while a process lives
            await renew_worths(self._db)
            self._rated = True
        async with self._db.read() as connection:  # a look costs the writers nothing
            old = await _misshapen(connection, 1)
            if not old and not await _untold(connection, 1):
                return 0
        async with self._db.write() as connection:
            await self._alone(connection)
            if old:
                keys = await _misshapen(connection, limit)
                await _account_for(connection, keys)
                return len(keys)
            moment = await self._db.moment(connection)
            rows = await _untold(connection, limit)
            for row in rows:
                await connection.execute(sa.insert(told).values(briefing=row["id"], at=moment))
                if row["workspace"] is not None:
                    continue  # the ledger is everybody's; what is one workspace's stays out of it
                fresh = await _hear(connection, row)
                await _tell(connection, fresh, moment)
        return len(rows)

    async def correct(self, *made: Correction) -> bool:
        """Keep an editor's decisions and tell anew what they touch; False without such a claim.

        Stories that tell what was corrected get a version that says so, in the same transaction.
        """
        named = {each.claim for each in made} | {each.joins for each in made if each.joins}
        changed = {each.claim for each in made if each.changes}
        async with self._db.write(*((Bell.LANES, Bell.PAGE) if changed else ())) as connection:
            await self._alone(connection)
            about = await _claims(connection, claim.c.key.in_(named))
            if not made or not named <= {each.key for each in about.values()}:
                return False
            await connection.execute(
                sa.insert(correction),
                [
                    {
                        "claim": each.claim,
                        "record": _CORRECTION.dump_json(each).decode(),
                        "at": each.at,
                    }
                    for each in made
                ],
            )
            moment = await self._db.moment(connection)
            ruled = {each.claim for each in made}
            fresh = await _claims(connection, claim.c.key.in_(ruled))
            await _index(connection, fresh)
            await _tell(connection, fresh, moment)
            articles = sa.select(claim.c.article).where(claim.c.key.in_(changed), claim.c.live)
            keys = set(await connection.scalars(articles))
            await tell_corrected(connection, keys, moment)
        return True

    async def retell(self, after: int = 0, limit: int = 50) -> tuple[int, int] | None:
        """Decide the next claims anew, by the rules and rates of now; corrections stand.

        What is decided otherwise supersedes what was decided before, which is kept. Where nothing
        is, nothing is written, so that a second run changes nothing.

        Args:
            after: Where an earlier call got to.
            limit: Claims of one transaction.

        Returns:
            Where it got to and how many decisions are others now; ``None`` at the end.
        """
        some = sa.select(claim.c.id).where(claim.c.id > after, claim.c.live)
        async with self._db.write() as connection:
            await self._alone(connection)
            keys = (await connection.scalars(some.order_by(claim.c.id).limit(limit))).all()
            if not keys:
                return None
            moment = await self._db.moment(connection)
            fresh = await _claims(connection, claim.c.id.in_(keys))
            return keys[-1], await _tell(connection, fresh, moment)

    async def story_accounts(self, story: int) -> Sequence[Account]:
        """Give the pledges that a story's articles speak of, the newest first."""
        mine = sa.select(claim.c.id).where(claim.c.story == story, claim.c.live)
        keys = sa.select(said.c.entry).where(said.c.claim.in_(mine), said.c.live)
        query = sa.select(account.c.key).where(account.c.key.in_(keys))
        async with self._db.read() as connection:
            found = await connection.scalars(query.order_by(account.c.last.desc(), account.c.key))
            return await records(connection, found.all())

    async def decisions(self, key: str) -> Sequence[tuple[Said, bool]]:
        """Give every decision ever made about a claim, oldest first, and whether it stands."""
        query = (
            sa.select(said.c.record, said.c.live)
            .join(claim, claim.c.id == said.c.claim)
            .where(claim.c.key == key)
            .order_by(said.c.id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return [(_SAID.validate_json(row.record), row.live) for row in rows]

    async def _alone(self, connection: AsyncConnection) -> None:
        await alone(connection)


async def alone(connection: AsyncConnection) -> None:
    """Let nobody else tell the ledger until this transaction ends."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


async def hear_again(
    connection: AsyncConnection, articles: Collection[int], moment: dt.datetime
) -> None:
    """Tell anew what these articles claim, which are in another story now."""
    latest = (
        sa.select(sa.func.max(told.c.briefing))
        .join(briefing, briefing.c.id == told.c.briefing)
        .where(briefing.c.article.in_(articles))
        .group_by(briefing.c.article)
    )
    query = (
        sa.select(briefing.c.id, briefing.c.article, briefing.c.record, article.c.story)
        .join(article, article.c.id == briefing.c.article)
        .where(briefing.c.id.in_(latest), article.c.workspace.is_(None))
        .order_by(briefing.c.id)
    )
    fresh: dict[int, Claim] = {}
    for row in (await connection.execute(query)).mappings().all():
        fresh |= await _hear(connection, row)
    await _tell(connection, fresh, moment)


async def _misshapen(connection: AsyncConnection, limit: int) -> Sequence[str]:
    """List accounts that an earlier version of the program wrote: their columns say less."""
    query = sa.select(account.c.key).where(account.c.shape < SHAPE).limit(limit)
    return (await connection.scalars(query)).all()


async def _untold(connection: AsyncConnection, limit: int) -> Sequence[sa.RowMapping]:
    """List the latest briefings of their articles that were not heard yet."""
    last = await connection.scalar(sa.select(sa.func.max(told.c.briefing))) or 0
    query = (
        sa.select(
            briefing.c.id,
            briefing.c.article,
            briefing.c.record,
            article.c.story,
            article.c.workspace,
        )
        .join(article, article.c.id == briefing.c.article)
        .outerjoin(told, told.c.briefing == briefing.c.id)
        .where(briefing.c.id > last - BEHIND, told.c.briefing.is_(None))
        .order_by(briefing.c.id)
        .limit(limit)
    )
    return (await connection.execute(query)).mappings().all()


async def _hear(connection: AsyncConnection, row: sa.RowMapping) -> dict[int, Claim]:
    """Keep what one briefing claims, instead of what an earlier one of its article did."""
    old = sa.select(claim.c.id).where(claim.c.article == row["article"], claim.c.live)
    await connection.execute(sa.update(said).where(said.c.claim.in_(old)).values(live=False))
    gone = (await connection.scalars(old)).all()
    entries = (
        await connection.scalars(sa.select(said.c.entry).where(said.c.claim.in_(gone)))
    ).all()
    await connection.execute(sa.update(claim).where(claim.c.id.in_(gone)).values(live=False))
    await _account_for(connection, set(entries))
    found = (await connection.execute(held().where(article.c.id == row["article"]))).mappings()
    it = held_of(found.one())
    family = shipped().family(it.article.outlet, it.credit or credit(it.article.text))
    made = decode(row["record"])
    kept: dict[int, Claim] = {}
    for each in claims(it.article, made, seen=it.fetched, story=row["story"], family=family):
        done = await connection.execute(
            sa.insert(claim)
            .values(
                key=each.key,
                article=row["article"],
                briefing=row["id"],
                story=row["story"],
                record=_CLAIM.dump_json(each).decode(),
                live=True,
            )
            .returning(claim.c.id)
        )
        key: int = done.scalar_one()
        kept[key] = each
    corrected = await _claims(connection, claim.c.id.in_(kept))
    await _index(connection, kept)
    await _index(connection, corrected)
    return corrected


async def _index(connection: AsyncConnection, some: Mapping[int, Claim]) -> None:
    """Let claims be found by their pledgers, those that an editor named among them."""
    rows = {(key, name) for key, each in some.items() for name in _names(each)}
    known = sa.select(claim_name.c.claim, claim_name.c.name_digest).where(
        claim_name.c.claim.in_(some)
    )
    rows -= {(row.claim, row.name_digest) for row in await connection.execute(known)}
    if rows:
        await connection.execute(
            sa.insert(claim_name),
            [{"claim": key, "name_digest": name} for key, name in sorted(rows)],
        )


def _names(one: Claim) -> set[str]:
    """Give what a claim is found by: its pledger's words, or its sum where nobody is named."""
    words = party(one.pledger)
    if not words:
        words = frozenset({f"sum {one.sum}"})
    return {digest(word) for word in words}


async def _tell(
    connection: AsyncConnection, fresh: Mapping[int, Claim], moment: dt.datetime
) -> int:
    """Decide these claims, and the later ones that it changes; give how many changed."""
    dirty = dict(fresh)
    count = 0
    for _ in range(ROUNDS):
        if not dirty:
            break
        first = min(each.order for each in dirty.values())
        near = await _near(connection, dirty)
        later = {key: each for key, each in near.items() if each.order > first} | dirty
        near |= await _near(connection, later)
        stood = await _stood(connection, near)
        known = {one.claim.key: one for key, one in stood.items() if key not in later}
        ruled = await _ruled(connection, {each.key for each in near.values()})
        keys = {each.key: key for key, each in near.items()}
        made = {keys[one.claim.key]: one for one in tell(near.values(), ruled, known)}
        changed = {
            key: one for key, one in made.items() if key in later and _differs(one, stood.get(key))
        }
        await _keep(connection, changed, stood, moment)
        count += len(changed)
        dirty = {key: changed[key].claim for key in changed if key not in dirty}
    return count


def _differs(one: Said, before: Said | None) -> bool:
    if before is None:
        return True
    return (one.entry, one.relation, one.target, one.after, one.by, one.claim) != (
        before.entry, before.relation, before.target, before.after, before.by, before.claim,
    )  # fmt: skip


async def _near(connection: AsyncConnection, about: Mapping[int, Claim]) -> dict[int, Claim]:
    """Give the live claims that decisions about these may rest on, with their whole entries."""
    found: set[int] = set(about)
    for name in {name for each in about.values() for name in _names(each)}:
        query = sa.select(claim_name.c.claim).where(claim_name.c.name_digest == name)
        found |= set(
            (await connection.scalars(query.order_by(claim_name.c.claim.desc()).limit(NEAR))).all()
        )
    stories = {each.story for each in about.values() if each.story is not None}
    query = sa.select(claim.c.id).where(claim.c.story.in_(stories)).order_by(claim.c.id.desc())
    found |= set((await connection.scalars(query.limit(NEAR))).all())
    entries = sa.select(said.c.entry).where(said.c.claim.in_(found), said.c.live)
    same = sa.select(said.c.claim).where(said.c.entry.in_(entries), said.c.live)
    found |= set((await connection.scalars(same)).all())
    return await _claims(connection, claim.c.id.in_(found))


async def _claims(connection: AsyncConnection, where: sa.ColumnElement[bool]) -> dict[int, Claim]:
    """Give live claims as they are to be read: as they were said, but for an editor's changes."""
    rows = await connection.execute(
        sa.select(claim.c.id, claim.c.record).where(where, claim.c.live)
    )
    found = {row.id: _CLAIM.validate_json(row.record) for row in rows}
    changes: dict[str, list[Correction]] = {}
    for made in await _ruled(connection, {each.key for each in found.values()}):
        changes.setdefault(made.claim, []).append(made)
    for key, each in found.items():
        for made in sorted(changes.get(each.key, ()), key=lambda one: one.at):
            found[key] = amended(found[key], made.changes)
    return found


async def _stood(connection: AsyncConnection, keys: Collection[int]) -> dict[int, Said]:
    query = sa.select(said.c.claim, said.c.record).where(said.c.claim.in_(keys), said.c.live)
    return {row.claim: _SAID.validate_json(row.record) for row in await connection.execute(query)}


async def _ruled(connection: AsyncConnection, keys: Collection[str]) -> Sequence[Correction]:
    query = sa.select(correction.c.record).where(correction.c.claim.in_(keys))
    return [_CORRECTION.validate_json(row) for row in await connection.scalars(query)]


async def _keep(
    connection: AsyncConnection,
    changed: Mapping[int, Said],
    stood: Mapping[int, Said],
    moment: dt.datetime,
) -> None:
    """Write decisions beside those that they supersede, and the accounts that they touch."""
    if not changed:
        return
    await connection.execute(
        sa.update(said).where(said.c.claim.in_(changed), said.c.live).values(live=False)
    )
    await connection.execute(
        sa.insert(said),
        [
            {
                "claim": key,
                "entry": one.entry,
                "target": one.target,
                "record": _SAID.dump_json(one).decode(),
                "at": moment,
                "live": True,
            }
            for key, one in changed.items()
        ],
    )
    before = [stood[key] for key in changed if key in stood]
    touched = [*changed.values(), *before]
    await _account_for(
        connection, {name for one in touched for name in (one.entry, one.target) if name}
    )


async def _account_for(connection: AsyncConnection, entries: Collection[str]) -> None:
    """Make these entries' accounts anew from the decisions that stand."""
    if not entries:
        return
    family = sa.or_(said.c.entry.in_(entries), said.c.target.in_(entries))
    query = sa.select(said.c.record).where(family, said.c.live)
    held_now = [_SAID.validate_json(row) for row in await connection.scalars(query)]
    held_now.sort(key=lambda one: one.claim.order)
    made = accounts(held_now)
    now = [made[key] for key in entries if key in made]
    await keep_accounts(connection, entries, now)
    await hint_pledges(connection, entries, now)
