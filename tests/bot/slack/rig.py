"""The app on the fake, for tests: a shelf of stories, the real answerer, channels in memory."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from bot.commands import Answerer, Asker, Command, Reply, Tell, quietly
from bot.model import Feed, Opinion, Platform, Story, Target
from bot.rules import DigestPlan, Mode, Rule, Subscription
from bot.slack.app import SlackApp, open_slack
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.fakes.notes import Pad
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack_socket import SIGNING_SECRET, FakeSlackWithPeople


@dataclass(slots=True)
class Register:
    """`bot.ports.Channels` in memory."""

    followed: dict[str, Target] = field(default_factory=dict)
    posts: dict[tuple[str, str], Story] = field(default_factory=dict)
    paused: asyncio.Event = field(default_factory=asyncio.Event)
    wishes: dict[int, Subscription] = field(default_factory=dict)
    plans: dict[int, DigestPlan] = field(default_factory=dict)

    async def join(self, platform: Platform, workspace: str, address: str, *, name: str) -> Target:
        """Follow."""
        target = Target(
            id=len(self.followed) + 1, platform=platform, address=address, workspace=workspace,
            name=name,
        )  # fmt: skip
        was = self.followed.get(address, target)
        self.followed[address] = dataclasses.replace(was, name=name, paused=None)
        return self.followed[address]

    async def leave(self, platform: Platform, workspace: str, address: str) -> bool:
        """Unfollow."""
        assert (platform, workspace) == (Platform.SLACK, "T1")
        return self.followed.pop(address, None) is not None

    async def pause(self, platform: Platform, workspace: str, address: str, reason: str) -> bool:
        """Pause."""
        assert (platform, workspace) == (Platform.SLACK, "T1")
        old = self.followed.get(address)
        if old is None:
            return False
        self.followed[address] = dataclasses.replace(old, paused=reason)
        self.paused.set()
        return True

    async def moved(
        self,
        platform: Platform,
        workspace: str,
        old: str,
        *,
        address: str | None = None,
        name: str | None = None,
    ) -> bool:
        """Rename."""
        assert (platform, workspace) == (Platform.SLACK, "T1")
        if old not in self.followed or address in self.followed:
            return False
        was = self.followed.pop(old)
        self.followed[address or old] = dataclasses.replace(
            was, address=address or old, name=name or was.name
        )
        return True

    async def targets(self, platform: Platform, workspace: str) -> Sequence[Target]:
        """List."""
        assert platform is Platform.SLACK
        return [each for each in self.followed.values() if each.workspace == workspace]

    async def story_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Story | None:
        """Find."""
        assert (platform, workspace) == (Platform.SLACK, "T1")
        return self.posts.get((address, ref))

    # --- `bot.ports.Wishes`

    async def subscribe(
        self, target: int, rule: Rule, *, mode: Mode = Mode.LIVE, words: str = "", **more: Any
    ) -> Subscription:
        """Add."""
        made = Subscription(
            id=len(self.wishes) + 1, target=target, rule=rule, mode=mode, words=words, **more
        )
        return self.wishes.setdefault(made.id, made)

    async def unsubscribe(self, subscription: int) -> bool:
        """Take back."""
        return self.wishes.pop(subscription, None) is not None

    async def subscriptions(self, target: int) -> Sequence[Subscription]:
        """List."""
        return [each for each in self.wishes.values() if each.target == target]

    async def tune(self, target: int, **more: Any) -> Target:
        """Set."""
        (old,) = [each for each in self.followed.values() if each.id == target]
        self.followed[old.address] = dataclasses.replace(old, **more)
        return self.followed[old.address]

    async def add_digest(
        self, target: int, cron: str, *, words: str, now: dt.datetime, **more: Any
    ) -> DigestPlan:
        """Plan."""
        del more
        (at,) = [each for each in self.followed.values() if each.id == target]
        plan = DigestPlan(
            id=1, target=target, cron=cron, words=words, zone=at.zone, scheduled=now, since=now
        )
        return self.plans.setdefault(target, plan)

    async def digest_now(self, target: int, *, now: dt.datetime) -> int:
        """Count."""
        del now
        return int(target in self.plans)

    async def remove_digest(self, plan: int) -> bool:
        """Forget."""
        return bool(self.plans.pop(plan, None))

    async def digests(self, target: int) -> Sequence[DigestPlan]:
        """List."""
        return [each for each in self.plans.values() if each.target == target]

    async def why_not(self, target: int, story: int) -> Sequence[str]:
        """Say nothing."""
        del target, story
        return ()


class Folk:
    """`bot.ports.People` of a test: what they think is kept, and there are no editors."""

    def __init__(self) -> None:
        self.opinions: list[Opinion] = []

    async def opine(self, opinion: Opinion) -> None:
        """Keep."""
        self.opinions.append(opinion)

    async def editors(self, tenant: str) -> Sequence[str]:
        """List."""
        del tenant
        return ()


class Outlets:
    """Every site has a feed, and what is added is read."""

    async def discover(self, url: str) -> str:
        """Find it."""
        return url

    async def add_feed(self, url: str, **more: Any) -> Feed:
        """Read it from now on."""
        return Feed(id=1, url=url, title=f"{url} {more.get('topic')}")


class SlowAnswerer(Answerer):
    """Waits before each answer, and counts them."""

    wait = 0.0
    asked = 0

    async def answer(self, command: Command, asker: Asker, *, tell: Tell = quietly) -> Reply:
        """Answer later."""
        self.asked += 1
        await asyncio.sleep(self.wait)
        return await super().answer(command, asker, tell=tell)


@dataclass(slots=True, kw_only=True)
class Rig:
    """Everything that a test wants to look at."""

    slack: FakeSlackWithPeople
    app: SlackApp
    shelf: Shelf
    register: Register
    answerer: Any
    folk: Folk


@contextlib.asynccontextmanager
async def running(
    *,
    socket: bool = True,
    redeliver_after: float = 3.0,
    page: str | None = None,
    answerer: type[Answerer] = SlowAnswerer,
) -> AsyncIterator[Rig]:
    """Run the app on a fake Slack until the block ends."""
    books = shelf()
    register = Register()
    outlets, folk = Outlets(), Folk()
    answers = answerer(
        books,
        None,
        lambda: NOW,
        channels=register,
        wishes=register,
        people=cast("Any", folk),
        feeds=cast("Any", outlets),
        finder=outlets,
    )
    async with (
        FakeSlackWithPeople(redeliver_after=redeliver_after) as slack,
        open_slack(
            base_url=slack.url,
            answers=answers,
            library=books,
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN if socket else None,
            signing_secret=SIGNING_SECRET,
            channels=register,
            notes=Pad(),
            wishes=register,
            page=page,
            ping=0.2,
        ) as app,
    ):
        stop = asyncio.Event()
        task = asyncio.create_task(app.run(stop))
        try:
            await asyncio.wait_for(app.ready.wait(), 5)
            yield Rig(
                slack=slack, app=app, shelf=books, register=register, answerer=answers, folk=folk
            )
        finally:
            stop.set()
            await asyncio.wait_for(task, 10)
