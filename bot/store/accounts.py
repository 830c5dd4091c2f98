"""Accounts in, rows out; questions in, the pledges and the sums that answer them out.

`bot.questions` says what each question means, and the tests hold the answers of both together.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pydantic
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts import NOT_BINDING, OVER, SILENCE, Account, Life, last_day
from bot.claims import party
from bot.questions import By, Group, Question, group_key
from bot.rates import convert, present
from bot.store.ledger_schema import account, account_name, account_party, account_record
from bot.store.rated import EURO, worth
from bot.store.role import StoreRole
from bot.store.words import digest
from bot.totals import PART, Sums, Total, apart

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
        async with self._db.read() as connection:
            where = asked(question, today, await _parties(connection, question))
            count = sa.select(sa.func.count()).select_from(account).where(*where)
            queries = [count]
            if question.pledger is not None or question.recipient is not None:
                # apart, as the indexes of parties have them
                alone, parts = _alone(question), account.c.whole > ""
                queries = [count.where(each) for each in (alone, parts)]
            return sum([await connection.scalar(each) or 0 for each in queries])

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
            parties = await _parties(connection, question)
            queries = _sums(question, today, by, parties, by_year=currency is not None)
            rows = [row for query in queries for row in await connection.execute(query)]
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


Parties = Mapping[str, Sequence[str]]
"""For each role that a question names: the `group_key`s of the names that are meant."""


async def _parties(connection: AsyncConnection, question: Question) -> Parties:
    """Find whom a question's names mean among the names that the ledger has."""
    found: dict[str, Sequence[str]] = {}
    for role, name in (("by", question.pledger), ("to", question.recipient)):
        if name is not None:
            meant = _meant(account_party, account_party.c.key, role, name)
            found[role] = (await connection.scalars(meant)).all()
    return found


def asked(
    question: Question, today: dt.date, parties: Parties | None = None, of: sa.FromClause = account
) -> list[sa.ColumnElement[bool]]:
    """Give the conditions of a question, as `questions.answer` has them.

    Args:
        question: What is asked.
        today: The day of which it is asked how pledges stand.
        parties: Whom its names mean; ``None`` finds that by a part of the query.
        of: The accounts, where they stand under another name.
    """
    where = _of_parties(question, parties, of)
    if question.kinds:
        where.append(of.c.kind.in_([kind.value for kind in question.kinds]))
    if question.statuses:
        where.append(of.c.status.in_([status.value for status in question.statuses]))
    if question.since:
        where.append(of.c.last >= question.since)
    if question.until:
        where.append(of.c.last <= question.until)
    if question.least:
        where.append(_at_least(*question.least, of))
    if question.lives == (Life.OVERDUE,):  # as `life_on` has it
        # along its index for the newest; for all of them, a third, a look at each is quicker
        due = of.c.due if parties is None else sa.func.coalesce(of.c.due, "9999")
        where += [due < today.isoformat(), of.c.binding]
    elif question.lives:
        where.append(life_on(today, of).in_([life.value for life in question.lives]))
    return where


def _of_parties(
    question: Question, parties: Parties | None, of: sa.FromClause
) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    for role, name, key in (
        ("by", question.pledger, of.c.by_key),
        ("to", question.recipient, of.c.to_key),
    ):
        if name is None:
            continue
        if parties is None:
            names = _meant(account_name, account_name.c.account, role, name)
            where.append(of.c.key.in_(names))
        else:
            where.append(key.in_(parties[role]))
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


def _meant(table: sa.Table, key: sa.ColumnElement[str], role: str, name: str) -> sa.Select[str]:
    """Find what stands under a party's name: all words of one name are among the other's."""
    words = sorted({digest(word) for word in party(name)})
    query = sa.select(key).where(table.c.name_digest.in_(words), table.c.role == role)
    if len(words) == 1:
        return query
    least = sa.func.min(table.c.words)
    return query.group_by(key).having(
        sa.or_(sa.func.count() == len(words), sa.func.count() == least)
    )


def life_on(today: dt.date, of: sa.FromClause = account) -> sa.ColumnElement[str]:
    """Say in the columns' words what `Account.life` says of a day."""
    heard = dt.datetime.combine(today - SILENCE, dt.time(), dt.UTC)
    return sa.case(
        (of.c.state.in_(_SETTLED), of.c.state),
        (of.c.until < today.isoformat(), Life.OVERDUE.value),
        (of.c.state == Life.STALLED.value, of.c.state),
        (sa.or_(of.c.last >= heard, of.c.until.is_not(None)), of.c.state),
        else_=Life.NO_EVIDENCE.value,
    )


def _at_least(amount: Decimal, currency: str, of: sa.FromClause) -> sa.ColumnElement[bool]:
    """Compare in one currency as said, in others in euros of each sum's own year."""
    same = sa.and_(of.c.currency == currency, of.c.amount >= float(amount))
    found = {
        year: euros
        for year in _years()
        if (euros := convert(amount, currency, EURO, year=year)) is not None
    }
    if not found:
        return same
    floor = sa.case(
        *((of.c.year <= year, float(euros.amount)) for year, euros in found.items()),
        else_=float(found[max(found)].amount),
    )
    other = sa.and_(of.c.currency != currency, of.c.worth >= floor)
    return sa.or_(same, other)


