"""The composition root: every part is joined here, once."""

import asyncio
import contextlib
import datetime as dt
import gc
import pathlib
import secrets
import signal
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Coroutine,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot import loops
from bot.brief import Briefs
from bot.clock import now
from bot.commands import Answerer, Reply
from bot.deliver import Deliveries
from bot.digests import Digests
from bot.discord import DiscordApp, open_discord
from bot.errors import ConfigError, FeedError
from bot.feeds import HttpSource, Outline, own_places, read_opml
from bot.feeds.extract import extract
from bot.model import Page, Platform
from bot.ports import Chat, Clock, PageSource
from bot.refresh import Polls, Reads
from bot.sample import SampleOutlet, load_sample
from bot.settings import Role, Settings
from bot.slack import SlackApp
from bot.slack import start as slack_start
from bot.store import SqlStore, open_store
from bot.tellings import Tellings
from bot.upkeep import Upkeep
from bot.web import page as web_page
from bot.web.doors import Doors, read_logins
from bot.web.outside import Outside
from bot.web.server import serve
from summariser import Article, Briefing, brief

SAMPLE_HOST = "127.0.0.1"
SAMPLE_TOPIC = "Sample"
FINISH = 4.0
"""Seconds that work in flight may take after SIGTERM; the promise is to be gone within five."""

REST = {Platform.SLACK: dt.timedelta(seconds=1)}
"""Pace of one channel: Slack takes about one post a second."""

log = structlog.get_logger()


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


class Talking(Protocol):
    """A chat that listens as well as posts."""

    async def run(self, stop: asyncio.Event) -> None:
        """Listen and answer until it is set."""


class OnTheSpot:
    """Briefs any address when it is asked for, held or not."""

    def __init__(self, pages: PageSource, clock: Clock = now) -> None:
        self._pages = pages
        self._now = clock

    async def brief_link(self, url: str) -> tuple[Article, Briefing]:
        """Fetch, extract and brief one article.

        Raises:
            FeedError: There is no article to be read there, with a plain reason.
        """
        article = article_of(await self._pages.read(url))
        as_of = (article.published or self._now()).date()
        return article, await asyncio.to_thread(brief, article, as_of=as_of)


def _source(settings: Settings, named: Iterable[str]) -> HttpSource:
    sample = f"{SAMPLE_HOST}:{settings.sample_port}"
    allowed = {sample, *settings.allowed_hosts, *own_places(named)}
    return HttpSource(
        contact=settings.user_agent_contact,
        allowed=frozenset(allowed),
        proxy=settings.http_proxy,
    )


async def read_address(url: str, settings: Settings) -> Article:
    """Fetch and extract one article that the operator named; raise `FeedError` with the reason."""
    async with _source(settings, [url]) as source:
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
        )

    async def add_feed(self, url: str, topic: str | None) -> Reply:
        """Find and add the feed of an address, as people in a chat ask for it."""
        try:
            feed = await self.store.add_feed(
                await self.source.discover(url), title=None, topic=topic
            )
        except FeedError as error:
            return Reply(title=f"Could not add {url}: {error}", found=False)
        return Reply(title=f"Added {feed.url}: it is read from now on")

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
        stages: list[loops.Stage[Any]] = []
        if "feeds" in roles:
            stages += [
                Polls(store=self.store, source=self.source, now=self.now, floor=floor),
                Reads(store=self.store, pages=self.source, now=self.now),
            ]
        if "brief" in roles:
            stages.append(Briefs(store=self.store, summarise=brief, now=self.now))
            stages.append(Tellings(store=self.store))
        if "deliver" in roles:
            stages.append(Digests(store=self.store, now=self.now))
            stages.append(Upkeep(store=self.store, now=self.now))
            stages.append(Deliveries(store=self.store, chats=chats, now=self.now, rest=REST))
        return stages


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
    async with (
        open_store(settings.database_url, now=clock) as store,
        _source(settings, named) as source,
    ):
        yield Parts(settings=settings, store=store, source=source, now=clock)


