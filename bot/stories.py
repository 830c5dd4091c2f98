"""An article with its briefing in, the story that it joins and whether it is news out.

Conservative on purpose: two stories about one event are a nuisance, one story about two events
is an error. An article joins when

- its words are another's (syndication): shared runs of five words, see `SAME_TEXT`; or
- within two days it shares two key actors with a story and an exact sum, or two key actors and
  enough of the words that few other stories use.

Joining is silent unless a firm pledge comes with it that the story has not told.
"""

import datetime as dt
import functools
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import HeldArticle, Story
from summariser import Briefing, Mark, Pledge, Status

WINDOW = dt.timedelta(hours=48)
"""Reports of one event come within two days (Allan et al. 1998 use windows of this order)."""

SHINGLE = 5
SKETCH = 64
"""Hashes kept of a text (Broder 1997, "On the resemblance and containment of documents")."""

SAME_TEXT = 0.5
"""Part of all runs of five words that both have; a wire text with a changed lead keeps more."""

RARE = 2
"""A word is rare when at most this many of the candidate stories use it."""

SHARED_RARE = 3

SILENT = frozenset({Mark.LISTING, Mark.NOT_ENGLISH})
"""What we cannot read well enough to tell anybody."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecision:
    """What becomes of an article.

    Attributes:
        story: Story that it joins; ``None`` begins one.
        post: Whether targets are told.
        reason: Why, in plain words, for `why`.
    """

    story: int | None
    post: bool
    reason: str


def assign(held: HeldArticle, briefing: Briefing, candidates: Sequence[Story]) -> StoryDecision:
    """Decide where an article belongs. Candidates are recent stories, newest first."""
    silent = _silent(briefing)
    if held.story is not None:
        return _edited(held, held.story, briefing, candidates, silent)
    same = _same_text(held, candidates)
    if same:
        outlet = same.article.article.outlet or "another outlet"
        return StoryDecision(story=same.id, post=False, reason=f"the same text as {outlet} has")
    found = _same_event(held, briefing, candidates)
    if found is None:
        return StoryDecision(
            story=None, post=not silent, reason=silent or "nothing like it is held"
        )
    story, why = found
    return _joined(story, briefing, why, silent)


def _silent(briefing: Briefing) -> str:
    if briefing.what is None:
        return "it has no words to brief"
    marks = sorted(SILENT & set(briefing.marks))
    return f"it is marked {', '.join(marks)}" if marks else ""


def _edited(
    held: HeldArticle, key: int, briefing: Briefing, candidates: Sequence[Story], silent: str
) -> StoryDecision:
    """An article that the outlet changed stays in its story."""
    story = next((each for each in candidates if each.id == key), None)
    if story is None or story.article.id != held.id:
        return StoryDecision(story=key, post=False, reason="the outlet edited it")
    return _joined(story, briefing, "the outlet edited it", silent)


def _joined(story: Story, briefing: Briefing, why: str, silent: str) -> StoryDecision:
    new = [] if silent else _untold(story.briefing, briefing)
    told = f"; it adds: {new[0].what.text[:80]}" if new else ""
    return StoryDecision(story=story.id, post=bool(new), reason=why + told)


def _untold(old: Briefing, new: Briefing) -> list[Pledge]:
    """Firm pledges of a sum that the story has not told."""
    known = {_sum(pledge) for pledge in old.pledges}
    return [
        pledge
        for pledge in new.pledges
        if pledge.status is Status.PLEDGED and pledge.amount and _sum(pledge) not in known
    ]


def _sum(pledge: Pledge) -> tuple[str, str] | None:
    return (
        (str(pledge.amount.amount.normalize()), pledge.amount.currency) if pledge.amount else None
    )


def _same_text(held: HeldArticle, candidates: Sequence[Story]) -> Story | None:
    mine = _sketch(held.article.text)
    for story in candidates:
        theirs = _sketch(story.article.article.text)
        least = sorted(mine | theirs)[:SKETCH]
        if least and len(mine & theirs & set(least)) >= SAME_TEXT * len(least):
            return story
    return None


def _same_event(
    held: HeldArticle, briefing: Briefing, candidates: Sequence[Story]
) -> tuple[Story, str] | None:
    when = held.article.published or held.fetched
    near = [story for story in candidates if abs(story.last - when) <= WINDOW]
    used = Counter(word for story in near for word in _telling(story.briefing))
    mine, actors, sums = _telling(briefing), _actors(briefing), _sums(briefing)
    for story in near:
        shared = actors & _actors(story.briefing)
        if len(shared) < 2:  # noqa: PLR2004 # one actor acts in many stories a day
            continue
        names = " and ".join(sorted(shared)[:2])
        if sums & _sums(story.briefing):
            return story, f"the same sum and actors ({names})"
        rare = {word for word in mine & _telling(story.briefing) if used[word] <= RARE}
        if len(rare) >= SHARED_RARE:
            return story, f"the same actors ({names}) and words ({', '.join(sorted(rare)[:3])})"
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


@functools.lru_cache(maxsize=1024)  # each candidate is compared with many articles
def _sketch(text: str) -> frozenset[int]:
    """The smallest hashes of the runs of words: their overlap estimates the texts' (Broder)."""
    words = _words(text)
    runs = (" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1)))
    return frozenset(sorted({zlib.crc32(run.encode()) for run in runs if run})[:SKETCH])


def _telling(briefing: Briefing) -> set[str]:
    """Words of the first line that could name an event: long ones and numbers."""
    text = briefing.what.text if briefing.what else ""
    return {word for word in _words(text) if len(word) > 4 or word.isdigit()}  # noqa: PLR2004


def _actors(briefing: Briefing) -> set[str]:
    return _folded(actor.name for actor in briefing.actors)


def _folded(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}


def _sums(briefing: Briefing) -> set[tuple[str, str]]:
    return {found for pledge in briefing.pledges if (found := _sum(pledge))}
