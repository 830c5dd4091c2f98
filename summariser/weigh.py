"""A cue with its arguments in, how likely it is a pledge, and a needed one, out."""

from summariser.arguments import Subject
from summariser.money import Sum
from summariser.reading import Reading
from summariser.triggers import Cue

_BASE = {"commit": 0.7, "agree": 0.5, "announce": 0.35, "decide": 0.3, "allocate": 0.25, "modal": 0.35,
         "would": 0.15, "progressive": 0.3, "participle": 0.25, "plan": 0.4, "future": 0.25, "noun": 0.2,
         "headline": 0.05, "available": 0.1, "reiterate": 0.4, "ready": 0.5, "offer": 0.4,
         "consider": 0.4, "may": 0.1, "withdraw": 0.15, "fulfil": 0.2, "receive": 0.1, "sum": 0.05}  # fmt: skip


def weigh(reading: Reading, cue: Cue, subject: Subject, total: Sum | None) -> tuple[float, float]:
    """(score, core), each 0 to 1."""
    score = _BASE[cue.form]
    if total and total.money:
        score += 0.25
    if subject.kind == "thing":
        score -= 0.15
    if subject.kind == "none":
        score -= 0.1
    if cue.sentence < 3:
        score += 0.1
    score = min(max(score, 0.0), 1.0)
    return score, score
