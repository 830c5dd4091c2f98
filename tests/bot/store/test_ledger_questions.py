"""The store answers what is asked of the ledger as the pure functions do, on both databases."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from bot.accounts import Account, Life, accounts
from bot.ledger import tell
from bot.questions import By, Group, Question, answer, due, groups
from bot.store import SqlStore
from bot.store.accounts import keep_accounts
from summariser import PledgeKind, Status
from tests.pledged import START, claim

TODAY = dt.date(2026, 11, 1)
NAMES = (
    "United Kingdom", "UK", "Norway", "Kingdom of Norway", "World Bank", "World Food Programme",
    "Bank of Norland", "the Ministry of Defence", None,
)  # fmt: skip
WORDS = ("shells", "drones were delayed", "a grant, approved", "buses set aside", "grain", "")
SUMS = ("GBP 225m", "EUR 40m", "EUR 1,250.55", "NOK 7bn", "XYZ 3m", "tanks 30", None)
DEADLINES = ("2026-05", "2026", "2027-01-31", None)


def _held(chance: random.Random, count: int) -> list[Account]:
    said = []
    for number in range(count):
        many: dict[str, Any] = {
            "article": f"a{number}", "day": chance.random() * 230, "story": number // 3
        }  # fmt: skip
        said.append(
            claim(
                f"{chance.choice(WORDS)} {number // 2}",
                chance.choice(SUMS),
                pledger=chance.choice(NAMES),
                recipient=chance.choice(NAMES),
                status=chance.choice([*Status, Status.PLEDGED, Status.PLEDGED]),
                kind=chance.choice(list(PledgeKind)),
                deadline=chance.choice(DEADLINES),
                per=chance.choice(["year", None, None]),
                **many,
            )
        )
        if chance.random() < 0.3:
            said.append(
                claim("of which some", "GBP 5m", position=1, pledger=said[-1].pledger, **many)
            )
    return list(accounts(tell(said)).values())


def _questions(chance: random.Random) -> list[Question]:
    lives = [Question(lives=(life,)) for life in Life]
    single = [Question(), Question(pledger="UK"), Question(recipient="Norway")]
    single += [Question(pledger=name) for name in NAMES if name]
    mixed = [
        Question(
            pledger=chance.choice([*NAMES, None, None]),
            recipient=chance.choice([*NAMES, None, None]),
            kinds=tuple(chance.sample(list(PledgeKind), chance.choice([0, 0, 2]))),
            lives=tuple(chance.sample(list(Life), chance.choice([0, 0, 4]))),
            statuses=tuple(chance.sample(list(Status), chance.choice([0, 3]))),
            since=chance.choice([None, START + dt.timedelta(days=50)]),
            until=chance.choice([None, START + dt.timedelta(days=150)]),
            least=chance.choice(
                [None, None, (Decimal("30e6"), "EUR"), (Decimal(1000), "NOK"), (Decimal(1), "XYZ")]
            ),
        )
        for _ in range(40)
    ]
    return [*lives, *single, *mixed]


async def _keep(store: SqlStore, held: list[Account]) -> None:
    async with store._db.write() as connection:
        await keep_accounts(connection, [], held)


def _rounded(group: Group) -> tuple[object, ...]:
    """Compare conversions, which floats went through, to a part in a million."""
    total = group.total
    compared = total.compared and (f"{total.compared[0]:.6e}", total.compared[1])
    return (
        group.name,
        group.count,
        total.binding,
        total.not_binding,
        total.left_out,
        compared,
        sorted(total.rates),
    )


async def test_every_question_has_the_pure_answer(store: SqlStore) -> None:
    """By party, kind, state, status, time and sum; pages join up; sums in groups agree."""
    chance = random.Random(5)  # noqa: S311 # the same pledges each time
    held = _held(chance, 150)
    assert any(each.whole for each in held)
    await _keep(store, held)
    for question in _questions(chance):
        right = answer(held, question, today=TODAY)
        found = await store.accounts(question, today=TODAY)
        assert list(found) == list(right), question
        assert await store.count_accounts(question, today=TODAY) == len(right)
        by = chance.choice(list(By))
        sums = await store.totals(question, today=TODAY, by=by, currency="EUR")
        want = groups(right, by, today=TODAY, currency="EUR")
        assert list(map(_rounded, sums)) == list(map(_rounded, want)), (question, by)


async def test_sums_stay_right_while_accounts_go_and_come(store: SqlStore) -> None:
    """Corrections, merges and re-runs put accounts in the place of others: no sum remembers them.

    Parties that nobody speaks of any more are found, and come to nothing.
    """
    chance = random.Random(9)  # noqa: S311 # the same pledges each time
    held: dict[str, Account] = {}
    for _ in range(6):
        new = {each.key: each for each in _held(chance, 30)}
        gone = chance.sample(sorted(held), len(held) // 2) + [key for key in held if key in new]
        async with store._db.write() as connection:
            await keep_accounts(connection, gone, list(new.values()))
        held = {key: each for key, each in held.items() if key not in gone} | new
        for question in (Question(), *(Question(pledger=name) for name in NAMES if name)):
            right = answer(held.values(), question, today=TODAY)
            for by in By:
                sums = await store.totals(question, today=TODAY, by=by)
                assert list(map(_rounded, sums)) == list(
                    map(_rounded, groups(right, by, today=TODAY))
                ), (question, by)


async def test_pages_of_an_answer_join_up(store: SqlStore) -> None:
    """Nothing is shown twice and nothing is missed between two pages."""
    held = _held(random.Random(6), 40)  # noqa: S311 # the same pledges each time
    await _keep(store, held)
    whole = await store.accounts(Question(), today=TODAY)
    pages = [
        each
        for start in range(0, len(held), 7)
        for each in await store.accounts(Question(), today=TODAY, limit=7, offset=start)
    ]
    assert pages == list(whole)


async def test_what_is_due_comes_earliest_first(store: SqlStore) -> None:
    """What was delivered or withdrawn is no longer due."""
    held = _held(random.Random(7), 60)  # noqa: S311 # the same pledges each time
    await _keep(store, held)
    within = dt.timedelta(days=40)
    right = due(held, today=TODAY, within=within)
    found = await store.due_accounts(TODAY + within)
    assert list(found) == list(right)
    assert right
    late = await store.due_accounts(TODAY + within, since=TODAY)
    assert list(late) == [each for each in right if each.deadline == "2026-11"]


async def test_totals_of_everything_are_one_group(store: SqlStore) -> None:
    """Without anything to tell apart by there is one sum; of nothing there is none."""
    assert not await store.totals(Question(), today=TODAY)
    await _keep(store, _held(random.Random(8), 20))  # noqa: S311 # the same pledges each time
    [every] = await store.totals(Question(), today=TODAY)
    assert every.count == await store.count_accounts(Question(), today=TODAY)
    assert every.name is None


async def test_accounts_of_an_earlier_program_are_made_anew(file_store: SqlStore) -> None:
    """Their columns say less; telling the ledger makes them again, or drops what nobody said."""
    await _keep(file_store, _held(random.Random(9), 5))  # noqa: S311 # the same pledges each time
    async with file_store._db.write() as connection:
        await connection.execute(sa.text("UPDATE account SET shape = 0"))
    while await file_store.tell_next():
        pass
    assert not await file_store.accounts(Question(), today=TODAY)


@pytest.mark.parametrize(
    "name", ["", "  ", "the", "%", "'; DROP TABLE account; --", "\ufffd" * 300]
)
async def test_no_name_breaks_a_question(file_store: SqlStore, name: str) -> None:
    """Whatever is typed is a name that nobody has."""
    await _keep(file_store, _held(random.Random(9), 5))  # noqa: S311 # the same pledges each time
    for question in (Question(pledger=name), Question(recipient=name)):
        assert not await file_store.accounts(question, today=TODAY)
        assert await file_store.count_accounts(question, today=TODAY) == 0
