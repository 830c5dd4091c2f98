"""How deliveries end: each post once, in order, whatever the platform answers."""

import asyncio
import dataclasses
import datetime as dt

import pytest

from bot.deliver import (
    BACKOFF_MOST,
    TRIES,
    UNSURE_TRIES,
    Deliveries,
    GiveUp,
    Postpone,
    after,
    backoff,
)
from bot.errors import DeliveryError
from bot.loops import drain, once
from bot.model import Delivery, Platform, Story, Target
from bot.ports import Store
from summariser import Article
from tests.bot.making import START, Watch, brief, briefing, held, read
from tests.bot.test_refresh import quiet

ARTICLE = Article(id="1", text="Norland will give.")
STORY = Story(
    id=1, version=1, briefing=briefing(ARTICLE), article=held(ARTICLE), first=START, last=START
)
TARGET = Target(id=1, platform=Platform.SLACK, address="C1")
DELIVERY = Delivery(id=1, key="k-1", target=TARGET, story=STORY, attempts=1)


class Chat:
    """A platform that is not idempotent; it answers from a script, else it takes the post."""

    def __init__(self, *script: DeliveryError | float) -> None:
        self.script = list(script)
        self.posts: list[tuple[str, str, int]] = []
        self.lost = False
        self.blind = False

    async def send(self, delivery: Delivery) -> str:
        """Take it, or fail as the script says; ``lost``: take it and fail."""
        step = self.script.pop(0) if self.script else None
        if isinstance(step, float):
            await asyncio.sleep(step)
        if step is None or isinstance(step, float) or self.lost:
            self.posts.append((delivery.key, delivery.target.address, delivery.story.id))
        if isinstance(step, DeliveryError):
            raise step
        return f"ref-{delivery.key}"

    async def find(self, delivery: Delivery) -> str | None:
        """Look through what was taken."""
        if self.blind:
            raise DeliveryError("no history", unknown=True)
        keys = [key for key, *_ in self.posts]
        return f"ref-{delivery.key}" if delivery.key in keys else None


def stage(store: Store, watch: Watch, chat: Chat, **given: object) -> Deliveries:
    """Make the stage that posts to one chat."""
    return Deliveries(store=store, chats={Platform.SLACK: chat}, now=watch, **given)  # type: ignore[arg-type] # a test's own


async def queue(store: Store, count: int = 1, *addresses: str) -> None:
    """Queue this many stories for each address."""
    for address in addresses or ("C1",):
        await store.add_target(Platform.SLACK, address, name=address)
    await read(store, *(f"https://example.org/{n}" for n in range(count)))
    await brief(store)


async def test_each_target_gets_each_story_once(file_store: Store, watch: Watch) -> None:
    """In the order of the stories."""
    await queue(file_store, 3, "C1", "C2")
    chat = Chat()
    deliver = stage(file_store, watch, chat)
    assert await drain([lambda: once(deliver, report=quiet())]) == 6
    for address in ("C1", "C2"):
        assert [story for _, where, story in chat.posts if where == address] == [1, 2, 3]


async def test_answer_that_was_lost_is_looked_for(file_store: Store, watch: Watch) -> None:
    """The platform took it and did not say so: nothing is sent a second time."""
    await queue(file_store)
    chat = Chat(DeliveryError("connection reset", unknown=True))
    chat.lost = True
    deliver = stage(file_store, watch, chat)
    await once(deliver, report=quiet())
    watch.move(4.9)
    assert await once(deliver, report=quiet()) == 0
    watch.move(0.1)
    assert await once(deliver, report=quiet()) == 1
    watch.move(9999)
    assert await once(deliver, report=quiet()) == 0
    assert len(chat.posts) == 1


async def test_answer_that_never_came_is_looked_for(file_store: Store, watch: Watch) -> None:
    """A slow platform is left before the lease ends, and asked later."""
    await queue(file_store)
    chat = Chat(5.0)
    deliver = stage(file_store, watch, chat, lease=dt.timedelta(seconds=0.05))
    await once(deliver, report=quiet())
    assert not chat.posts
    watch.move(5)
    await once(deliver, report=quiet())
    assert len(chat.posts) == 1


async def test_nothing_is_sent_late_in_a_lease(file_store: Store, watch: Watch) -> None:
    """Who was frozen for most of its lease lets it be, at once due for the next."""
    await queue(file_store)
    chat = Chat()
    deliver = stage(file_store, watch, chat)
    [leased] = await deliver.claim(1)
    watch.move(24.1)
    await deliver.work(leased)
    assert not chat.posts
    [again] = await deliver.claim(1)
    assert not again.row.resumed


