"""An actor without an office in, what it does in the story out: a recipient, a donor.

A body, a country or a group seldom has an office, but the reader must know why it is named. Who
is promised something is its recipient, who gives aid abroad a donor; of any other the first words
that say what it did are kept, as they stand.
"""

import re
from collections.abc import Iterator

from summariser.entity import Entity
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind, Evidence, Pledge, PledgeKind, Role, Status
from summariser.roles import role_nouns

_GIVEN = frozenset({PledgeKind.FINANCIAL, PledgeKind.HUMANITARIAN, PledgeKind.MILITARY,
                    PledgeKind.CLIMATE, PledgeKind.TRAINING})  # fmt: skip
_IRREGULAR = (
    "won|lost|beat|gave|made|took|held|led|met|met|sent|set|put|cut|fought|found|built|brought|bought"
    "|sold|saw|began|broke|chose|drew|fell|flew|got|grew|kept|left|paid|ran|rose|shot|sought|spent"
    "|struck|swore|threw|won|wrote|withdrew|hit|shut|quit|let|went|came|became|told|taught|caught"
)
_DEED = re.compile(
    rf"[ ](?:(?:also|now|later|then|recently|already|today|yesterday|jointly|formally)[ ])?"
    rf"(?:(?:has|have|had)[ ](?:also[ ]|already[ ])?(?:been[ ])?|(?:is|are|was|were)[ ](?:also[ ])?(?:being[ ])?)?"
    rf"(?P<deed>(?:(?:will|would|may|could)[ ](?:also[ ]|now[ ]|not[ ])?[a-z]{{2,}}|[a-z]{{3,}}(?:ed|ing)|(?:{_IRREGULAR}))\b"
    r"(?:[ ](?:[^\s,.;:!?()“”\"—–]|(?<=\d)[.,](?=\d))+){1,12})"
)
_NO_DEED = re.compile(
    r"(?:said|told|added|noted|according|including|regarding|concerning|based|called|named|located"
    r"|needed|being|during|depend|will be|would be|will have|would have|may be|could be)\b"
)
# A deed ends where the sentence turns to something else.
_TURN = re.compile(
    r"[ ](?:and|but|or|that|which|who|whose|where|when|while|after|before|because|since|as|if|until"
    r"|although|though|despite|following|saying|on[ ](?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|today|yesterday|last|this[ ](?:week|month|year))\b.*$"
)
_OPENS = frozenset({"to", "for", "of", "in", "at", "on", "with", "by", "from", "into", "over", "under",
                    "against", "about", "towards", "between", "through", "without", "per"})  # fmt: skip
_FIRM = frozenset({Status.PLEDGED, Status.REITERATED, Status.FULFILLED})
_LENT = re.compile(r"\b(?:lend\w*|loan\w*|lent|guarantee\w*|credit)\b", re.IGNORECASE)
MOST = 7
LEAST = 2
_LOOSE = re.compile(
    r"(?:[ ](?:of|in|at|on|for|from|to|by|with|the|a|an|its|their|his|her|over|into))+$"
)
_LOOKED_AT = 6  # mentions of one actor


def part(reading: Reading, entity: Entity, pledges: tuple[Pledge, ...]) -> Role | None:
    """Name what an actor does, with the words that show it; ``None`` when none do."""
    found = next(_parts(reading, entity, pledges), None)
    if found is None:
        return None
    title, evidence = found
    published = reading.document.article.published
    return Role(title=title, evidence=evidence, as_of=published.date() if published else None)


def _parts(
    reading: Reading, entity: Entity, pledges: tuple[Pledge, ...]
) -> Iterator[tuple[str, Evidence]]:
    if entity.kind is ActorKind.PERSON:
        first = entity.mentions[0]
        if any(word.lower() in role_nouns() for word in entity.name.split()[:2]):
            yield entity.name, Evidence.of(reading.document.article, first.start, first.end)
        pledges = ()
    for pledge in pledges:
        if pledge.status not in _FIRM:
            continue
        if pledge.recipient and pledge.recipient.name == entity.name:
            yield _taker(entity, pledge), pledge.evidence
        if pledge.pledger and pledge.pledger.name == entity.name and _gives(pledge):
            yield "donor", pledge.evidence
    if span := _deed(reading, entity):
        evidence = Evidence.of(reading.document.article, span.start, span.end)
        yield " ".join(evidence.text.split()), evidence


def _taker(entity: Entity, pledge: Pledge) -> str:
    if pledge.kind is PledgeKind.SANCTIONS:
        return "target of sanctions"
    return "recipients" if entity.kind is ActorKind.GROUP else "recipient"


def _gives(pledge: Pledge) -> bool:
    """Whether something is given, and not lent, to somebody who is named."""
    given = pledge.kind in _GIVEN and pledge.recipient is not None
    return given and not _LENT.search(pledge.evidence.text)


def _deed(reading: Reading, entity: Entity) -> Span | None:
    """The first words after one of an actor's mentions that say what it did."""
    text = reading.document.text
    for mention in [m for m in entity.mentions if not m.adjective][:_LOOKED_AT]:
        stop = reading.document.sentences[mention.sentence][1]
        match = _DEED.match(text, mention.end, min(stop, mention.end + 160))
        if not match or _NO_DEED.match(match["deed"]):
            continue
        words = _TURN.sub("", match["deed"])
        words = _shorter(words)
        if words.count(" ") + 1 >= LEAST:
            start = match.start("deed")
            return Span(start, start + len(words))
    return None


def _shorter(words: str) -> str:
    """At most `MOST` words; what had to be cut is cut before a phrase, not inside it."""
    kept = words.split(" ")
    if len(kept) > MOST:
        whole = [i for i in range(LEAST, MOST + 1) if kept[i] in _OPENS]
        kept = kept[: whole[-1] if whole else MOST]
    return _LOOSE.sub("", " ".join(kept))
