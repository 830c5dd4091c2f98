"""The bot on the fake, for tests: a shelf of stories, the real answerer, channels in memory."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.commands import Answerer, Asker, Command, Reply, Tell, quietly
from bot.discord.app import DiscordApp, open_discord
from bot.discord.wire import Pace
from bot.errors import FeedError
from bot.feeds import FeedDesk
from bot.model import Feed, Opinion, Platform, Story, Target, Traces
from bot.rules import Rule, Subscription
from summariser import Article, Briefing
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.bot.written import clinics
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel, Guild, Kind, Person

PACE = Pace(identify=0.0, heartbeat=2.0, guilds=0.05, longest=4.0, rate=1000.0)


class Register:
    """`bot.ports.Channels` in memory."""

    def __init__(self) -> None:
        self.followed: dict[tuple[str, str], Target] = {}
        self.posts: dict[tuple[str, str, str], Story] = {}

    async def join(self, platform: Platform, workspace: str, address: str, *, name: str) -> Target:
        """Follow, or go on."""
        assert platform is Platform.DISCORD
        key = (workspace, address)
        number = len(self.followed) + 1
        self.followed[key] = Target(
            id=number, platform=platform, address=address, workspace=workspace, name=name
        )
        return self.followed[key]

    async def leave(self, platform: Platform, workspace: str, address: str) -> bool:
        """Unfollow."""
        assert platform is Platform.DISCORD
        return self.followed.pop((workspace, address), None) is not None

    async def pause(self, platform: Platform, workspace: str, address: str, reason: str) -> bool:
        """Pause."""
        assert platform is Platform.DISCORD
        old = self.followed.get((workspace, address))
        if old:
            self.followed[workspace, address] = dataclasses.replace(old, paused=reason)
        return old is not None

    async def targets(self, platform: Platform, workspace: str) -> Sequence[Target]:
        """List one server's."""
        assert platform is Platform.DISCORD
        return [each for (where, _), each in self.followed.items() if where == workspace]

    async def everywhere(self) -> Sequence[Target]:
        """List all servers'."""
        return list(self.followed.values())

    async def story_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Story | None:
        """Find."""
        assert platform is Platform.DISCORD
        return self.posts.get((workspace, address, ref))

    # Wishes, of which these tests need no more than that there are none.

    async def tune(self, target: int, **_: Any) -> Target:
        """Give it back as it is."""
        return next(each for each in self.followed.values() if each.id == target)

    async def subscriptions(self, target: int) -> Sequence[Any]:
        """List none."""
        assert target
        return []

    async def subscribe(self, target: int, rule: Rule, **_: Any) -> Subscription:
        """Forget it."""
        return Subscription(id=1, target=target, rule=rule)

    def state(self, channel: Channel) -> str | None:
        """Say why a channel is paused; ``None`` when it is live."""
        return self.followed[str(channel.guild or ""), str(channel.id)].paused


class PeopleInMemory:
    """`bot.ports.People` in memory."""

    def __init__(self) -> None:
        self.thought: list[Opinion] = []
        self.named: dict[str, set[str]] = {}

    async def opine(self, opinion: Opinion) -> None:
        """Keep it."""
        self.thought.append(opinion)

    async def opinions(self, *, right: bool | None = None, limit: int = 100) -> Sequence[Opinion]:
        """List them."""
        return [each for each in self.thought if right in {None, each.right}][:limit]

    async def appoint(self, tenant: str, person: str, *, by: str | None, at: dt.datetime) -> bool:
        """Name an editor."""
        del by, at
        new = person not in self.named.setdefault(tenant, set())
        self.named[tenant].add(person)
        return new

    async def dismiss(self, tenant: str, person: str) -> bool:
        """Take it back."""
        was = person in self.named.get(tenant, set())
        self.named.get(tenant, set()).discard(person)
        return was

    async def editors(self, tenant: str) -> Sequence[str]:
        """List them."""
        return sorted(self.named.get(tenant, ()))

    async def traces(self, home: str, person: str) -> Traces:
        """Count opinions."""
        return Traces(
            opinions=sum((each.home, each.person) == (home, person) for each in self.thought)
        )

    async def forget_person(self, home: str, person: str) -> Traces:
        """Delete them."""
        were = await self.traces(home, person)
        self.thought = [each for each in self.thought if (each.home, each.person) != (home, person)]
        return were


class FeedsInMemory:
    """Feeds that a site's address leads to, kept in a list."""

    def __init__(self) -> None:
        self.kept: list[Feed] = []

    async def discover(self, url: str) -> str:
        """Find none on one site and the address itself on every other."""
        if "nothing" in url:
            raise FeedError("there is no feed there")
        return url

    async def add_feed(
        self, url: str, *, title: str | None, topic: str | None, workspace: str | None = None
    ) -> Feed:
        """Keep it once."""
        known = next((feed for feed in self.kept if feed.url == url), None)
        feed = known or Feed(
            id=len(self.kept) + 1, url=url, title=title, topic=topic, workspace=workspace
        )
        if not known:
            self.kept.append(feed)
        return feed

    async def remove_feed(self, feed: int) -> bool:
        """Drop it."""
        before = len(self.kept)
        self.kept = [each for each in self.kept if each.id != feed]
        return len(self.kept) < before

    async def feeds(self) -> Sequence[Feed]:
        """List them."""
        return self.kept


