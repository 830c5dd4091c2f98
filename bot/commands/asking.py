"""From a question to the sentences that answer it, or to the admission that none does.

Each sentence of the stories that share words with the question is weighed by the question's words
that it has itself (most), that its neighbours have, and that its article has (`weighing`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.keys import keys_of
from bot.commands.question import Question, understand
from bot.commands.reply import Choice, Choices, Part, Quote, Reply, Say, ShowStory
from bot.commands.weighing import Page, best
from bot.commands.words import story_words
from bot.model import HeldArticle, Story
from summariser import Evidence, Worded

SHOWN = 3
"""Quotes in one answer, each of another article."""
NEAR = 0.8
"""A further article's sentence is shown when it weighs this share of the best one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sentence that answers.

    Attributes:
        weight: 0 to about 1.5; an ordering, not a probability.
    """

    story: Story
    held: HeldArticle
    sentence: Evidence
    weight: float


def choose(
    text: str, stories: Sequence[tuple[Story, Sequence[HeldArticle]]]
) -> tuple[Question, list[Found]]:
    """Choose the sentences that answer, best first; none when nothing does."""
    question = understand(text)
    if not question.keys:
        return question, []
    pages = [(story, Page(held, question.keys)) for story, articles in stories for held in articles]
    found = [
        Found(story=story, held=page.held, sentence=one[0], weight=one[1])
        for story, page in pages
        if (one := best(question, story, page)) is not None
    ]
    found.sort(key=lambda one: -one.weight)
    return question, found


def chosen(found: Sequence[Found]) -> list[Found]:
    """Choose which of the answers are shown, newest first, none of them twice."""
    if not found:
        return []
    least = found[0].weight * NEAR
    shown: dict[str, Found] = {}
    for one in found:
        if one.weight >= least and len(shown) < SHOWN:
            shown.setdefault(" ".join(keys_of(one.sentence.text)), one)
    return sorted(shown.values(), key=_when, reverse=True)


def tell(
    text: str, shown: Sequence[Found], near: Sequence[Story], worded: Sequence[Worded] = ()
) -> Reply:
    """Quote what answers; or say that nothing does, with the nearest stories.

    Args:
        text: The question.
        shown: What answers, as it was chosen.
        near: The nearest stories, for when nothing does.
        worded: Sentences that these quotes prove, each with the numbers of its quotes.
    """
    if not shown:
        parts: list[Part] = [ShowStory(story=story) for story in near[:1]]
        if parts:
            parts.insert(0, Say(text="The nearest that is held:"))
        others = [Choice(label=story_words(s), command=f"more {s.id}") for s in near[1:3]]
        if others:
            parts.append(Choices(prompt="Also near", options=tuple(others)))
        return Reply(title="Not in the articles I hold", parts=tuple(parts), found=False)
    said = [Say(text=f"{one.text} {_numbers(one.cites)}") for one in worded]
    quotes = [_quote(one, place if worded else None) for place, one in enumerate(shown)]
    return Reply(title=f"{text[:1].upper()}{text[1:]}?", parts=(*said, *quotes))


def _numbers(cites: Sequence[int]) -> str:
    return "".join(f"[{place + 1}]" for place in cites)


def _when(found: Found) -> dt.datetime:
    return found.held.article.published or found.held.fetched


def _quote(found: Found, place: int | None) -> Quote:
    article = found.held.article
    leads = article.id == found.story.article.article.id
    label = article.title or story_words(found.story)
    return Quote(
        label=label if place is None else f"[{place + 1}] {label}",
        evidence=found.sentence,
        story=found.story.id if leads else None,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )
