"""The composition root: every part is joined here, once."""

import asyncio
import contextlib
import datetime as dt
import pathlib
import signal
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import Any

import structlog

from bot import loops
from bot.clock import now
from bot.errors import ConfigError, FeedError
from bot.feeds import Outline, read_opml
from bot.model import Platform, Validators
from bot.parts import OnTheSpot, Parts, opened, read_address, read_html
from bot.ports import OPERATOR, Clock
from bot.settings import Role, Settings
from bot.surfaces import Surfaces

__all__ = [
    "OnTheSpot",
    "Parts",
    "opened",
    "read_address",
    "read_html",
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
    alone = stop is None
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
        surfaces = await stack.enter_async_context(Surfaces(parts, roles))
        stages = parts.stages(roles, floor=floor, chats=surfaces.chats)
        if once:
            done = await loops.drain([_round(stage) for stage in stages])
            log.info("done", rows=done)
            return
        work = await surfaces.work(stop)
        if alone:  # this process is the program and nothing else, and all that it needs is loaded
            loops.settle()
        await _until_stopped(parts, stages, stop, work=work)


def _signalled() -> asyncio.Event:
    """Give what signals set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


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
    # Its server is loaded only where it is started: most installations read other feeds.
    from bot.sample import SampleOutlet, load_sample  # noqa: PLC0415 # the reason stands above

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
