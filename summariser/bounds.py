"""A span that a learner marked in, the whole words that it must have meant out.

A learner marks pieces of words; what is shown begins and ends at words, without the loose end of
a possessive ("'s aid ministry") or of a phrase ("resident coordinator in").
"""

import re

from summariser.proposal import Span

_FRONT = re.compile(r"(?:['’]s?\s+|[^\w(“\"]+|(?:and|or)\s+)+")
_LOOSE = (
    r"(?:of|in|at|on|for|from|to|by|with|and|or|the|a|an|who|which|that|as|under|over|until|'s|’s)"
)
_BACK = re.compile(rf"(?:[\s,;:.'’–—-]+{_LOOSE})*[\s,;:'’–—-]*$", re.IGNORECASE)
_NO_ROLE = re.compile(
    r"(?:for|to|has|had|have|is|was|were|are|will|would|said|says|that|from|by|and|but|s|as)\b",
    re.IGNORECASE,
)
_LEAST_ROLE = 3


def whole(text: str, span: Span) -> Span | None:
    """Move both ends to words; ``None`` when nothing is left."""
    start, end = span.start, span.end
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    if text.startswith("s ", start) and start and text[start - 1] in "'’":
        start += 2
    front = _FRONT.match(text, start, end)
    start = front.end() if front else start
    back = _BACK.search(text[start:end])
    end = start + back.start() if back else end
    if text[end - 1 : end] == ")" and "(" not in text[start:end]:
        end -= 1
    return Span(start, end) if start < end else None


def whole_role(text: str, span: Span) -> Span | None:
    """Move both ends to words; ``None`` when they do not read as a role."""
    found = whole(text, span)
    if found is None or found.end - found.start < _LEAST_ROLE:
        return None
    return None if _NO_ROLE.match(text, found.start, found.end) else found
