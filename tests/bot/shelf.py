"""A library in memory with seven invented stories, for tests of whatever reads one."""

import asyncio
import datetime as dt
import functools
import re
from collections.abc import AsyncIterator, Sequence

from bot.model import (
    Digest,
    Feed,
    FeedState,
    HeldArticle,
    Hint,
    HintSort,
    Place,
    Platform,
    Post,
    Story,
)
from bot.ports import Forms
from bot.store.words import fold
from summariser import Article, Pledge
from tests.bot.counting import Counting
from tests.bot.finding import Finding
from tests.bot.scribe import NOW
from tests.bot.written import WRITTEN, story

FEEDS = (
    Feed(
        id=1,
        url="https://castellan.example/feed.xml",
        title="The Castellan",
        state=FeedState.ACTIVE,
        due=NOW + dt.timedelta(minutes=3),
        last_success=NOW - dt.timedelta(minutes=12),
        last_entry=NOW - dt.timedelta(days=1),
    ),
    Feed(
        id=2,
        url="https://northern-wire.example/rss",
        title="Northern Wire",
        state=FeedState.FAILING,
        due=NOW + dt.timedelta(minutes=30),
        last_success=NOW - dt.timedelta(hours=9),
        failures=4,
        reason="the address answers with a web page, not a feed",
    ),
    Feed(id=3, url="https://quayside.example/atom", due=NOW),
)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@functools.lru_cache(maxsize=4096)
def _folded(article: Article) -> str:
    return fold(f"{article.title or ''} {article.text}")


def _has_form(text: str, forms: Forms) -> bool:
    padded = f" {text} "
    return any(f" {f.removesuffix('*')}{'' if f.endswith('*') else ' '}" in padded for f in forms)