async def test_limit_is_waited_for(file_store: Store, watch: Watch) -> None:
    """The lane rests for as long as the platform says, and no longer."""
    await queue(file_store, 1, "C1", "C2")
    chat = Chat(DeliveryError("limited", retry_after=dt.timedelta(seconds=7)))
    deliver = stage(file_store, watch, chat)
    await once(deliver, report=quiet())
    assert len(chat.posts) == 1
    watch.move(6.9)
    assert await once(deliver, report=quiet()) == 0
    watch.move(0.1)
    assert await once(deliver, report=quiet()) == 1
    assert len(chat.posts) == 2


async def test_lane_rests_between_posts(file_store: Store, watch: Watch) -> None:
    """A platform that asks for a pace gets it, also for what comes later."""
    await queue(file_store, 2)
    chat = Chat()
    rest = {Platform.SLACK: dt.timedelta(seconds=1)}
    deliver = stage(file_store, watch, chat, rest=rest)
    assert await drain([lambda: once(deliver, report=quiet())]) == 1
    watch.move(1)
    assert await drain([lambda: once(deliver, report=quiet())]) == 1


async def test_forbidden_target_is_paused(file_store: Store, watch: Watch) -> None:
    """It gets nothing more, and what it would have got is held."""
    await queue(file_store, 2)
    chat = Chat(DeliveryError("not in channel", forbidden=True))
    deliver = stage(file_store, watch, chat)
    assert await drain([lambda: once(deliver, report=quiet())]) == 1
    assert (await file_store.add_target(Platform.SLACK, "C1", name="")).paused == "not in channel"


async def test_one_failure_never_stops_the_others(file_store: Store, watch: Watch) -> None:
    """A chat that breaks in a way nobody foresaw is reported, and its lane comes due again."""
    await queue(file_store, 1, "C1", "C2")

    class Odd(Chat):
        async def send(self, delivery: Delivery) -> str:
            if delivery.target.address == "C1" and not self.posts:
                raise ZeroDivisionError
            return await super().send(delivery)

    chat, told = Odd(), list[str]()
    deliver = stage(file_store, watch, chat)
    await once(deliver, report=quiet(told))
    assert len(told) == 1
    watch.move(30)
    await once(deliver, report=quiet(told))
    assert sorted(where for _, where, _ in chat.posts) == ["C1", "C2"]


@pytest.mark.parametrize("resend", [False, True])
async def test_fate_that_stays_unknown_is_decided_by_the_target(
    file_store: Store,
    watch: Watch,
    resend: bool,  # noqa: FBT001 # a table
) -> None:
    """It is held for a person, or sent once more; never more than that."""
    await queue(file_store)
    lost = DeliveryError("connection reset", unknown=True)
    chat = Chat(lost, lost, lost)
    chat.blind = True
    deliver = stage(file_store, watch, chat)
    for _ in range(40):
        for leased in await deliver.claim(1):
            target = dataclasses.replace(leased.row.target, resend=resend)
            row = dataclasses.replace(leased.row, target=target)
            await deliver.work(dataclasses.replace(leased, row=row))
        watch.move(9999)
    assert len(chat.script) == (1 if resend else 2)
    assert not chat.posts


def test_failures_end_some_day() -> None:
    """A refused letter dies after a long outage; a limit is no failure."""
    last = dataclasses.replace(DELIVERY, attempts=TRIES)
    assert after(last, DeliveryError("500")) == GiveUp(hold=False, pause=False)
    limited = DeliveryError("429", retry_after=dt.timedelta(seconds=3))
    assert after(last, limited) == Postpone(dt.timedelta(seconds=3), unknown=False)
    unsure = dataclasses.replace(DELIVERY, attempts=UNSURE_TRIES)
    assert after(unsure, DeliveryError("?", unknown=True)) == GiveUp(hold=True, pause=False)
    assert isinstance(after(DELIVERY, DeliveryError("?", unknown=True)), Postpone)


def test_backoff_doubles_up_to_half_an_hour() -> None:
    """With a spread that differs by delivery and attempt, never less than the doubling."""
    pauses = [backoff(dataclasses.replace(DELIVERY, attempts=n)) for n in range(1, 40)]
    assert dt.timedelta(seconds=2) <= pauses[0] <= dt.timedelta(seconds=2.5)
    assert dt.timedelta(seconds=8) <= pauses[2] <= dt.timedelta(seconds=10)
    assert max(pauses) <= BACKOFF_MOST * 1.25
    assert len(set(pauses)) == len(pauses)
