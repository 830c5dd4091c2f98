"""Actors and pledges in, how much the main event needs each actor out.

Like the cues, actors are weighed by facts with learned weights (actor_weights.tsv): where they
are named, how often, whether in the title, what they do there, and whether they are bound.
"""

import functools

from summariser.entity import Entity
from summariser.lexicon import table
from summariser.mentions import Mention
from summariser.proposal import ProposedPledge
from summariser.reading import Reading
from summariser.records import ActorKind
from summariser.vocabulary import lexicon
from summariser.weigh import odds

_OBJECTS = frozenset(
    [
        "of",
        "to",
        "for",
        "in",
        "with",
        "by",
        "from",
        "on",
        "at",
        "against",
        "between",
        "into",
        "over",
        "about",
        "near",
    ]
)
_MANY = (1, 2, 3, 5, 8)


@functools.cache
def _weights() -> dict[str, tuple[float, float]]:
    return {row["fact"]: (float(row["named"]), float(row["key"])) for row in table("actor_weights")}


def keys(reading: Reading, pledges: tuple[ProposedPledge, ...]) -> tuple[tuple[Entity, float], ...]:
    """Each actor with its weight, 0 to 1, heaviest first."""
    bound = parties(reading, pledges)
    weights = _weights()
    scored = []
    for entity in reading.entities:
        found = [weights[fact] for fact in facts(reading, entity, bound) if fact in weights]
        named, key = odds(sum(w[0] for w in found)), odds(sum(w[1] for w in found))
        scored.append((entity, (named * key) ** 0.5))
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0].mentions[0].start)))


def parties(reading: Reading, pledges: tuple[ProposedPledge, ...]) -> dict[int, set[str]]:
    """Parts that actors have in likely pledges, by the actor's identity."""
    bound: dict[int, set[str]] = {}
    for pledge in pledges:
        likely = "likely" if pledge.core >= 0.4 else "maybe" if pledge.score >= 0.4 else ""
        if not likely:
            continue
        for part, span in (("pledger", pledge.pledger), ("recipient", pledge.recipient)):
            entity = reading.entity_of(span.start, span.end) if span else None
            if entity:
                bound.setdefault(id(entity), set()).add(f"{likely} {part}")
    return bound


def facts(reading: Reading, entity: Entity, bound: dict[int, set[str]]) -> list[str]:
    """All facts about one actor."""
    own = [m for m in entity.mentions if not m.adjective]
    kind = entity.kind
    name = entity.name
    found = ["bias", f"kind={kind}", f"sure={entity.certainty}", f"sure={entity.certainty}&{kind}"]
    count = sum(len(own) >= many for many in _MANY)
    found += [f"count={count}", f"count={count}&{kind}"]
    first = own[0].sentence if own else 99
    place = first if first < 4 else 4 + (first > 8)
    found += [
        f"first={place}",
        f"first={place}&{kind}",
        f"words={min(name.count(' ') + 1, 4)}&{kind}",
    ]
    if not own:
        found.append("only adjective")
    if entity.roles:
        found += ["role", f"role&{kind}", f"role&first={place}"]
    title = (reading.document.article.title or "").lower()
    if name.lower() in title:
        found += ["title", f"title&{kind}"]
    elif name.split()[-1].lower() in title:
        found += ["title part", f"title part&{kind}"]
    for part in sorted(bound.get(id(entity), ())):
        found += [part, f"{part}&{kind}"]
    if entity.own:
        found.append("own government")
    if name == reading.home:
        found.append("home")
    if name.isupper():
        found.append("acronym")
    found += _contexts(reading, own[:6], kind)
    if name in lexicon().organisations:
        found.append(f"table={name}")
    return found


def _contexts(reading: Reading, own: list[Mention], kind: ActorKind) -> list[str]:
    """What stands around the first mentions: a verb of acting after, a preposition before."""
    speech = lexicon().speech
    subject = hung = 0
    found = []
    for number, mention in enumerate(own):
        before, after = _around(reading, mention)
        subject += after in speech
        hung += before in _OBJECTS
        if number == 0:
            found += [f"before={before}", f"before={before}&{kind}", f"after={after}"]
        else:
            found += [f"some before={before}", f"some after={after}"]
        saying = reading.sayings[mention.sentence]
        if saying.speaker and saying.speaker.start == mention.start:
            found.append(f"speaks&{kind}")
    found += [f"subject={min(subject, 3)}", f"subject={min(subject, 3)}&{kind}"]
    if own and hung == len(own):
        found += ["always hung", f"always hung&{kind}"]
    return list(dict.fromkeys(found))


def _around(reading: Reading, mention: Mention) -> tuple[str, str]:
    """The words before and after a mention with its title, articles left out."""
    begin = mention.title[0] if mention.title else mention.start
    before = after = ""
    for token in reading.document.tokens[mention.sentence]:
        if token.end <= begin:
            if token.text.lower() not in ("the", "a", "an"):
                before = token.text.lower()
        elif token.start >= mention.end and token.text not in ("'", "s", "’"):
            after = token.text.lower()
            break
    return before, after
