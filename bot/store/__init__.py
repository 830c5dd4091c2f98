"""Nouns in, rows out and back: the one door to the database."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable

from bot.ports import Bell
from bot.store.channels import ChannelBook
from bot.store.digests import DigestBook
from bot.store.engine import Database, connected
from bot.store.entries import Entries
from bot.store.facts import Facts
from bot.store.feeds import Feeds
from bot.store.finding import FinderBook
from bot.store.gauges import StoreGauges
from bot.store.hear import hear
from bot.store.hints import HintBook
from bot.store.holds import Holds
from bot.store.hubs import HubBook
from bot.store.ledger import LedgerBook
from bot.store.letters import Letters
from bot.store.migrate import upgrade
from bot.store.modelling import ModelShelf
from bot.store.outbox import Lanes
from bot.store.page import Page
from bot.store.people import PeopleBook
from bot.store.pulse import beat
from bot.store.reading import Reading
from bot.store.rearranging import Rearrangements
from bot.store.recover import Recovery
from bot.store.stories import Stories
from bot.store.texts import Texts
from bot.store.turns import Turns
from bot.store.wake import Wake
from bot.store.wishes import WishBook

__all__ = ["SqlStore", "open_store"]


class SqlStore(
    Feeds,
    HubBook,
    Entries,
    Stories,
    Lanes,
    WishBook,
    DigestBook,
    Letters,
    Texts,
    Turns,
    ChannelBook,
    FinderBook,
    Facts,
    Holds,
    StoreGauges,
    LedgerBook,
    HintBook,
    Rearrangements,
    PeopleBook,
    ModelShelf,
    Recovery,
):
    """Every port of the store on one database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._page = Page(database)

    def seen_by(self, tenant: str) -> Reading:
        """Read as people of this workspace do, or everybody, or the operator."""
        return Reading(self._db, tenant)

    @property
    def page(self) -> Page:
        """The embedded page as a place that posts appear in."""
        return self._page

    def listen(self, *bells: Bell) -> Wake:
        """Give an ear for these bells; it hears for as long as it is kept."""
        return self._db.bells.listen(*bells)


@contextlib.asynccontextmanager
async def open_store(
    url: str, *, now: Callable[[], dt.datetime], own_clock: bool = True
) -> AsyncIterator[SqlStore]:
    """Open the store, its schema brought up to date.

    Args:
        url: ``sqlite+aiosqlite:///FILE`` or ``postgresql+asyncpg://...``.
        now: The process's clock.
        own_clock: Let PostgreSQL's clock decide what is due; tests that move time do not.

    Raises:
        ConfigError: It cannot be used; the text says why and how to mend it.
    """
    async with connected(url, now=now, own_clock=own_clock) as database:
        await upgrade(database)
        tasks = [asyncio.create_task(beat(database))]
        if database.postgres:
            tasks.append(asyncio.create_task(hear(database)))
        try:
            yield SqlStore(database)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
