"""A cue in, why it is no pledge out: demand, completed, refused, forecast, or ``None``."""

import functools
import re

from summariser.lexicon import table
from summariser.reading import Reading
from summariser.triggers import Cue

_NEAR = 90
"""How far before and after a cue its vetoes are looked for, in code points."""


@functools.cache
def _rows() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (row["reason"], row["where"], re.compile(row["pattern"], re.IGNORECASE))
        for row in table("vetoes")
    )


def veto(reading: Reading, cue: Cue) -> str | None:
    """Name the first reason in the table that applies to a cue."""
    text = reading.document.text
    sentence = reading.document.sentences[cue.sentence]
    slices = {
        "before": text[max(sentence[0], cue.start - _NEAR) : cue.start],
        "trigger": text[cue.start : cue.end],
        "clause": text[cue.clause[0] : cue.clause[1]],
        "after": text[cue.end : min(sentence[1], cue.end + _NEAR)],
    }
    if cue.negated and cue.form not in ("consider", "withdraw"):
        return "refused"
    for reason, where, pattern in _rows():
        if pattern.search(slices[where]):
            return reason
    return None