async def run(
    settings: Settings,
    *,
    roles: Collection[Role],
    once: bool,
    opml: pathlib.Path | None,
    clock: Clock = now,
    stop: asyncio.Event | None = None,
) -> None:
    """Do the work of these roles until SIGTERM or SIGINT, or all that is due once.

    Args:
        settings: What the operator wants.
        roles: What this process does.
        once: Do what is due now and leave.
        opml: Feeds that were given as a file.
        clock: The time that everything in it goes by.
        stop: Ends it as a signal would; with it, signals are left to whoever gave it.

    Raises:
        ConfigError: Something that was given cannot be used.
    """
    stop = stop or _signalled()
    given = await asyncio.to_thread(_given_feeds, settings, opml)
    urls = [outline.url for outline in given]
    async with (
        opened(settings, named=urls, clock=clock) as parts,
        contextlib.AsyncExitStack() as stack,
    ):
        await parts.store.add_target(Platform.PAGE, "front", name="The page")
        floor = None
        if "feeds" in roles and not await _add_feeds(parts, given):
            await _publish_sample(parts, stack)
            floor = dt.timedelta(seconds=settings.sample_every / 4)
        slack = await _slack(parts, stack, roles)
        discord = await _discord(parts, stack, roles)
        chats: dict[Platform, Chat] = {}
        if slack:
            chats[Platform.SLACK] = slack.chat
        if discord:
            chats[Platform.DISCORD] = discord.chat
        stages = parts.stages(roles, floor=floor, chats=chats)
        if once:
            done = await loops.drain([_round(stage) for stage in stages])
            log.info("done", rows=done)
            return
        doors = await _doors(parts)
        work = _surfaces(parts, roles, stop, slack=slack, discord=discord, doors=doors)
        await _until_stopped(parts, stages, stop, work=work)


def _signalled() -> asyncio.Event:
    """Give what signals set; from here on this process is the program and nothing else."""
    # What was imported stays for good: each full collection would walk 300,000 objects of it.
    gc.collect()
    gc.freeze()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


def _surfaces(
    parts: Parts,
    roles: Collection[Role],
    stop: asyncio.Event,
    *,
    slack: SlackApp | None,
    discord: DiscordApp | None,
    doors: Doors | None,
) -> list[Coroutine[Any, Any, None]]:
    """Give what listens: chats by their sockets, the page and chats by its address."""
    settings = parts.settings
    by = slack_start.listener(settings)
    work = [slack.run(stop)] if slack and by in roles else []
    posted_to = settings.discord_public_key is not None and "web" in roles
    if discord and ("discord" in roles or posted_to):
        work.append(discord.run(stop, gateway="discord" in roles))
    if "web" in roles:
        outside: dict[str, Outside] = {"/slack": slack} if slack and by == "web" else {}
        if discord and posted_to:
            outside["/discord"] = discord
        page = web_page(parts.store, parts.answerer(), outside=outside, doors=doors)
        proxies = settings.page_proxies
        listening = serve(page, host=settings.host, port=settings.port, stop=stop, proxies=proxies)
        work.append(listening)
    return work


async def _doors(parts: Parts) -> Doors | None:
    """Let in who may sign in on the page; ``None`` when nobody may."""
    settings = parts.settings
    if not settings.page_logins:
        return None
    return Doors(
        logins=read_logins(settings.page_logins),
        notes=parts.store,
        now=now,
        secret=await parts.store.remember("page_secret", secrets.token_hex(32)),
        header=settings.page_user_header,
        proxies=frozenset(settings.page_proxies),
        home=settings.public_url,
    )


def _round(stage: loops.Stage[Any]) -> Callable[[], Any]:
    return lambda: loops.once(stage, report=_report)


def _given_feeds(settings: Settings, opml: pathlib.Path | None) -> list[Outline]:
    given = [Outline(url=url) for url in settings.feeds]
    if opml:
        outlines = read_opml(opml.read_bytes())
        if not outlines:
            raise ConfigError(f"{opml} lists no feeds")
        given += outlines
    return given


