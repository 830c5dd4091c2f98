"""`threeline stories`: what is held and found; split, merge, and put back."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import click

from bot.clock import now
from bot.commands.text import briefing_lines, plain, stamp
from bot.errors import CommandError
from bot.model import HeldArticle, Rearranged, Story
from bot.ports import Filters, Order, Sort
from bot.rearrange import merge as merge_stories
from bot.rearrange import split as split_story
from bot.rearrange import undo as undo_move
from bot.settings import load
from bot.store import SqlStore, open_store

T = TypeVar("T")

_BY = click.option("--by", required=True, help="Who says so.")
_REASON = click.option("--reason", required=True, help="Why; it is kept.")


def _with_store(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with open_store(load().database_url, now=now) as store:
            return await work(store)

    return asyncio.run(opened())


@click.group()
def stories() -> None:
    """Look into stories, split and merge them."""


@stories.command()
@click.argument("story", type=int)
def show(story: int) -> None:
    """List a story's articles, why each is in it, and the stories of the same affair."""

    async def ask(
        store: SqlStore,
    ) -> tuple[Story, list[HeldArticle], list[Story], Mapping[int, Sequence[str]]] | None:
        found = await store.story(story)
        if found is None:
            return None
        held = await store.articles(found.id)
        why = await store.placements(found.id)
        return found, list(held), list(await store.linked(found.id)), why

    told = _with_store(ask)
    if told is None:
        raise CommandError(f"there is no story #{story}")
    found, held, linked, why = told
    click.echo(f"story #{found.id}, version {found.version}")
    click.echo(briefing_lines(found.briefing))
    for each in held:
        it = each.article
        when = stamp(it.published or each.fetched)
        click.echo(f"{each.id:<7} {when}  {plain(it.outlet or 'outlet not named')}")
        click.echo(f"        {plain(it.title or 'no title')}  {it.url or ''}")
        for said in why.get(each.id, ()):
            click.echo(f"        {plain(said)}")
    for other in linked:
        what = other.briefing.what
        click.echo(f"same affair  #{other.id}  {plain(what.text if what else '')}")


@stories.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=click.Choice([sort.value for sort in Sort]), help="Only these.")
@click.option("--outlet", help="Only what this outlet reported.")
@click.option("--days", type=click.IntRange(1), help="Only the last so many days.")
@click.option("--best", is_flag=True, help="Best match first, instead of the newest.")
@click.option("--most", default=10, show_default=True, help="Of each kind.")
def find(
    words: tuple[str, ...],
    kind: str | None,
    outlet: str | None,
    days: int | None,
    *,
    best: bool,
    most: int,
) -> None:
    """Search stories, articles, pledges and actors for all these words, with quotes."""
    filters = Filters(
        sorts=(Sort(kind),) if kind else (),
        outlet=outlet,
        since=now() - dt.timedelta(days=days) if days else None,
    )
    order = Order.BEST if best else Order.NEWEST
    asked = " ".join(words)
    hits = _with_store(lambda store: store.find(asked, filters, order=order, limit=most))
    for hit in hits:
        where = f"  #{hit.story}" if hit.story is not None else ""
        click.echo(f"{hit.sort.value:<8}{where}  {plain(hit.title)}")
        click.echo(f"         {stamp(hit.when)}  {plain(hit.outlet or 'outlet not named')}")
        for quote in hit.quotes:
            said = plain(" ".join(quote.text.split()))
            click.echo(f'         "{said}" (article {quote.article}, {quote.start}-{quote.end})')
    if not hits:
        click.echo("Nothing that is held has all these words.")


@stories.command()
@click.argument("story", type=int)
@click.argument("articles", type=int, nargs=-1, required=True)
@_BY
@_REASON
def split(story: int, articles: tuple[int, ...], by: str, reason: str) -> None:
    """Make a new story of these articles; posts, versions and pledges go along."""
    _tell(_with_store(lambda store: split_story(store, story, articles, by=by, reason=reason)))


@stories.command()
@click.argument("story", type=int)
@click.argument("into", type=int)
@_BY
@_REASON
def merge(story: int, into: int, by: str, reason: str) -> None:
    """Move all of one story into another; its number leads there from then on."""
    _tell(_with_store(lambda store: merge_stories(store, story, into=into, by=by, reason=reason)))


@stories.command()
@click.argument("move", type=int)
@_BY
@_REASON
def undo(move: int, by: str, reason: str) -> None:
    """Take a move back, by the number that `moves` lists."""
    _tell(_with_store(lambda store: undo_move(store, move, by=by, reason=reason)))


@stories.command()
def moves() -> None:
    """List what was split, merged and put back, newest first, with the reasons."""
    made = _with_store(lambda store: store.rearrangements())
    for each in made:
        _tell(each)
    if not made:
        click.echo("No story was split or merged.")


def _tell(made: Rearranged) -> None:
    many = len(made.articles)
    what = f"{many} {'article' if many == 1 else 'articles'}"
    taken = f", takes back {made.undoes}" if made.undoes else ""
    undone = "  (undone)" if made.undone else ""
    click.echo(
        f"{made.id:<5} {stamp(made.at)}  {made.kind.value}{taken}: {what} from #{made.source}"
        f" to #{made.target}, by {plain(made.by)}: {plain(made.reason)}{undone}"
    )
