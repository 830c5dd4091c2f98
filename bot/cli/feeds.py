"""`threeline feeds`: what is polled, and how each feed is doing."""

import asyncio
import datetime as dt
import pathlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import track

from bot import app
from bot.cli.about import about
from bot.commands.text import briefing_lines, plain, stamp
from bot.errors import CommandError
from bot.feeds import Outline, own_places, read_opml, write_opml
from bot.model import Changed, Feed, Validators
from bot.settings import load

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
    known = _with_parts(lambda parts: parts.store.feeds())
    if not known:
        click.echo("No feeds yet: threeline feeds add ADDRESS, or threeline run for the sample.")
    for feed in known:
        click.echo(_line(feed))


def _line(feed: Feed) -> str:
    seen = f"last answer {stamp(feed.last_success)}" if feed.last_success else "never answered"
    reason = f": {plain(feed.reason)}" if feed.reason else ""
    topic = f"  [{plain(feed.topic)}]" if feed.topic else ""
    return f"{feed.state.value:<8} {feed.url}{topic}\n         {seen}{reason}"


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
        known = [feed for feed in await parts.store.feeds() if feed.url == address]
        return bool(known) and await parts.store.remove_feed(known[0].id)

    if not _with_parts(work):
        raise CommandError(f"{address} is not among the feeds (threeline feeds list)")
    click.echo(f"removed {address}")


@feeds.command()
@click.argument("address")
def show(address: str) -> None:
    """Show one feed with all that is known of it."""
    known = [feed for feed in _with_parts(lambda p: p.store.feeds()) if feed.url == address]
    if not known:
        raise CommandError(f"{address} is not among the feeds (threeline feeds list)")
    feed = known[0]
    click.echo(_line(feed))
    click.echo(f"         polled every {_words(feed.interval)}, {feed.failures} failures in a row")
    if feed.due:
        click.echo(f"         next at {stamp(feed.due)}")


@feeds.command()
@click.argument("address")
def test(address: str) -> None:
    """Say step by step what a feed gives and what would be posted; keeps nothing."""

    async def work(parts: app.Parts) -> None:
        with about(address):
            url = await parts.source.discover(address)
        click.echo(f"1. feed     {url}")
        with about(url):
            answer = await parts.source.poll(url, Validators())
        if not isinstance(answer, Changed):
            raise CommandError(f"{url} says that nothing changed, though nothing is held")
        click.echo(
            f"2. parsed   {plain(answer.title or 'no title')}, {len(answer.entries)} entries"
        )
        for entry in answer.entries[:_SHOWN_ENTRIES]:
            when = stamp(entry.published) if entry.published else "no date"
            click.echo(f"            {when}  {plain(entry.title or 'no title')}")
        first = next((entry for entry in answer.entries if entry.url), None)
        if first is None or first.url is None:
            raise CommandError("no entry has an address to read")
        click.echo(f"3. article  {first.url}")
        with about(first.url):
            article, briefing = await app.OnTheSpot(parts.source).brief_link(first.url)
        click.echo(f"            {len(article.text.split())} words")
        click.echo("4. briefing")
        click.echo(briefing_lines(briefing))

    _with_parts(work, address)


@feeds.command(name="import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path))
def import_(opml: pathlib.Path) -> None:
    """Add the feeds of an OPML file; folders become topics."""
    outlines = read_opml(opml.read_bytes())

    async def work(parts: app.Parts) -> int:
        known = {feed.url for feed in await parts.store.feeds()}
        console = Console(stderr=True)
        for each in track(outlines, "Adding", console=console):
            await parts.store.add_feed(each.url, title=each.title, topic=each.topic)
            told = "held already" if each.url in known else "added"
            click.echo(f"line {each.line}: {told}  {each.url}")
        return len({each.url for each in outlines} - known)

    click.echo(f"{_with_parts(work)} of {len(outlines)} feeds are new")


@feeds.command()
def export() -> None:
    """Print all feeds as OPML."""
    known = _with_parts(lambda parts: parts.store.feeds())
    outlines = [
        Outline(url=feed.url, title=feed.title, site=feed.site, topic=feed.topic) for feed in known
    ]
    click.echo(write_opml(outlines), nl=False)


def _words(pause: dt.timedelta) -> str:
    minutes = round(pause.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"  # noqa: PLR2004
