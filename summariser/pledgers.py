"""A proposed span for the pledger in, who is bound out; nobody rather than a thing.

A plan, a payment or a law binds nobody: on a government's own page it is that government's, on
any other page the pledger is not stated, unless the clause goes on with a pledge just told.
"""

import dataclasses
import functools
import re

from summariser.mentions import Certainty
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind, Party, Pledge
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
# "The purchase of guns from Swedish industry": paid, not paying.
_BOUGHT_FROM = re.compile(
    r"\b(?:purchas\w+|buy|buying|bought|order\w*|imports?|acquir\w+)\s[^.;]{0,80}?\bfrom\s(?:the\s)?$",
    re.IGNORECASE,
)
# Who only tells of a pledge: "defence sources say that one of the options is to send ...".
_TELLERS = re.compile(
    r"(?:\A|\s)(?:sources?|reports?|analysts?|experts?|observers|critics|commentators|people familiar)(?=\Z|\s)",
    re.IGNORECASE,
)
_JUNK = re.compile(r"[:·$£€•“”\"]|^[&,.]|\b(?:provides|provide|said|says)\b")
# "It will provide $500 million": a programme spoken of before, where no body was.
_NOTHING_NAMED = frozenset({"it", "this", "that", "they", "these", "which"})
_VERB = re.compile(r"(?:,?\s(?:will|would|shall|has|have|had|is|are|was|were|may|could))+$")
_HEAD = re.compile(r"[ ](?:of|for|in|to|on|at|from|by|with|under|which|that)[ ]")
# What ends the name of an undertaking, whoever it is called after: "the Street Relief Payment".
_UNDERTAKING = frozenset({"payment", "payments", "program", "programme", "plan", "bill", "act", "agreement", "treaty",
                          "tier", "fta", "package", "scheme", "strategy", "initiative", "decree", "policy", "project",
                          "legislation", "budget", "medicare"})  # fmt: skip
# "Category C", "Tier 1": a part of a programme.
_LABELLED = re.compile(r"\b(?:Tier|Category|Phase|Stage|Round|Schedule|Part|Type)\s(?:[A-Z]|\d+)$")
_DEFINITE = re.compile(r"(?:\b(?:the|this|that|a|new|landmark)\s)+$", re.IGNORECASE)
_SAYS = re.compile(r"\s(?:said|says|announced)\b")
_LIST = re.compile(r",[^,]{2,40}(?:,| and | & )")

_AND = re.compile(r"[ ](?:and|&)[ ]")


# Who gets something is bound to nothing: "Ethiopia shall obtain access to the sea".
_GETS = re.compile(
    r"\s(?:will|would|shall|should|is to|are to)\s(?:also\s|each\s|then\s)?(?:receive|obtain|be (?:given|granted|paid"
    r"|offered|awarded|allowed))\b",
    re.IGNORECASE,
)


def pledger(reading: Reading, span: Span | None) -> Party | None:
    """Name who is bound by the words of a span; the publisher's government for a thing."""
    if span is None or _GETS.match(reading.document.text, span.end):
        return government(reading)
    span = _not_placed(reading, _alone(reading, span))
    words = reading.document.text[span.start : span.end]
    before = reading.document.text[max(0, span.start - 120) : span.start]
    if _GIVEN_TO.search(before) or _BOUGHT_FROM.search(before):
        return government(reading)
    if _JUNK.search(words) or _is_thing(reading, span, words):
        return government(reading)
    told = _TELLERS.search(words)
    if (told and told.end() == len(words)) or _TELLERS.match(reading.document.text, span.end):
        return None
    found = party(reading, span)
    if found is None and words.lower() in _NOTHING_NAMED:
        return government(reading)
    return found


_PLACED = re.compile(r"\b(?:in|at|near|outside|to)\s(?:the\s)?$")
_DOING = re.compile(r",?\s(?:\w+ly\s)?\w+ing\b")


