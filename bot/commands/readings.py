"""From a command that reads to its answer: what is asked is read from the library.

Every sentence of ours is about the library; every sentence about the world is a quote.
"""

import asyncio
from typing import Protocol, assert_never

from bot.commands.about import About
from bot.commands.actors import meet
from bot.commands.asking import choose, search_words, tell
from bot.commands.changes import compare, lay_out
from bot.commands.command import (
    Ask,
    Asker,
    BriefLink,
    Changed,
    Feeds,
    Help,
    Latest,
    More,
    Plain,
    Pledges,
    Search,
    ShowEvidence,
    ShowPledge,
    Sources,
    Timeline,
    Unknown,
    Who,
    Why,
)
from bot.commands.guide import explain
from bot.commands.ledger import full_name, select, tabulate
from bot.commands.question import understand
from bot.commands.quotes import evidence, more
from bot.commands.reply import (
    Choice,
    Choices,
    Link,
    Part,
    Reply,
    Say,
    ShowBriefing,
    ShowStory,
    Table,
)
from bot.commands.words import story_words
from bot.errors import CommandError, ThreelineError
from bot.model import FeedState, HeldArticle, Story
from bot.ports import Clock, Library
from summariser import Article, Briefing, Pledge

NEAREST = 12
"""Stories whose sentences are weighed for a question: 95 % of answers stand in the first 6."""
NEAREST_WHOLE = 3
"""Of those, the first ones whose every article is weighed and not only the one that leads."""
LEDGER = 500
"""Newest pledges that are looked through."""
OF_ACTOR = 200
"""Newest stories of a named actor whose pledges are looked through as well."""
TIMELINE = 30
FOUND = 5
"""Stories shown for a search; the count says when there are more."""
_FEED_WORDS = {
    FeedState.NEW: "not polled yet",
    FeedState.ACTIVE: "well",
    FeedState.FAILING: "failing",
    FeedState.RETIRED: "gone for good",
}


class Briefer(Protocol):
    """Makes a briefing of any address on the spot."""

    async def brief_link(self, url: str) -> tuple[Article, Briefing]:
        """Fetch, extract and brief; raise `ThreelineError` with a plain reason."""


