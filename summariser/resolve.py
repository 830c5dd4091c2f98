"""A surface form in, the actor that it stands for out; ``None`` rather than a guess.

"We" in a quotation is the speaker's side, outside one the publisher's; "he" is the last person
named as a subject; "the Government" is the publisher's country, or the only one whose
government acts in the text; "the company" is the last body named.
"""

from summariser.actors import Entity
from summariser.arguments import NOMINALS
from summariser.document import Document
from summariser.mentions import Mention
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind, Evidence, Party

_FIRST = {"i", "we", "our", "my", "us"}
_PEOPLE = {"he", "she", "his", "her", "him", "who"}
_PLURAL = {"they", "their", "them", "both"}
_THING = {"it", "its", "which"}
_GOVERNMENT = {
    "government",
    "administration",
    "commonwealth",
    "authorities",
    "coalition",
    "cabinet",
}
_BODIES = NOMINALS - _GOVERNMENT
_REACH = 3


def party(reading: Reading, span: Span) -> Party | None:
    """Name the actor behind a span, with the span as its evidence."""
    name = _name(reading, span)
    if not name:
        return None
    evidence = Evidence.of(reading.document.article, span.start, span.end)
    return Party(name=name, evidence=evidence) if evidence.text.strip() else None


def _name(reading: Reading, span: Span) -> str | None:
    text = reading.document.text[span.start : span.end]
    first = text.split()[0].lower() if text.split() else ""
    first = first.split("’")[0].split("'")[0]
    if len(text.split()) == 1 and first in _FIRST:
        return _first_person(reading, span)
    if len(text.split()) == 1 and first in _PEOPLE:
        return _last_person(reading, span)
    if len(text.split()) == 1 and first in _PLURAL | _THING:
        return _last_body(reading, span)
    entity = reading.entity_of(span.start, span.end)
    if entity:
        return entity.name
    return _nominal(reading, span, text)


def _first_person(reading: Reading, span: Span) -> str | None:
    saying = reading.sayings[reading.document.sentence_at(span.start)]
    quoted = any(a <= span.start < b for a, b in saying.quoted)
    if quoted and saying.speaker and saying.speaker != span:
        return _name(reading, saying.speaker)
    return reading.home


def _last_person(reading: Reading, span: Span) -> str | None:
    for mention in _before(reading, span):
        owner = reading.owners.get((mention.start, mention.end))
        if owner and owner.kind is ActorKind.PERSON:
            return owner.name
    return None


def _last_body(reading: Reading, span: Span) -> str | None:
    """Subject of an earlier sentence that is no person."""
    here = reading.document.sentence_at(span.start)
    for index in range(here - 1, max(-1, here - 1 - _REACH), -1):
        for mention in reading.by_sentence[index]:
            owner = reading.owners.get((mention.start, mention.end))
            if owner and owner.kind is not ActorKind.PERSON and not mention.adjective:
                return owner.name
    return None


def _before(reading: Reading, span: Span) -> list[Mention]:
    here = reading.document.sentence_at(span.start)
    found: list[Mention] = []
    for index in range(here, max(-1, here - _REACH), -1):
        inside = [m for m in reading.by_sentence[index] if m.end <= span.start]
        found.extend(inside if index < here else reversed(inside))
    return found


def _nominal(reading: Reading, span: Span, text: str) -> str | None:
    head = text.rsplit(maxsplit=1)[-1].lower() if text.split() else ""
    if head in _GOVERNMENT:
        return reading.home or _only_government(reading)
    if head in _BODIES:
        named = [e for e in reading.entities if head in e.name.lower().split()]
        return named[0].name if len(named) == 1 else _nearest_org(reading, span)
    return None


def _only_government(reading: Reading) -> str | None:
    """The one body called a government, else the one country whose people act."""
    named = [e for e in reading.entities if "government" in e.name.lower()]
    return named[0].name if len(named) == 1 else None


def _nearest_org(reading: Reading, span: Span) -> str | None:
    for mention in _before(reading, span):
        owner = reading.owners.get((mention.start, mention.end))
        if owner and owner.kind is ActorKind.ORG:
            return owner.name
    return None


def lead_actor(entities: tuple[Entity, ...], document: Document) -> Entity | None:
    """First actor of the first sentence."""
    end = document.sentences[0][1] if document.sentences else 0
    return next((e for e in entities if e.mentions[0].start < end), None)
