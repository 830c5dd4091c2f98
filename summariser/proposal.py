"""What a proposer hands to the prover: spans and labels, nothing that is not in the text.

A proposer (rules, a small encoder, later a language model) says where things are; the prover
(`summariser.prove`) alone decides what is shown. Offsets are code points into `Article.text`.
"""

from dataclasses import dataclass
from typing import Protocol

from summariser.document import Document
from summariser.records import ActorKind, PledgeKind, Status


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedMention:
    """A span that names an actor, with the role words that go with it there.

    Attributes:
        key: 0 to 1, how much the main event needs this actor.
        role: The words that give the role ("UK Defence Secretary"), next to the mention.
        score: 0 to 1, how likely the span names an actor.
        deed: The words that say what the actor does in the story, in this sentence or the next.
        told: 0 to 1, how likely they do.
    """

    span: Span
    kind: ActorKind
    key: float = 0.0
    role: Span | None = None
    score: float = 1.0
    deed: Span | None = None
    told: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPledge:
    """A clause that may commit somebody to something.

    Attributes:
        trigger: The words that commit ("will provide", "pledging", "has not ruled out").
        evidence: The shortest clause that would prove it.
        score: 0 to 1, how likely this is a pledge at all.
        core: 0 to 1, how likely a three-line briefing must have it.
        firmness: The chance of each `Status`, in their order; empty where a proposer has but a word.
        veto: Why it is no pledge ("demand", "completed", "forecast", ...), when it is not.
        restated: 0 to 1, how likely it only says again what stands elsewhere in the article.
        group: Candidates of one number are, for the proposer, one pledge told more than once.
    """

    trigger: Span
    evidence: Span
    status: Status
    kind: PledgeKind
    score: float
    core: float
    pledger: Span | None = None
    recipient: Span | None = None
    amount: Span | None = None
    deadline: Span | None = None
    speaker: Span | None = None
    what: Span | None = None
    firmness: tuple[float, ...] = ()
    veto: str | None = None
    restated: float = 0.0
    group: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything that one proposer sees in one article.

    Attributes:
        lead: Sentence indices into `Document.sentences`, best first, that carry the event.
        least: The score from which this proposer's pledges are worth proving; `None` leaves it to
            the prover.
        by: The proposer's name, the first reason of each record made from its words.
    """

    lead: tuple[int, ...]
    mentions: tuple[ProposedMention, ...]
    pledges: tuple[ProposedPledge, ...]
    least: float | None = None
    by: str = "rules"


class Proposer(Protocol):
    """Anything that can read a document and say where things are."""

    def propose(self, document: Document) -> Proposal:
        """Read once; never raise on any text."""