class Readings:
    """Answers what one asker asks, from what they may see.

    Args:
        library: As they see it.
        briefer: For addresses that are not held; ``None`` where nothing may be fetched.
        now: The clock.
        asker: Who asks, and from where.
    """

    def __init__(self, library: Library, briefer: Briefer | None, now: Clock, asker: Asker) -> None:
        self._library = library
        self._briefer = briefer
        self._now = now
        self._asker = asker

    @property
    def library(self) -> Library:
        """Everything that who asks may see."""
        return self._library

    async def ledger(self, command: Pledges) -> list[tuple[Story, Pledge]]:
        """List the pledges that match, for pages and files; the newest story's first."""
        return select(command, await self._held(command), today=self._now().date())

    async def _held(self, command: Pledges) -> list[tuple[Story, Pledge]]:
        """Give the newest pledges, and all in which an actor that is named takes part."""
        held = list(await self._library.pledges(limit=LEDGER))
        known = {story.id for story, _ in held}
        for name in filter(None, (command.by, command.to)):
            for story in await self._library.stories_with_actor(full_name(name), limit=OF_ACTOR):
                if story.id not in known:
                    known.add(story.id)
                    held += [(story, pledge) for pledge in story.briefing.pledges]
        return sorted(held, key=lambda pair: pair[0].last, reverse=True)

    async def answer(self, command: Plain) -> Reply:  # noqa: C901, PLR0911, PLR0912 # one case a command
        """Answer; raise `CommandError` with what to do instead."""
        match command:
            case Latest():
                return await self._latest(command)
            case BriefLink():
                return await self._brief(command.url)
            case More():
                story = await self.story(command.about)
                return more(story)
            case ShowEvidence():
                story = await self.story(command.about)
                return evidence(story, command.line)
            case Sources():
                return await self._sources(await self.story(command.about))
            case Changed():
                story = await self.story(command.about)
                return compare(story, await self._library.versions(story.id))
            case Who():
                return await self._who(command)
            case Pledges():
                return await self._pledges(command)
            case ShowPledge():
                raise CommandError(f"There is no pledge {command.key}.")
            case Timeline():
                return await self._timeline(command.about)
            case Ask():
                return await self._ask(command.question)
            case Search():
                return await self._search(command.words)
            case Why():
                return await self._why(command.about)
            case Feeds():
                return await self._feeds()
            case Help():
                return explain(command.topic)
            case Unknown():
                return _unknown(command)
            case _:
                assert_never(command)

    async def _latest(self, command: Latest) -> Reply:
        posts = await self._library.latest(limit=command.count, topic=command.topic)
        stories = [post.story for post in posts]
        if not stories and command.topic:
            # A topic is a folder of feeds; any other word is looked for in the texts.
            found = await self._library.search(command.topic, limit=command.count)
            stories = list(found)
        on = f" on {command.topic}" if command.topic else ""
        if not stories:
            return Reply(title=f"No briefings{on} yet", found=False, parts=_ways_on(command.topic))
        return Reply(title=f"Latest{on}", parts=tuple(ShowStory(story=story) for story in stories))

    async def _brief(self, url: str) -> Reply:
        held = await self._library.story_of(url)
        if held:
            return Reply(title="Already held", parts=(ShowStory(story=held),), private=False)
        if self._briefer is None:
            raise CommandError("That address is not held, and nothing is fetched from here.")
        try:
            article, briefing = await self._briefer.brief_link(url)
        except ThreelineError as error:
            raise CommandError(f"Could not brief {url}: {error}") from error
        return Reply(
            title=f"Briefed just now: {article.title or url}",
            parts=(ShowBriefing(article=article, briefing=briefing),),
            private=False,
        )

    async def story(self, about: About) -> Story:
        """Find the story that is meant; raise `CommandError` saying how to name one."""
        if about.url:
            story = await self._library.story_of(about.url)
            missing = f"That address is not held. To brief it now: brief {about.url}"
        elif about.words:
            found = await self._library.search(about.words, limit=1)
            story = found[0] if found else None
            missing = f"No story has all of these words: {about.words}"
        elif about.story is not None or self._asker.story is not None:
            number = about.story if about.story is not None else self._asker.story
            story = await self._library.story(number) if number is not None else None
            missing = f"There is no story #{number}."
        else:
            posts = await self._library.latest(limit=1)
            story = posts[0].story if posts else None
            missing = "No briefings yet: nothing has come in from the feeds."
        if story is None:
            raise CommandError(missing)
        return story

    async def _sources(self, story: Story) -> Reply:
        articles = await self._library.articles(story.id)
        rows = tuple(
            (
                _printed(held),
                held.article.published or "time not stated",
                Link(label=held.article.title or held.article.url, url=held.article.url)
                if held.article.url
                else held.article.title or "",
                "quoted" if held.id == story.article.id else "",
            )
            for held in articles
        )
        outlets = len({held.article.outlet for held in articles})
        many = "1 outlet" if outlets == 1 else f"{outlets} outlets"
        voices = len({held.credit or held.article.outlet for held in articles})
        if voices < outlets:
            many += f" that are {voices} voice{'s' if voices > 1 else ''}"
        reports = "1 report" if len(rows) == 1 else f"{len(rows)} reports"
        return Reply(
            title=f"{reports} by {many}, first reporter first",
            parts=(
                Table(columns=("Outlet", "Published", "Article", ""), rows=rows),
                Say(text=f"Story #{story.id}: {story_words(story)}"),
            ),
        )

    async def _who(self, command: Who) -> Reply:
        found = await self._library.stories_with_actor(command.name, limit=50)
        pledges = [(story, pledge) for story in found for pledge in story.briefing.pledges]
        reply = meet(command.name, found, pledges)
        if not reply.found and command.question:
            answer = await self._quotes(command.question)
            reply = answer if answer.found else reply
        return reply

    async def _ask(self, question: str) -> Reply:
        """Answer from the story that is talked about, where it does, else from all."""
        if self._asker.story is not None:
            story = await self._library.story(self._asker.story)
            if story:
                articles = await self._library.articles(story.id)
                _, found = await asyncio.to_thread(choose, question, [(story, articles)])
                if found:
                    return tell(question, found, ())
        return await self._quotes(question)

    async def _quotes(self, question: str) -> Reply:
        """Quote what answers; weighing sentences is work for a thread."""
        near = await self._library.related(search_words(understand(question)), limit=NEAREST)
        stories = [
            # The article that leads is there already; the others of the nearest are read too.
            (
                story,
                await self._library.articles(story.id)
                if place < NEAREST_WHOLE
                else [story.article],
            )
            for place, story in enumerate(near)
        ]
        _, found = await asyncio.to_thread(choose, question, stories)
        return tell(question, found, near)

    async def _timeline(self, about: str) -> Reply:
        stories = await self._library.stories_with_actor(about, limit=TIMELINE)
        stories = stories or await self._library.search(about, limit=TIMELINE)
        if not stories:
            return Reply(
                title=f"Nothing on {about} in the articles held",
                parts=_ways_on(None),
                found=False,
            )
        return lay_out(about, stories)

    async def _pledges(self, command: Pledges) -> Reply:
        bare = Pledges(about=command.about) == command
        about = command.about or (About() if bare and self._asker.story is not None else None)
        story = await self.story(about) if about else None
        if story:
            pledges = [(story, pledge) for pledge in story.briefing.pledges]
        else:
            pledges = await self._held(command)
        among = f"the newest {LEDGER} pledges" if len(pledges) >= LEDGER else "the articles held"
        where = f"story #{story.id}" if story else among
        reply = tabulate(command, pledges, where=where, today=self._now().date())
        if command.question and story is None and (command.unread or not reply.found):
            # "How much did the minister commit?" names no pledger that a record has.
            answer = await self._ask(command.question)
            reply = answer if answer.found else reply
        return reply

    async def _search(self, words: str) -> Reply:
        stories = await self._library.search(words, limit=FOUND + 1)
        if not stories:
            return Reply(
                title=f"Not in the articles held: {words}",
                parts=_ways_on(None),
                found=False,
            )
        more_than = "more than " if len(stories) > FOUND else ""
        shown = stories[:FOUND]
        many = "1 story" if len(shown) == 1 else f"{len(shown)} stories"
        return Reply(
            title=f"{words}: {more_than}{many}, newest first",
            parts=tuple(ShowStory(story=story) for story in shown),
        )

    async def _why(self, about: About) -> Reply:
        url = about.url
        if url is None:
            story = await self.story(about)
            url = story.article.article.url
            if url is None:
                raise CommandError(f"Story #{story.id} came with no address to trace.")
        found = await self._library.why(url, place=self._asker.place)
        steps = [Say(text=step) for step in found]
        if await self._library.story_of(url):
            return Reply(title=f"Why: {url}", parts=tuple(steps))
        now = _choices("", ("Brief it now", f"brief {url}"), ("Feeds", "feeds"))
        return Reply(title=f"Not held: {url}", parts=(*steps, now), found=False)

    async def _feeds(self) -> Reply:
        feeds = await self._library.feeds()
        if not feeds:
            return Reply(title="No feeds are read", found=False)
        bad = sum(feed.state is FeedState.FAILING for feed in feeds)
        rows = tuple(
            (
                Link(label=feed.title or feed.url, url=feed.url),
                _FEED_WORDS[feed.state] + (f": {feed.reason}" if feed.reason else ""),
                feed.last_success or "never",
                feed.due or "not planned",
            )
            for feed in feeds
        )
        count = "1 feed" if len(feeds) == 1 else f"{len(feeds)} feeds"
        return Reply(
            title=f"{count}, {bad} failing" if bad else f"{count}, none failing",
            parts=(Table(columns=("Feed", "State", "Last success", "Next poll"), rows=rows),),
        )


def _unknown(command: Unknown) -> Reply:
    meant = f" The nearest is “{command.nearest}”." if command.nearest else ""
    nearest = ((command.nearest, command.nearest),) if command.nearest else ()
    return Reply(
        title=f"There is no command “{command.text}”.{meant}",
        parts=(
            _choices(
                "Try",
                *nearest,
                (f"search {command.text}", f"search {command.text}"),
                ("latest", "latest"),
                ("help", "help"),
            ),
        ),
        found=False,
    )


def _ways_on(topic: str | None) -> tuple[Part, ...]:
    latest = (("All the latest", "latest"),) if topic else ()
    return (_choices("Try", *latest, ("Feeds", "feeds"), ("Help", "help")),)


def _choices(prompt: str, *options: tuple[str, str]) -> Choices:
    return Choices(
        prompt=prompt,
        options=tuple(Choice(label=label, command=command) for label, command in options),
    )


def _printed(held: HeldArticle) -> str:
    """Name the outlet, and whose text it prints."""
    outlet = held.article.outlet or "outlet not named"
    return f"{outlet}, text of {held.credit}" if held.credit else outlet
