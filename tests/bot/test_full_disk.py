"""A disk that is really full: said plainly, nothing lost or doubled, and work goes on after it."""

import asyncio
import pathlib

import pytest

from bot.errors import StoreError
from bot.model import Platform
from bot.store import SqlStore, open_store
from tests.bot.making import LEASE, Watch, brief, read
from tests.chaos import disk
from tests.chaos.storm import Storm, rage
from tests.fakes.chat import Faults

WHY = disk.missing()
pytestmark = pytest.mark.skipif(WHY is not None, reason=str(WHY))


async def _until_full(store: SqlStore) -> str:
    """Write until it is said that there is no room; give the words."""
    for number in range(200):
        try:
            await store.add_feed(
                f"https://example.org/{number}?{'x' * 50_000}", title=None, topic=None
            )
        except StoreError as error:
            return str(error)
    raise AssertionError("the disk never was full")


async def test_full_disk_is_said_and_loses_nothing() -> None:
    """What was kept is there and can be read; with room again writing goes on by itself."""
    with disk.small_disk(8) as folder:
        ballast = disk.Ballast(folder, 0)
        url = f"sqlite+aiosqlite:///{folder}/store.sqlite3"
        async with open_store(url, now=Watch()) as store:
            await store.add_target(Platform.SLACK, "C1", name="a")
            await read(store, "https://example.org/1")
            await brief(store)
            await asyncio.to_thread(ballast.fill)
            said = await _until_full(store)
            assert "The disk of the database is full. Make room" in said
            with pytest.raises(StoreError, match="disk of the database is full"):
                await store.claim_lanes([Platform.SLACK], 1, LEASE)
            assert await store.story_of("https://example.org/1")
            ballast.free()
            [leased] = await store.claim_lanes([Platform.SLACK], 1, LEASE)
            assert not leased.row.resumed  # nothing of the failed claim is left
            assert await store.posted(leased, "ref")
        async with open_store(url, now=Watch()) as store:
            assert await store.story_of("https://example.org/1")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_posts_over_a_full_disk_are_each_there_once() -> None:
    """Workers die and freeze while the disk is full for a while; the long form is `make chaos`."""
    with disk.small_disk(12) as folder:
        ballast = disk.Ballast(folder, 0.8)
        toll = await rage(
            Storm(
                url=f"sqlite+aiosqlite:///{pathlib.Path(folder) / 'store.sqlite3'}",
                lanes=6,
                stories=8,
                faults=6,
                seed=5,
                workers=2,
                lease=0.6,
                pause=0.3,
                interrupt=ballast.drop,
                chat=Faults(slow=0, broken=0, lost=0, limited=0.05),
            )
        )
    assert ballast.filled == 2
    assert (toll.posts, toll.lost, toll.doubled, toll.disordered) == (48, 0, 0, 0)
