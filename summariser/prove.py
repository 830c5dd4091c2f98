"""A proposal in, what the text proves out: normalised, attached, vetoed, merged.

Nothing is shown that is not here: a sum is parsed again from its own span, a name resolved from
its own words, and a field that cannot be proved stays ``None``.
"""

import dataclasses
import datetime as dt
import re

from summariser.dates import deadline
from summariser.mentions import names_waters
from summariser.merge import merged
from summariser.pledgers import carried_on, pledger
from summariser.priced import amount, own_sum
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.reading import Reading
from summariser.records import ActorKind, Evidence, Party, Pledge
from summariser.resolve import party
from summariser.speakers import speaker
from summariser.thing import thing

# A proposed pledge below this is not shown; chosen on the training articles (tests/quality).
LEAST_SCORE = 0.55
LEAST_RESTATED = 0.5
# Merging compares each with each; the likeliest so many are more than any line can show.
MOST = 60


def pledges(reading: Reading, proposal: Proposal, as_of: dt.date) -> tuple[Pledge, ...]:
    """Prove each proposed pledge, firmest first, then merge."""
    ranked = sorted(proposal.pledges, key=lambda p: (-p.score, p.trigger.start))
    least = LEAST_SCORE if proposal.least is None else proposal.least
    proved = [
        (pledge, proposed.group)
        for proposed in ranked
        if proposed.score >= least and not proposed.veto
        if (pledge := _prove(reading, proposed, as_of, proposal.by))
    ]
    people = {one.name for one in reading.entities if one.kind is ActorKind.PERSON}
    once = merged(proved[:MOST], people)
    found = [_with_restatements(reading, proposal, *pair) for pair in once]
    found = carried_on(reading, found)
    return tuple(sorted(map(_said_once, found), key=_order))


def _said_once(pledge: Pledge) -> Pledge:
    """Drop a speaker who is the pledger."""
    who, says = pledge.pledger, pledge.speaker
    if who and says and (who.name in says.name or says.name in who.name):
        return dataclasses.replace(pledge, speaker=None)
    return pledge


def _with_restatements(
    reading: Reading, proposal: Proposal, pledge: Pledge, group: int | None
) -> Pledge:
    """Add the places that, for the proposer, only say the pledge again."""
    if group is None:
        return pledge
    again = {
        evidence
        for other in proposal.pledges
        if other.group == group and other.restated >= LEAST_RESTATED
        if (evidence := _cut(reading, other.evidence)) and evidence != pledge.evidence
    }
    return dataclasses.replace(pledge, alt_evidence=tuple(sorted({*pledge.alt_evidence, *again})))


def _order(pledge: Pledge) -> tuple[bool, bool, bool, float, int]:
    """Those that the story needs first; then firm before open, sums before none, surest first."""
    open_ = pledge.status.value not in ("pledged", "reiterated")
    sure = pledge.core and pledge.pledger is not None
    return not sure, open_, pledge.amount is None, -pledge.confidence, pledge.evidence.start


def _prove(reading: Reading, proposed: ProposedPledge, as_of: dt.date, by: str) -> Pledge | None:
    article = reading.document.article
    proposed = dataclasses.replace(proposed, evidence=_with_list(reading, proposed.evidence))
    evidence = _cut(reading, proposed.evidence)
    if evidence is None:
        return None
    proposed = dataclasses.replace(proposed, amount=own_sum(reading, proposed))
    bound = pledger(reading, _doer(reading, proposed))
    recipient = _recipient(reading, proposed, bound)
    promised = thing(
        reading.document.text,
        proposed.evidence,
        proposed.trigger,
        taker=proposed.recipient if recipient else None,
        total=proposed.amount,
        pledger=proposed.pledger,
    )
    what = _cut(reading, promised or proposed.amount or proposed.evidence) or evidence
    until = promised.end if promised else proposed.evidence.end
    return Pledge(
        pledger=bound,
        recipient=recipient,
        amount=amount(reading, proposed.amount, bound),
        what=what,
        kind=proposed.kind,
        status=proposed.status,
        evidence=evidence,
        deadline=deadline(article, Span(proposed.evidence.start, until), as_of),
        speaker=speaker(reading, proposed.speaker),
        core=proposed.core >= LEAST_SCORE,
        confidence=round(proposed.score, 3),
        reasons=(by,),
    )


# "Military support" and behind a dash what it is: "– more drones, shells and air defences".
_LIST = re.compile(r"\s[–—-]\s(?=more\s|including\s|\w+,\s)[^.;:–—“”\"\n]{3,90}(?=[.;–—\n]|$)")


def _with_list(reading: Reading, span: Span) -> Span:
    """The clause and, when a dash follows it, the list that tells what is promised."""
    text = reading.document.text
    found = _LIST.match(text, span.end, min(len(text), span.end + 120))
    return Span(span.start, found.end()) if found else span


def _cut(reading: Reading, span: Span) -> Evidence | None:
    """The span without the blanks around it; ``None`` when nothing is left."""
    text = reading.document.article.text
    start, end = max(0, span.start), min(len(text), span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence.of(reading.document.article, start, end) if start < end else None


_DEFINITE = re.compile(r"(?:the|this|that|these|those|it)\b", re.IGNORECASE)


def _doer(reading: Reading, proposed: ProposedPledge) -> Span | None:
    """Who commits; not what directly follows the words that do: "to send | British troops".

    Nor a person behind the whole clause: "The package includes £190m, Ms Lie told reporters".
    """
    span = proposed.pledger
    if span is None or span.start < proposed.trigger.end:
        return span
    entity = reading.entity_of(span.start, span.end)
    told = span.start >= proposed.evidence.end and entity and entity.kind is ActorKind.PERSON
    if told and _DEFINITE.match(reading.document.text, proposed.evidence.start):
        return None
    between = reading.document.text[proposed.trigger.end : span.start]
    return span if between.strip(" the") else None


def _recipient(reading: Reading, proposed: ProposedPledge, bound: Party | None) -> Party | None:
    span, document = proposed.recipient, reading.document
    if not span or names_waters(document.text, span.start):
        return None
    if span.start >= document.sentences[document.sentence_at(proposed.trigger.start)][1]:
        return None  # named only later: of something else
    found = party(reading, span)
    return None if found and bound and found.name == bound.name else found
