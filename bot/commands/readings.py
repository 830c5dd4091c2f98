"""From a command that reads to its answer: what is asked is read from the library.

Every sentence of ours is about the library; every sentence about the world is a quote.
"""

import dataclasses
import datetime as dt
import urllib.parse
import zoneinfo
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, assert_never

from bot.accounts import Account
from bot.commands.about import About
from bot.commands.actors import is_name, meet, people, the_one, which
from bot.commands.answering import Questions
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
from bot.commands.folk import NOT_HERE
from bot.commands.guide import explain
from bot.commands.ledger import as_told
from bot.commands.naming import topics_of
from bot.commands.orders import Correct
from bot.commands.outlets import health, sources
from bot.commands.paging import turn
from bot.commands.pledging import Pledging
from bot.commands.question import ASKS
from bot.commands.quotes import evidence, more
from bot.commands.reply import (
    Choice,
    Choices,
    Part,
    Reply,
    Say,
    ShowBriefing,
    ShowStory,
)
from bot.commands.searching import search
from bot.errors import CommandError, ThreelineError
from bot.export import NOBODY, Reporter
from bot.model import Story
from bot.ports import Clock, Drawing, LedgerStore, Library, Phrasing
from bot.rules import fold
from summariser import Article, Briefing

TIMELINE = 30


Tell = Callable[[str], Awaitable[None]]
"""Shows whoever waits what is being done."""


async def quietly(_: str) -> None:
    """Show nobody anything."""


class Briefer(Protocol):
    """Makes a briefing of any address on the spot."""

    async def brief_link(self, url: str, tell: Tell) -> tuple[Article, Briefing]:
        """Fetch, extract and brief, telling what it is at; raise `ThreelineError` with a reason."""


