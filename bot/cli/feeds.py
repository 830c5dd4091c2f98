"""`threeline feeds`: what is polled, and how each feed is doing."""

import asyncio
import datetime as dt
import pathlib
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import track

from bot import app
from bot.cli.about import about
from bot.commands.text import briefing_lines, plain, stamp
from bot.errors import CommandError
from bot.feeds import Outline, own_places, read_opml, write_opml
from bot.model import Changed, Feed, Page, Validators
from bot.parts import article_of
from bot.ports import OPERATOR
from bot.refresh import NEWEST, baseline
from bot.settings import load
from summariser import brief

T = TypeVar("T")
_SHOWN_ENTRIES = 5


def _with_parts(work: Callable[[app.Parts], Awaitable[T]], *named: str) -> T:
    async def opened() -> T:
        async with app.opened(load(), named=named) as parts:
            return await work(parts)

    return asyncio.run(opened())


@click.group()
def feeds() -> None:
    """Add, list, test and carry feeds."""


@feeds.command(name="list")
def list_() -> None:
    """List every feed with its health."""
    known = _with_parts(lambda parts: parts.store.seen_by(OPERATOR).feeds())
    if not known:
        click.echo("No feeds yet: threeline feeds add ADDRESS, or threeline run for the sample.")
    for feed in known:
        click.echo(_line(feed))


def _line(feed: Feed) -> str:
    seen = f"last answer {stamp(feed.last_success)}" if feed.last_success else "never answered"
    name = f"{plain(feed.title)}, " if feed.title else ""
    reason = f": {plain(feed.reason)}" if feed.reason else ""
    topic = f"  [{plain(feed.topic)}]" if feed.topic else ""
    return f"{feed.state.value:<8} {feed.url}{topic}\n         {name}{seen}{reason}"


@feeds.command()
@click.argument("address")
@click.option("--topic", help="Folder that it belongs to.")
def add(address: str, topic: str | None) -> None:
    """Add a feed, by its own address or its site's."""

    async def work(parts: app.Parts) -> Feed:
        with about(address):
            url = await parts.source.discover(address)
        return await parts.store.add_feed(url, title=None, topic=topic)

    click.echo(f"added {_with_parts(work, address).url}")
    for place in own_places([address]):
        click.echo(f"It is private: set ALLOWED_HOSTS={place} so that `threeline run` reads it.")


@feeds.command()
@click.argument("address")
def remove(address: str) -> None:
    """Stop polling a feed; what it gave stays."""

    async def work(parts: app.Parts) -> bool:
        known = [
            feed for feed in await parts.store.seen_by(OPERATOR).feeds() if feed.url == address
        ]
        return bool(known) and await parts.store.remove_feed(known[0].id)

    if not _with_parts(work):
        raise CommandError(f"{address} is not among the feeds (threeline feeds list)")
    click.echo(f"removed {address}")


@feeds.command()
@click.argument("address")
def show(address: str) -> None:
    """Show one feed with all that is known of it."""
    known = [
        feed
        for feed in _with_parts(lambda p: p.store.seen_by(OPERATOR).feeds())
        if feed.url == address
    ]
    if not known:
        raise CommandError(f"{address} is not among the feeds (threeline feeds list)")
    feed = known[0]
    click.echo(_line(feed))
    for told in _details(feed):
        click.echo(f"         {told}")


def _details(feed: Feed) -> Iterator[str]:
    yield f"polled every {_words(feed.interval)}, {feed.failures} failures in a row"
    if feed.due:
        yield f"next at {stamp(feed.due)}"
    if feed.last_entry:
        yield f"newest entry of {stamp(feed.last_entry)}"
    if feed.site:
        yield f"site {feed.site}"
    if feed.last_success:
        yield f"asked {_conditions(feed.validators)}"
    if feed.hub:
        until = feed.pushed_until
        told = f"tells of news by itself until {stamp(until)}" if until else "has not agreed"
        yield f"hub {feed.hub}: {told}"


def _conditions(validators: Validators) -> str:
    given = [
        name
        for name, value in (("ETag", validators.etag), ("Last-Modified", validators.last_modified))
        if value
    ]
    if given:
        return f"by condition ({', '.join(given)}): an unchanged feed costs next to nothing"
    return "for the whole each time: it gives neither ETag nor Last-Modified"


