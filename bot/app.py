"""The composition root: every part is joined here, once."""

import asyncio
import contextlib
import datetime as dt
import pathlib
import secrets
import signal
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import Any

import structlog

from bot import loops
from bot.clock import now
from bot.discord import DiscordApp
from bot.discord import start as discord_start
from bot.errors import ConfigError, FeedError
from bot.feeds import Outline, read_opml
from bot.hubs import PATH, Callbacks
from bot.model import Platform, Validators
from bot.parts import OnTheSpot, Parts, opened, read_address, read_html
from bot.ports import OPERATOR, Chat, Clock
from bot.sample import SampleOutlet, load_sample
from bot.settings import Role, Settings
from bot.slack import SlackApp
from bot.slack import start as slack_start
from bot.web import page as web_page
from bot.web.doors import Doors, read_logins
from bot.web.hubs import HubCalls
from bot.web.office import Office
from bot.web.outside import Outside
from bot.web.probes import Probes
from bot.web.server import serve

__all__ = [
    "OnTheSpot",
    "Parts",
    "opened",
    "read_address",
    "read_html",
    "rotate_slack_keys",
    "run",
]

SAMPLE_TOPIC = "Sample"
START_TRIES, START_PAUSE = 6, 0.5
"""Looks, and seconds between them, whether another process of ours publishes the sample."""
FINISH = 4.0
"""Seconds that work in flight may take after SIGTERM; the promise is to be gone within five."""

log = structlog.get_logger()


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
        if freed := await parts.store.recover():
            log.info("recovered", rows=freed)
        await parts.store.add_target(Platform.PAGE, "front", name="The page")
        floor = None
        if "feeds" in roles and not await _add_feeds(parts, given):
            await _publish_sample(parts, stack)
            floor = dt.timedelta(seconds=settings.sample_every / 4)
        desk = parts.feed_desk()
        to_slack = slack_start.opening(settings, roles, wishes=parts.store, **parts.for_chats())
        to_discord = discord_start.opening(settings, roles, feed_desk=desk, **parts.for_chats())
        slack = await stack.enter_async_context(to_slack) if to_slack else None
        discord = await stack.enter_async_context(to_discord) if to_discord else None
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
    loops.settle()
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
    posted_to = discord_start.listens_over_http(settings, roles)
    if discord and ("discord" in roles or posted_to):
        work.append(discord.run(stop, gateway="discord" in roles))
    probes = Probes(store=parts.store, meters=parts.meters, owned=_owned(settings, roles))
    if settings.ops_port is not None:
        alone = probes.application()
        work.append(serve(alone, host=settings.host, port=settings.ops_port, stop=stop))
    if "web" in roles:
        outside: dict[str, Outside] = {"/slack": slack} if slack and by == "web" else {}
        if discord and posted_to:
            outside["/discord"] = discord
        if settings.public_url:
            hubs = Callbacks(store=parts.store, hubs=parts.source, now=parts.now)
            outside[PATH.rstrip("/")] = HubCalls(hubs)
        answerer = parts.answerer()
        office = Office(parts.store, parts.feed_desk(), answerer) if doors else None
        page = web_page(
            parts.store,
            answerer,
            outside=outside,
            doors=doors,
            office=office,
            probes=probes.routes() if settings.ops_port is None else (),
        )
        proxies = settings.page_proxies
        listening = serve(page, host=settings.host, port=settings.port, stop=stop, proxies=proxies)
        work.append(listening)
    return work


def _owned(settings: Settings, roles: Collection[Role]) -> list[str]:
    """Name what one process must have for us to be ready, as far as our roles need it."""
    owned = []
    if "slack" in roles and slack_start.listener(settings) == "slack":
        owned.append("slack:sockets:")
    if "discord" in roles and settings.discord_token is not None:
        owned.append("discord:shard:")
    return owned


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
    known = await parts.store.seen_by(OPERATOR).feeds()
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
        if await _is_published(parts):
            return
        raise ConfigError(
            f"the sample outlet cannot use port {parts.settings.sample_port} ({error}); "
            "set SAMPLE_PORT to a free one, or FEEDS to your own"
        ) from error
    for url in outlet.feeds:
        await parts.store.add_feed(url, title=None, topic=SAMPLE_TOPIC)
    log.info("sample", feeds=len(outlet.feeds), every=every)


async def _is_published(parts: Parts) -> bool:
    """Tell whether another process of ours publishes the sample on this host already."""
    for _ in range(START_TRIES):  # it may be starting at the same moment
        known = [feed for feed in await parts.store.feeds() if feed.topic == SAMPLE_TOPIC]
        with contextlib.suppress(FeedError):
            for feed in known:
                await parts.source.poll(feed.url, Validators())
            if known:
                return True
        await asyncio.sleep(START_PAUSE)
    return False


async def rotate_slack_keys(settings: Settings) -> tuple[int, int]:
    """Seal every workspace's token with the newest key; give how many, and how many are lost."""
    async with opened(settings) as parts:
        return await slack_start.installs_of(settings, parts.store, now).renew()


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
