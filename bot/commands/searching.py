"""Words that are looked for in, the stories, pledges and actors that have them out.

A story is shown with its three lines; where those do not say all of the words, the place in its
article that does is quoted under them. Pledges and actors follow that no shown story tells.
"""

from collections.abc import Sequence

from bot.commands.command import Search
from bot.commands.paging import turn
from bot.commands.reply import Choice, Choices, Part, Quote, Reply, ShowStory
from bot.model import Story
from bot.ports import Filters, Hit, Library, Order, Sort
from bot.rules import fold

FOUND = 5
"""Stories shown for a search; the count says when there are more."""

BESIDE = 3
"""Pledges of other stories, and actors, that are shown or offered with them."""

_SORTS = Filters(sorts=(Sort.STORY, Sort.PLEDGE, Sort.ACTOR))


async def search(library: Library, command: Search) -> Reply | None:
    """Find what has all the words; ``None`` where nothing has."""
    wanted = FOUND * command.page + 1
    order = Order.BEST if command.best else Order.NEWEST
    hits = await library.find(command.words, _SORTS, order=order, limit=wanted)
    every = [hit for hit in hits if hit.sort is Sort.STORY]
    parts: list[Part] = []
    shown = 0
    for hit in every[FOUND * (command.page - 1) :][:FOUND]:
        story = await library.story(hit.story) if hit.story is not None else None
        if story:
            shown += 1
            parts += [ShowStory(story=story), *_quoted(story, hit, command.words)]
    if not shown:
        return None
    more = len(every) == wanted
    if command.page == 1:
        parts += _beside(hits, {hit.story for hit in every}, command)
    many = "1 story" if shown == 1 else f"{shown} stories"
    many = f"more than {many}" if more and command.page == 1 else many
    first = "best match" if command.best else "newest"
    return Reply(
        title=f"{command.words}: {many}, {first} first",
        parts=(*parts, *turn(command, rows=FOUND, more=more)),
    )


def _quoted(story: Story, hit: Hit, words: str) -> list[Quote]:
    """Quote the article where the story's lines do not say all of the words themselves."""
    said = set(fold(" ".join(line.text for line in story.briefing.layout)).split())
    return [] if set(fold(words).split()) <= said else _quotes(hit, "In the article")


def _quotes(hit: Hit, label: str) -> list[Quote]:
    return [
        Quote(
            label=label,
            evidence=quote,
            story=hit.story,
            outlet=hit.outlet,
            published=hit.when,
            url=hit.url,
        )
        for quote in hit.quotes[:1]
    ]


def _beside(hits: Sequence[Hit], told: set[int | None], command: Search) -> list[Part]:
    """Add what the stories do not tell already, and what may be asked next."""
    pledges = [hit for hit in hits if hit.sort is Sort.PLEDGE and hit.story not in told]
    actors = [hit.key for hit in hits if hit.sort is Sort.ACTOR][:BESIDE]
    parts: list[Part] = []
    for hit in pledges[:BESIDE]:
        parts += _quotes(hit, f"Pledge: {hit.title}")
    options = [Choice(label=name, command=f"who {name}") for name in actors]
    if len(told) > 1:
        other = "newest" if command.best else "best match"
        words = f"search {command.words}, {other} first"
        options.append(Choice(label=f"{other.capitalize()} first", command=words))
    return [*parts, Choices(prompt="", options=tuple(options))] if options else parts