@feeds.command()
@click.argument("address")
def test(address: str) -> None:
    """Say step by step what a feed gives and what would be posted; keeps nothing."""
    _with_parts(lambda parts: _test(parts, address), address)


async def _test(parts: app.Parts, address: str) -> None:
    with about(address):
        url = await parts.source.discover(address)
    found = "" if url == address else f", found at {address}"
    click.echo(f"1. feed     {url}{found}")
    began = time.perf_counter()
    with about(url):
        answer = await parts.source.poll(url, Validators())
    if not isinstance(answer, Changed):
        raise CommandError(f"{url} says that nothing changed, though nothing is held")
    click.echo(f"2. answer   in {time.perf_counter() - began:.1f} s")
    for told in _answered(answer):
        click.echo(f"            {told}")
    count = len(answer.entries)
    click.echo(f"3. parsed   {plain(answer.title or 'no title')}, {count} entries")
    old = baseline(answer.entries, NEWEST)
    for entry in answer.entries[:_SHOWN_ENTRIES]:
        when = stamp(entry.published) if entry.published else "no date"
        fate = "known from now on, not posted" if entry.key in old else "read and briefed"
        click.echo(f"            {when}  {plain(entry.title or 'no title')}  ({fate})")
    click.echo(f"            a first poll reads {count - len(old)} of {count}")
    first = next((entry for entry in answer.entries if entry.url), None)
    if first is None or first.url is None:
        raise CommandError("no entry has an address to read")
    click.echo(f"4. article  {first.url}")
    with about(first.url):
        page = await parts.source.read(first.url)
    for told in _read(page):
        click.echo(f"            {plain(told)}")
    article = article_of(page)
    as_of = (article.published or parts.now()).date()
    briefing = await asyncio.to_thread(brief, article, as_of=as_of)
    click.echo("5. briefing, as it would be posted")
    click.echo(briefing_lines(briefing))


def _read(page: Page) -> Iterator[str]:
    yield f"{len(page.text.split())} words" + (f", by {page.outlet}" if page.outlet else "")
    if page.credit:
        yield f"text of {page.credit}"
    if page.licence:
        yield f"licence: {page.licence}"
    if page.marks:
        yield f"marked {', '.join(page.marks)}"


def _answered(answer: Changed) -> Iterator[str]:
    yield f"asked {_conditions(answer.validators)}"
    if answer.fresh_for:
        yield f"asks to be left alone for {_words(answer.fresh_for)}"
    if answer.hub:
        yield f"offers a hub: {answer.hub}"
    if answer.remark:
        yield f"but: {answer.remark}"


@feeds.command(name="import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path))
def import_(opml: pathlib.Path) -> None:
    """Add the feeds of an OPML file; folders become topics."""
    outlines = read_opml(opml.read_bytes(), faulty=True)

    async def work(parts: app.Parts) -> int:
        known = {feed.url for feed in await parts.store.seen_by(OPERATOR).feeds()}
        console = Console(stderr=True)
        for each in track(outlines, "Adding", console=console):
            told = each.fault or ("held already" if each.url in known else "added")
            if each.fault is None:
                await parts.store.add_feed(each.url, title=each.title, topic=each.topic)
            topic = f"  [{plain(each.topic)}]" if each.topic else ""
            click.echo(f"line {each.line}: {told}  {plain(each.url)}{topic}")
        return len({each.url for each in outlines if each.fault is None} - known)

    faults = sum(each.fault is not None for each in outlines)
    lines = f"{faults} line{'s' if faults > 1 else ''}"
    unusable = f"; {lines} cannot be used" if faults else ""
    click.echo(f"{_with_parts(work)} of {len(outlines)} feeds are new{unusable}")


@feeds.command()
def export() -> None:
    """Print all feeds as OPML."""
    known = _with_parts(lambda parts: parts.store.seen_by(OPERATOR).feeds())
    outlines = [
        Outline(url=feed.url, title=feed.title, site=feed.site, topic=feed.topic) for feed in known
    ]
    click.echo(write_opml(outlines), nl=False)


def _words(pause: dt.timedelta) -> str:
    minutes = round(pause.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"  # noqa: PLR2004
