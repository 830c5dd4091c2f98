"""A newsroom's day as one script for every chat: what people do there, and what they then see.

A chat's own test gives a `Surface`: its wire fake, with the words that people of a newsroom would
use. The program is the real one, all of its roles in this process, with the sample outlet; only
its clock is ours, so that an hour takes no hour.
"""

import asyncio
import contextlib
import datetime as dt
import pathlib
import shutil
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any, Protocol

from bot import app, clock
from bot.questions import Question
from bot.rearrange import merge
from bot.settings import ROLES, load
from bot.store import open_store
from tests.bot.feeds.outlet import Outlet, running_outlet

PATIENCE = 20.0
# One article of the sample appears each so often by the program's clock. When the clock is moved by
# it, no lease of what is just being posted ends (30 s).
EVERY = dt.timedelta(seconds=15)
CHANGED = "What changed"  # in the note that a version adds below its post, at any moment
LEADS = "Another post here reports the same event"


def free() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A post of ours in the desk's channel, as the people there see it.

    Attributes:
        ref: The chat's own key of the post.
        words: All that it says.
        story: The story that it tells; ``None`` for a digest.
        edited: It says something else than at first.
        thread: What we said below it, oldest first.
    """

    ref: str
    words: str
    story: int | None = None
    edited: bool = False
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that somebody got from us; ``says`` is what is told to who cannot see it."""

    name: str
    content: bytes
    says: str


class Surface(Protocol):
    """One chat with a desk's channel in it, a person who may set it up, and our app installed."""

    def settings(self) -> Mapping[str, str]:
        """Give what the operator sets, by the settings' names in lower case."""

    async def connected(self) -> None:
        """Wait until the program listens there."""

    def lose_an_answer(self) -> None:
        """Take the next post and drop the connection instead of saying so."""

    async def type(self, line: str) -> str:
        """Let that person type a command in the desk's channel; give all that is answered."""

    async def press(self, label: str, post: Told) -> str:
        """Let them press a button of a post; give all that is answered."""

    async def ask(self, words: str, post: Told) -> str:
        """Let them ask the app below a post; give all that is answered there."""

    def posts(self) -> Sequence[Told]:
        """List the deliveries in the desk's channel, oldest first."""

    def files(self) -> Sequence[Sent]:
        """List every file that was sent to that person or to the channel."""

    async def until(self, done: Callable[[], object], seconds: float) -> None:
        """Wait until something is so, looking again whenever something happens there."""

    async def uninstall(self) -> None:
        """Take the app out."""

    def taken(self) -> int:
        """Count what the program tried to post so far, in vain or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article of an outlet of ours."""

    number: int
    title: str
    words: str


