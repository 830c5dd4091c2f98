"""A proposal's mentions in, the actors to show out: who acts, and in which role.

An actor is shown when the proposer is sure that somebody is named and that the event cannot be
told without them, or when a pledge binds or serves them. The proposer's words for a role come
first; where it gives none, the title or apposition that the rules found stands in.
"""

import re
from dataclasses import dataclass, field

from summariser.bounds import whole_role
from summariser.entity import Entity
from summariser.proposal import Proposal, Span
from summariser.reading import Reading
from summariser.records import Actor, Evidence, Pledge, Role, Salience

_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their) ", re.IGNORECASE)

# Chosen on the held-back fifth of the training articles (MODEL_CARD.md).
LEAST_KEY = 0.3
LEAST_SCORE = 0.85
MOST_ACTORS = 8


@dataclass(slots=True)
class _Part:
    """What the proposer says of one actor, over all its mentions."""

    key: float = 0.0
    score: float = 0.0
    roles: list[Span] = field(default_factory=list)


def actors(reading: Reading, proposal: Proposal, bound: tuple[Pledge, ...]) -> tuple[Actor, ...]:
    """Key actors in the order of their weight, the parties of pledges among them."""
    parties = {
        p.name for pledge in bound for p in (pledge.pledger, pledge.recipient) if p is not None
    }
    parts: dict[int, _Part] = {}
    for mention in proposal.mentions:
        entity = reading.entity_of(mention.span.start, mention.span.end)
        if entity:
            part = parts.setdefault(id(entity), _Part())
            part.key = max(part.key, mention.key)
            part.score = max(part.score, mention.score)
            part.roles += [mention.role] if mention.role else []
    nobody = _Part()
    chosen = [
        (entity, part)
        for entity in reading.entities
        if ((part := parts.get(id(entity), nobody)).score >= LEAST_SCORE and part.key >= LEAST_KEY)
        or entity.name in parties
    ]
    chosen.sort(key=lambda pair: (-pair[1].key, pair[0].mentions[0].start))
    return tuple(_actor(reading, *pair) for pair in chosen[:MOST_ACTORS])


def _actor(reading: Reading, entity: Entity, part: _Part) -> Actor:
    article = reading.document.article
    spans = sorted({(m.start, m.end) for m in entity.mentions})
    forms = dict.fromkeys(" ".join(article.text[a:b].split()) for a, b in spans)
    role = _role(reading, entity, part)
    return Actor(
        name=entity.name,
        kind=entity.kind,
        mentions=tuple(Evidence.of(article, a, b) for a, b in spans),
        aliases=tuple(form for form in forms if form != entity.name),
        roles=(role,) if role else (),
        salience=Salience.KEY,
    )


def _role(reading: Reading, entity: Entity, part: _Part) -> Role | None:
    article = reading.document.article
    words = max(entity.roles, key=lambda r: (r.sure, -r.start), default=None)
    mine = Span(words.start, words.end) if words else None
    text = reading.document.text
    roles = [role for each in part.roles if (role := whole_role(text, each))]
    span = roles[0] if roles else mine
    if span and mine and mine.start <= span.start and span.end <= mine.end:
        span = mine  # the whole of "US President-elect", of which the proposer saw a part
    title = " ".join(article.text[span.start : span.end].split()) if span else ""
    if span is None or not title:
        return None
    return Role(
        title=_ARTICLE.sub("", title),
        evidence=Evidence.of(article, span.start, span.end),
        as_of=article.published.date() if article.published else None,
    )
