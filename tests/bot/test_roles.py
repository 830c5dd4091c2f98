"""Roles run together or apart: the same stories, each told once, on both databases."""

import asyncio
import contextlib
import datetime as dt
import pathlib
from collections.abc import AsyncIterator, Collection, Sequence

import pytest
import sqlalchemy as sa

from bot import app
from bot.clock import now
from bot.sample import SampleOutlet, load_sample
from bot.settings import ROLES, Role, load
from bot.store import SqlStore, open_store
from bot.store.schema import article, delivery, entry, feed, page_post
from tests.bot.making import START

APART: Sequence[Collection[Role]] = (
    {"feeds"}, {"feeds"}, {"articles"}, {"brief"}, {"brief"}, {"stories"}, {"stories"},
    {"digests"}, {"deliver"}, {"deliver"},
)  # fmt: skip
TOGETHER: Sequence[Collection[Role]] = (set(ROLES) - {"web"},)


@contextlib.asynccontextmanager
async def _processes(
    url: str, feeds: Sequence[str], roles: Sequence[Collection[Role]]
) -> AsyncIterator[None]:
    """Run what as many processes run: each with a store, a network and loops of its own."""
    stop = asyncio.Event()
    settings = load(_env_file=None, database_url=url, feeds=" ".join(feeds), port="0")
    async with asyncio.TaskGroup() as group:
        for each in roles:
            group.create_task(app.run(settings, roles=each, once=False, opml=None, stop=stop))
        try:
            yield
        finally:
            stop.set()


async def _state(store: SqlStore) -> tuple[dict[str, int | None], int, int]:
    """Give each article's story, how much waits, and how often a version was told twice."""
    waits = [
        sa.select(sa.func.count()).select_from(feed).where(feed.c.last_success.is_(None)),
        sa.select(sa.func.count()).select_from(entry).where(entry.c.state == "waiting"),
        sa.select(sa.func.count()).select_from(article).where(article.c.due.is_not(None)),
        sa.select(sa.func.count()).select_from(delivery).where(delivery.c.outcome == "pending"),
    ]
    async with store._db.read() as connection:
        waiting = sum([await connection.scalar(query) or 0 for query in waits])
        rows = (await connection.execute(sa.select(article.c.url, article.c.story))).all()
        posts = (await connection.scalars(sa.select(page_post.c.briefing))).all()
    return {row.url: row.story for row in rows}, waiting, len(posts) - len(set(posts))


async def _told(url: str, feeds: Sequence[str], roles: Sequence[Collection[Role]]) -> set[str]:
    """Run until nothing is left to do; give the stories as the addresses of their articles."""
    async with _processes(url, feeds, roles), open_store(url, now=now) as store:
        async with asyncio.timeout(60):
            while True:
                articles, waiting, twice = await _state(store)
                if articles and not waiting:
                    break
                await asyncio.sleep(0.2)
    assert twice == 0
    stories: dict[int | None, list[str]] = {}
    for each, story in sorted(articles.items()):
        stories.setdefault(story, []).append(each)
    return {" ".join(urls) for urls in stories.values()}


@pytest.fixture
async def feeds() -> AsyncIterator[Sequence[str]]:
    """Some of the sample's outlets, with all that they will ever publish."""
    outlet = SampleOutlet(
        load_sample(), started=START, now=lambda: START + dt.timedelta(days=1),
        every=dt.timedelta(seconds=1),
    )  # fmt: skip
    async with outlet as opened:
        yield opened.feeds


async def test_roles_apart_do_what_they_do_together(
    url: str, feeds: Sequence[str], tmp_path: pathlib.Path
) -> None:
    """Ten processes, most roles twice, tell the same stories as one, and none of them twice."""
    alone = f"sqlite+aiosqlite:///{tmp_path}/alone.sqlite3"
    one = await _told(alone, feeds, TOGETHER)
    assert await _told(url, feeds, APART) == one
