"""Actors and pledges in, how much the main event needs each actor out."""

from summariser.actors import Entity
from summariser.mentions import Certainty
from summariser.proposal import ProposedPledge
from summariser.reading import Reading
from summariser.records import ActorKind


def keys(reading: Reading, pledges: tuple[ProposedPledge, ...]) -> tuple[tuple[Entity, float], ...]:
    """Each actor with its weight, 0 to 1, heaviest first."""
    title = (reading.document.article.title or "").lower()
    scored = [(entity, _weight(reading, entity, title)) for entity in reading.entities]
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0].mentions[0].start)))


def _weight(reading: Reading, entity: Entity, title: str) -> float:
    own = [m for m in entity.mentions if not m.adjective]
    score = 0.1 * min(len(own), 4)
    if entity.roles:
        score += 0.25
    if own and own[0].sentence == 0:
        score += 0.25
    if entity.name.split()[-1].lower() in title:
        score += 0.2
    if entity.certainty is Certainty.GUESS:
        score -= 0.35
    if entity.kind is ActorKind.COUNTRY and not own:
        score -= 0.4
    return min(max(score, 0.0), 1.0)
