"""From who publishes to tables: the sources of a story, and how each feed is doing."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.commands.command import Feeds
from bot.commands.naming import bare
from bot.commands.paging import turn
from bot.commands.reply import Cell, Link, Part, Reply, Say, Table
from bot.commands.words import story_words
from bot.families import shipped
from bot.model import Feed, FeedState, HeldArticle, Story

ROWS: Final = 25
"""Feeds shown at a time."""
_FEED_WORDS: Final = {
    FeedState.NEW: "not polled yet",
    FeedState.ACTIVE: "well",
    FeedState.FAILING: "failing",
    FeedState.RETIRED: "gone for good",
}


def sources(
    story: Story, articles: Sequence[HeldArticle], differ: Mapping[str, Sequence[tuple[str, str]]]
) -> Reply:
    """List who reports a story, families of outlets together, the first reporter's first.

    Args:
        story: What they report.
        articles: First reported first.
        differ: What is told differently, by what it is of: outlets, and what they say.
    """
    families: dict[str, list[HeldArticle]] = {}
    for held in articles:
        article = held.article
        family = shipped().family(article.outlet or "outlet not named", held.credit)
        families.setdefault(family, []).append(held)
    several = any(len(each) > 1 for each in families.values())
    rows: list[tuple[Cell, ...]] = [
        (
            family if several and place == 0 else "",
            _printed(held),
            held.article.published or "time not stated",
            Link(label=held.article.title or held.article.url, url=held.article.url)
            if held.article.url
            else held.article.title or "",
            "quoted" if held.id == story.article.id else "",
        )
        for family, of_family in families.items()
        for place, held in enumerate(of_family)
    ]
    columns = ("Family", "Outlet", "Published", "Article", "")[not several :]
    shown = tuple(row[not several :] for row in rows)
    parts: list[Part] = [Table(columns=columns, rows=shown)]
    for what, told in differ.items():
        caption = f"They differ: {what}"
        parts.append(Table(columns=("Outlet", "Says"), rows=tuple(told), caption=caption))
    parts.append(Say(text=f"Story #{story.id}: {story_words(story)}"))
    outlets = len({held.article.outlet for held in articles})
    many = "1 outlet" if outlets == 1 else f"{outlets} outlets"
    if several:
        many += f" of {len(families)} {'family' if len(families) == 1 else 'families'}"
    reports = "1 report" if len(rows) == 1 else f"{len(rows)} reports"
    return Reply(title=f"{reports} by {many}, first reporter first", parts=tuple(parts))


def _printed(held: HeldArticle) -> str:
    """Name the outlet, and whose text it prints."""
    outlet = held.article.outlet or "outlet not named"
    return f"{outlet}, text of {held.credit}" if held.credit else outlet


def health(command: Feeds, feeds: Sequence[Feed]) -> Reply:
    """Say how each feed is doing, a part of them at a time, those that fail first."""
    if not feeds:
        return Reply(title="No feeds are read", found=False)
    bad = sum(feed.state is FeedState.FAILING for feed in feeds)
    ordered = sorted(feeds, key=lambda feed: feed.state is not FeedState.FAILING)
    skip = (command.page - 1) * ROWS
    rows = tuple(
        (
            Link(label=feed.title or bare(feed.url), url=bare(feed.url)),
            _FEED_WORDS[feed.state] + (f": {feed.reason}" if feed.reason else ""),
            feed.last_success or "never",
            feed.due or "not planned",
        )
        for feed in ordered[skip : skip + ROWS]
    )
    count = "1 feed" if len(feeds) == 1 else f"{len(feeds)} feeds"
    return Reply(
        title=f"{count}, {bad} failing" if bad else f"{count}, none failing",
        parts=(
            Table(columns=("Feed", "State", "Last success", "Next poll"), rows=rows),
            *turn(command, rows=ROWS, more=skip + ROWS < len(feeds), many=len(feeds)),
        ),
    )
