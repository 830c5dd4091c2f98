"""An article with its briefing in, the story that it joins and whether it is news out.

Which story it is kin to is decided in `kinship`, here what follows from it: an article that the
outlet edited stays where it is, a copy joins silently, and any other that joins is silent unless
it changes the story in substance (`changes`).
"""

import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.changes import changed
from bot.kinship import CANDIDATES, RULE, WINDOW, Candidate, Kinship, asked, decide, joined
from bot.model import HeldArticle, Story
from bot.traits import Rarity, traits, written
from summariser import Article, Briefing, Mark

__all__ = ["CANDIDATES", "WINDOW", "StoryDecision", "asking", "assign"]

ASKED = 8
"""Words that a store is asked for: each costs it a look at all articles that have the word."""

TOLD = 120
"""Characters of a change that the reason quotes."""

SILENT = frozenset({Mark.LISTING, Mark.NOT_ENGLISH})
"""What we cannot read well enough to tell anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecision:
    """What becomes of an article.

    Attributes:
        story: Story that it joins; ``None`` begins one.
        post: Whether targets are told.
        reason: Why, in plain words, for `why`.
        linked: Stories of the same affair that it does not join, nearest first.
        rule: Name and version of the rule that decided.
    """

    story: int | None
    post: bool
    reason: str
    linked: tuple[int, ...] = ()
    rule: str = RULE


def asking(held: HeldArticle) -> str:
    """Give the words to ask the store's index for: as written, the rarest that it leans on."""
    chosen = asked(traits(held.article, held.fetched), _RARITY)[:ASKED]
    return " ".join(written(held.article, chosen))


def assign(
    held: HeldArticle,
    briefing: Briefing,
    candidates: Sequence[Story],
    members: Mapping[int, Sequence[HeldArticle]] | None = None,
) -> StoryDecision:
    """Decide where an article belongs.

    Args:
        held: The article.
        briefing: Its three lines.
        candidates: Stories that it may join.
        members: Articles of those stories; a story without any is known by its lead article.
    """
    unsaid = silent(briefing)
    if held.story is not None:
        return _edited(held, held.story, briefing, candidates, unsaid)
    found = _kin(held, candidates, members or {})
    why = "; ".join(found.reasons)
    story = next((each for each in candidates if each.id == found.story), None)
    if story is None:
        return StoryDecision(
            story=None, post=not unsaid, reason=unsaid or why, linked=found.linked, rule=found.rule
        )
    if found.copy_of:
        outlet = story.article.article.outlet or "another outlet"
        why = f"the same text as {outlet} has ({why})"
        return StoryDecision(story=story.id, post=False, reason=why, rule=found.rule)
    return dataclasses.replace(_joined(story, briefing, why, unsaid), linked=found.linked)


def _kin(
    held: HeldArticle, stories: Sequence[Story], members: Mapping[int, Sequence[HeldArticle]]
) -> Kinship:
    known = (
        dataclasses.replace(
            _profile(tuple(each.article for each in members.get(story.id, (story.article,)))),
            story=story.id,
            last=story.last,
        )
        for story in stories
    )
    return decide(traits(held.article, held.fetched), known, _RARITY)


_RARITY = Rarity()
_UNDATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@functools.lru_cache(maxsize=2048)  # a story is compared with many articles
def _profile(articles: tuple[Article, ...]) -> Candidate:
    profile = None
    for article in articles:
        profile = joined(profile, traits(article, _UNDATED), story=0, rarity=_RARITY)
    if profile is None:
        raise ValueError("a story has an article")
    return profile


def silent(briefing: Briefing) -> str:
    """Say why nobody is told such a briefing; nothing when they are."""
    if briefing.what is None:
        return "it has no words to brief"
    marks = sorted(SILENT & set(briefing.marks))
    return f"it is marked {', '.join(marks)}" if marks else ""


def _edited(
    held: HeldArticle, key: int, briefing: Briefing, candidates: Sequence[Story], unsaid: str
) -> StoryDecision:
    """An article that the outlet changed stays in its story."""
    story = next((each for each in candidates if each.id == key), None)
    if story is None or story.article.id != held.id:
        return StoryDecision(story=key, post=False, reason="the outlet edited it")
    return _joined(story, briefing, "the outlet edited it", unsaid)


def _joined(story: Story, briefing: Briefing, why: str, unsaid: str) -> StoryDecision:
    new = () if unsaid else changed(story.briefing, briefing)
    told = f"; {new[0][:TOLD]}" if new else ""
    return StoryDecision(story=story.id, post=bool(new), reason=why + told)
