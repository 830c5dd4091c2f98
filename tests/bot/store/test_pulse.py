"""What comes due by the clock rings its bell within a second or so, whoever wrote it."""

import asyncio
import dataclasses
import datetime as dt
import pathlib

import pytest

from bot.clock import now
from bot.model import Platform
from bot.ports import Bell
from bot.store import open_store
from bot.store.pulse import EVERY
from tests.bot.making import LEASE, brief, read

SOON = 20 * EVERY


async def test_row_that_comes_due_rings_its_bell(url: str) -> None:
    """A feed that is due in a moment wakes who waits for feeds; nothing else rings."""
    async with open_store(url, now=now) as store:
        await store.add_feed("https://example.org/feed", title=None, topic=None)
        [leased] = await store.claim_feeds(1, LEASE)
        due = now() + dt.timedelta(seconds=0.5)
        await store.finish_poll(leased, dataclasses.replace(leased.row, due=due), [])
        feeds, lanes = store.listen(Bell.FEEDS), store.listen(Bell.LANES)
        feeds._event.clear()
        await asyncio.wait_for(feeds._event.wait(), SOON)
        assert not lanes._event.is_set()
        assert now() >= due


async def test_another_process_s_write_is_heard_on_a_file(tmp_path: pathlib.Path) -> None:
    """SQLite tells nobody of a write; the pulse does."""
    url = f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3"
    async with open_store(url, now=now) as one, open_store(url, now=now) as other:
        await other.add_target(Platform.SLACK, "C1", name="a")
        wake = one.listen(Bell.LANES)
        await read(other, "https://example.org/1")
        await brief(other)
        await asyncio.wait_for(wake._event.wait(), SOON)


async def test_database_that_is_away_ends_nothing(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next look finds what the failed one did not."""
    url = f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3"
    async with open_store(url, now=now) as store:
        wake = store.listen(Bell.FEEDS)
        await store.add_feed("https://example.org/feed", title=None, topic=None)
        clock, fails = store._db.now, iter([OSError("away")])

        def moment() -> dt.datetime:
            for error in fails:
                raise error
            return clock()

        monkeypatch.setattr(store._db, "now", moment)
        wake._event.clear()
        await asyncio.wait_for(wake._event.wait(), SOON)
