"""Articles that wait in, briefings in their stories out.

Where one process has the roles ``brief`` and ``stories`` both are done in one step. Apart, any
number of processes with ``brief`` read, each on its own core, and leave drafts; those with
``stories`` put them into stories, one at a time among all of them, since two reports of one event
must see each other's story.
"""

import asyncio
import dataclasses
import datetime as dt
import functools
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Protocol

from bot.model import Draft, HeldArticle, Leased
from bot.ports import Bell, Clock, StoryStore
from bot.stories import WINDOW, asking, assign, kin
from summariser import Article, Briefing

LEASE = dt.timedelta(minutes=1)
"""A text is read in about 0.1 s; one that takes a minute has stopped the program."""


class Summarise(Protocol):
    """Text in, briefing out."""

    def __call__(self, article: Article, *, as_of: dt.date) -> Briefing:
        """Brief it as of a day; pure."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Briefs:
    """The stage that briefs articles.

    Attributes:
        summarise: Text in, briefing out; pure, and run in ``executor`` (``None``: a thread).
        apart: Leave drafts for `Joins`, which another process runs.
    """

    store: StoryStore
    summarise: Summarise
    now: Clock
    executor: Executor | None = None
    apart: bool = False
    slots: int = 4
    name: str = "brief"
    bells: tuple[Bell, ...] = (Bell.ARTICLES,)

    async def claim(self, limit: int) -> Sequence[Leased[HeldArticle]]:
        """Take articles that wait, once every story that they may join can be found."""
        if not self.apart:
            await _shelve(self.store)
        return await self.store.claim_articles(limit, LEASE)

    async def work(self, leased: Leased[HeldArticle]) -> None:
        """Brief one article, decide its story and keep both."""
        held = leased.row
        loop = asyncio.get_running_loop()
        read = functools.partial(self.summarise, held.article, as_of=_day(held))
        try:
            made = await loop.run_in_executor(self.executor, read)
        except Exception as error:  # one text that breaks the reading must not stop the others
            reason = f"{type(error).__name__}: {error}"
            await self.store.put_off_article(leased, reason, None)
            raise
        marks = tuple(dict.fromkeys((*made.marks, *held.marks)))
        made = dataclasses.replace(made, marks=marks)
        if self.apart:
            await self.store.keep_draft(leased, made)
        else:
            await _join(self.store, leased, made)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """The stage that puts drafts of other processes into stories."""

    store: StoryStore
    slots: int = 4
    name: str = "stories"
    bells: tuple[Bell, ...] = (Bell.ARTICLES,)

    async def claim(self, limit: int) -> Sequence[Leased[Draft]]:
        """Take drafts that wait, once every story that they may join can be found."""
        await _shelve(self.store)
        return await self.store.claim_drafts(limit, LEASE)

    async def work(self, leased: Leased[Draft]) -> None:
        """Decide one draft's story and keep both."""
        draft = leased.row
        held = Leased(row=draft.held, token=leased.token, until=leased.until)
        await _join(self.store, held, draft.briefing)


async def _shelve(store: StoryStore) -> None:
    left = 1
    while left:
        left = await store.shelve()


async def _join(store: StoryStore, leased: Leased[HeldArticle], made: Briefing) -> None:
    """Decide a briefing's story and keep both, while nobody else decides."""
    held = leased.row
    async with store.turn("stories"):
        when = held.article.published or held.fetched
        near = await store.near(
            asking(held), since=when - WINDOW, until=when + WINDOW, workspace=held.workspace
        )
        found = kin(held, near)
        story = None if found.story is None else await store.present(found.story)
        decision = assign(held, made, found, story)
        if decision.post and story and story.version > 1:  # rare: only then older ones are read
            earlier = [each.briefing for each in await store.versions(story.id)][:-1]
            decision = assign(held, made, found, story, earlier=earlier)
        await store.keep_briefing(
            leased,
            made,
            story=decision.story,
            post=decision.post,
            reason=f"{decision.reason}; rule {decision.rule}",
            linked=decision.linked,
        )


def _day(held: HeldArticle) -> dt.date:
    """The day that "today" means in the article."""
    return (held.article.published or held.fetched).date()
