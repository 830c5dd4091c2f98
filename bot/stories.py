"""An article with its briefing in, the story that it joins and whether it is news out.

Which story it is kin to is decided in `kinship`, here what follows from it: an article that the
outlet edited stays where it is, a copy joins silently, and any other that joins is silent unless
it changes the story in substance (`changes`).
"""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.changes import changed, repeats
from bot.kinship import RULE, WINDOW, Candidate, Kinship, asked, decide, shelved
from bot.model import HeldArticle, Story
from bot.traits import Rarity, Traits, traits
from summariser import Briefing, Mark

__all__ = [
    "RARITY",
    "WINDOW",
    "StoryDecision",
    "asking",
    "assign",
    "kin",
    "shelved_under",
    "silent",
]

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


RARITY = Rarity()
"""How rare words are: by the table alone, so that each process knows the same."""


def asking(held: HeldArticle) -> Sequence[str]:
    """Give the words to find stories by: the rarest that the article leans on."""
    return asked(traits(held.article, held.fetched), RARITY)


def shelved_under(read: Traits) -> Sequence[str]:
    """Give the words that an article's story is found by."""
    return shelved(read, RARITY)


def kin(held: HeldArticle, candidates: Iterable[Candidate]) -> Kinship:
    """Decide which story an article is of; one that the outlet edited stays where it is."""
    if held.story is not None:
        return Kinship(story=held.story, score=1.0, reasons=("the outlet edited it",))
    return decide(traits(held.article, held.fetched), candidates, RARITY)


def assign(
    held: HeldArticle,
    briefing: Briefing,
    found: Kinship,
    story: Story | None,
    *,
    earlier: Sequence[Briefing] = (),
) -> StoryDecision:
    """Decide what becomes of an article.

    Args:
        held: The article.
        briefing: Its three lines.
        found: What `kin` found.
        story: The story found, as it is told now; ``None`` where there is none.
        earlier: Its versions before that.
    """
    unsaid = silent(briefing)
    if held.story is not None:
        if story is None or story.article.id != held.id:
            return StoryDecision(story=held.story, post=False, reason="the outlet edited it")
        return _joined(story, briefing, "the outlet edited it", unsaid)
    why = "; ".join(found.reasons)
    if story is None:
        return StoryDecision(
            story=None, post=not unsaid, reason=unsaid or why, linked=found.linked, rule=found.rule
        )
    if found.copy_of:
        outlet = story.article.article.outlet or "another outlet"
        why = f"the same text as {outlet} has ({why})"
        return StoryDecision(story=story.id, post=False, reason=why, rule=found.rule)
    if earlier and not unsaid and repeats(story.briefing, briefing, earlier):
        why = f"{why}; an earlier version told it"
        return StoryDecision(
            story=story.id, post=False, reason=why, linked=found.linked, rule=found.rule
        )
    return dataclasses.replace(_joined(story, briefing, why, unsaid), linked=found.linked)


def silent(briefing: Briefing) -> str:
    """Say why nobody is told such a briefing; nothing when they are."""
    if briefing.what is None:
        return "it has no words to brief"
    marks = sorted(SILENT & set(briefing.marks))
    return f"it is marked {', '.join(marks)}" if marks else ""


def _joined(story: Story, briefing: Briefing, why: str, unsaid: str) -> StoryDecision:
    new = () if unsaid else changed(story.briefing, briefing)
    told = f"; {new[0][:TOLD]}" if new else ""
    return StoryDecision(story=story.id, post=bool(new), reason=why + told)