GRID = Report(
    number=1,
    title="Norland to repair Estavia's power grid",
    words="Norland will give Estavia 120 million euros for the repair of its power grid, the "
    "energy minister, Marta Olsen, said in Belgrave. The money pays for eleven transformers "
    "that were lost in the storm in February, and for the crews that put them up. Half of the "
    "homes in the east of Estavia have had no power since.",
)
RAISED = Report(
    number=2,
    title="Olsen adds to Norland's money for the Estavia grid",
    words="After an evening of talks in Belgrave the sum has grown: Norland will give Estavia 150 "
    "million euros for the repair of its power grid, Marta Olsen told reporters. Engineers had "
    "asked for spare parts as well. February's storm took down eleven transformers, and the "
    "eastern provinces of Estavia are still half dark.",
)


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """The program with its clock.

    Attributes:
        folder: Where its database is.
        given: What its operator set.
        outlet: A wire that it may read, besides the sample.
        ahead: How far its clock is ahead of ours.
    """

    folder: pathlib.Path
    given: Mapping[str, Any]
    outlet: Outlet
    ahead: dt.timedelta = dt.timedelta()
    port: int = field(default_factory=free)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _running: asyncio.Task[None] | None = None

    def now(self) -> dt.datetime:
        """Read the program's clock."""
        return clock.now() + self.ahead

    def start(self) -> None:
        """Start it."""
        settings = load(
            _env_file=None,
            database_url=f"sqlite:///{self.folder}/day.sqlite3",
            port="0",
            sample_every=str(EVERY.total_seconds()),
            sample_port=str(self.port),
            allowed_hosts=self.outlet.place,
            **self.given,
        )
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(
            app.run(settings, roles=ROLES, once=False, opml=None, clock=self.now, stop=self._stop)
        )

    async def pledge(self, by: str) -> str:
        """Give the key of the newest pledge of somebody, as the ledger's list shows it."""
        async with open_store(f"sqlite+aiosqlite:///{self.folder}/day.sqlite3", now=self.now) as at:
            found = await at.accounts(Question(pledger=by), today=self.now().date())
        return found[0].key

    async def merge(self, story: int, *, into: int) -> None:
        """Put two stories together, as `threeline stories merge` does beside the program."""
        async with open_store(f"sqlite+aiosqlite:///{self.folder}/day.sqlite3", now=self.now) as at:
            await merge(at, story, into=into, by="ada", reason="one event")

    def publish(self, *reports: Report) -> str:
        """Let the wire list these, with their pages; give the feed's address."""
        items = []
        for each in reports:
            body = "".join(f"<p>{line}.</p>" for line in each.words.rstrip(".").split(". "))
            page = f"<html><body><article><h1>{each.title}</h1>{body}</article></body></html>"
            url = self.outlet.says(f"/{each.number}", page, headers={"Content-Type": "text/html"})
            stamp = format_datetime(self.now(), usegmt=True)
            items.append(
                f"<item><guid>{url}</guid><link>{url}</link><title>{each.title}</title>"
                f"<pubDate>{stamp}</pubDate></item>"
            )
        channel = f"<channel><title>Norland Wire</title>{''.join(items)}</channel>"
        return self.outlet.says("/feed", f"<rss version='2.0'>{channel}</rss>")

    async def reads(self, feed: str) -> None:
        """Add a feed, as `threeline feeds add` does beside the program."""
        async with open_store(f"sqlite+aiosqlite:///{self.folder}/day.sqlite3", now=self.now) as at:
            await at.add_feed(feed, title=None, topic="energy")

    async def end(self) -> None:
        """End it as SIGTERM would; raise what it raised."""
        self._stop.set()
        if self._running:
            await asyncio.wait_for(self._running, PATIENCE)


@dataclass(slots=True, kw_only=True)
class Day:
    """What a step has at hand."""

    surface: Surface
    room: Newsroom

    def briefings(self) -> list[Told]:
        """List the posts that tell one story each."""
        return [post for post in self.surface.posts() if post.story is not None]

    def later(self, by: dt.timedelta) -> None:
        """Let time pass."""
        self.room.ahead += by

    async def until(self, done: Callable[[], object]) -> None:
        """Wait until something is so."""
        await self.surface.until(done, PATIENCE)

    async def soon_until(self, done: Callable[[], object]) -> None:
        """Let a few seconds pass until something is so: feeds that are new are read that often."""
        for _ in range(30):
            self.later(EVERY / 4)
            with contextlib.suppress(TimeoutError):
                await self.surface.until(done, 1.0)
                return
        await self.until(done)

    async def news_until(self, done: Callable[[], object], *, most: int) -> None:
        """Let article after article appear until something is so."""
        for _ in range(most):
            self.later(EVERY)
            with contextlib.suppress(TimeoutError):
                await self.surface.until(done, 2.0)
                return
        assert done(), f"not so after {most} more articles"


async def follow(day: Day) -> None:
    """The desk follows; what is there comes, although Slack's or Discord's answer was lost."""
    day.surface.lose_an_answer()
    assert "posted here" in await day.surface.type("follow")
    await day.news_until(lambda: len(day.briefings()) >= 2, most=10)
    first = day.briefings()[0]
    for label in ("What", "Actors", "Pledges"):
        assert label in first.words


