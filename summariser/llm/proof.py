"""A model's claims in, a proposal of spans that the text bears out, with what was dropped.

Every claim is turned into places of the article, and `summariser.prove` then reads those places
as it reads anybody's: names, sums and dates that are shown are the text's, never the model's.
What this module decides is which places: a quote must be found word by word in one sentence, that
sentence must have words that commit, the sum must stand in the quote and be its promise's own,
giver and taker must stand where the sentence has givers and takers, and of all readings of how
firm it is the weakest is taken. Where a field fails, what the rules read at the same place
stands instead.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser.document import Document
from summariser.kinds import kind
from summariser.llm import parties
from summariser.llm.answer import Answer, Dropped, SaidPledge, Why
from summariser.llm.casting import mentions
from summariser.llm.firmness import negated, taken_back, weaker, weakest
from summariser.llm.orders import ordered
from summariser.llm.places import Places
from summariser.llm.witness import Witness, found_in, wish_in, witnesses
from summariser.money import Sum
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.reading import Reading, understand
from summariser.records import Status

LEAST_WORDS = 3
LEAST_LETTERS = 12
BEFORE = 80
"""Characters before a quote, of its sentence, in which a doubt or a negation counts."""

_BORDER = re.compile(r"[,;:—]\s|\s(?:and|but)\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is left of an answer.

    Attributes:
        proposal: Places alone, for the prover; its ``lead`` is the offline one.
        quoted: Pledge quotes of the answer that are in the article, and all that it gave.
        named: Actors of the answer whom the article names, and all that it gave.
    """

    reading: Reading
    proposal: Proposal
    dropped: tuple[Dropped, ...]
    quoted: tuple[int, int]
    named: tuple[int, int]


