"""A proposed span for the pledger in, who is bound out; nobody rather than a thing.

A plan, a payment or a law binds nobody: on a government's own page it is that government's, on
any other page the pledger is not stated.
"""

import functools
import re

from summariser.mentions import Certainty
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind, Party
from summariser.resolve import government, party
from summariser.vocabulary import lexicon

# Names that end like a thing's: compass points, and heads that people or bodies bear as well.
_MAY_ACT = frozenset({"west", "east", "north", "south", "house", "white", "road", "hill", "show", "city",
                      "town", "island", "islands", "kingdom", "region", "rule", "plains"})  # fmt: skip
_MORE_THINGS = frozenset({"funding", "payment", "payments", "tier", "tiers", "money", "assistance", "aid",
                          "helicopter", "helicopters", "measure", "measures", "changes", "support",
                          "investment", "contribution", "legislation", "recommendations", "allocation",
                          "allocations", "works"})  # fmt: skip
# "A $15m contribution to the Trust Fund": the fund is given to, whatever a proposer takes it for.
_GIVEN_TO = re.compile(
    r"\b(?:contributions?|support|funding|aid|assistance|grants?|donations?|pledges?|loans?|money"
    r"|investments?|package|payments?)\s(?:to|for|in|into|towards?)\s(?:the\s|its\s|their\s)?$",
    re.IGNORECASE,
)
# Who only tells of a pledge: "defence sources say that one of the options is to send ...".
_TELLERS = re.compile(
    r"\b(?:sources?|reports?|analysts?|experts?|observers|critics|commentators|people familiar)$",
    re.IGNORECASE,
)
_JUNK = re.compile(r"[:·$£€•“”\"]|^[&,.]|\b(?:provides|provide|said|says)\b")
# "It will provide $500 million": a programme spoken of before, where no body was.
_NOTHING_NAMED = frozenset({"it", "this", "that", "they", "these", "which"})
_VERB = re.compile(r"(?:,?\s(?:will|would|shall|has|have|had|is|are|was|were|may|could))+$")
_HEAD = re.compile(r"[ ](?:of|for|in|to|on|at|from|by|with|under|which|that)[ ]")
_LIST = re.compile(r",[^,]{2,40}(?:,| and | & )")


def pledger(reading: Reading, span: Span | None) -> Party | None:
    """Name who is bound by the words of a span; the publisher's government for a thing."""
    if span is None:
        return government(reading)
    span = _alone(reading, span)
    words = reading.document.text[span.start : span.end]
    if _GIVEN_TO.search(reading.document.text[max(0, span.start - 40) : span.start]):
        return government(reading)
    if _JUNK.search(words) or _is_thing(reading, span, words):
        return government(reading)
    if _TELLERS.search(words):
        return None
    found = party(reading, span)
    if found is None and words.lower() in _NOTHING_NAMED:
        return government(reading)
    return found


def _alone(reading: Reading, span: Span) -> Span:
    """The name without the office behind its comma, or the verb that a border took in."""
    text = reading.document.text
    verb = _VERB.search(text[span.start : span.end])
    span = Span(span.start, span.start + verb.start()) if verb else span
    comma = text.find(", ", span.start, span.end)
    if comma < 0 or _LIST.match(text, comma, span.end + 5):
        return span
    named = reading.entity_of(span.start, comma)
    return Span(span.start, comma) if named else span


@functools.cache
def _things() -> frozenset[str]:
    return frozenset(word.lower() for word in lexicon().thing_heads) - _MAY_ACT | _MORE_THINGS


def _is_thing(reading: Reading, span: Span, words: str) -> bool:
    head = _HEAD.split(words, maxsplit=1)[0].split()
    if not head or not {head[-1].lower(), head[-1].lower().rstrip("’'s,.")} & _things():
        return False
    entity = reading.entity_of(span.start, span.end)
    whole = entity and entity.name.split()[-1].lower() == head[-1].lower()
    known = entity and (entity.certainty is Certainty.SURE or entity.kind is ActorKind.PERSON)
    return not (whole and known)