def _not_placed(reading: Reading, span: Span) -> Span:
    """The subject in "Lie arrived in Kyiv pledging $5m": where somebody is, nobody is bound."""
    text = reading.document.text
    if not _DOING.match(text, span.end) or not _PLACED.search(text, 0, span.start):
        return span
    inside = reading.by_sentence[reading.document.sentence_at(span.start)]
    ahead = [m for m in inside if m.end <= span.start and not m.adjective]
    return Span(ahead[-1].start, ahead[-1].end) if ahead else span


def _alone(reading: Reading, span: Span) -> Span:
    """The name without the office behind its comma, or the verb that a border took in."""
    text = reading.document.text
    words = text[span.start : span.end]
    verb = _SAYS.search(words) or _VERB.search(words)
    span = Span(span.start, span.start + verb.start()) if verb else span
    comma = text.find(", ", span.start, span.end)
    joined = _AND.search(text, max(0, comma), span.end + 5)
    if comma < 0 or (joined and _LIST.match(text, comma, span.end + 5)):
        return span
    if reading.entity_of(span.start, comma):
        return Span(span.start, comma)
    behind = text.find(",", comma + 2, span.end)  # "the vaccine's maker, Vindhya, promised"
    close = Span(comma + 2, behind) if behind > 0 else None
    return close if close and reading.entity_of(close.start, close.end) else span


@functools.cache
def _things() -> frozenset[str]:
    return frozenset(word.lower() for word in lexicon().thing_heads) - _MAY_ACT | _MORE_THINGS


def _is_thing(reading: Reading, span: Span, words: str) -> bool:
    head = _HEAD.split(words, maxsplit=1)[0].split()
    last = words.rsplit(maxsplit=1)[-1].lower() if words.split() else ""
    called = _DEFINITE.search(reading.document.text[max(0, span.start - 24) : span.start])
    entity = reading.entity_of(span.start, span.end)
    listed = entity is not None and entity.name in lexicon().organisations
    if _LABELLED.search(words):
        return True
    if last in _UNDERTAKING and (" " in words or called) and not listed:
        return True
    if not head or not {head[-1].lower(), head[-1].lower().rstrip("’'s,.")} & _things():
        return False
    whole = entity and entity.name.split()[-1].lower() == head[-1].lower()
    known = entity and (entity.certainty is Certainty.SURE or entity.kind is ActorKind.PERSON)
    return not (whole and known)


# Who is addressed or speaks in the clause is somebody else than who was told of before it.
_FIRST = re.compile(r"\W*(?:\w+\W+){0,2}?(?:I|[Ww]e)\b")
_SOMEBODY = re.compile(r"(?:i|we|you|he|she|they|his|her|their|my|our)\b", re.IGNORECASE)
# Sentences over which a promise without a doer goes on with the one before it: of seven such
# pledges of the annotated articles that are at most so far off, six are of the same pledger.
_GOES_ON = 4


def carried_on(reading: Reading, pledges: list[Pledge]) -> list[Pledge]:
    """Give a pledge that names nobody the pledger of the one that it goes on with.

    "Norway will send a package, Mr Lie said. It will contain 40 boats": the boats are Norway's. What
    "we" will do is promised by who says so, where nothing tells whose side that is.
    """
    ordered = sorted(pledges, key=lambda pledge: pledge.evidence.start)
    found: list[Pledge] = []
    last: Pledge | None = None
    for pledge in ordered:
        one = pledge
        if pledge.pledger is None and pledge.speaker and _FIRST.match(pledge.evidence.text):
            one = dataclasses.replace(pledge, pledger=pledge.speaker)
        elif pledge.pledger is None and last and not _SOMEBODY.match(pledge.evidence.text):
            here, there = (reading.document.sentence_at(p.evidence.start) for p in (pledge, last))
            if here - there <= _GOES_ON:
                one = dataclasses.replace(pledge, pledger=last.pledger)
        elif pledge.pledger:
            last = pledge
        found.append(one)
    return found
