"""An article in, a better briefing out where a model's answer is proved; asks by yielding.

Pure code that needs an answer from elsewhere: ``improve`` is a generator that yields an `Ask` and
is sent a `Heard`, so whoever drives it owns the network, the time and the money
(`drive` does so with a function, for tests and tools). The result is the offline briefing made
better, never a model's text: where its line 1, an actor or a pledge fails its proof, the offline
one stands, and where little of an answer is true the whole of it is left.
"""

import datetime as dt
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from summariser import prove
from summariser.briefing import Considered, assemble, consider_article
from summariser.llm.answer import Answer, Dropped, SaidLine, Why, parse
from summariser.llm.orders import ordered
from summariser.llm.places import Places
from summariser.llm.prompt import Ask, about
from summariser.llm.proof import Prover, quoted
from summariser.llm.wording import faults
from summariser.proposal import Proposal, Proposer, Span
from summariser.reading import Reading
from summariser.records import Article, Briefing, Evidence, Mark, Pledge, What
from summariser.what import what

_OF_WORDING = frozenset(
    {Why.NAME_ADDED, Why.NUMBER_ADDED, Why.NEGATION_CHANGED, Why.REVERSED, Why.WORDS_ADDED}
)
"""Faults of a line whose quotes are all in the article."""

TRUE = 0.5
"""Least share of an answer's pledge quotes that must be in the article for it to be used."""

LEAST_NAMED = 2
"""Actors of the article that an answer must name for its "no pledges" to be believed."""

KEPT = 0.9
"""A pledge that the text makes in so many words, or in the sentences that the model itself cites
for line 1, and that the offline reading is as sure of stays though a model leaves it out: else a
lazy one, or a sentence that talks to it, could take it away."""

_IN_SO_MANY_WORDS = re.compile(r"\b(?:promis|pledg|vow)(?:e|es|ed|ing)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of an `Ask`: the model's words, or ``None`` when there are none."""

    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Improved:
    """What a model's answer was worth.

    Attributes:
        briefing: The better one; ``None`` when the offline one stands.
        dropped: What was claimed and not shown, with the reason.
    """

    briefing: Briefing | None
    dropped: tuple[Dropped, ...] = ()


Asking = Generator[Ask, Heard, Improved]


def improve(article: Article, *, as_of: dt.date, proposer: Proposer | None = None) -> Asking:
    """Ask a model about an article, and keep what is proved.

    Args:
        article: What to read; any text.
        as_of: As `brief` takes it.
        proposer: The offline reader, as `brief` takes it.

    Yields:
        What to ask; at most twice, the second time where the first answer was no JSON.

    Returns:
        The briefing to show in place of `brief`'s, if it is better; never raises on any answer.
    """
    considered = consider_article(article, proposer)
    document = considered.document
    if Mark.NOT_ENGLISH in considered.marks or not document.sentences:
        return Improved(briefing=None)
    heard = yield about(document)
    answer = parse(heard.text) if heard.text is not None else None
    if answer is Why.NOT_JSON:
        heard = yield about(document, again=True)
        answer = parse(heard.text) if heard.text is not None else None
    if answer is None:
        return Improved(briefing=None)
    if isinstance(answer, Why):
        return Improved(briefing=None, dropped=(Dropped(field="", why=answer),))
    return proved(considered, answer, as_of)


def proved(considered: Considered, answer: Answer, as_of: dt.date) -> Improved:
    """Prove an answer about an article, and make the briefing."""
    prover = Prover(considered.document, considered.proposal, answer)
    proof = prover.prove()
    worded, fault = _line(proof.reading, prover.places, answer.what)
    dropped = (*((fault,) if fault else ()), *proof.dropped)
    found = prove.pledges(proof.reading, proof.proposal, as_of)
    read = _knows(proof.named) and fault is not None and fault.why in _OF_WORDING
    if not (worded or found or read) or not _true(proof.quoted):
        return Improved(briefing=None, dropped=dropped)
    offline = prove.pledges(considered.reading, considered.proposal, as_of)
    sure = tuple(one for one in offline if _sure(one, worded) and not _told(one, found))
    line = worded or what(considered.reading, considered.proposal.lead)
    proposal = _with_offline(proof.proposal, considered.proposal)
    briefing = assemble(
        replace(considered, reading=proof.reading, proposal=proposal), line, (*found, *sure), as_of
    )
    return Improved(briefing=briefing, dropped=dropped)


def _with_offline(proposal: Proposal, offline: Proposal) -> Proposal:
    return replace(proposal, mentions=proposal.mentions or offline.mentions)


def _true(counted: tuple[int, int]) -> bool:
    true, given = counted
    return true >= TRUE * given


def _knows(named: tuple[int, int]) -> bool:
    """Tell whether an answer names those who act: its line may fail by a word of its own."""
    return named[0] >= LEAST_NAMED and _true(named)


def _sure(pledge: Pledge, line: What | None) -> bool:
    """Tell whether a pledge stays unsaid: it is made in so many words, or in line 1's sentences."""
    firm = pledge.core and pledge.pledger is not None and pledge.confidence >= KEPT
    cited = line.evidence if line else ()
    main = any(e.start <= pledge.evidence.start and pledge.evidence.end <= e.end for e in cited)
    return firm and (main or bool(_IN_SO_MANY_WORDS.search(pledge.evidence.text)))


def _told(pledge: Pledge, found: tuple[Pledge, ...]) -> bool:
    """Tell whether a pledge is among those found, by a place that both quote."""
    mine = [pledge.evidence, *pledge.alt_evidence]
    theirs = [e for one in found for e in (one.evidence, *one.alt_evidence)]
    return any(a.start < b.end and b.start < a.end for a in mine for b in theirs)


def _line(
    reading: Reading, places: Places, said: SaidLine | None
) -> tuple[What | None, Dropped | None]:
    """Prove line 1, or say why it is not shown."""
    if said is None:
        return None, None
    cited = sentences_of(reading, places, said.quotes)
    if isinstance(cited, Why):
        return None, Dropped(field="what", why=cited, words=said.text[:200])
    wrong = faults(reading, said.text, cited)
    if wrong:
        return None, Dropped(field="what", why=wrong[0], words=said.text[:200])
    article = reading.document.article
    evidence = tuple(Evidence.of(article, span.start, span.end) for span in cited)
    return What(text=said.text, evidence=evidence, worded=True), None


def sentences_of(
    reading: Reading, places: Places, quotes: tuple[str, ...]
) -> tuple[Span, ...] | Why:
    """Give the whole sentences that quotes stand in; every quote must be there."""
    document = reading.document
    found: set[Span] = set()
    for quote in quotes:
        spans = quoted(document, places, quote)
        if isinstance(spans, Why):
            return spans
        span = Span(*document.sentences[document.sentence_at(spans[0].start)])
        if ordered(document, span.start):
            return Why.INSTRUCTS
        found.add(span)
    return tuple(sorted(found)) or Why.QUOTE_ABSENT


def drive(asking: Asking, answer: Callable[[Ask], str | None]) -> Improved:
    """Run `improve` with a plain function as the model."""
    try:
        ask = next(asking)
        while True:
            ask = asking.send(Heard(text=answer(ask)))
    except StopIteration as done:
        result: Improved = done.value
        return result