async def lost_answer(day: Day) -> None:
    """The post whose answer was lost is found again and is there once."""
    day.later(EVERY)
    stories = [post.story for post in day.briefings()]
    assert len(stories) == len(set(stories))


async def restart(day: Day) -> None:
    """It is started anew while news come in: nothing is lost, nothing is there twice."""
    before = len(day.briefings())
    day.later(2 * EVERY)
    await day.room.end()
    day.room.start()
    await day.surface.connected()
    await day.news_until(lambda: len(day.briefings()) > before, most=10)
    stories = [post.story for post in day.briefings()[before:]]
    assert len(stories) == len(set(stories))


async def evidence(day: Day) -> None:
    """A button shows the words that a briefing rests on."""
    post = day.briefings()[0]
    shown = await day.surface.press("Evidence", post)
    assert "Evidence" in shown
    assert "“" in shown or ">" in shown


async def sources(day: Day) -> None:
    """Another tells who reports it."""
    post = day.briefings()[0]
    shown = await day.surface.press("Sources", post)
    assert "report" in shown
    assert f"#{post.story}" in shown


async def thread_question(day: Day) -> None:
    """A question below a briefing is about its story."""
    post = day.briefings()[0]
    answered = await day.surface.ask("who else reported it?", post)
    assert f"Story #{post.story}" in answered, answered


async def chart(day: Day) -> None:
    """The desk has its pledges drawn: a picture, and in words for those who cannot see it."""
    before = len(day.surface.files())
    answered = await day.surface.type("chart")
    await day.until(lambda: len(day.surface.files()) > before)
    picture = day.surface.files()[-1]
    assert picture.content.startswith(b"\x89PNG")
    assert picture.name.endswith(".png")
    assert "chart" in answered
    assert picture.says in answered


async def export(day: Day) -> None:
    """The desk takes its pledges along as a file."""
    before = len(day.surface.files())
    await day.surface.type("export csv")
    await day.until(lambda: len(day.surface.files()) > before)
    table = day.surface.files()[-1]
    assert table.name.endswith(".csv")
    header, *rows = table.content.decode().splitlines()
    assert "amount" in header
    assert rows


async def opinion(day: Day) -> None:
    """Somebody says that a briefing is wrong; it is kept with their words."""
    story = day.briefings()[0].story
    answered = await day.surface.type(f"feedback wrong #{story} the sum is older")
    assert "Thank you" in answered
    assert "the sum is older" in answered


async def much(day: Day) -> None:
    """Much is reported at once, and all of it is posted."""
    day.later(12 * EVERY)
    await day.until(lambda: len(day.briefings()) >= 8)


async def version(day: Day) -> None:
    """An admin puts two stories together: one post tells both, and the other leads there."""
    one, other = (post.story for post in day.briefings()[:2])
    assert one
    assert other
    await day.room.merge(other, into=one)
    await day.until(lambda: [post for post in day.briefings() if post.edited])
    edited = [post for post in day.briefings() if post.edited]
    assert any("version " in post.words for post in edited), edited
    await day.until(lambda: [post for post in day.surface.posts() if LEADS in post.words])


async def grows(day: Day) -> None:
    """A second report raises the sum: the post is edited, and its thread says what changed."""
    await day.room.reads(day.room.publish())
    await day.soon_until(lambda: day.room.outlet.requests)
    day.room.publish(GRID)
    await day.soon_until(lambda: [post for post in day.briefings() if "Estavia" in post.words])
    day.room.publish(GRID, RAISED)
    await day.soon_until(lambda: [post for post in day.briefings() if "€150m" in post.words])
    [post] = [post for post in day.briefings() if "Estavia" in post.words]
    assert post.edited
    assert "version 2" in post.words
    await day.until(
        lambda: [post for post in day.briefings() if "Estavia" in post.words and post.thread]
    )
    [post] = [post for post in day.briefings() if "Estavia" in post.words]
    [note] = post.thread
    assert "Updated to version 2" in note
    assert "€150m" in note


