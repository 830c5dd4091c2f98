"""Settings in, what is open while a command runs out: the store, the network, the stages."""

import asyncio
import contextlib
import datetime as dt
import pathlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot import loops
from bot.brief import Briefs, Joins
from bot.clock import now
from bot.commands import Answerer, Tell, quietly
from bot.deliver import Deliveries
from bot.digests import Digests
from bot.drawing import Drawings
from bot.errors import ConfigError
from bot.export import Reporter
from bot.feeds import FeedDesk, HttpSource, own_places
from bot.feeds.extract import extract
from bot.hubs import Subscribing
from bot.llm import ModelDesk
from bot.llm import opening as open_model
from bot.measured import MeasuredChat, MeasuredSource, MeasuredStage
from bot.meters import Meters
from bot.model import Page, Platform
from bot.phrase import Phrases
from bot.ports import Chat, Clock, PageSource, Phrasing
from bot.rates import read_rates, use
from bot.refine import Refinements
from bot.refresh import Polls, Reads
from bot.settings import Role, Settings
from bot.store import SqlStore, open_store
from bot.tellings import Tellings
from bot.upkeep import Upkeep
from summariser import Article, Briefing, brief

SAMPLE_HOST = "127.0.0.1"

REST = {Platform.SLACK: dt.timedelta(seconds=1)}
"""Pace of one channel: Slack takes about one post a second."""


def article_of(page: Page) -> Article:
    """Give the summariser what a page says."""
    return Article(
        id=page.url,
        text=page.text,
        title=page.title,
        published=page.published,
        outlet=page.outlet,
        url=page.url,
        marks=page.marks,
    )


class OnTheSpot:
    """Briefs any address when it is asked for, held or not."""

    def __init__(self, pages: PageSource, clock: Clock = now) -> None:
        self._pages = pages
        self._now = clock

    async def brief_link(self, url: str, tell: Tell = quietly) -> tuple[Article, Briefing]:
        """Fetch, extract and brief one article; ``tell`` says what it is at.

        Raises:
            FeedError: There is no article to be read there, with a plain reason.
        """
        article = article_of(await self._pages.read(url))
        as_of = (article.published or self._now()).date()
        words = len(article.text.split())
        await tell(f"Read {words} words of \u201c{article.title or url}\u201d, briefing \u2026")
        return article, await asyncio.to_thread(brief, article, as_of=as_of)


def source_of(settings: Settings, named: Iterable[str]) -> HttpSource:
    """Make what reads feeds and pages; ``named`` may be private addresses."""
    sample = f"{SAMPLE_HOST}:{settings.sample_port}"
    allowed = {sample, *settings.allowed_hosts, *own_places(named)}
    return HttpSource(
        contact=settings.user_agent_contact,
        allowed=frozenset(allowed),
        proxy=settings.http_proxy,
    )


async def read_address(url: str, settings: Settings) -> Article:
    """Fetch and extract one article that the operator named; raise `FeedError` with the reason."""
    async with source_of(settings, [url]) as source:
        return article_of(await source.read(url))


