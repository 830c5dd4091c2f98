"""Accounts in, rows out; questions in, the pledges and the sums that answer them out.

`bot.questions` says what each question means, and the tests hold the answers of both together.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import pydantic
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts import (
    NOT_BINDING,
    OVER,
    PART,
    SILENCE,
    Account,
    Life,
    Sums,
    Total,
    apart,
    last_day,
)
from bot.claims import party
from bot.questions import By, Group, Question, group_key
from bot.rates import convert, present
from bot.store.ledger_schema import account, account_name, account_record
from bot.store.rated import EURO, worth
from bot.store.role import StoreRole
from bot.store.words import digest

SHAPE = 2
"""Of the columns: it grows when what they hold changes, and older accounts are made anew."""

NAME = 120
"""Characters of a name in a column: PostgreSQL indexes no row of more than 2,700 bytes."""

AT_ONCE = 500
"""Names and keys in one statement: SQLite takes some thousand values."""

_ACCOUNT = pydantic.TypeAdapter(Account)
_SETTLED = tuple(life.value for life in (*sorted(OVER), *sorted(NOT_BINDING)))


class AccountBook(StoreRole):
    """The reading half of `LedgerStore` on the database."""

    async def accounts(
        self, question: Question, *, today: dt.date, limit: int = 500, offset: int = 0
    ) -> Sequence[Account]:
        """Give the pledges that were asked for, newest first, from the ``offset``-th on."""
        query = _newest(question, today).limit(limit).offset(offset)
        async with self._db.read() as connection:
            keys = (await connection.scalars(query)).all()
            return await records(connection, keys)

    async def count_accounts(self, question: Question, *, today: dt.date) -> int:
        """Count the pledges that were asked for."""
        query = sa.select(sa.func.count()).select_from(account).where(*asked(question, today))
        async with self._db.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def totals(
        self,
        question: Question,
        *,
        today: dt.date,
        by: By | None = None,
        currency: str | None = None,
    ) -> Sequence[Group]:
        """Add up the pledges that were asked for, all of them or by one thing, most first."""
        async with self._db.read() as connection:
            rows = [
                row
                for query in _sums(question, today, by)
                for row in await connection.execute(query)
            ]
        return _groups(rows, currency)

    async def account(self, key: str) -> Account | None:
        """Give one pledge with its history."""
        async with self._db.read() as connection:
            found = await records(connection, [key])
        return found[0] if found else None

    async def due_accounts(
        self, until: dt.date, *, since: dt.date | None = None, limit: int = 100, offset: int = 0
    ) -> Sequence[Account]:
        """Give open pledges whose deadline is on or before a day, earliest first."""
        query = sa.select(account.c.key).where(account.c.due <= until.isoformat())
        if since:
            query = query.where(account.c.due >= since.isoformat())
        query = query.order_by(account.c.due, account.c.key).limit(limit).offset(offset)
        async with self._db.read() as connection:
            keys = (await connection.scalars(query)).all()
            return await records(connection, keys)


async def records(connection: AsyncConnection, keys: Sequence[str]) -> list[Account]:
    """Give these accounts in this order."""
    found: dict[str, Account] = {}
    for start in range(0, len(keys), AT_ONCE):
        query = sa.select(account_record.c.account, account_record.c.record).where(
            account_record.c.account.in_(keys[start : start + AT_ONCE])
        )
        for row in await connection.execute(query):
            found[row.account] = _ACCOUNT.validate_json(row.record)
    return [found[key] for key in keys if key in found]


def asked(question: Question, today: dt.date) -> list[sa.ColumnElement[bool]]:
    """Give the conditions of a question, as `questions.answer` has them."""
    where: list[sa.ColumnElement[bool]] = [
        account.c.key.in_(_named(role, name))
        for role, name in (("by", question.pledger), ("to", question.recipient))
        if name is not None
    ]
    if question.kinds:
        where.append(account.c.kind.in_([kind.value for kind in question.kinds]))
    if question.statuses:
        where.append(account.c.status.in_([status.value for status in question.statuses]))
    if question.since:
        where.append(account.c.last >= question.since)
    if question.until:
        where.append(account.c.last <= question.until)
    if question.least:
        where.append(_at_least(*question.least))
    if question.lives:
        where.append(life_on(today).in_([life.value for life in question.lives]))
    if question.lives == (Life.OVERDUE,):  # follows from the other, and has an index
        where.append(account.c.due < today.isoformat())
    return where


def _newest(question: Question, today: dt.date) -> sa.Select[Any]:
    """Order by time; a name of one word is walked along its own index, which is in that order."""
    role, name = "by", question.pledger
    others = dataclasses.replace(question, pledger=None)
    if name is None:
        role, name = "to", question.recipient
        others = dataclasses.replace(question, recipient=None)
    words = party(name)
    if len(words) != 1:
        query = sa.select(account.c.key).where(*asked(question, today))
        return query.order_by(account.c.last.desc(), account.c.key)
    [word] = words
    return (
        sa.select(account_name.c.account)
        .join(account, account.c.key == account_name.c.account)
        .where(account_name.c.name_digest == digest(word), account_name.c.role == role)
        .where(*asked(others, today))
        .order_by(account_name.c.last.desc(), account_name.c.account)
    )


def _named(role: str, name: str) -> sa.Select[tuple[str]]:
    """Find the accounts of a party: all words of the one name are among the other's."""
    words = sorted({digest(word) for word in party(name)})
    query = sa.select(account_name.c.account).where(
        account_name.c.name_digest.in_(words), account_name.c.role == role
    )
    if len(words) == 1:
        return query
    least = sa.func.min(account_name.c.words)
    return query.group_by(account_name.c.account).having(
        sa.or_(sa.func.count() == len(words), sa.func.count() == least)
    )