class Readings:
    """Answers what one asker asks, from what they may see.

    Args:
        library: As they see it.
        briefer: For addresses that are not held; ``None`` where nothing may be fetched.
        now: The clock.
        asker: Who asks, and from where.
        ledger: Every pledge once; ``None`` where none is kept.
        drawing: Draws charts; ``None`` tells them in words.
        phrasing: Words answers better; ``None`` where quotes are the answer.
        tell: Shows what is being done to whoever waits for it.
        reporter: Who publishes IATI files.
    """

    def __init__(
        self,
        library: Library,
        briefer: Briefer | None,
        now: Clock,
        asker: Asker,
        *,
        ledger: LedgerStore | None = None,
        drawing: Drawing | None = None,
        phrasing: Phrasing | None = None,
        tell: Tell = quietly,
        reporter: Reporter = NOBODY,
    ) -> None:
        self._library = library
        self._briefer = briefer
        self._now = now
        self._asker = asker
        self._ledger = ledger
        self._drawing = drawing
        self._phrasing = phrasing
        self._tell = tell
        self._reporter = reporter

    @property
    def library(self) -> Library:
        """Everything that who asks may see."""
        return self._library

    @property
    def _today(self) -> dt.date:
        return self._now().astimezone(zoneinfo.ZoneInfo(self._asker.zone)).date()

    async def answer(self, command: Plain) -> Reply:  # noqa: C901, PLR0911, PLR0912 # one case a command
        """Answer; raise `CommandError` with what to do instead."""
        match command:
            case Latest():
                return await self._latest(command)
            case BriefLink():
                return await self._brief(command.url)
            case More():
                story = await self.story(command.about)
                accounts = await self._ledger.story_accounts(story.id) if self._ledger else ()
                return more(story, accounts)
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
                return await self._book().one(command)
            case Timeline():
                return await self._timeline(command)
            case Ask():
                return await self._questions().ask(command.question)
            case Search():
                return await search(self._library, command) or _nothing(command.words)
            case Why():
                return await self._why(command.about)
            case Feeds():
                return await self._feeds(command)
            case Help():
                return explain(command.topic)
            case Unknown():
                return _unknown(command)
            case _:
                assert_never(command)

    async def _latest(self, command: Latest) -> Reply:
        wanted, topic = command.count * command.page + 1, command.topic
        named = [each for each in await topics_of(self._library) if fold(each) == fold(topic or "")]
        posts = await self._library.latest(limit=wanted, topic=named[0] if named else topic)
        stories = [post.story for post in posts]
        if not stories and topic:
            # A topic is a folder of feeds; any other word is looked for in the texts.
            stories = list(await self._library.search(topic, limit=wanted))
        on = f" on {topic}" if topic else ""
        if not stories:
            return Reply(title=f"No briefings{on} yet", found=False, parts=_ways_on(topic))
        shown = stories[command.count * (command.page - 1) :][: command.count]
        more = len(stories) == wanted
        parts = (
            *(ShowStory(story=story) for story in shown),
            *turn(command, rows=command.count, more=more),
        )
        return Reply(title=f"Latest{on}", parts=parts, found=bool(shown))

    async def _brief(self, url: str) -> Reply:
        held = await self._library.story_of(url)
        if held:
            return Reply(title="Already held", parts=(ShowStory(story=held),), private=False)
        if self._briefer is None:
            raise CommandError("That address is not held, and nothing is fetched from here.")
        try:
            await self._tell(f"Reading {urllib.parse.urlsplit(url).hostname or url} \u2026")
            article, briefing = await self._briefer.brief_link(url, self._tell)
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
        differ: Mapping[str, Sequence[tuple[str, str]]] = {}
        if self._ledger:
            differ = await self._book().differing(story)
        return sources(story, articles, differ)

    async def _who(self, command: Who) -> Reply:
        found = await self._library.stories_with_actor(command.name, limit=50)
        full = the_one(command.name, people(command.name, found))
        made: Sequence[Account] = ()
        received: Sequence[Account] = ()
        if full and self._ledger:
            made, received = await self._book().of_actor(full)
        reply = meet(command.name, found, made, received, today=self._today)
        if not reply.found and command.question:
            answer = await self._questions().from_all(command.question)
            # "Who leads the opposition?" names nobody, so that nobody of that name is no answer.
            reply = answer if answer.found or not is_name(command.name) else reply
        return reply

    async def _timeline(self, command: Timeline) -> Reply:
        about, wanted = command.about, TIMELINE * command.page + 1
        stories = await self._library.stories_with_actor(about, limit=wanted)
        known = people(about, stories)
        if len(known) > 1 and the_one(about, known) is None:
            return which(about, known, "timeline")
        stories = stories or await self._library.search(about, limit=wanted)
        shown = stories[TIMELINE * (command.page - 1) :][:TIMELINE]
        if not shown:
            title = f"Nothing on {about} in the articles held"
            return Reply(title=title, parts=_ways_on(None), found=False)
        reply = lay_out(about, shown)
        more = turn(command, rows=TIMELINE, more=len(stories) == wanted)
        return dataclasses.replace(reply, parts=(*reply.parts, *more))

    def _questions(self) -> Questions:
        return Questions(self._library, self._asker, self._phrasing)

    def _book(self) -> Pledging:
        if self._ledger is None:
            raise CommandError(NOT_HERE)
        return Pledging(self._ledger, self._drawing, self._now, self._asker, self._reporter)

    async def correct(self, order: Correct) -> Reply:
        """Let the ledger read a pledge otherwise; raise `CommandError` where it makes no sense."""
        return await self._book().correct(order, self._asker)

    async def _pledges(self, command: Pledges) -> Reply:
        asked = Pledges(about=command.about, chart=command.chart, export=command.export)
        bare = asked == command and command.page == 1
        about = command.about or (About() if bare and self._asker.story is not None else None)
        if about:
            story = await self.story(about)
            reply = await self._book().of_story(command, story) if self._ledger else None
            return reply or as_told(story)
        reply = await self._book().several(command)
        words = command.question or ""
        if ASKS.match(words) and (
            command.unread or not reply.found or not await self._book().names(command)
        ):
            # "How much did the minister commit after the flood?" names no pledger that a record
            # has, and asks for less than all pledges of one: those would be no answer.
            answer = await self._questions().ask(words)
            if answer.found or not reply.found or not command.by:
                return answer
            wider = Choice(label=f"pledges by {command.by}", command=f"pledges by {command.by}")
            offer = Choices(prompt="In the ledger", options=(wider,))
            return dataclasses.replace(answer, parts=(*answer.parts, offer))
        return reply

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

    async def _feeds(self, command: Feeds) -> Reply:
        return health(command, await self._library.feeds())


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


def _nothing(words: str) -> Reply:
    title = f"Not in the articles held: {words}"
    return Reply(title=title, parts=_ways_on(None), found=False)


def _ways_on(topic: str | None) -> tuple[Part, ...]:
    latest = (("All the latest", "latest"),) if topic else ()
    return (_choices("Try", *latest, ("Feeds", "feeds"), ("Help", "help")),)


def _choices(prompt: str, *options: tuple[str, str]) -> Choices:
    return Choices(
        prompt=prompt,
        options=tuple(Choice(label=label, command=command) for label, command in options),
    )
