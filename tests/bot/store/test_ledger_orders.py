"""Whatever order things happen in, the ledger ends the same: a property of the whole store."""

import dataclasses
import datetime as dt
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal

import pytest

from bot.corrections import corrections
from bot.ledger import Correction, Relation
from bot.questions import Question
from bot.rearrange import merge, split
from bot.store import SqlStore
from summariser import Article, Briefing, Evidence, Money, Party, Status
from tests.bot.making import LEASE, START, briefing, entry, page

TODAY = START.date()
LATER = START + dt.timedelta(days=20)
REPORTS: Mapping[str, tuple[float, int, str, Status]] = {
    "schools": (0, 40, "schools in the border valley", Status.PLEDGED),
    "again": (1, 40, "the schools of the border valley", Status.PLEDGED),
    "harbour": (2, 90, "a harbour at Eastport", Status.PLEDGED),
    "quays": (2, 15, "the first quays of the harbour at Eastport", Status.PLEDGED),
    "roads": (4, 7, "mountain roads", Status.PLEDGED),
    "stopped": (5, 40, "schools in the border valley", Status.WITHDRAWN),
    "radar": (6, 3, "weather radar", Status.PLEDGED),
}
"""Day of publication, sum in millions, purpose and status of each outlet's report."""

AFTER: Mapping[str, Sequence[str]] = {
    "put right": ("roads",),
    "parted": ("schools", "again"),
    "merged": ("harbour", "quays"),
    "taken apart": ("merged", "radar"),
    "read again": ("radar",),
}
"""What people do, and what must have happened before."""


def _told(article: Article, million: int, what: str, status: Status) -> Briefing:
    made = briefing(article)
    span = Evidence.of(article, 0, 7)
    said = Evidence(article=article.id, start=0, end=len(what), text=what)
    pledge = dataclasses.replace(
        made.pledges[0],
        pledger=Party(name="Norland", evidence=span),
        recipient=Party(name="Sudland", evidence=span),
        amount=Money(amount=Decimal(million) * 10**6, currency="NOK", evidence=span),
        what=said,
        evidence=said,
        status=status,
        deadline=None,
    )
    return dataclasses.replace(made, pledges=(pledge,))


class Newsroom:
    """A store in which things happen one after another, each told at once."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.stories: dict[str, int] = {}
        self.articles: dict[str, int] = {}
        self.read: dict[str, int] = {}

    async def happen(self, what: str) -> None:
        """Let an outlet report, or somebody do one of `AFTER`."""
        doings: Mapping[str, Callable[[], Awaitable[object]]] = {
            "put right": self._put_right,
            "parted": self._parted,
            "merged": self._merged,
            "taken apart": self._taken_apart,
            "read again": lambda: self._report("radar"),
        }
        await (doings[what]() if what in doings else self._report(what))
        while await self.store.tell_next():
            pass

    async def _report(self, name: str) -> None:
        """Publish, or publish once more with other words and the same pledge."""
        day, million, what, status = REPORTS[name]
        url = f"https://example.org/{name}"
        await self.store.add_feed("https://example.org/feed", title="Example", topic="aid")
        [leased] = await self.store.claim_feeds(1, LEASE)
        row = dataclasses.replace(leased.row, due=START)
        self.read[name] = self.read.get(name, 0) + 1
        times = f"{self.read[name]} times"
        await self.store.finish_poll(leased, row, [entry(url, url=url, digest=times)])
        [pending] = await self.store.claim_entries(1, LEASE)
        when = START + dt.timedelta(days=day)
        await self.store.keep_article(
            pending,
            page(url, text=f"Report {name}, {times}.", published=when, outlet=f"The {name}"),
        )
        [article] = await self.store.claim_articles(9, LEASE)
        made = _told(article.row.article, million, what, status)
        kept = await self.store.keep_briefing(article, made, story=article.row.story, post=False)
        assert kept
        self.stories[name], self.articles[name] = kept.id, article.row.id

    async def _key(self, name: str) -> str:
        held = await self.store.accounts(Question(), today=TODAY)
        article = str(self.articles[name])
        return next(
            said.claim.key
            for account in held
            for said in account.history
            if said.claim.article == article
        )

    async def _put_right(self) -> None:
        account = await self.store.account(await self._key("roads"))
        assert account
        made = corrections(account, [("amount", "NOK 9m")], by="ann", at=LATER)
        assert await self.store.correct(*made)

    async def _parted(self) -> None:
        key = await self._key("again")
        made = Correction(claim=key, joins=key, relation=Relation.NEW, by="ann", at=LATER)
        assert await self.store.correct(made)

    async def _merged(self) -> None:
        one, other = self.stories["quays"], self.stories["harbour"]
        await merge(self.store, one, into=other, by="ann", reason="one harbour")

    async def _taken_apart(self) -> None:
        """Put the radar into the harbour's story, and take it out again."""
        story = self.stories["harbour"]
        await merge(self.store, self.stories["radar"], into=story, by="ann", reason="?")
        mine = [self.articles["radar"]]
        self.stories["radar"] = (
            await split(self.store, story, mine, by="ann", reason="no harbour")
        ).target

    async def ledger(self) -> Sequence[object]:
        """Give the ledger in words that no order changes."""
        held = await self.store.accounts(Question(), today=TODAY)
        purposes = {account.key: account.purpose for account in held}
        return sorted(
            (
                account.purpose,
                account.sum,
                account.status,
                account.outlets,
                [said.relation for said in account.history],
                [said.by for said in account.history],
                purposes.get(account.whole or "", ""),
            )
            for account in held
        )


def _order(chance: random.Random) -> list[str]:
    """Choose any order in which nobody corrects what has not been told yet."""
    left, order = [*REPORTS, *AFTER], list[str]()
    while left:
        ready = [each for each in left if set(AFTER.get(each, ())) <= set(order)]
        order.append(chance.choice(ready))
        left.remove(order[-1])
    return order


EXPECTED = [
    ("a harbour at Eastport", 90, Status.PLEDGED, ("new",), ""),
    ("mountain roads", 9, Status.PLEDGED, ("new",), ""),
    ("schools in the border valley", 40, Status.WITHDRAWN, ("new", "withdraws"), ""),
    ("the first quays of the harbour at Eastport", 15, Status.PLEDGED, ("part_of",), "a harbour"),
    ("the schools of the border valley", 40, Status.PLEDGED, ("new",), ""),
    ("weather radar", 3, Status.PLEDGED, ("new",), ""),
]


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_events_gives_the_same_ledger(file_store: SqlStore, seed: int) -> None:
    """Reports, corrections, a merge, a split and an article read again, shuffled."""
    room = Newsroom(file_store)
    chance = random.Random(seed)  # noqa: S311 # the same orders each time
    for what in _order(chance):
        await room.happen(what)
    held = await file_store.accounts(Question(), today=TODAY)
    purposes = {account.key: account.purpose for account in held}
    told = sorted(
        (
            account.purpose,
            account.sum and int(account.sum[0] / 10**6),
            account.status,
            tuple(said.relation.value for said in account.history),
            purposes.get(account.whole or "", "")[:9],
        )
        for account in held
    )
    assert told == EXPECTED
    before = await room.ledger()
    at = 0
    while done := await file_store.retell(at):  # the pipeline run once more
        at, changed = done
        assert changed == 0
    for name in REPORTS:
        await room.happen(name)  # every article read once more
    assert await room.ledger() == before
