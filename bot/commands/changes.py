"""From versions of a story, or stories of one matter, to what is told differently when."""

import itertools
from collections.abc import Sequence

from bot.amending import corrections_since
from bot.changes import changed
from bot.commands.reply import Cell, Reply, Say, StoryLink, Table
from bot.commands.words import pledge_words, story_words
from bot.model import Story


def compare(story: Story, versions: Sequence[Story]) -> Reply:
    """Say what each version of a story says that the one before did not."""
    if len(versions) < 2:  # noqa: PLR2004 # two to compare
        return Reply(
            title=f"Nothing has changed: story #{story.id} has one version",
            parts=(Say(text=story_words(story)),),
            found=False,
        )
    rows: list[tuple[Cell, ...]] = []
    for before, after in itertools.pairwise(versions):
        when = after.article.article.published or after.article.fetched
        outlet = after.article.article.outlet or "outlet not named"
        step = f"{before.version} → {after.version}"
        ours = corrections_since(after.briefing, before.briefing)
        if ours:
            rows += [(step, "", ours.by, f"corrected: {words}") for words in ours.lines]
        told = changed(before.briefing, after.briefing)
        if not told and not ours:
            told = ("the same in other words",)
        rows += [(step, when, outlet, words) for words in told]
    return Reply(
        title=f"What changed in story #{story.id}",
        parts=(
            Table(columns=("Version", "When", "Outlet", "Change"), rows=tuple(rows)),
            Say(text=f"Now: {story.briefing.lines()[0]}"),
        ),
    )


def lay_out(about: str, stories: Sequence[Story]) -> Reply:
    """Put stories in the order of their days, oldest first, with what each pledges."""
    rows: list[tuple[Cell, ...]] = []
    for story in sorted(stories, key=lambda one: one.first):
        pledges = story.briefing.pledges
        told = pledge_words(pledges[0]) if pledges else ""
        told += f" and {len(pledges) - 1} more" if len(pledges) > 1 else ""
        rows.append(
            (
                f"{story.first:%-d %b %Y}",
                StoryLink(label=story_words(story), story=story.id),
                told,
            )
        )
    many = "1 story" if len(rows) == 1 else f"{len(rows)} stories"
    return Reply(
        title=f"{about}: {many}, oldest first",
        parts=(Table(columns=("Day", "Story", "Pledges"), rows=tuple(rows)),),
    )