def life_on(today: dt.date) -> sa.ColumnElement[str]:
    """Say in the columns' words what `Account.life` says of a day."""
    heard = dt.datetime.combine(today - SILENCE, dt.time(), dt.UTC)
    return sa.case(
        (account.c.state.in_(_SETTLED), account.c.state),
        (account.c.until < today.isoformat(), Life.OVERDUE.value),
        (account.c.state == Life.STALLED.value, account.c.state),
        (sa.or_(account.c.last >= heard, account.c.until.is_not(None)), account.c.state),
        else_=Life.NO_EVIDENCE.value,
    )


def _at_least(amount: Decimal, currency: str) -> sa.ColumnElement[bool]:
    """Compare in one currency as said, in others in euros of each sum's own year."""
    same = sa.and_(account.c.currency == currency, account.c.amount >= float(amount))
    found = {
        year: euros
        for year in _years()
        if (euros := convert(amount, currency, EURO, year=year)) is not None
    }
    if not found:
        return same
    floor = sa.case(
        *((account.c.year <= year, float(euros.amount)) for year, euros in found.items()),
        else_=float(found[max(found)].amount),
    )
    other = sa.and_(account.c.currency != currency, account.c.worth >= floor)
    return sa.or_(same, other)


def _years() -> list[int]:
    """List the years from which on another rate holds, and one before them all."""
    return list(range(min(map(min, present().values())), max(map(max, present().values())) + 1))


def _sums(question: Question, today: dt.date, by: By | None) -> Sequence[sa.Select[Any]]:
    """Add up in groups of what may be added: one currency, binding or not, one year's rate.

    What is no part of anything, nearly all, is added up along an index that holds all it needs;
    only parts are joined to their wholes, to see whether those were chosen too.
    """
    where = asked(question, today)
    of, name = _by(by, today)
    sums = (
        sa.func.min(name).label("name"),
        sa.func.count().label("pledges"),
        sa.func.sum(account.c.amount).label("amount"),
    )
    # hidden from the planner where few are asked for: they are found by what was asked
    part_of = sa.func.coalesce(account.c.whole, "") if where else account.c.whole
    is_whole = part_of == "" if where else part_of.is_(None)
    kinds = (account.c.currency, account.c.binding, account.c.year)
    # grouped by the pledger in any case: that is the order of the index
    own = (
        (account.c.by_key, *kinds, account.c.apart) if by is None else (of, *kinds, account.c.apart)
    )
    alone = (
        sa.select(of, *kinds, account.c.apart.label("why"), *sums)
        .where(is_whole, *where)
        .group_by(*own)
    )
    whole = account.alias("whole")
    chosen: sa.ColumnElement[bool] = whole.c.amount.is_not(None)
    if where:
        chosen &= whole.c.key.in_(sa.select(account.c.key).where(*where).correlate(None))
    why = sa.case((chosen, PART), else_=account.c.apart).label("why")
    parts = (
        sa.select(of, *kinds, why, *sums)
        .select_from(account)
        .outerjoin(whole, whole.c.key == account.c.whole)
        .where(sa.not_(is_whole), *where)
        .group_by(of, *kinds, why)
    )
    return alone, parts


