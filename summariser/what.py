"""Sentences in, line 1 out: the one with the event, shortened by leaving words out.

Nothing is reworded: the kept spans are the evidence, in text order, and only the first letter
becomes a capital. The first of the sentences that can be told as a whole clause is taken; where
there is none (a list, a headline, another language) the words of the first one as far as they fit.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from summariser.furniture import pieces, whole
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import Evidence, Party, What
from summariser.resolve import government, party
from summariser.shorten import LONGEST, Spans, capital, count, joined, shorten, tidy

# What only the sentence before explains.
_HANGS = re.compile(
    r"(?:he|she|it|they|these|those|this|that|his|her|its|their|such|both|so|but|and|then)\b"
    r"|(?:however|moreover|accordingly|therefore|also|meanwhile|instead|once|then)\b,?",
    re.IGNORECASE,
)


# Fewer words than these are a heading and tell nothing.
_SAID = 4
_OPEN_ENDED = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "for",
        "from",
        "with",
        "by",
        "at",
        "on",
        "and",
        "or",
        "but",
        "that",
        "which",
        "who",
        "whose",
        "how",
        "as",
        "than",
        "its",
        "their",
        "his",
        "her",
        "our",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "will",
        "would",
        "both",
        "into",
        "between",
        "against",
    ]
)
_STANDS_FOR = re.compile(
    r"(?:(?:Today,?[ ])?(?P<first>I|We|Our|My)\b"
    r"|(?P<body>The (?:Government|company|firm|bank|agency|airline|ministry|department|commission"
    r"|charity|union))(?=[ ](?!of\b|for\b|in\b)[a-z]))"
)


def what(reading: Reading, sentences: tuple[int, ...]) -> What | None:
    """Line 1 from the best lead sentence; ``None`` when there are no words at all."""
    known = [i for i in sentences if 0 <= i < len(reading.document.sentences)]
    spare: Spans | None = None
    for index in known:
        spans = told(reading, index)
        if spans and not _hangs(reading, index, spans[0][0]):
            return _by_name(reading, index, spans)
        spare = spare or spans
    if spare:
        return _what(reading, spare)
    openings = [spans for index in known for spans in _openings(reading, index)]
    best = next((spans for spans in openings if count(reading.document.text, spans) >= _SAID), None)
    if best or openings:
        return _what(reading, best or openings[0])
    for index in known:
        if spans := _first(reading.document.text, *reading.document.sentences[index]):
            return _what(reading, spans)
    return None


def _hangs(reading: Reading, index: int, start: int) -> bool:
    """Whether a sentence is not understood alone: it begins with a pronoun, or inside a quotation."""
    if _HANGS.match(reading.document.text, start):
        return True
    return any(a < start < b for a, b in reading.sayings[index].quoted)


def told(reading: Reading, index: int, most: int = LONGEST) -> Spans | None:
    """Spans of a sentence that tell it as one clause; ``None`` where none can."""
    document = reading.document
    for start, end in pieces(document.text, *whole(document, index)):
        if spans := shorten(reading, start, end, most):
            return spans
    return None


def _by_name(reading: Reading, index: int, spans: Spans) -> What:
    """The line, led by the name of whoever its subject stands for, where that is known."""
    line = _what(reading, spans)
    source = _speaker(reading, spans[0][0])
    if source is None or source.name.lower() in line.text.lower():
        return line
    name = " ".join(source.name.split())
    fewer = told(reading, index, LONGEST - len(name.split()))
    if fewer is None or fewer[0][0] != spans[0][0]:
        return line
    line = _what(reading, fewer)
    return replace(line, text=f"{name}: {line.text}", source=source)


def _speaker(reading: Reading, start: int) -> Party | None:
    """Who "I", "we", "the Government" or "the company" is at the beginning of a line."""
    match = _STANDS_FOR.match(reading.document.text, start)
    if match is None:
        return None
    if match["first"]:
        return government(reading)
    span = Span(*match.span("body"))
    found = party(reading, span)
    if found and match["body"].lower().endswith("government"):
        return replace(found, name=reading.home) if reading.home else None
    shown = match["body"].lower().removeprefix("the ")
    return found if found and found.name.lower() != shown and found.name[:1].isupper() else None


def _what(reading: Reading, spans: Spans) -> What:
    article = reading.document.article
    evidence = tuple(Evidence.of(article, a, b) for a, b in spans)
    return What(text=capital(joined(article.text, spans)), evidence=evidence)


def _openings(reading: Reading, index: int) -> Iterator[Spans]:
    """The first words of each piece of a sentence that is no clause."""
    text = reading.document.text
    for start, end in pieces(text, *whole(reading.document, index)):
        if spans := _first(text, start, end):
            yield spans


def _first(text: str, start: int, end: int) -> Spans | None:
    """As many words as a line has, without those at the end that something must follow."""
    words = list(re.finditer(r"\S+", text[start:end]))[:LONGEST]
    while len(words) > _SAID and words[-1].group().lower().strip(".,;:") in _OPEN_ENDED:
        words.pop()
    if not words:
        return None
    stop = start + words[-1].end()
    return tidy(text, ((start, stop),)) or ((start, stop),)
