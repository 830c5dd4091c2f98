"""What outlets do to entries that they listed before: through the whole flow, nothing twice."""

import datetime as dt
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from bot import loops
from bot.brief import Briefs
from bot.deliver import Deliveries
from bot.feeds import HttpSource, Limits
from bot.model import Platform, Post
from bot.refresh import Polls, Reads
from bot.store import SqlStore
from summariser import brief
from tests.bot.feeds.outlet import Outlet, running_outlet
from tests.bot.making import Watch

STORY = (
    "Norway will give Kenya $4 million for wells before June, the foreign ministry said on Tuesday."
    " The money will be spent in the north, where three rivers have run dry. Anna Bee, the foreign"
    " minister, said that more would follow if the rains fail again in the autumn."
)
OTHER = (
    "The parliament of Chile voted to rebuild the harbour of Iquique after the earthquake of last"
    " year. The work begins in March and takes four years, the transport minister said."
)


def _item(number: int, title: str, words: str) -> str:
    return (
        f"<item><guid isPermaLink='false'>id-{number}</guid><title>{title}</title>"
        f"<link>{{base}}/{number}</link><pubDate>Thu, 19 Dec 2024 10:0{number}:00 GMT</pubDate>"
        f"<description>{words}</description></item>"
    )


ITEMS = (
    _item(1, "Norway gives Kenya $4 million", "Wells in the north."),
    _item(2, "Chile rebuilds a harbour", "Four years of work."),
)


@dataclass(slots=True)
class Desk:
    """The flow from feed to page, on a clock that stands."""

    store: SqlStore
    source: HttpSource
    watch: Watch
    outlet: Outlet
    faults: list[str] = field(default_factory=list)

    def publish(self, *items: str, pages: tuple[str, str] = (STORY, OTHER)) -> str:
        """Let the outlet list these, with their pages."""
        base = self.outlet.url("")
        for number, words in enumerate(pages, 1):
            title = "Norway gives Kenya $4 million" if number == 1 else "Chile rebuilds a harbour"
            body = "".join(f"<p>{line}.</p>" for line in words.rstrip(".").split(". "))
            page = f"<html><body><article><h1>{title}</h1>{body}</article></body></html>"
            self.outlet.says(f"/{number}", page, headers={"Content-Type": "text/html"})
        text = "".join(items).replace("{base}", base)
        feed = f"<rss version='2.0'><channel><title>Castellan</title>{text}</channel></rss>"
        return self.outlet.says("/feed", feed)

    async def go(self) -> list[Post]:
        """Let an hour pass and do all that is due; give every post there ever was."""
        self.watch.move(3700)
        now = self.watch

        def report(stage: str, error: Exception) -> None:
            self.faults.append(f"{stage}: {error!r}")

        chats = {Platform.PAGE: self.store.page}
        stages: list[loops.Stage] = [  # type: ignore[type-arg] # of several kinds
            Polls(store=self.store, source=self.source, now=now, floor=dt.timedelta(minutes=1)),
            Reads(store=self.store, pages=self.source, now=now),
            Briefs(store=self.store, summarise=brief, now=now),
            Deliveries(store=self.store, chats=chats, now=now, rest={}),
        ]
        await loops.drain([lambda s=s: loops.once(s, report=report) for s in stages])  # type: ignore[misc]
        assert not self.faults
        return list(await self.store.posts(limit=50))


@pytest.fixture
async def desk(file_store: SqlStore, watch: Watch) -> AsyncIterator[Desk]:
    """A desk that has posted two stories of one feed."""
    limits = Limits(gap=0, connect=2)
    async with (
        running_outlet() as outlet,
        HttpSource(allowed=frozenset({outlet.place}), limits=limits) as source,
    ):
        one = Desk(file_store, source, watch, outlet)
        await file_store.add_target(Platform.PAGE, "front", name="Page")
        await file_store.add_feed(one.publish(*ITEMS), title=None, topic=None)
        assert len(await one.go()) == 2
        yield one


Change = Callable[[str], str]


