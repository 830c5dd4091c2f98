"""From versions of a story, or stories of one matter, to what is told differently when."""

import itertools
from collections.abc import Callable, Iterator, Sequence

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
    pairs, gone, new = _paired(before.briefing.pledges, after.briefing.pledges)
    for was, now in pairs:
        if was.status is not now.status:
            status = f"{STATUS_WORDS[was.status]} → {STATUS_WORDS[now.status]}"
            yield f"{status}: {pledge_words(now)}"
        elif _sum(was) != _sum(now):
            yield f"was {pledge_words(was)}; now {pledge_words(now)}"
    for pledge in new:
        yield f"new: {pledge_words(pledge)}"
    # Another article leaves things out; only the same one, edited, takes them back.
    same = before.article.id == after.article.id
    for pledge in gone if same else ():
        yield f"no longer told: {pledge_words(pledge)}"
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


def _paired(
    before: Sequence[Pledge], after: Sequence[Pledge]
) -> tuple[list[tuple[Pledge, Pledge]], list[Pledge], list[Pledge]]:
    """Pair the pledges of two versions: by their words, then by parties where that is plain.

    Returns:
        The pairs, those of the first that have no partner, and those of the second.
    """
    pairs: list[tuple[Pledge, Pledge]] = []
    gone, new = list(before), list(after)
    for key in (_in_words, _in_parties):
        old_by, new_by = _grouped(gone, key), _grouped(new, key)
        pairs += [
            (old_by[shared][0], new_by[shared][0])
            for shared in old_by.keys() & new_by.keys()
            if len(old_by[shared]) == len(new_by[shared]) == 1
        ]
        gone = [pledge for pledge in gone if not any(pledge is was for was, _ in pairs)]
        new = [pledge for pledge in new if not any(pledge is now for _, now in pairs)]
    pairs.sort(key=lambda pair: pair[1].evidence)
    return pairs, gone, new


def _grouped(
    pledges: Sequence[Pledge], key: Callable[[Pledge], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Pledge]]:
    found: dict[tuple[str, ...], list[Pledge]] = {}
    for pledge in pledges:
        found.setdefault(key(pledge), []).append(pledge)
    return found


def _in_parties(pledge: Pledge) -> tuple[str, ...]:
    return (
        pledge.pledger.name.casefold() if pledge.pledger else "",
        pledge.recipient.name.casefold() if pledge.recipient else "",
        pledge.kind.value,
        pledge.amount.currency if pledge.amount else "",
    )


def _in_words(pledge: Pledge) -> tuple[str, ...]:
    return (*_in_parties(pledge)[:1], " ".join(pledge.what.text.casefold().split()))


def _sum(pledge: Pledge) -> object:
    return (pledge.amount.amount, pledge.amount.currency) if pledge.amount else None


def _actors(story: Story) -> set[str]:
    return {actor.name for actor in story.briefing.actors}
