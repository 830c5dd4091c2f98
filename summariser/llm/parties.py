"""Giver, taker and speaker as a model names them in, the words that are them out.

A sentence has its givers before the verb that commits (or behind "by"), its takers behind it (or
before "will receive"). A name is accepted where the offline readers read it, or where it stands
on its side of that verb with nothing else there; a name on the wrong side is the pledge turned
round. What is not accepted is replaced by what the rules read.
"""

import re
from dataclasses import dataclass

from summariser.llm.answer import SaidPledge, Why
from summariser.llm.names import entities, stands_for
from summariser.llm.witness import Witness
from summariser.mentions import Mention
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind
from summariser.resolve import name_of

_GETS = frozenset({"receive", "receives", "get", "gets", "benefit", "win"})
# Words before a name behind the verb that make it the giver, and those that make it no taker.
_BY = re.compile(
    r"\b(?:by|from)\s(?:the\s)?(?:(?:government|people|state|kingdom|republic)\sof\s(?:the\s)?)?$",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[;:•]|\b(?:if|unless|when|while|because|although|whose)\b")
_OWNS = re.compile(r"['’]s?\b")
_APART = re.compile(r"[;:•]")
_OF_NOUN = re.compile(r"of\s(?:the\s)?$", re.IGNORECASE)
_PERSONS = frozenset({"he", "she", "i"})
_NOT_TAKER = re.compile(
    r"\b(?:by|from|said|says|with|alongside|like|and|after|before|on|at|as)\s(?:the\s)?$",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"\b(?:to|for|of|in|on|at|with|against|by|from|into|over|under|about|between|among|towards?)"
    r"\s(?:the\s|its\s|his\s|her\s|their\s)?$",
    re.IGNORECASE,
)
_WINDOW = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Places of the parties, and what was dropped as (field, why, words)."""

    pledger: Span | None
    recipient: Span | None
    speaker: Span | None
    dropped: tuple[tuple[str, Why, str], ...] = ()


def parties(reading: Reading, witness: Witness, place: Span, said: SaidPledge) -> Parties:
    """Decide each party of one pledge."""
    dropped: list[tuple[str, Why, str]] = []
    spans = (witness.pledger, witness.seen.pledger)
    pledger = next((span for span in spans if span and _gives(reading, witness, span)), None)
    if said.pledger:
        found = _giver(reading, witness, place, said.pledger)
        if isinstance(found, Why):
            dropped.append(("pledger", found, said.pledger))
        else:
            pledger = found
    recipient = None
    if said.recipient:
        taker = _taker(reading, witness, place, said.recipient)
        if isinstance(taker, Why):
            dropped.append(("recipient", taker, said.recipient))
            mine = witness.seen.recipient
            recipient = mine if mine and _takes(reading, witness, mine) else None
        else:
            recipient = taker
    speaker = None
    if said.speaker:
        spoke = witness.seen.speaker
        if spoke and stands_for(reading, spoke, said.speaker):
            speaker = spoke
        else:
            dropped.append(("speaker", Why.NAME_ELSEWHERE, said.speaker))
    return Parties(pledger=pledger, recipient=recipient, speaker=speaker, dropped=tuple(dropped))


def _giver(reading: Reading, witness: Witness, place: Span, said: str) -> Span | Why:
    for one in witness.readings():
        span = one.pledger
        if span and _gives(reading, witness, span) and stands_for(reading, span, said):
            return span
    known = [m for m in _mentions(reading, place) if _means(reading, m, said)]
    for mention in known:
        if _gives(reading, witness, Span(mention.start, mention.end)) and _open(reading, witness):
            return Span(mention.start, mention.end)
    if known:
        return Why.REVERSED
    return _pointed_to(reading, witness, said) or _unnamed(reading, said)


def _unnamed(reading: Reading, said: str) -> Why:
    return Why.NAME_ELSEWHERE if entities(reading, said) else Why.NAME_UNKNOWN


def _pointed_to(reading: Reading, witness: Witness, said: str) -> Span | None:
    """Find the person named before for whom "she" or "the president" can only stand.

    The rules must have found such words as the giver and nobody behind them. What "it" and "they"
    stand for is not taken on a model's word: a giver and its taker are often both possible.
    """
    span = witness.seen.pledger
    if span is None or reading.entity_of(span.start, span.end):
        return None
    words = reading.document.text[span.start : span.end].lower().split()
    if len(words) == 1 and (words[0] not in _PERSONS or name_of(reading, span)):
        return None
    for entity in entities(reading, said):
        held = len(words) == 1 or any(
            words[-1] in role.text.lower().split() for role in entity.roles
        )
        before = [m for m in entity.mentions if m.end <= span.start]
        if entity.kind is ActorKind.PERSON and held and before:
            return Span(before[-1].start, before[-1].end)
    return None


def _taker(reading: Reading, witness: Witness, place: Span, said: str) -> Span | Why:
    for one in witness.readings():
        span = one.recipient
        if span and _takes(reading, witness, span) and stands_for(reading, span, said):
            return span
    known = [m for m in _mentions(reading, place) if _means(reading, m, said)]
    for mention in known:
        span = Span(mention.start, mention.end)
        inside = place.start <= span.start and span.end <= place.end
        if inside and _takes(reading, witness, span) and not _is_pledger(reading, witness, said):
            return span
    return Why.REVERSED if known else _unnamed(reading, said)


def _is_pledger(reading: Reading, witness: Witness, said: str) -> bool:
    span = witness.seen.pledger
    return span is not None and stands_for(reading, span, said)


def _open(reading: Reading, witness: Witness) -> bool:
    """Whether the rules found no giver by name: then a name on the right side may be it."""
    span = witness.seen.pledger
    if span is None:
        return True
    return reading.entity_of(span.start, span.end) is None and name_of(reading, span) is None


def _mentions(reading: Reading, place: Span) -> list[Mention]:
    """Mentions of the quote's sentence, those in the quote first; "Serb" is nobody by itself."""
    all_ = reading.by_sentence[reading.document.sentence_at(place.start)]
    inside = [mention for mention in all_ if not mention.adjective]
    return sorted(inside, key=lambda m: not (place.start <= m.start and m.end <= place.end))


def _means(reading: Reading, mention: Mention, said: str) -> bool:
    return stands_for(reading, Span(mention.start, mention.end), said)


def _gets(witness: Witness) -> bool:
    return witness.cue.form == "receive" or witness.cue.verb in _GETS


def _gives(reading: Reading, witness: Witness, span: Span) -> bool:
    """Tell whether a name stands where a giver stands."""
    text = reading.document.text
    before = text[max(0, span.start - _WINDOW) : span.start]
    if span.start >= witness.trigger.end:
        noun = witness.cue.form == "noun" and span.start - witness.trigger.end <= len(" the ")
        return bool(_BY.search(before)) or (noun and bool(_OF_NOUN.search(before)))
    if (
        witness.cue.passive
        or _gets(witness)
        or _APART.search(text, span.end, witness.trigger.start)
    ):
        return False
    return not _HANGS.search(before)


def _takes(reading: Reading, witness: Witness, span: Span) -> bool:
    """Tell whether a name stands where a taker stands."""
    text = reading.document.text
    before = text[max(0, span.start - _WINDOW) : span.start]
    if span.start >= witness.trigger.end:
        owns = _OWNS.match(text, span.end) or _OTHER_CLAUSE.search(
            text, witness.trigger.end, span.start
        )
        return not owns and not _NOT_TAKER.search(before)
    return _gets(witness)
