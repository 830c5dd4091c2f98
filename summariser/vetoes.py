"""A cue in, why it is no pledge out: demand, completed, refused, forecast, or ``None``."""

import functools
import re

from summariser.lexicon import table
from summariser.reading import Reading
from summariser.triggers import Cue

_NEAR = 90
"""How far before and after a cue its vetoes are looked for, in code points."""
_LAST = 4
"""How much of a sentence's end tells whether it asks."""


@functools.cache
def _rows() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (row["reason"], row["where"], re.compile(row["pattern"], re.IGNORECASE))
        for row in table("vetoes")
    )


def _next(reading: Reading, sentence: int) -> str:
    """A cue's sentence with the one behind it, where that is short."""
    sentences = reading.document.sentences
    if sentence + 1 == len(sentences) or _length(sentences[sentence + 1]) > _NEAR:
        return ""
    start, end = sentences[sentence]
    return reading.document.text[max(start, end - 2 * _NEAR) : sentences[sentence + 1][1]]


def _length(bounds: tuple[int, int]) -> int:
    return bounds[1] - bounds[0]


def veto(reading: Reading, cue: Cue) -> str | None:
    """Name the first reason in the table that applies to a cue."""
    text = reading.document.text
    sentence = reading.document.sentences[cue.sentence]
    slices = {
        "before": text[max(sentence[0], cue.start - _NEAR) : cue.start],
        "trigger": text[cue.start : cue.end],
        "clause": text[cue.clause[0] : cue.clause[1]],
        "after": text[cue.end : min(sentence[1], cue.end + _NEAR)],
        "end": text[max(cue.end, sentence[1] - _LAST) : sentence[1]],
        "next": _next(reading, cue.sentence),
    }
    if cue.negated and cue.form not in ("consider", "withdraw"):
        return "refused"
    for reason, where, pattern in _rows():
        if pattern.search(slices[where]):
            return reason
    return None
