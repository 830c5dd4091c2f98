"""From versions of a story, or stories of one matter, to what is told differently when."""

import itertools
from collections.abc import Iterator, Sequence

from bot.commands.reply import Cell, Reply, Say, StoryLink, Table
from bot.commands.words import STATUS_WORDS, pledge_words, story_words
from bot.model import Story
from summariser import Pledge


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
        told = list(differences(before, after)) or ["the same in other words"]
        step = f"{before.version} → {after.version}"
        rows += [(step, when, outlet, words) for words in told]
    return Reply(
        title=f"What changed in story #{story.id}",
        parts=(
            Table(columns=("Version", "When", "Outlet", "Change"), rows=tuple(rows)),
            Say(text=f"Now: {story.briefing.lines()[0]}"),
        ),
    )


def differences(before: Story, after: Story) -> Iterator[str]:
    """Walk what two versions tell differently: pledges first, then actors, then what happened."""
    old, new = _pledges(before), _pledges(after)
    for key, pledge in new.items():
        was = old.get(key)
        if was is None:
            yield f"new: {pledge_words(pledge)}"
        elif was.status is not pledge.status:
            status = f"{STATUS_WORDS[was.status]} → {STATUS_WORDS[pledge.status]}"
            yield f"{status}: {pledge_words(pledge)}"
        elif _sum(was) != _sum(pledge):
            yield f"was {pledge_words(was)}; now {pledge_words(pledge)}"
    # Another article leaves things out; only the same one, edited, takes them back.
    same = before.article.id == after.article.id
    for key in sorted(old.keys() - new.keys()) if same else ():
        yield f"no longer told: {pledge_words(old[key])}"
    came = _actors(after) - _actors(before)
    if came:
        yield f"new actors: {', '.join(sorted(came))}"
    was_what, is_what = before.briefing.lines()[0], after.briefing.lines()[0]
    if was_what != is_what:
        yield f"What was: {was_what}"


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


def _pledges(story: Story) -> dict[tuple[str, ...], Pledge]:
    """Key pledges by what stays the same when a sum or status changes."""
    return {
        (
            pledge.pledger.name.casefold() if pledge.pledger else "",
            pledge.recipient.name.casefold() if pledge.recipient else "",
            pledge.kind.value,
            pledge.amount.currency if pledge.amount else " ".join(pledge.what.text.split()),
        ): pledge
        for pledge in reversed(story.briefing.pledges)  # the firmest and largest wins
    }


def _sum(pledge: Pledge) -> object:
    return (pledge.amount.amount, pledge.amount.currency) if pledge.amount else None


def _actors(story: Story) -> set[str]:
    return {actor.name for actor in story.briefing.actors}