class Prover:
    """Proves one answer about one article."""

    def __init__(self, document: Document, offline: Proposal, answer: Answer) -> None:
        self._text = document.text
        self._document = document
        self._places = Places(document.text)
        self._answer = answer
        self._offline = offline
        self._dropped: list[Dropped] = []
        self._quoted = [0, 0]

    @property
    def places(self) -> Places:
        """The text, ready for finding quotes."""
        return self._places

    def prove(self) -> Proof:
        """Check every actor and pledge."""
        said = self._answer.actors
        cast, dropped = mentions(self._document, self._places, said)
        self._dropped += dropped
        reading = understand(self._document, (*self._offline.mentions, *cast))
        seen = witnesses(reading, self._offline)
        proved = [
            pledge
            for number, said in enumerate(self._answer.pledges)
            if (pledge := self._pledge(reading, seen, f"pledges[{number}]", said))
        ]
        proposal = Proposal(
            lead=self._offline.lead,
            mentions=cast or self._offline.mentions,
            pledges=tuple(proved),
            least=0.0,
            by="model",
        )
        return Proof(
            reading=reading,
            proposal=proposal,
            dropped=tuple(self._dropped),
            quoted=(self._quoted[0], self._quoted[1]),
            named=(len(said) - sum(one.why is Why.NAME_UNKNOWN for one in dropped), len(said)),
        )

    def _drop(self, field: str, why: Why, words: object = "") -> None:
        self._dropped.append(Dropped(field=field, why=why, words=str(words)[:200]))

    def _pledge(
        self, reading: Reading, seen: Sequence[Witness], field: str, said: SaidPledge
    ) -> ProposedPledge | None:
        self._quoted[1] += 1
        places = quoted(self._document, self._places, said.quote)
        if isinstance(places, Why):
            self._drop(field, places, said.quote)
            return None
        self._quoted[0] += 1
        reasons: list[Why] = []
        for place in places:
            witness = self._witness(reading, seen, place, said)
            if isinstance(witness, Witness):
                return self._proposed(reading, witness, place, field, said)
            reasons.append(witness)
        self._drop(field, reasons[0], said.quote)
        return None

    def _witness(
        self, reading: Reading, seen: Sequence[Witness], place: Span, said: SaidPledge
    ) -> Witness | Why:
        """Find the words that commit at a quote, as the rules read them."""
        start, end = self._sentence(place)
        if ordered(self._document, place.start):
            return Why.INSTRUCTS
        near = found_in(seen, place, (start, end))
        if not any(one.veto is None for one in near):
            wish = wish_in(reading, place)
            near = [*near, wish] if wish and not any(one.refused for one in near) else near
        if not near:
            return Why.NO_COMMITMENT
        if self._negated(near[0], place, start) and said.status is not Status.WITHDRAWN:
            return Why.NEGATED
        back = said.status is Status.WITHDRAWN
        free = [one for one in near if back or not self._negated(one, place, start)]
        promised = [one for one in free if one.veto in (None, "refused")]
        if not promised:
            return Why.DEMANDED
        return max(promised, key=lambda one: (self._has_sum(reading, one, said), one.score))

    def _negated(self, one: Witness, place: Span, start: int) -> bool:
        """Tell whether the text says of what a witness saw that it will not be done."""
        end = one.trigger.end
        before = _BORDER.split(self._text[max(start, one.cue.clause[0]) : end])[-1]
        # Words that commit somewhere before a quote govern it only over what stands between.
        between = self._text[end : place.end] if end <= place.start else ""
        return one.refused or negated(f"{before} {between}", self._text[end : end + 60])

    def _has_sum(self, reading: Reading, one: Witness, said: SaidPledge) -> bool:
        total = one.total(reading)
        return said.amount is not None and total is not None and said.amount in _values(total)

    def _sentence(self, place: Span) -> tuple[int, int]:
        return self._document.sentences[self._document.sentence_at(place.start)]

    def _proposed(
        self, reading: Reading, witness: Witness, place: Span, field: str, said: SaidPledge
    ) -> ProposedPledge | None:
        sentence = self._sentence(place)
        clause = self._text[max(sentence[0], place.start - BEFORE) : place.end]
        whole = self._text[slice(*sentence)]
        status = weakest(said.status, witness.statuses, clause, whole)
        if said.status is Status.WITHDRAWN and not taken_back(whole):
            self._drop(field, Why.NO_COMMITMENT, said.quote)
            return None
        if weaker(status, said.status):
            self._drop(f"{field}.status", Why.TOO_FIRM, said.status)
        amount, total = self._amount(reading, witness, place, field, said)
        found = parties.parties(reading, witness, place, said)
        for name, why, words in found.dropped:
            self._drop(f"{field}.{name}", why, words)
        return ProposedPledge(
            trigger=witness.trigger,
            evidence=place,
            status=status,
            kind=kind(self._text[place.start : place.end], total),
            score=1.0,
            core=1.0,
            pledger=found.pledger,
            recipient=found.recipient,
            amount=amount,
            speaker=found.speaker,
        )

    def _amount(
        self, reading: Reading, witness: Witness, place: Span, field: str, said: SaidPledge
    ) -> tuple[Span | None, Sum | None]:
        """Find the sum that is said, in the quote, where the rules read it as the promise's."""
        if said.amount is None:
            return None, None
        inside = [
            one
            for one in reading.sums[self._document.sentence_at(place.start)]
            if place.start <= one.start and one.end <= place.end
        ]
        equal = [one for one in inside if said.amount in _values(one)]
        own = witness.total(reading)
        own = own if own in inside else None
        why = None
        chosen = own if own in equal else next(iter(equal), None)
        if chosen is None:
            why, chosen = Why.AMOUNT_ABSENT, own
        elif own is not None and chosen is not own and not self._another(said, own):
            why, chosen = Why.AMOUNT_OTHER, own
        elif not _same_unit(said.currency, chosen):
            why = Why.UNIT_OTHER
        if why:
            self._drop(f"{field}.amount", why, f"{said.amount} {said.currency}")
        return (Span(chosen.start, chosen.end) if chosen else None), chosen

    def _another(self, said: SaidPledge, own: Sum) -> bool:
        """Tell whether the answer has another pledge for the sum that the rules read here."""
        return any(
            other is not said
            and other.quote == said.quote
            and other.amount is not None
            and other.amount in _values(own)
            for other in self._answer.pledges
        )


def quoted(document: Document, places: Places, quote: str) -> tuple[Span, ...] | Why:
    """Give the places of a quote that are each in one sentence, or why there are none."""
    if len(quote.split()) < LEAST_WORDS or sum(map(str.isalnum, quote)) < LEAST_LETTERS:
        return Why.QUOTE_SHORT
    found = places.find(quote)
    if not found:
        return Why.QUOTE_ABSENT
    whole = tuple(
        span
        for span in found
        if document.sentences
        and span.end <= document.sentences[document.sentence_at(span.start)][1]
    )
    return whole or Why.QUOTE_GLUED


def _values(total: Sum) -> Iterator[object]:
    yield total.amount
    if total.lower is not None:
        yield total.lower


def _same_unit(said: str | None, total: Sum) -> bool:
    """Compare units loosely: the text's is shown anyway."""
    if said is None or not total.currency:
        return True
    one, other = said.casefold().rstrip("s"), total.currency.casefold().rstrip("s")
    return one == other or one in other or other in one
