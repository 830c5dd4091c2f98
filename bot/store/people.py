"""What readers think and may do in, rows out; and all of it gone when they ask."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Opinion, Traces
from bot.store.ledger_schema import account_record, correction, said
from bot.store.role import StoreRole
from bot.store.rows import Row
from bot.store.schema import editor, meta, opinion
from bot.store.words import clean

SOMEBODY: Final = "somebody who asked to be forgotten"
"""Who made a correction, once they have asked."""


class PeopleBook(StoreRole):
    """`People` on the database."""

    async def opine(self, opinion: Opinion) -> None:
        """Keep it; a person's later word on one version takes the place of the earlier one."""
        values = {
            "home": opinion.home,
            "person": opinion.person,
            "story": opinion.story,
            "version": opinion.version,
            "right": opinion.right,
            "words": clean(opinion.words),
            "at": opinion.at,
        }
        async with self._db.write() as connection:
            if opinion.person is not None:
                same = [_OPINION.c[name] == values[name] for name in _ONCE]
                await connection.execute(sa.delete(_OPINION).where(*same))
            await connection.execute(sa.insert(_OPINION).values(**values))

    async def opinions(self, *, right: bool | None = None, limit: int = 100) -> Sequence[Opinion]:
        """List them, newest first; ``right`` chooses those that say so."""
        query = sa.select(_OPINION).order_by(_OPINION.c.id.desc()).limit(limit)
        if right is not None:
            query = query.where(_OPINION.c.right.is_(right))
        async with self._db.read() as connection:
            return [_opinion(row) for row in (await connection.execute(query)).mappings()]

    async def appoint(self, tenant: str, person: str, *, by: str | None, at: dt.datetime) -> bool:
        """Let somebody correct pledges. False when they may already."""
        async with self._db.write() as connection:
            if await connection.scalar(sa.select(editor.c.at).where(*_who(tenant, person))):
                return False
            new = sa.insert(editor).values(tenant=tenant, person=person, by=by, at=at)
            await connection.execute(new)
        return True

    async def dismiss(self, tenant: str, person: str) -> bool:
        """Let them no more. False when they might not."""
        async with self._db.write() as connection:
            done = await connection.execute(sa.delete(editor).where(*_who(tenant, person)))
        return done.rowcount == 1

    async def editors(self, tenant: str) -> Sequence[str]:
        """List who may correct, by name."""
        query = sa.select(editor.c.person).where(editor.c.tenant == tenant)
        async with self._db.read() as connection:
            return list(await connection.scalars(query.order_by(editor.c.person)))

    async def traces(self, home: str, person: str) -> Traces:
        """Count what somebody has left."""
        async with self._db.read() as connection:
            return await _traces(connection, home, person)

    async def forget_person(self, home: str, person: str) -> Traces:
        """Delete it, and give what there was; corrections stay and no longer say by whom."""
        async with self._db.write() as connection:
            were = await _traces(connection, home, person)
            mine = (_OPINION.c.home == home, _OPINION.c.person == person)
            await connection.execute(sa.delete(_OPINION).where(*mine))
            await connection.execute(sa.delete(editor).where(_of(home), editor.c.person == person))
            own = (_of(home), editor.c.by == person)
            await connection.execute(sa.update(editor).where(*own).values(by=None))
            await connection.execute(sa.delete(meta).where(_noted(home, person)))
            await _unsign(connection, f"{home}:{person}")
        return were


_OPINION = opinion  # methods have arguments of that name
_ONCE = ("home", "person", "story", "version")


def _who(tenant: str, person: str) -> tuple[sa.ColumnElement[bool], ...]:
    return editor.c.tenant == tenant, editor.c.person == person


def _of(home: str) -> sa.ColumnElement[bool]:
    """Find the workspaces of a home: itself, or every server of Discord."""
    return (editor.c.tenant == home) | editor.c.tenant.startswith(f"{home}:", autoescape=True)


def _noted(home: str, person: str) -> sa.ColumnElement[bool]:
    """Find who set a channel up: a chat's notes are named after it and hold the person."""
    platform = home.partition(":")[0]
    return meta.c.name.startswith(f"{platform}-", autoescape=True) & (meta.c.value == person)


# Where records name who decided about a pledge, and the key of a row there.
_SIGNED: tuple[tuple[sa.Table, sa.ColumnElement[Any]], ...] = (
    (correction, correction.c.id),
    (said, said.c.id),
    (account_record, account_record.c.account),
)


async def _unsign(connection: AsyncConnection, signature: str) -> None:
    """Put somebody in the place of a name, wherever the ledger says who decided."""
    whole = re.compile(rf"{re.escape(signature)}(?!\w)")
    for table, key in _SIGNED:
        query = sa.select(key, table.c.record).where(_has(table, signature))
        for row in (await connection.execute(query)).all():
            change = sa.update(table).where(key == row[0])
            await connection.execute(change.values(record=whole.sub(SOMEBODY, row[1])))


def _has(table: sa.Table, words: str) -> sa.ColumnElement[bool]:
    return table.c.record.contains(words, autoescape=True)


async def _traces(connection: AsyncConnection, home: str, person: str) -> Traces:
    async def count(query: sa.Select[Any]) -> int:
        inner = query.subquery()
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(inner)) or 0)

    mine = (_OPINION.c.home == home, _OPINION.c.person == person)
    may = sa.select(editor.c.person).where(_of(home), editor.c.person == person)
    return Traces(
        opinions=await count(sa.select(_OPINION.c.id).where(*mine)),
        editor=bool(await count(may)),
        corrections=await count(
            sa.select(correction.c.id).where(_has(correction, f'"by":"{home}:{person}"'))
        ),
        notes=await count(sa.select(meta.c.name).where(_noted(home, person))),
    )


def _opinion(row: Row) -> Opinion:
    names = ("at", "story", "version", "right", "words", "home", "person")
    return Opinion(**{name: row[name] for name in names})
