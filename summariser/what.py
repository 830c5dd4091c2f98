"""Sentences in, line 1 out: the one with the event, shortened by leaving words out.

Nothing is reworded: the kept spans are the evidence, in text order. What may go, in this order:
brackets, day words, an opening that only sets the scene, relative clauses and asides between commas,
"so far" adverbs; and at last the tail after the last comma that leaves a whole clause. A
negation, a name or a number inside a kept span is never cut in two.
"""

import re

from summariser.document import Document, Token
from summariser.reading import Reading
from summariser.records import Evidence, What

LONGEST = 35
_SHORTEST = 8

_BRACKETS = re.compile(r"[ ]?[(\[][^()\[\]\n]{0,200}[)\]]")
_OPENER = re.compile(
    r"^(?:In (?:a|an) [^,]{3,60}|According to [^,]{3,40} time|Meanwhile|However|Moreover"
    r"|Earlier (?:today|this week)|Also|Additionally|Furthermore|In addition"
    r"|(?:On )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Yesterday|Today))[,][ ]",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",[ ](?:which|who|whose|where|when|after|as|amid|following|including|according to|with|without"
    r"|despite|while|although|though|because|since|saying|adding|reports?|on (?:Mon|Tues|Wednes|Thurs"
    r"|Fri|Satur|Sun)day|the \d)\b[^,;]{2,220}(?:,(?=[ ])|(?=[.;]?$))"
)
# A day word is relative to a day that line 1 states at its end; only for what is past.
_DAY = re.compile(
    r"(?:^(?:(?:On|Late on|Early on)[ ])?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Yesterday|Today)"
    r"(?:[ ](?:morning|afternoon|evening|night))?,[ ]"
    r"|(?<!until)(?<!since)(?<!from)(?<!by)(?<!of)(?<!and)(?<!,)(?<!before)(?<!after)(?<!for)"
    r"[ ](?:today|yesterday|on[ ](?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?!['’]|[ ](?:the|and|\d)))"
)
_FUTURE = re.compile(r"\b(?:will|shall|would|to be|is to|are to|due|scheduled|may|could)\b")
_ANNOUNCED = re.compile(
    r"(?:Today,?[ ])?(?:I am|I’m|I'm|We are)[ ](?:very[ ]|today[ ])?(?:pleased|delighted|proud|happy)"
    r"[ ](?:today[ ])?to[ ](?:today[ ])?(?:announce|advise|confirm)(?:[ ]today)?[ ]that[ ]"
)
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z .'’-]{2,30}(?:,[ ][A-Z][\w .]{2,30})?|[A-Z][A-Z .,]{2,40}|[A-Z][\w .]{2,30})[ ]?(?:\([\w ]+\)[ ]?)?[—–-][-]?[ ]"
)


def what(reading: Reading, sentences: tuple[int, ...]) -> What | None:
    """Line 1 from the best lead sentence; ``None`` when there are no words at all."""
    document = reading.document
    for index in sentences:
        if 0 <= index < len(document.sentences):
            spans = shorten(document, index)
            if spans:
                evidence = tuple(Evidence.of(document.article, a, b) for a, b in spans)
                return What(text=_joined(evidence), evidence=evidence)
    return None


def _joined(evidence: tuple[Evidence, ...]) -> str:
    text = " ".join(" ".join(piece.text.split()) for piece in evidence)
    return re.sub(r"[ ]+([,.;:!?])", r"\1", text)


def shorten(document: Document, index: int, most: int = LONGEST) -> list[tuple[int, int]]:
    """Spans of a sentence that together have at most ``most`` words."""
    start, end = document.sentences[index]
    text = document.text
    dateline = _DATELINE.match(text[start:end])
    if dateline and not dateline.group().strip(" -–—").islower():
        start += dateline.end()
    keep = [(start, end)]
    keep = _without(text, keep, _BRACKETS)
    if not _FUTURE.search(text, start, end):
        for match in _DAY.finditer(text[start:end]):
            keep = _minus(keep, start + match.start(), start + match.end())
    announced = _ANNOUNCED.match(text, start, end)
    if announced:
        keep = _minus(keep, start, announced.end())
    opener = _OPENER.match(text[start:end])
    if opener and _count(document, keep) > most:
        keep = _minus(keep, start, start + opener.end())
    while _count(document, keep) > most:
        fewer = _drop_aside(text, start, end, keep)
        if fewer is None:
            break
        keep = fewer
    if _count(document, keep) > most:
        keep = _cut_tail(document, keep, most)
    return _tidy(text, keep)


def _count(document: Document, keep: list[tuple[int, int]]) -> int:
    return sum(len(document.text[a:b].split()) for a, b in keep)


def _without(
    text: str, keep: list[tuple[int, int]], pattern: re.Pattern[str]
) -> list[tuple[int, int]]:
    for a, b in list(keep):
        for match in pattern.finditer(text, a, b):
            keep = _minus(keep, match.start(), match.end())
    return keep


def _minus(keep: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    rest = []
    for a, b in keep:
        if end <= a or b <= start:
            rest.append((a, b))
            continue
        if a < start:
            rest.append((a, start))
        if end < b:
            rest.append((end, b))
    return rest


def _drop_aside(
    text: str, start: int, end: int, keep: list[tuple[int, int]]
) -> list[tuple[int, int]] | None:
    """Drop the last aside that is still there."""
    piece = text[start:end].rstrip(".")
    for match in reversed(list(_ASIDE.finditer(piece))):
        fewer = _minus(keep, start + match.start(), start + match.end())
        if fewer != keep and sum(b - a for a, b in fewer) > 40:
            return fewer
    return None


def _cut_tail(document: Document, keep: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Keep the first words, then go back to the last border between clauses."""
    words: list[Token] = []
    count = 0
    for a, b in keep:
        for match in re.finditer(r"\S+", document.text[a:b]):
            count += 1
            if count <= most:
                words.append(Token(a + match.start(), a + match.end(), match.group()))
    borders = [
        i for i in range(_SHORTEST, len(words))
        if words[i - 1].text.endswith((",", ";", ":"))
        or words[i].text in ("and", "but", "to", "for", "in", "after", "which", "as", "with", "by")
    ]  # fmt: skip
    strong = [i for i in borders if words[i - 1].text.endswith((",", ";", ":"))]
    best = max((i for i in strong if i >= len(words) // 2), default=0) or max(borders, default=0)
    stop = words[(best or len(words)) - 1].end
    return [(a, min(b, stop)) for a, b in keep if a < stop]


def _tidy(text: str, keep: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in keep:
        a, b = start, end
        while a < b and (text[a].isspace() or (text[a] in ",;" and not spans)):
            a += 1
        while b > a and (text[b - 1].isspace()):
            b -= 1
        if a < b:
            spans.append((a, b))
    if spans:
        a, b = spans[-1]
        while b > a and text[b - 1] in ",;:. –—":
            b -= 1
        spans[-1] = (a, b)
    return [(a, b) for a, b in spans if a < b]