def _swap(pattern: str, by: str) -> Change:
    return lambda text: re.sub(pattern, by, text)


CHANGES: dict[str, Change] = {
    "nothing": lambda text: text,
    "layout": lambda text: text.replace("><", ">\n  <"),
    "undated": _swap(r"<pubDate>.*?</pubDate>", ""),
    "re-dated": _swap(r"19 Dec 2024", "20 Dec 2024"),
    "dated to come": _swap(r"2024", "2031"),
    "re-identified": _swap(r"id-(\d)", r"tag:castellan,2024:\1"),
    "without id": _swap(r"<guid.*?</guid>", ""),
    "re-identified and re-dated": lambda text: _swap(r"id-", "x")(text.replace("19 Dec", "21 Dec")),
    "counted link": _swap(r"</link>", "?utm_source=rss&amp;utm_medium=feed</link>"),
    "re-identified with counted link": lambda text: _swap(r"id-", "y")(
        text.replace("</link>", "?utm_source=x</link>")
    ),
    "another teaser": _swap(r"<description>.*?</description>", "<description>New.</description>"),
    "another headline": _swap(r"<title>", "<title>Updated: "),
    "one left": lambda text: text.split("</item>")[0] + "</item>",
}


@pytest.mark.parametrize("change", CHANGES)
async def test_nothing_is_posted_twice(desk: Desk, change: str) -> None:
    """Whatever changes around the same pieces, there are two posts and two stories; then again."""
    made = CHANGES[change]
    desk.publish(*(made(item) for item in ITEMS))
    assert len(await desk.go()) == 2
    desk.publish(*ITEMS)
    assert len(await desk.go()) == 2
    desk.publish(*(made(item) for item in reversed(ITEMS)))
    posts = await desk.go()
    assert len(posts) == 2
    assert len({post.story.id for post in posts}) == 2


async def test_re_identified_entries_are_not_read_again(desk: Desk) -> None:
    """An id that changes over the same address and headline costs no request for the page."""
    before = len(desk.outlet.requests)
    desk.publish(*(item.replace("id-", "new-") for item in ITEMS))
    await desk.go()
    assert {request.path for request in desk.outlet.requests[before:]} == {"/feed"}


@pytest.mark.parametrize("key", ["<guid>{n}-b</guid>", ""])
async def test_entries_without_address_are_known_by_their_words(desk: Desk, key: str) -> None:
    """An entry that is nothing but words stays one entry when its id changes or goes."""
    words = f"<description>{STORY.replace('Norway', 'Sweden')}</description>"
    bare = f"<item>{{key}}<title>Sweden gives Kenya $4 million</title>{words}</item>"
    desk.publish(bare.replace("{key}", "<guid>3</guid>"), *ITEMS)
    count = len(await desk.go())
    stories = {post.story.id for post in await desk.store.posts(limit=50)}
    desk.publish(bare.replace("{key}", key.format(n=3)), *ITEMS)
    assert len(await desk.go()) == count
    assert {post.story.id for post in await desk.store.posts(limit=50)} == stories


async def test_an_edit_updates_its_story(desk: Desk) -> None:
    """A sum that the outlet corrects changes the story that was told, and begins none."""
    edited = STORY.replace("$4 million", "$9 million")
    desk.publish(ITEMS[0].replace("$4", "$9"), ITEMS[1], pages=(edited, OTHER))
    posts = await desk.go()
    assert len({post.story.id for post in posts}) == 2
    [story] = await desk.store.search("kenya wells")
    assert story.version == 2
    assert "$9" in story.briefing.layout[2].text


async def test_two_entries_of_one_address_stay_two(desk: Desk) -> None:
    """A live page that several entries point at does not make them one."""
    live = [
        f"<item><guid>live-{n}</guid><title>Point {n}</title><link>{{base}}/1</link></item>"
        for n in range(3)
    ]
    desk.publish(*live, *ITEMS)
    await desk.go()
    desk.publish(*live, *ITEMS)
    before = len(desk.outlet.requests)
    await desk.go()
    assert {request.path for request in desk.outlet.requests[before:]} == {"/feed"}
