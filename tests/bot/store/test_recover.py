"""What a process that was killed had taken: free for the next one on its host."""

import datetime as dt
import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from bot import owner
from bot.model import Platform
from bot.store import SqlStore
from bot.store.schema import article, lane
from tests.bot.making import LEASE, Watch, brief, read
from tests.figures import ROOT


@pytest.fixture(scope="module")
def dead() -> str:
    """The mark of a process that is gone."""
    done = subprocess.run(
        [sys.executable, "-c", "from bot.owner import mark; print(mark())"],
        capture_output=True, check=True, cwd=ROOT, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_mark_tells_who_is_gone(dead: str) -> None:
    """Gone is a process of this host that is not there, or whose number is ours by now."""
    mine = owner.mark()
    assert len(mine) <= 31, "the column takes 32"
    assert mine != owner.mark()
    assert not owner.has_died(mine)
    assert owner.has_died(dead)
    host, number, birth = mine.split("-")
    other = "0000" if not birth.startswith("0000") else "1111"
    assert owner.has_died(f"{host}-{number}-{other}")
    assert not owner.has_died(f"{host}-{os.getppid()}-{other}")
    assert not owner.has_died(f"{host}-1-{other}")
    elsewhere = "ffffff" if host != "ffffff" else "eeeeee"
    assert not owner.has_died(dead.replace(host, elsewhere))
    for strange in ("", "a1b2c3d4e5f60718", f"{host}--{birth}", f"{host}-9999999999-{birth}"):
        assert not owner.has_died(strange)


async def _give(store: SqlStore, table: sa.Table, mark: str) -> None:
    async with store._db.write() as connection:
        change = sa.update(table).where(table.c.lease.is_not(None)).values(lease=mark)
        await connection.execute(change)


async def test_work_of_the_dead_is_due_at_once(store: SqlStore, dead: str, watch: Watch) -> None:
    """An article, a feed and a lease of theirs wait for nobody; what is alive keeps its own."""
    await read(store, "https://example.org/1")
    [leased] = await store.claim_articles(1, LEASE)
    assert await store.recover() == 0
    assert not await store.claim_articles(1, LEASE)
    await _give(store, article, dead)
    held = await store.hold("slack:sockets:x", dead, dt.timedelta(seconds=10))
    assert held
    assert await store.recover() == 2
    [again] = await store.claim_articles(1, LEASE)
    assert again.row.id == leased.row.id
    assert await store.hold("slack:sockets:x", "another", dt.timedelta(seconds=10))
    await store.put_off_article(leased, "it came back too late", None)
    watch.move(61)
    assert await store.claim_articles(1, LEASE)
    assert await store.recover() == 0


async def test_post_that_may_be_on_its_way_is_waited_for(
    store: SqlStore, dead: str, watch: Watch
) -> None:
    """A chat's lane comes due when no answer can come any more; our own page's at once."""
    await store.join(Platform.SLACK, "T1", "C1", name="desk")
    await store.add_target(Platform.PAGE, "front", name="The page")
    await read(store, "https://example.org/1")
    await brief(store)
    both = [Platform.SLACK, Platform.PAGE]
    assert len(await store.claim_lanes(both, 9, LEASE)) == 2
    await _give(store, lane, dead)
    assert await store.recover() == 1
    [page] = await store.claim_lanes(both, 9, LEASE)
    assert page.row.target.platform is Platform.PAGE
    assert page.row.resumed
    watch.move(19)
    assert not await store.claim_lanes([Platform.SLACK], 9, LEASE)
    watch.move(2)
    [chat] = await store.claim_lanes([Platform.SLACK], 9, LEASE)
    assert chat.row.resumed
