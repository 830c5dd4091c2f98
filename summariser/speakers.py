"""A proposed speaker in, who says it out: a person or a body that speaks in the text.

A person may be named anywhere in what they say. A body or a country speaks only where a verb of
saying stands beside its name: of "in Dushanbe" no speaker is made, of "the ministry said" one is.
"""

import re

from summariser.proposal import Span
from summariser.quotes import says
from summariser.reading import Reading
from summariser.records import ActorKind, Party
from summariser.resolve import party

_HANGS = re.compile(
    r"\b(?:in|at|to|of|near|on|into|via|between|against|around|outside)\s(?:the\s|a\s|an\s|its\s)?$",
    re.IGNORECASE,
)
_OWNED = re.compile(r"(?:its|his|her|their|our|my)\s", re.IGNORECASE)  # "her company": whose?
_REACH = 24
_BESIDE = 60  # characters between a body's name and its verb of saying: "the ministry in Oslo said"


def speaker(reading: Reading, span: Span | None) -> Party | None:
    """Name who said it: the name alone, without the clause that a comma begins."""
    if span is None:
        return None
    text = reading.document.text
    comma = text.find(",", span.start, span.end)
    span = Span(span.start, comma) if comma > span.start else span
    entity = reading.entity_of(span.start, span.end)
    if entity and entity.kind is not ActorKind.PERSON:
        low, high = reading.document.sentences[reading.document.sentence_at(span.start)]
        beside = max(low, span.start - _BESIDE // 2), min(high, span.end + _BESIDE)
        hangs = _HANGS.search(text, max(low, span.start - _REACH), span.start)
        if hangs or not says(text, *beside):
            return None
    found = party(reading, span)
    return None if found and _OWNED.match(found.name) else found
