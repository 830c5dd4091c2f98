"""What is counted and logged of an entry's way from its feed to its posts."""

import asyncio
import datetime as dt
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from bot.brief import Briefs
from bot.deliver import Deliveries
from bot.errors import DeliveryError, FeedError
from bot.loops import once
from bot.measured import MeasuredChat, MeasuredSource, MeasuredStage, sort_of
from bot.meters import Meters
from bot.model import Changed, Delivery, Page, Platform, Unchanged, Validators
from bot.refresh import Polls, Reads
from bot.store import SqlStore
from summariser import Article, Briefing
from tests.bot.making import START, Watch, briefing, entry, page
from tests.bot.test_refresh import quiet


class Outlet:
    """A feed of one entry, its page, and a chat that takes posts, each with its bad days."""

    def __init__(self) -> None:
        self.answers: list[Changed | Unchanged | FeedError] = []
        self.refusals: list[DeliveryError] = []

    async def poll(self, url: str, validators: Validators) -> Changed | Unchanged:
        """Give the next answer."""
        del url, validators
        answer = self.answers.pop(0)
        if isinstance(answer, FeedError):
            raise answer
        return answer

    async def discover(self, url: str) -> str:
        """Find nothing."""
        return url

    async def read(self, url: str) -> Page:
        """Give the article."""
        structlog.get_logger().info("fetched")
        return page(url)

    async def send(self, delivery: Delivery) -> str:
        """Take the post, or not."""
        if self.refusals:
            raise self.refusals.pop(0)
        return f"ref-{delivery.id}"

    async def find(self, delivery: Delivery) -> str | None:
        """Find nothing."""
        del delivery
        return None


def _brief(article: Article, *, as_of: dt.date) -> Briefing:
    del as_of
    return briefing(article)


async def test_one_id_follows_an_entry_from_feed_to_post(store: SqlStore, watch: Watch) -> None:
    """Each line of the log about it, the adapters' too, carries the id of the entry."""
    meters, outlet = Meters(), Outlet()
    outlet.answers = [Changed(entries=(entry("1"),), validators=Validators())]
    outlet.refusals = [DeliveryError("limited", retry_after=dt.timedelta(seconds=1))]
    await store.add_feed("https://example.org/feed", title=None, topic=None)
    await store.add_target(Platform.SLACK, "C1", name="a")
    chat = MeasuredChat(chat=outlet, meter=meters, now=watch)
    stages: list[Any] = [
        Polls(
            store=store,
            source=MeasuredSource(source=outlet, meter=meters),
            now=watch,
            floor=dt.timedelta(minutes=1),
        ),
        Reads(store=store, pages=outlet, now=watch),
        Briefs(store=store, summarise=_brief, now=watch),
        Deliveries(store=store, chats={Platform.SLACK: chat}, now=watch),
        Deliveries(store=store, chats={Platform.SLACK: chat}, now=watch),
    ]
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        for stage in stages:
            assert await once(MeasuredStage(stage=stage, meter=meters), report=quiet()) == 1
            watch.move(5)
    events = [(line["event"], line.get("stage")) for line in lines]
    assert events == [
        ("fetched", None),
        ("worked", "articles"),
        ("worked", "brief"),
        ("not_posted", None),
        ("worked", "deliver"),
        ("posted", None),
        ("worked", "deliver"),
    ]
    assert {line["trace"] for line in lines} == {"e1"}
    assert [line["ref"] for line in lines if line["event"] == "posted"] == ["ref-1"]
    text = meters.text(await store.condition()).decode()
    for line in (
        'threeline_polls_total{outcome="changed"} 1.0',
        'threeline_posts_total{outcome="limited",platform="slack"} 1.0',
        'threeline_posts_total{outcome="posted",platform="slack"} 1.0',
        'threeline_stage_seconds_count{stage="deliver"} 2.0',
        'threeline_article_to_post_seconds_count{platform="slack"} 1.0',
        'threeline_feeds{state="active"} 1.0',
        'threeline_due{queue="lanes"} 0.0',
    ):
        assert line in text.splitlines()


async def test_what_fails_is_counted_and_goes_on_its_way(store: SqlStore, watch: Watch) -> None:
    """A poll that failed is told by its reason; a stage's error is counted and raised."""
    meters, outlet = Meters(), Outlet()
    source = MeasuredSource(source=outlet, meter=meters)
    outlet.answers = [FeedError("the outlet refuses us"), Unchanged(validators=Validators())]
    with capture_logs() as lines, pytest.raises(FeedError):
        await source.poll("https://example.org/feed", Validators())
    assert lines[0]["reason"] == "the outlet refuses us"
    await source.poll("https://example.org/feed", Validators())

    class Broken:
        name, bells, slots = "brief", (), 1

        async def claim(self, limit: int) -> list[int]:
            return [1] * limit

        async def work(self, row: int) -> None:
            await asyncio.sleep(0)
            raise ValueError(row)

    with pytest.raises(ValueError, match="1"):
        await MeasuredStage(stage=Broken(), meter=meters).work(1)
    text = meters.text(None).decode()
    assert 'threeline_polls_total{outcome="failed"} 1.0' in text
    assert 'threeline_polls_total{outcome="unchanged"} 1.0' in text
    assert 'threeline_stage_errors_total{stage="brief"} 1.0' in text
    assert watch() == START
    assert "threeline_due{" not in text
    await store.feeds()


def test_failures_come_in_few_sorts() -> None:
    """What is counted does not grow with what platforms find to say."""
    assert sort_of(DeliveryError("gone", forbidden=True)) == "forbidden"
    assert sort_of(DeliveryError("lost", unknown=True)) == "unknown"
    assert sort_of(DeliveryError("slow", retry_after=dt.timedelta(seconds=1))) == "limited"
    assert sort_of(DeliveryError("odd")) == "failed"


def test_use_of_a_language_model_is_told() -> None:
    """Whatever counts it is asked at each reading."""

    class Model:
        calls = 0.0

        def usage(self) -> dict[str, float]:
            self.calls += 1
            return {"calls": self.calls, "tokens_in": 120.0}

    meters = Meters()
    meters.also(Model())
    meters.text(None)
    text = meters.text(None).decode()
    assert 'threeline_language_model{counted="calls"} 2.0' in text
    assert 'threeline_language_model{counted="tokens_in"} 120.0' in text