class Shelf(Finding, Counting):
    """`bot.ports.Library` and `bot.ports.LedgerStore` in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[int, Story] = {}
        self.held: dict[int, list[HeldArticle]] = {}
        self.posted: list[Post] = []
        self.delivered: dict[Place, list[Post]] = {}
        self.steps: dict[str, tuple[str, ...]] = {}
        self.listed: tuple[Feed, ...] = ()
        self.digests: dict[tuple[str, str, str, str], Digest] = {}
        self.reads = 0
        self.place: Place | None = None
        self._changed = asyncio.Condition()

    def seen_by(self, tenant: str) -> "Shelf":
        """Show everybody the same."""
        del tenant
        return self

    def put(self, new: Story, *, when: dt.datetime = NOW) -> Post:
        """Post a story, or a new version of it, without telling anybody."""
        self.stories[new.id] = new
        self.held.setdefault(new.id, []).append(new.article)
        post = Post(seq=len(self.posted) + 1, story=new, posted=when)
        self.posted.append(post)
        return post

    async def arrive(self, new: Story) -> Post:
        """Post a story and wake everybody who waits."""
        post = self.put(new)
        async with self._changed:
            self._changed.notify_all()
        return post

    async def posts(self, *, after: int = 0, limit: int = 50) -> Sequence[Post]:
        """List posts after a number."""
        self.reads += 1
        current = {post.story.id: post.seq for post in self.posted}
        return [
            post for post in self.posted if post.seq > after and current[post.story.id] == post.seq
        ][:limit]

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """List the newest post of each story."""
        newest = {post.story.id: post for post in self.posted}
        found = sorted(newest.values(), key=lambda post: -post.seq)
        return [
            post
            for post in found
            if (before is None or post.seq < before)
            and (topic is None or post.story.topic == topic)
        ][:limit]

    async def story(self, story: int) -> Story | None:
        """Give a story."""
        return self.stories.get(story)

    async def articles(self, story: int) -> Sequence[HeldArticle]:
        """List its articles."""
        return self.held.get(story, [])

    async def story_of(self, url: str) -> Story | None:
        """Find a story by an address."""
        for key, articles in self.held.items():
            if any(held.article.url == url for held in articles):
                return self.stories[key]
        return None

    async def search(self, words: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories with all these words."""
        wanted = words.casefold().split()
        return [
            found
            for found in self._newest()
            if wanted
            and all(
                word in f"{found.article.article.title} {found.article.article.text}".casefold()
                for word in wanted
            )
        ][:limit]

    async def linked(self, story: int, *, limit: int = 10) -> Sequence[Story]:
        """Nothing here is linked."""
        del story, limit
        return []

    async def related(self, words: str, *, limit: int = 12) -> Sequence[Story]:
        """Find stories with some of these words, those with most and rarest first."""
        texts = {
            number: set(_words(" ".join(held.article.text for held in self.held[number])))
            for number in self.stories
        }
        weights = {
            word: 1 / (1 + sum(word in text for text in texts.values()))
            for word in set(_words(words))
        }
        scores = {
            number: sum(weight for word, weight in weights.items() if word in text)
            for number, text in texts.items()
        }
        ranked = sorted((n for n in scores if scores[n]), key=lambda n: (-scores[n], -n))
        return [self.stories[number] for number in ranked[:limit]]

    async def holding(self, words: Sequence[Forms], *, limit: int = 12) -> Sequence[Story]:
        """Find stories with a form of each word, newest first."""
        if not words:
            return []
        return [
            found
            for found in self._newest()
            if any(
                all(
                    _has_form(fold(f"{one.article.title} {one.article.text}"), forms)
                    for forms in words
                )
                for one in self.held[found.id]
            )
        ][:limit]

    async def versions(self, story: int) -> Sequence[Story]:
        """List the versions of a story that were posted."""
        return [post.story for post in self.posted if post.story.id == story]

    async def stories_with_actor(self, name: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories by a name or alias of an actor."""
        return [
            found
            for found in self._newest()
            if any(
                name.casefold() == known.casefold()
                for actor in found.briefing.actors
                for known in (actor.name, *actor.aliases)
            )
        ][:limit]

    async def pledges(self, *, limit: int = 500) -> Sequence[tuple[Story, Pledge]]:
        """List all pledges."""
        return [(found, pledge) for found in self._newest() for pledge in found.briefing.pledges][
            :limit
        ]

    async def why(self, url: str, *, place: Place | None = None) -> Sequence[str]:
        """Say what became of an address, and remember where it was asked."""
        self.place = place
        return self.steps.get(url, ())

    async def told(self, since: dt.datetime, until: dt.datetime) -> Sequence[Story]:
        """List the stories of a period."""
        return [each for each in self.stories.values() if since < each.last <= until]

    async def posted_to(self, place: Place, *, limit: int = 50) -> Sequence[Post]:
        """List what a target was told."""
        return self.delivered.get(place, [])[:limit]

    async def feeds(self) -> Sequence[Feed]:
        """List feeds."""
        return self.listed

    async def digest_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Digest | None:
        """Give what a test put there."""
        return self.digests.get((platform, workspace, address, ref))

    async def hints(self, sort: HintSort, typed: str, *, limit: int = 25) -> Sequence[Hint]:
        """Go through all names that there are."""
        told = sorted(self.stories.values(), key=lambda each: each.last, reverse=True)
        names = {
            HintSort.FEED: [(feed.title or feed.url, str(feed.id)) for feed in self.listed],
            HintSort.ACTOR: [(a.name, a.name) for each in told for a in each.briefing.actors],
            HintSort.TOPIC: [(each.topic, each.topic) for each in told if each.topic],
            HintSort.STORY: [(each.briefing.layout[0].text, str(each.id)) for each in told],
            HintSort.PLEDGE: [],
        }[sort]
        start = " ".join(fold(typed).split())
        found = dict.fromkeys(
            (shown, value) for shown, value in names if f" {start}" in f" {fold(shown)}"
        )
        return [Hint(shown=shown, value=value) for shown, value in found][:limit]

    async def changes(self) -> AsyncIterator[None]:
        """Yield on each arrival."""
        while True:
            async with self._changed:
                await self._changed.wait()
            yield

    def _newest(self) -> list[Story]:
        return sorted(self.stories.values(), key=lambda found: found.last, reverse=True)


def shelf() -> Shelf:
    """Give a library that holds everything written above."""
    made = Shelf()
    topics = {1: "aid", 6: "aid", 7: "aid", 5: "labour"}
    for number, write in enumerate(WRITTEN, 1):
        article, briefing = write()
        new = story(number, article, briefing, topic=topics.get(number))
        made.put(new, when=new.last)
    # A second outlet reports the harbour.
    second = Article(
        id="a8",
        title="Norland aids storm-hit Veskar",
        outlet="Quayside Post",
        url="https://quayside.example/veskar",
        published=dt.datetime(2026, 3, 14, 11, 55, tzinfo=dt.UTC),
        text="Norland is to pay 92 million dollars for the harbour of Veskar.",
    )
    made.held[7].append(HeldArticle(id=8, article=second, fetched=NOW, story=7, topic="aid"))
    made.listed = FEEDS
    made.steps["https://castellan.example/veskar"] = (
        "9 Mar 2026, 18:46 UTC: seen in the feed The Castellan",
        "9 Mar 2026, 18:46 UTC: read, 27 words",
        "9 Mar 2026, 18:47 UTC: briefed as story #1",
        "9 Mar 2026, 18:47 UTC: posted to the page",
    )
    return made