async def _add_feeds(parts: Parts, given: Iterable[Outline]) -> bool:
    """Add the feeds that were given; say whether there are any besides the sample's."""
    for each in given:
        await parts.store.add_feed(each.url, title=each.title, topic=each.topic)
    known = await parts.store.feeds()
    sample = [feed for feed in known if feed.topic == SAMPLE_TOPIC]
    if len(known) == len(sample):
        return False
    for feed in sample:
        await parts.store.remove_feed(feed.id)
    return True


async def _publish_sample(parts: Parts, stack: contextlib.AsyncExitStack) -> None:
    """Publish the sample at the same addresses and times at every start of one database."""
    began = await parts.store.remember("sample_started", parts.now().isoformat())
    every = parts.settings.sample_every
    sample = SampleOutlet(
        await asyncio.to_thread(load_sample),
        started=dt.datetime.fromisoformat(began),
        now=parts.now,
        every=dt.timedelta(seconds=every),
        port=parts.settings.sample_port,
    )
    try:
        outlet = await stack.enter_async_context(sample)
    except OSError as error:
        raise ConfigError(
            f"the sample outlet cannot use port {parts.settings.sample_port} ({error}); "
            "set SAMPLE_PORT to a free one, or FEEDS to your own"
        ) from error
    for url in outlet.feeds:
        await parts.store.add_feed(url, title=None, topic=SAMPLE_TOPIC)
    log.info("sample", feeds=len(outlet.feeds), every=every)


async def _slack(
    parts: Parts, stack: contextlib.AsyncExitStack, roles: Collection[Role]
) -> SlackApp | None:
    """Open Slack where this process posts or listens there and it is set up."""
    opening = slack_start.opening(
        parts.settings,
        roles,
        answers=parts.answerer(),
        library=parts.store,
        channels=parts.store,
        wishes=parts.store,
        notes=parts.store,
        add_feed=parts.add_feed,
        now=parts.now,
    )
    return await stack.enter_async_context(opening) if opening else None


async def rotate_slack_keys(settings: Settings) -> tuple[int, int]:
    """Seal every workspace's token with the newest key; give how many, and how many are lost."""
    async with opened(settings) as parts:
        return await slack_start.installs_of(settings, parts.store, now).renew()


async def _discord(
    parts: Parts, stack: contextlib.AsyncExitStack, roles: Collection[Role]
) -> DiscordApp | None:
    """Log in to Discord where this process posts or listens there and a token is set."""
    settings = parts.settings
    over_http: set[Role] = {"web"} if settings.discord_public_key else set()
    if settings.discord_token is None or not {"deliver", "discord", *over_http} & set(roles):
        return None
    return await stack.enter_async_context(
        open_discord(
            token=settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
            answers=parts.answerer(),
            library=parts.store,
            channels=parts.store,
            wishes=parts.store,
            add_feed=parts.add_feed,
            notes=parts.store,
            public_key=settings.discord_public_key,
            now=parts.now,
            embeds=settings.discord_embeds,
            test_guild=settings.discord_test_guild,
        )
    )


async def _until_stopped(
    parts: Parts,
    stages: Sequence[loops.Stage[Any]],
    stop: asyncio.Event,
    *,
    work: Sequence[Coroutine[Any, Any, None]],
) -> None:
    """Run every loop; after the stop give work in flight a few seconds, then leave."""
    looping = [
        loops.run(stage, wake=parts.store.listen(*stage.bells), stop=stop, report=_report)
        for stage in stages
    ]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in (*looping, *work)]
        group.create_task(_hurry(tasks, stop))


async def _hurry(tasks: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """End what has not finished a while after the stop: its leases end and it comes due again."""
    await stop.wait()
    _, late = await asyncio.wait(tasks, timeout=FINISH)
    for task in late:
        task.cancel()


def _report(stage: str, error: Exception) -> None:
    log.error("failed", stage=stage, error=str(error), kind=type(error).__name__)
