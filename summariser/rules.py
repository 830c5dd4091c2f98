"""Document in, a proposal by rules out: every cue with its arguments, weighed and ranked."""

from summariser import arguments
from summariser.document import Document
from summariser.entity import Entity
from summariser.features import Surroundings, features, surroundings
from summariser.kinds import kind
from summariser.lead import lead
from summariser.proposal import Proposal, ProposedMention, ProposedPledge, Span
from summariser.reading import Reading, understand
from summariser.records import ActorKind
from summariser.salience import keys
from summariser.status import firmness, status
from summariser.subjects import Subject, subject_of
from summariser.triggers import Cue, cues
from summariser.vetoes import veto
from summariser.weigh import weigh

# Below this odds a cue is shown by nobody, and how firm it would be is not worked out.
_LEAST = 0.1


class RuleProposer:
    """Reads with tables and a linear grammar; no model, no state."""

    def propose(self, document: Document) -> Proposal:
        """Read once; never raises on any text."""
        return propose(understand(document))


def propose(reading: Reading) -> Proposal:
    """Say where things are, all of them; the prover decides what is shown."""
    document = reading.document
    found = cues(document, reading.sums)
    around = surroundings(reading, found)
    pledges = tuple(_pledge(reading, cue, around) for cue in found)
    key = keys(reading, pledges)
    mentions = tuple(
        ProposedMention(
            span=Span(entity.mentions[0].start, entity.mentions[0].end),
            kind=entity.kind,
            key=score,
            role=_role(entity),
        )
        for entity, score in key
    )
    return Proposal(lead=lead(reading, pledges), mentions=mentions, pledges=pledges)


def _role(entity: Entity) -> Span | None:
    best = max(entity.roles, key=lambda role: (role.sure, -role.start), default=None)
    return Span(best.start, best.end) if best else None


def _pledge(reading: Reading, cue: Cue, around: Surroundings) -> ProposedPledge:
    document = reading.document
    mentions = reading.mentions_in(cue.sentence)
    subject = subject_of(document, cue, mentions)
    pledger, recipient = _parties(reading, cue, subject)
    total = arguments.amount(document.text, cue, reading.sums[cue.sentence])
    saying = reading.sayings[cue.sentence]
    reason = veto(reading, cue)
    score, core = weigh(features(reading, cue, subject, total, around=around, reason=reason))
    trigger, evidence = Span(cue.start, cue.end), evidence_of(cue, subject)
    firm = firmness(document, trigger, evidence) if score >= _LEAST else ()
    return ProposedPledge(
        trigger=trigger,
        evidence=evidence,
        status=status(document, trigger, evidence, firm) if firm else cue.status,
        firmness=firm,
        kind=kind(document.text[evidence.start : evidence.end], total),
        score=score,
        core=core,
        pledger=pledger,
        recipient=recipient,
        amount=Span(total.start, total.end) if total else None,
        speaker=saying.speaker,
        what=Span(cue.end, max(cue.clause[1], cue.end)) if cue.end < cue.clause[1] else evidence,
        veto=reason,
    )


def _parties(reading: Reading, cue: Cue, subject: Subject) -> tuple[Span | None, Span | None]:
    document = reading.document
    mentions = reading.mentions_in(cue.sentence)
    given = arguments.recipient(document, cue, mentions)
    if given is None and subject.mention and subject.mention.kind is ActorKind.PERSON:
        given = arguments.helped(document, cue, mentions)
    recipient = Span(given.start, given.end) if given else None
    by = arguments.agent(document, cue, mentions) if cue.passive else None
    if cue.form in ("receive", "available", "noun", "sum") or cue.verb in ("receive", "get"):
        by = by or arguments.giver(document, cue, mentions)
    if by:
        return Span(by.start, by.end), subject.span if cue.form == "receive" else recipient
    if cue.form == "receive" or cue.verb in ("receive", "get", "benefit"):
        return _sayer(reading, cue), subject.span
    if cue.form in ("noun", "sum"):
        whose = arguments.possessor(document, cue, mentions, cue.token)
        if whose:
            return whose, recipient
    if cue.passive or cue.form == "available" or subject.kind in ("thing", "none"):
        return _sayer(reading, cue), recipient
    return subject.span, recipient


def _sayer(reading: Reading, cue: Cue) -> Span | None:
    """Who says it in this sentence, when what is done there has no doer of its own."""
    saying = reading.sayings[cue.sentence]
    if saying.own and saying.speaker and not reading.home:
        return saying.speaker
    return None


def evidence_of(cue: Cue, subject: Subject) -> Span:
    """The clause of a cue with its subject."""
    start, end = cue.clause
    if subject.span and subject.kind != "thing" and start <= subject.span.start < cue.start:
        start = subject.span.start
    return Span(min(start, cue.start), max(end, cue.end))