def _by(by: By | None, today: dt.date) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Give what the groups are told apart by, and what they are called."""
    match by:
        case By.PLEDGER:
            return account.c.by_key.label("of"), account.c.pledger.label("name")
        case By.RECIPIENT:
            return account.c.to_key.label("of"), account.c.recipient.label("name")
        case By.KIND:
            return account.c.kind.label("of"), account.c.kind.label("name")
        case By.STATE:
            life = life_on(today)
            return life.label("of"), life.label("name")
        case None:
            return sa.literal("").label("of"), sa.null().label("name")


def _groups(rows: Iterable[sa.Row[Any]], currency: str | None) -> tuple[Group, ...]:
    by: dict[str, list[sa.Row[Any]]] = {}
    for row in rows:
        by.setdefault(row.of, []).append(row)
    found = [
        Group(
            name=min(filter(None, (row.name for row in mine)), default=None),
            count=sum(row.pledges for row in mine),
            total=_total(mine, currency),
        )
        for mine in by.values()
    ]
    return tuple(sorted(found, key=lambda group: (-group.count, group.name or "~")))


def _total(rows: Iterable[sa.Row[Any]], currency: str | None) -> Total:
    summed = Sums(currency)
    for row in rows:
        if row.why is not None:
            summed.leave_out(row.why, row.pledges)
        else:
            summed.add(_exact(row.amount), row.currency, row.year, binding=row.binding)
    return summed.total()


def _exact(amount: float) -> Decimal:
    """Take back what a float added: money has two decimals, and sums no more than 15 digits."""
    return Decimal(int(amount)) if amount.is_integer() else Decimal(f"{amount:.2f}")


async def keep_accounts(
    connection: AsyncConnection, gone: Collection[str], made: Sequence[Account]
) -> None:
    """Put these accounts in the place of those."""
    for table, column in (
        (account_name, account_name.c.account),
        (account_record, account_record.c.account),
        (account, account.c.key),
    ):
        await connection.execute(sa.delete(table).where(column.in_(gone)))
    if made:
        await connection.execute(sa.insert(account), [row(each) for each in made])
        records = [
            {"account": each.key, "record": _ACCOUNT.dump_json(each).decode()} for each in made
        ]
        await connection.execute(sa.insert(account_record), records)
    names = [name for each in made for name in _name_rows(each)]
    if names:
        await connection.execute(sa.insert(account_name), names)


def row(each: Account) -> dict[str, object]:
    """Give the columns of an account."""
    amount, currency = each.sum or (None, None)
    until = last_day(each.deadline).isoformat() if each.deadline else None
    return {
        "key": each.key,
        "kind": each.kind.value,
        "status": each.status.value,
        "state": each.told.value,
        "first": each.first,
        "last": each.last,
        "year": each.first.year,
        "deadline": each.deadline,
        "until": until,
        "due": None if each.told in OVER else until,
        "whole": each.whole,
        "pledger": each.pledger and each.pledger[:NAME],
        "recipient": each.recipient and each.recipient[:NAME],
        "by_key": group_key(each.pledger)[:NAME],
        "to_key": group_key(each.recipient)[:NAME],
        "amount": None if amount is None else float(amount),
        "currency": currency and currency[:NAME],
        "worth": worth(amount, currency, each.first.year),
        "binding": each.told not in NOT_BINDING,
        "apart": apart(each),
        "shape": SHAPE,
    }


def _name_rows(each: Account) -> Iterator[dict[str, object]]:
    for role, name in (("by", each.pledger), ("to", each.recipient)):
        words = sorted({digest(word) for word in party(name)})
        for word in words:
            yield {
                "account": each.key, "role": role, "name_digest": word, "words": len(words),
                "last": each.last,
            }  # fmt: skip
