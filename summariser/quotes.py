"""Document in, quoted stretches and who says each sentence out.

A quotation is paired mark by mark inside a paragraph; one that is not closed runs to the end of
its paragraph. A quotation with no speaker of its own goes on from the paragraph before.
"""

import re
from dataclasses import dataclass

from summariser.document import Document
from summariser.mentions import Mention
from summariser.proposal import Span
from summariser.vocabulary import lexicon

_VERBS = (
    "said|says|say|told|added|adds|announced|explained|stated|declared|insisted|argued|warned|wrote"
    "|tweeted|commented|noted|confirmed|claimed|replied|continued|concluded|promised|pledged|vowed"
    "|asked|stressed|reiterated|remarked|observed|admitted|acknowledged|reported|estimates|according"
)
_SAYING = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_DESCRIBED = re.compile(r"\b(?:the|its|their)[ ](?:[a-z’'-]+[ ]){0,3}?([a-z]+)[ ]$", re.IGNORECASE)
_SOURCES = re.compile(
    r"\b(?:(?:defence|defense|government|diplomatic|military|security|senior|official|party|company"
    r"|police|local|unnamed|anonymous|industry|administration)[ ])?(?:sources|officials|source"
    r"|official|spokesman|spokeswoman|spokesperson|aides|reports)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says a sentence, and which part of it is quoted.

    Attributes:
        quoted: Spans between quotation marks.
        speaker: The words that name the speaker in this sentence or carried from before.
        own: Whether the speaker is named in this very sentence.
    """

    quoted: tuple[tuple[int, int], ...]
    speaker: Span | None
    own: bool


def sayings(document: Document, mentions: tuple[Mention, ...]) -> list[Saying]:
    """One `Saying` for each sentence."""
    quoted = _quoted(document)
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    found: list[Saying] = []
    carried: Span | None = None
    for index, (start, end) in enumerate(document.sentences):
        inside = tuple((max(a, start), min(b, end)) for a, b in quoted[index])
        own = _speaker(document, index, inside, by_sentence.get(index, []))
        if own:
            carried = own
        elif not inside:
            carried = None if index and not quoted[index - 1] else carried
        found.append(
            Saying(quoted=inside, speaker=own or (carried if inside else None), own=bool(own))
        )
    return found


def says(text: str, start: int, end: int) -> bool:
    """Whether a verb of saying stands between two places."""
    return _SAYING.search(text, start, end) is not None


def _quoted(document: Document) -> list[list[tuple[int, int]]]:
    result: list[list[tuple[int, int]]] = []
    opened = False
    paragraph = -1
    for index, (start, end) in enumerate(document.sentences):
        if document.paragraphs[index] != paragraph:
            opened = False
            paragraph = document.paragraphs[index]
        spans: list[tuple[int, int]] = []
        begin = start if opened else -1
        for match in re.compile('[“”"]').finditer(document.text, start, end):
            mark = match.group()
            if not opened and mark != "”":
                opened, begin = True, match.end()
            elif opened and mark != "“":
                opened = False
                spans.append((begin, match.start()))
        if opened:
            spans.append((begin, end))
        result.append([(a, b) for a, b in spans if a < b])
    return result


def _speaker(
    document: Document, index: int, quoted: tuple[tuple[int, int], ...], mentions: list[Mention]
) -> Span | None:
    """The subject of a verb of saying outside the quotation."""
    start, end = document.sentences[index]
    for match in _SAYING.finditer(document.text, start, end):
        if any(a <= match.start() < b for a, b in quoted):
            continue
        near = _beside(document, match, (start, end), mentions, quoted)
        if near:
            return near
    return None


def _beside(
    document: Document,
    verb: re.Match[str],
    sentence: tuple[int, int],
    mentions: list[Mention],
    quoted: tuple[tuple[int, int], ...],
) -> Span | None:
    start, end = sentence
    left = max(start, verb.start() - 120)
    right = min(end, verb.end() + 60)
    described = _DESCRIBED.search(document.text, left, verb.start())
    if described and described[1].lower() in lexicon().nominals:
        return Span(described.start(), described.end(1))
    outside = [
        m for m in mentions
        if not m.adjective and not any(a <= m.start < b for a, b in quoted)
    ]  # fmt: skip
    before = [m for m in outside if left <= m.start and m.end <= verb.start()]
    if before and not _SOURCES.search(document.text, before[-1].end, verb.start()):
        pronoun = list(_PRONOUN.finditer(document.text, before[-1].end, verb.start()))
        if pronoun:
            return Span(pronoun[-1].start(), pronoun[-1].end())
        people = [m for m in before if m.kind.value == "person"]
        chosen = (people or before)[-1]
        return Span(chosen.start, chosen.end)
    source = list(_SOURCES.finditer(document.text, left, verb.start()))
    if source:
        return Span(source[-1].start(), source[-1].end())
    pronoun = list(_PRONOUN.finditer(document.text, left, verb.start()))
    if pronoun:
        return Span(pronoun[-1].start(), pronoun[-1].end())
    after = [m for m in outside if verb.end() <= m.start <= right]
    if after:
        return Span(after[0].start, after[0].end)
    return None
