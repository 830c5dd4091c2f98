"""A question and quotes in, sentences that the quotes prove out; it asks by yielding.

The model sees the quotes that were found offline and nothing else. Each of its sentences stands
or falls alone: its quotes must be among those given, all from one article, and what it says must
be theirs as line 1 must be its sentences' (`wording`). What is not proved is cut.
"""

from collections.abc import Generator
from dataclasses import dataclass

from summariser.document import Document, read
from summariser.language import language
from summariser.llm.answer import SaidLine, first_object, line
from summariser.llm.improve import Heard
from summariser.llm.orders import ordered
from summariser.llm.places import Places
from summariser.llm.prompt import Ask, answering
from summariser.llm.proof import LEAST_LETTERS, LEAST_WORDS
from summariser.llm.wording import faults
from summariser.proposal import Span
from summariser.reading import Reading, understand
from summariser.records import Article, Evidence

MOST = 3
LONGEST_QUESTION = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quote with the article that it is of."""

    article: Article
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A sentence that is proved.

    Attributes:
        cites: Indices of the quotes that prove it, in order, never empty.
    """

    text: str
    cites: tuple[int, ...]


Responding = Generator[Ask, Heard, tuple[Worded, ...]]


def respond(question: str, quotes: tuple[Quoted, ...]) -> Responding:
    """Ask a model to answer from quotes, and keep the sentences that they prove.

    Args:
        question: As somebody asked it.
        quotes: What was found for it offline; evidence of whole sentences.

    Yields:
        What to ask, once; nothing where there is nothing to ask.

    Returns:
        At most three sentences; none means that the quotes alone are the answer.
    """
    known = [(each, _reading(each.article)) for each in quotes]
    usable = {
        place: (each, reading)
        for place, (each, reading) in enumerate(known)
        if reading is not None and not ordered(reading.document, each.evidence.start)
    }
    if not usable:
        return ()
    texts = tuple(each.evidence.text for each, _ in usable.values())
    heard = yield answering(question[:LONGEST_QUESTION], texts)
    said = first_object(heard.text) if heard.text is not None else None
    sentences = said.get("sentences") if said else None
    if not isinstance(sentences, list):
        return ()
    worded = (_proved(claim, usable) for one in sentences[:MOST] if (claim := line(one)))
    found = {one.text: one for one in worded if one}
    return tuple(found.values())


def _reading(article: Article) -> Reading | None:
    """Read an article; ``None`` where its language is not the proof's."""
    document: Document = read(article)
    if not document.sentences or language(document.text) not in (None, "en"):
        return None
    return understand(document)


def _proved(said: SaidLine, usable: dict[int, tuple[Quoted, Reading]]) -> Worded | None:
    cites: set[int] = set()
    for quote in said.quotes:
        place = next((p for p, (each, _) in usable.items() if _holds(each, quote)), None)
        if place is None:
            return None
        cites.add(place)
    articles = {usable[place][0].article.id for place in cites}
    if len(articles) != 1:
        return None
    reading = usable[min(cites)][1]
    spans = [
        Span(each.evidence.start, each.evidence.end)
        for each in (usable[place][0] for place in sorted(cites))
    ]
    if faults(reading, said.text, spans):
        return None
    return Worded(text=said.text, cites=tuple(sorted(cites)))


def _holds(each: Quoted, quote: str) -> bool:
    enough = len(quote.split()) >= LEAST_WORDS and sum(map(str.isalnum, quote)) >= LEAST_LETTERS
    return enough and bool(Places(each.evidence.text).find(quote))