async def corrected(day: Day) -> None:
    """The desk corrects that sum: its post shows it as an editor's, and its thread says so once."""
    [post] = [post for post in day.briefings() if "Estavia" in post.words]
    key = await day.room.pledge("Norland")
    assert "Corrected" in await day.surface.type(f"correct {key} amount=EUR 155m")
    await day.until(
        lambda: [
            post
            for post in day.briefings()
            if "€155m" in post.words and post.thread and "Corrected by" in post.thread[-1]
        ]
    )
    [post] = [post for post in day.briefings() if "Estavia" in post.words]
    assert "(editor)" in post.words
    assert len(post.thread) == 2
    assert "Corrected by an admin" in post.thread[-1]
    assert "the article says EUR 150,000,000" in post.thread[-1]


async def quiet(day: Day) -> None:
    """The desk sets quiet hours and sees them."""
    assert "22:00-07:00" in await day.surface.type("quiet 22:00-07:00")
    assert "22:00-07:00" in await day.surface.type("settings")
    assert "No quiet hours" in await day.surface.type("quiet off")


async def digest(day: Day) -> None:
    """A digest comes at its time, with stories that were not posted one by one."""
    start = (day.room.now() + dt.timedelta(hours=2)).replace(second=0, microsecond=0)
    assert "digest" in await day.surface.type(f"digest daily {start:%H:%M} UTC")
    newest = await day.surface.type("latest 1")
    for _ in range(3):
        day.later(EVERY)
        async with asyncio.timeout(PATIENCE):
            while newest == (newest := await day.surface.type("latest 1")):  # noqa: ASYNC110 # asks there
                await asyncio.sleep(0.2)
    day.room.ahead += start + dt.timedelta(minutes=1, seconds=5) - day.room.now()
    await day.until(lambda: [post for post in day.surface.posts() if post.story is None])
    told = next(post for post in day.surface.posts() if post.story is None)
    assert "Digest" in told.words
    single = "\n".join(post.words for post in day.briefings())
    stories = [line for line in told.words.splitlines() if line.startswith("What: ")]
    assert [line for line in stories if line not in single]


async def unfollow(day: Day) -> None:
    """The desk stops: nothing new is posted."""
    assert "Nothing new is posted here" in await day.surface.type("unfollow")


async def uninstall(day: Day) -> None:
    """After the app was taken out, nothing is tried any more."""
    await day.surface.type("follow")
    await day.surface.uninstall()
    before = day.surface.taken()
    day.later(2 * EVERY)
    await asyncio.sleep(1.5)
    assert day.surface.taken() == before


Step = Callable[[Day], Awaitable[None]]
DAY: Sequence[Step] = (
    follow,
    lost_answer,
    evidence,
    sources,
    thread_question,
    chart,
    export,
    opinion,
    restart,
    grows,
    corrected,
    quiet,
    digest,
    unfollow,
    uninstall,
)
"""What happens, in order."""
GROWTH: Sequence[Step] = (follow, much, version)
"""The sample's first story that grows comes late: after it too little is left for other steps."""


async def live(
    surface: Surface, folder: pathlib.Path, *, database: pathlib.Path, steps: Sequence[Step] = DAY
) -> None:
    """Live the day; a failure names its step.

    Args:
        surface: The chat.
        folder: For the program's files.
        database: An empty database of today's schema, which is copied (making one takes 2 s).
        steps: What happens.
    """
    shutil.copy(database, folder / "day.sqlite3")
    async with running_outlet() as outlet:
        room = Newsroom(folder=folder, given=surface.settings(), outlet=outlet)
        room.start()
        try:
            await surface.connected()
            day = Day(surface=surface, room=room)
            for step in steps:
                began = time.monotonic()
                try:
                    await step(day)
                except BaseException as error:
                    error.add_note(f"in the step: {step.__doc__}")
                    raise
                print(f"{step.__name__}: {time.monotonic() - began:.1f} s")  # noqa: T201 # -s shows it
        finally:
            await room.end()