def read_html(raw: bytes) -> Article:
    """Extract the article of a page that lies here as a file; raise `FeedError` if none."""
    return article_of(extract(raw, {}, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is open for as long as a command runs."""

    settings: Settings
    store: SqlStore
    source: HttpSource
    now: Clock = now
    model: ModelDesk | None = None
    meters: Meters = field(default_factory=Meters)
    drawings: Drawings = field(default_factory=Drawings)

    def answerer(self) -> Answerer:
        """Give what answers commands, the same for every surface."""
        store = self.store
        return Answerer(
            store,
            OnTheSpot(self.source, self.now),
            self.now,
            channels=store,
            wishes=store,
            feeds=store,
            finder=self.source,
            people=store,
            ledger=store,
            drawing=self.drawings,
            phrasing=self._phrasing(),
            reporter=reporter_of(self.settings),
            consents=store,
            model=model_of(self.settings),
        )

    def _phrasing(self) -> Phrasing | None:
        if self.model is None:
            return None
        return Phrases(store=self.store, model=self.model, public=self._public)

    @property
    def _public(self) -> frozenset[str]:
        """The sample outlet's address, which is inside and nobody's secret."""
        return frozenset({f"{SAMPLE_HOST}:{self.settings.sample_port}"})

    def feed_desk(self) -> FeedDesk:
        """Give what adds, removes and carries feeds for page and chats."""
        return FeedDesk(self.store, self.source)

    def for_chats(self) -> dict[str, Any]:
        """Give what every chat's app is made with."""
        return {
            "answers": self.answerer(),
            "library": self.store,
            "channels": self.store,
            "notes": self.store,
            "leases": self.store,
            "heard": self.store,
            "now": self.now,
        }

    def stages(
        self,
        roles: Collection[Role],
        *,
        floor: dt.timedelta | None = None,
        chats: Mapping[Platform, Chat] | None = None,
    ) -> list[loops.Stage[Any]]:
        """Give the stages of these roles, in the order of the flow.

        Args:
            roles: What this process does.
            floor: Shortest pause between two polls of one feed; the setting when absent.
            chats: Where posts go besides the page.
        """
        floor = floor or self.settings.floor
        chats = {Platform.PAGE: self.store.page, **(chats or {})}
        counted = {
            platform: MeasuredChat(chat=chat, meter=self.meters, now=self.now)
            for platform, chat in chats.items()
        }
        source = MeasuredSource(source=self.source, meter=self.meters)
        stages: list[loops.Stage[Any]] = []
        if "feeds" in roles:
            stages.append(Polls(store=self.store, source=source, now=self.now, floor=floor))
            if base := self.settings.public_url:
                stages.append(
                    Subscribing(store=self.store, hubs=self.source, now=self.now, base=base)
                )
        if "articles" in roles:
            stages.append(Reads(store=self.store, pages=self.source, now=self.now))
        if "brief" in roles:
            apart = "stories" not in roles
            stages.append(Briefs(store=self.store, summarise=brief, now=self.now, apart=apart))
            if self.model:
                stages.append(
                    Refinements(
                        store=self.store,
                        model=self.model,
                        now=self.now,
                        public=self._public,
                        slots=self.model.slots,
                    )
                )
        if "stories" in roles:
            stages.append(Joins(store=self.store))
            stages.append(Tellings(store=self.store))
        if "digests" in roles:
            stages.append(Digests(store=self.store, now=self.now))
            stages.append(Upkeep(store=self.store, now=self.now, texts=self.settings.kept))
        if "deliver" in roles:
            stages.append(Deliveries(store=self.store, chats=counted, now=self.now, rest=REST))
        return [MeasuredStage(stage=stage, meter=self.meters) for stage in stages]


def reporter_of(settings: Settings) -> Reporter:
    """Say who publishes IATI files."""
    return Reporter(ref=settings.iati_reporter or "", name=settings.iati_reporter_name or "")


def model_of(settings: Settings) -> str | None:
    """Say which language model texts are sent to and where it is; ``None``: to none."""
    if settings.llm_model is None:
        return None
    host = urlsplit(settings.llm_base_url or "").hostname or "api.openai.com"
    return f"{settings.llm_model} at {host}"


def use_rates(settings: Settings) -> None:
    """Convert by the operator's table of rates; raise `ConfigError` where that is none."""
    if settings.rates_file is None:
        return
    try:
        rates = read_rates(pathlib.Path(settings.rates_file).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"RATES_FILE cannot be used: {error}") from error
    if not rates:
        raise ConfigError("RATES_FILE cannot be used: there is no rate in it")
    use(rates)


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, *, named: Iterable[str] = (), clock: Clock = now
) -> AsyncIterator[Parts]:
    """Open the store and the network; both are closed at the end.

    Args:
        settings: Where they are.
        named: Addresses that the operator gave by hand, which may be private.
        clock: The time that everything in it goes by.
    """
    use_rates(settings)
    async with (
        open_store(settings.database_url, now=clock) as store,
        source_of(settings, named) as source,
        open_model(settings, store, now=clock) as model,
    ):
        meters = Meters()
        if model:
            meters.also(model)
        yield Parts(
            settings=settings, store=store, source=source, now=clock, model=model, meters=meters
        )
