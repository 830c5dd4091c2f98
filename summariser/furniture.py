"""A sentence as it was cut in, the pieces of it that the story is told in, out.

Crawled pages glue what stood apart: a headline and its date before the first sentence, a place and
an agency before a dash, two sentences without a space. Templates of a wiki are not words at all: a
piece that has one is no piece.
"""

import re
from collections.abc import Iterator

from summariser.clause import may_end
from summariser.document import Document

_PLACED = re.compile(r"^[A-Z]{3,}(?:[ ][A-Z]{3,}){0,3}:[ ]+(?=[A-Z“\"])")  # "NEW DELHI: India"
_MONTH = r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z .'’-]{2,30}(?:,[ ][A-Z][\w .]{2,30})?|[A-Z][A-Z .,]{2,40}|[A-Z][\w .]{2,30}"
    rf"(?:,[ ][A-Z][\w .]{{2,30}})?)(?:,[ ](?:\d{{1,2}}[ ](?:{_MONTH})|(?:{_MONTH})[.]?[ ]\d{{1,2}}))?"
    r"[ ]?(?:\([\w ]+\)[ ]?)?(?:(?:—|–|--)[ ]?|-[ ])(?=[A-Z“\"])"
)
# "Greek court rules ... Monday, March 27, 2006 A Greek court has ruled"
_HEADED = re.compile(
    rf"^.{{0,160}}?\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day[ ]?,[ ](?:{_MONTH})[ ]\d{{1,2}}[ ]?,[ ]\d{{4}}[ ]+(?=[A-Z“\"])"
)
_LABEL = re.compile(
    r"^(?:(?:Joint[ ])?(?:media|press|news)[ ]release|Media statement|Press statement|For immediate release"
    r"|Update[ ]\d*|UPDATE|BREAKING|Exclusive|Watch|Read more|Photo|Image|File photo|Getty Images|Summary|Background)"
    r"[ ]?[:|–—-]?[ ]+(?=[A-Z“\"])",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:By|Reporting by|Story by)[ ](?:[A-Z][\w.'’-]+[ ]){1,3}(?:[A-Z][\w.'’-]+)?[ ]?[,|–—-]+[ ]+(?=[A-Z“\"])"
)
_BULLET = re.compile(r"^(?:[•·*▪■►>●-]+|\d{1,2}[.)]|\([a-z0-9]\))[ ]+")
# A sentence that nobody divided from the one before, and a headline that ran into its story.
_GLUED = re.compile(
    r"(?<=[a-z\d%”’\")]{2})[.!?][”’\")]?(?=[A-Z“][a-z’']*[ ])|(?<=[a-z]{3})[.!?][”\"]?[ ]+(?=[A-Z“][a-z]*[ ])"
    r"|(?<=[ ][a-z]{4})(?=[A-Z][a-z]{2,}[ ])|(?<=[a-z]{5})(?=[A-Z][a-z]{2,}[ ])"
)
_NO_END = re.compile(r"(?:^|[ ])(?:vs|approx|incl|est|dept|etc|St|Mr|Mrs|Dr)$")
_CAMEL = re.compile(r"\b[A-Z][a-z]+$")
_TEMPLATE = re.compile(r"\{\{|\}\}|\[\[|\]\]|\|")


_MONTHLY = re.compile(rf"(?:{_MONTH})\b")
_ENDED = ".!?:;”\"’'…"
_LINES = 6


def whole(document: Document, index: int) -> tuple[int, int]:
    """Span of a sentence with the lines that it is broken over: old pages break every line."""
    low = high = index
    while high + 1 < len(document.sentences) and high - index < _LINES and _goes_on(document, high):
        high += 1
    while low > 0 and index - low < _LINES and _goes_on(document, low - 1):
        low -= 1
    return document.sentences[low][0], document.sentences[high][1]


def _goes_on(document: Document, index: int) -> bool:
    """Whether a sentence goes on in the next line: it has no end, and that one no beginning."""
    text = document.text
    _, end = document.sentences[index]
    start, _ = document.sentences[index + 1]
    if (
        text[end - 1] in _ENDED
        or "\n" not in text[end:start]
        or (not text[end - 1].isalnum() and text[end - 1] != ",")
    ):
        return False
    if text[start].islower() or (text[end - 1].isdigit() and _MONTHLY.match(text, start)):
        return True
    words = document.tokens[index]
    return text[start].isalpha() and len(words) >= _LONG_LINE and not may_end(words, len(words))


_LONG_LINE = 5


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of a sentence that are sentences of the story, trimmed, in order."""
    at = start
    borders = [
        match.end()
        for match in _GLUED.finditer(text, start, end)
        if not _NO_END.search(text, max(start, match.start() - 8), match.start())
        and not (
            match.group() == ""
            and _CAMEL.search(text, max(start, match.start() - 20), match.start())
        )
    ]
    for border in (*borders, end):
        low = _opened(text, at, border)
        high = border
        while high > low and text[high - 1].isspace():
            high -= 1
        if low < high and not _TEMPLATE.search(text, low, high):
            yield low, high
        at = border


def _opened(text: str, start: int, end: int) -> int:
    """Where the story begins in a piece."""
    for _ in range(4):
        piece = text[start : min(end, start + 240)]
        start += len(piece) - len(piece.lstrip())
        piece = text[start : min(end, start + 240)]
        for pattern in (_HEADED, _LABEL, _BYLINE, _BULLET, _DATELINE, _PLACED):
            match = pattern.match(piece)
            if match:
                start += match.end()
                break
        else:
            break
    return start