class Drawer:
    """`bot.discord.app.Notes` in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def recall(self, name: str) -> str | None:
        """Give."""
        return self.kept.get(name)

    async def note(self, name: str, value: str) -> None:
        """Keep."""
        self.kept[name] = value


class OneArticle:
    """Briefs one address and no other."""

    URL = "https://clinics.example/new"

    async def brief_link(self, url: str, tell: Tell = quietly) -> tuple[Article, Briefing]:
        """Give the clinics' article."""
        await tell("Read 99 words")
        if url != self.URL:
            raise FeedError("no article is there")
        return clinics()


class Answering(Answerer):
    """The real answerer; may wait before each answer, and keeps what it was asked."""

    wait = 0.0
    given: Reply | None = None  # an answer instead of the real one

    def __init__(self, books: Shelf, **given: Any) -> None:
        super().__init__(books, OneArticle(), lambda: NOW, **({"ledger": books} | given))
        self.asked: list[tuple[Command, Asker]] = []

    async def answer(self, command: Command, asker: Asker, *, tell: Tell = quietly) -> Reply:
        """Answer later."""
        self.asked.append((command, asker))
        await asyncio.sleep(self.wait)
        return self.given or await super().answer(command, asker, tell=tell)


@dataclasses.dataclass(slots=True, kw_only=True)
class Rig:
    """Everything that a test wants to look at."""

    discord: FakeDiscord
    app: DiscordApp
    shelf: Shelf
    register: Register
    answerer: Answering
    notes: Drawer
    feeds: FeedsInMemory
    people: PeopleInMemory
    guild: Guild
    channel: Channel
    forum: Channel
    ada: Person

    async def asks(self, line: str, **given: Any) -> Any:
        """Let Ada use `/brief` in the channel; give what she reads in the end."""
        asked = await self.discord.asks(line, self.ada, self.channel, **given)
        await asked.shown()
        return asked


@contextlib.asynccontextmanager
async def running(
    discord: FakeDiscord, *, pace: Pace = PACE, notes: Drawer | None = None, **given: Any
) -> AsyncIterator[Rig]:
    """Run the bot on a fake Discord until the block ends."""
    guild = discord.world.guild()
    rig_parts: dict[str, Any] = {
        "guild": guild,
        "channel": discord.world.channel(guild),
        "forum": discord.world.channel(guild, "stories", kind=Kind.FORUM),
        "ada": discord.world.person(),
    }
    books, register, notes = shelf(), Register(), notes or Drawer()
    feeds = FeedsInMemory()
    wishes, limits = given.pop("wishes", None), given.pop("limits", None)
    people = PeopleInMemory()
    parts: dict[str, Any] = {
        "channels": register,
        "feed_desk": FeedDesk(feeds, feeds),
        "notes": notes,
        "pace": pace,
    } | given
    answerer = Answering(
        books,
        channels=parts["channels"],
        wishes=wishes or register,
        feeds=feeds,
        finder=feeds,
        people=people,
        limits=limits,
    )
    async with (
        open_discord(
            token="token",  # noqa: S106 # of a fake
            api_url=discord.api_url,
            gateway_url=discord.gateway_url,
            answers=answerer,
            library=books,
            **parts,
        ) as app,
    ):
        stop = asyncio.Event()
        task = asyncio.create_task(app.run(stop))
        try:
            await asyncio.wait_for(app.ready.wait(), 5)
            yield Rig(
                discord=discord,
                app=app,
                shelf=books,
                register=register,
                answerer=answerer,
                notes=notes,
                feeds=feeds,
                people=people,
                **rig_parts,
            )
        finally:
            stop.set()
            await asyncio.wait_for(task, 10)


def words(message: Any) -> str:
    """Join what a message says: its text displays, embeds and content."""
    found = [message.get("content") or ""]

    def walk(parts: list[dict[str, Any]]) -> None:
        for part in parts:
            if part["type"] == 10:
                found.append(part["content"])
            walk(part.get("components") or [])

    walk(message.get("components") or [])
    found += [embed.get("description") or "" for embed in message.get("embeds") or []]
    return "\n".join(found)


def buttons(message: Any) -> dict[str, str]:
    """List a message's buttons: key by label."""
    found: dict[str, str] = {}

    def walk(parts: list[dict[str, Any]]) -> None:
        for part in parts:
            if part["type"] == 2:
                found[part["label"]] = part.get("custom_id", "")
            walk(part.get("components") or [])

    walk(message.get("components") or [])
    return found