def _years() -> list[int]:
    """List the years from which on another rate holds, and one before them all."""
    return list(range(min(map(min, present().values())), max(map(max, present().values())) + 1))


def _alone(question: Question) -> sa.ColumnElement[bool]:
    """Choose what is no part of anything.

    It is the first column of the indexes in which parties are found; hidden from the planner
    where something else is asked for, which has an index of its own.
    """
    if question == Question() or question.pledger is not None or question.recipient is not None:
        return account.c.whole.is_(None)
    return sa.func.coalesce(account.c.whole, "") == ""


def _sums(
    question: Question, today: dt.date, by: By | None, parties: Parties, *, by_year: bool
) -> Sequence[sa.Select[*tuple[Any, ...]]]:
    """Add up in groups of what may be added: one currency, binding or not, one year's rate.

    What is no part of anything, nearly all, is added up along an index that holds all it needs;
    only parts are joined to their wholes, to see whether those were chosen too. Years are told
    apart only where a conversion asks for them: each group is a row that must be read here.
    """
    where = asked(question, today, parties)
    of, name = _by(by, today)
    sums = (
        sa.func.min(name).label("name"),
        sa.func.count().label("pledges"),
        sa.func.sum(account.c.amount).label("amount"),
    )
    years = (account.c.year,) if by_year else ()
    kinds = (account.c.currency, account.c.binding, *years)
    if where:
        # hidden: in the order of the groups there is an index, of all that was not asked for
        hidden = sa.func.coalesce(of, "").label("of")
        why = account.c.apart.label("why")
        alone = sa.select(hidden, *kinds, why, *sums).where(_alone(question), *where)
        alone = alone.group_by(hidden, *kinds, account.c.apart)
    else:
        alone = _along_an_index(of, name, by, by_year=by_year)
    whole = account.alias("whole")
    chosen = sa.and_(whole.c.amount.is_not(None), *asked(question, today, parties, whole))
    because = sa.case((chosen, PART), else_=account.c.apart).label("why")
    of = of.label("of")
    parts = (
        sa.select(of, *kinds, because, *sums)
        .select_from(account)
        .outerjoin(whole, whole.c.key == account.c.whole)
        .where(account.c.whole > "", *where)
        .group_by(of, *kinds, because)
    )
    return alone, parts


def _along_an_index(
    of: sa.ColumnElement[Any], name: sa.ColumnElement[Any], by: By | None, *, by_year: bool
) -> sa.Select[*tuple[Any, ...]]:
    """Add up all that is no part: first as the index has it in order, then what is asked for."""
    own = account.c.to_key if by is By.RECIPIENT else account.c.by_key
    others = () if by in {None, By.PLEDGER, By.RECIPIENT} else (of,)
    inner = (
        sa.select(
            of.label("of"),
            account.c.currency,
            account.c.binding,
            account.c.year,
            account.c.apart.label("why"),
            sa.func.min(name).label("name"),
            sa.func.count().label("pledges"),
            sa.func.sum(account.c.amount).label("amount"),
        )
        .where(account.c.whole.is_(None))
        .group_by(
            own, account.c.currency, account.c.binding, account.c.year, account.c.apart, *others
        )
        .subquery()
    )
    years = (inner.c.year,) if by_year else ()
    kinds = (inner.c.of, inner.c.currency, inner.c.binding, *years, inner.c.why)
    return sa.select(
        *kinds,
        sa.func.min(inner.c.name).label("name"),
        sa.cast(sa.func.sum(inner.c.pledges), sa.Integer).label("pledges"),
        sa.func.sum(inner.c.amount).label("amount"),
    ).group_by(*kinds)


def _by(by: By | None, today: dt.date) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Give what the groups are told apart by, and what they are called."""
    match by:
        case By.PLEDGER:
            return account.c.by_key, account.c.pledger
        case By.RECIPIENT:
            return account.c.to_key, account.c.recipient
        case By.KIND:
            return account.c.kind, account.c.kind
        case By.STATE:
            return life_on(today), life_on(today)
        case None:
            return sa.literal(""), sa.null()


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
            year = row.year if currency else 0
            summed.add(_exact(row.amount), row.currency, year, binding=row.binding)
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
    parties = {(row["role"], row["key"], row["name_digest"]): row for row in _party_rows(made)}
    if parties:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        keep = insert(account_party).on_conflict_do_nothing()
        await connection.execute(keep, [parties[key] for key in sorted(parties)])


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


def _party_rows(made: Iterable[Account]) -> Iterator[dict[str, Any]]:
    """Give how parties are found; they stay when their pledges go, and then mean nothing."""
    names = {
        (role, name)
        for each in made
        for role, name in (("by", each.pledger), ("to", each.recipient))
    }
    for role, name in names:
        key = group_key(name)[:NAME]
        words = sorted({digest(word) for word in party(name)})
        for word in words:
            yield {"role": role, "key": key, "name_digest": word, "words": len(words)}
