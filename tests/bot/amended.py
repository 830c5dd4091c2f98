"""Stories that an editor corrected, for whatever renders them."""

import dataclasses
from decimal import Decimal

from bot.model import Story
from summariser import (
    Amendment,
    Article,
    Evidence,
    Money,
    Party,
    Pledge,
    PledgeKind,
    Status,
    amend,
)


def told(story: Story, *, pledger: str, recipient: str, amount: int, much: str, what: str) -> Story:
    """Let a story tell one pledge, in words of its article."""
    article = story.article.article
    pledge = Pledge(
        pledger=Party(name=pledger, evidence=_span(article, pledger)),
        recipient=Party(name=recipient, evidence=_span(article, recipient)),
        amount=Money(amount=Decimal(amount), currency="EUR", evidence=_span(article, much)),
        what=_span(article, what),
        kind=PledgeKind.FINANCIAL,
        status=Status.PLEDGED,
        evidence=_span(article, f"{much} {what}" if f"{much} {what}" in article.text else much),
    )
    briefing = dataclasses.replace(story.briefing, pledges=(pledge,))
    # amended and taken back: the line is laid out from the pledge
    briefing = amend(amend(briefing, {0: (_word("what", "-", what),)}), {})
    return dataclasses.replace(story, briefing=briefing)


def corrected(story: Story, *values: tuple[str, str | None, str | None], by: str) -> Story:
    """Give the next version: these fields are somebody's now, with what the article says."""
    amendments = tuple(_word(field, value, said, by) for field, value, said in values)
    briefing = amend(story.briefing, {0: amendments})
    return dataclasses.replace(story, version=story.version + 1, briefing=briefing)


def _word(field: str, value: str | None, said: str | None, by: str = "editor") -> Amendment:
    return Amendment(field=field, value=value, said=said, by=by)


def _span(article: Article, words: str) -> Evidence:
    start = article.text.index(words)
    return Evidence.of(article, start, start + len(words))
