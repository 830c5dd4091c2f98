"""A reading in, what the offline readers saw at each cue out, to hold answers against.

The rules give each cue with its verb, giver, taker and sum; the encoder, where it has run, gives
its own reading of the same words. Both were made from the text alone, before any model spoke.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser import arguments
from summariser.money import Sum
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.reading import Reading
from summariser.records import PledgeKind, Status
from summariser.rules import propose
from summariser.subjects import subject_of
from summariser.triggers import Cue, clause, cues


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A place where somebody may commit to something, as the offline readers read it.

    Attributes:
        seen: The rules' reading.
        others: Other readers' of the same trigger.
    """

    cue: Cue
    seen: ProposedPledge
    others: tuple[ProposedPledge, ...] = ()

    @property
    def trigger(self) -> Span:
        """The words that commit."""
        return self.seen.trigger

    @property
    def veto(self) -> str | None:
        """Why it is no pledge, when it is not."""
        return self.seen.veto

    @property
    def refused(self) -> bool:
        """Whether the text says that it will not be done."""
        return self.seen.veto == "refused"

    @property
    def score(self) -> float:
        """How likely it is a pledge, for the rules."""
        return self.seen.score

    @property
    def statuses(self) -> tuple[Status, ...]:
        """How firm the rules read it."""
        return (self.seen.status,)

    @property
    def pledger(self) -> Span | None:
        """The giver, where no claim about it holds: the surest other reader's, else the rules'."""
        best = max(self.others, key=lambda one: one.score, default=None)
        return (best.pledger if best else None) or self.seen.pledger

    def readings(self) -> Iterator[ProposedPledge]:
        """Give every reader's, the rules' first."""
        yield self.seen
        yield from self.others

    def total(self, reading: Reading) -> Sum | None:
        """The sum that the rules read as this promise's own."""
        span = self.seen.amount
        if span is None:
            return None
        inside = reading.sums[reading.document.sentence_at(span.start)]
        return next((one for one in inside if (one.start, one.end) == (span.start, span.end)), None)


def witnesses(reading: Reading, offline: Proposal) -> list[Witness]:
    """Read every cue once, in text order."""
    found = cues(reading.document, reading.sums)
    mine = propose(reading).pledges
    others = () if offline.by == "rules" else offline.pledges
    return [
        Witness(
            cue=cue,
            seen=seen,
            others=tuple(one for one in others if _overlap(one.trigger, seen.trigger)),
        )
        for cue, seen in zip(found, mine, strict=True)
    ]


def found_in(seen: Sequence[Witness], place: Span, sentence: tuple[int, int]) -> list[Witness]:
    """Give the witnesses of a quote: those in it, else the one before it that governs it."""
    inside = [one for one in seen if _overlap(one.trigger, place)]
    if inside:
        return inside
    near = [one for one in seen if sentence[0] <= one.trigger.start < sentence[1]]
    before = [one for one in near if one.trigger.end <= place.start]
    return before[-1:] or near[:1]


# What somebody means to do, said without a word that commits; nothing is firm about it.
_WISH = re.compile(
    r"\b(?:(?:wants?|wanted|determined|resolved|keen|eager|aims?|aimed)[ ]to[ ]\w+"
    r"|(?:goal|aim|target|ambition|objective)[ ]is[ ]to[ ]\w+)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:\bnot|n['’]t|\bnever|\bno longer)\b[^.,;]{0,12}$", re.IGNORECASE)


def wish_in(reading: Reading, place: Span) -> Witness | None:
    """Read words of intent in a quote as the weakest sort of commitment."""
    text = reading.document.text
    found = _WISH.search(text, place.start, place.end)
    if not found or _NOT.search(text, place.start, found.start()):
        return None
    sentence = reading.document.sentence_at(place.start)
    tokens = reading.document.tokens[sentence]
    first = next(i for i, token in enumerate(tokens) if token.end > found.start())
    after = next((i for i, token in enumerate(tokens) if token.start >= found.end()), len(tokens))
    cue = Cue(
        start=found.start(),
        end=found.end(),
        cue="",
        form="may",
        status=Status.UNDER_CONSIDERATION,
        verb=tokens[after - 1].text.lower(),
        sentence=sentence,
        clause=clause(reading.document, sentence, first, after),
        token=first,
        after=after,
    )
    subject = subject_of(reading.document, cue, reading.by_sentence[sentence])
    total = arguments.amount(reading.document.text, cue, reading.sums[sentence])
    saying = reading.sayings[sentence]
    return Witness(
        cue=cue,
        seen=ProposedPledge(
            trigger=Span(*found.span()),
            evidence=place,
            status=Status.UNDER_CONSIDERATION,
            kind=PledgeKind.OTHER,
            score=0.0,
            core=0.0,
            pledger=subject.span if subject.kind in ("mention", "pronoun", "nominal") else None,
            amount=Span(total.start, total.end) if total else None,
            speaker=saying.speaker,
        ),
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
