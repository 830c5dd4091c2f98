"""Facts about a cue in, how likely it is a pledge, and one that a briefing needs, out.

Two sums of weights, read as log odds (logistic regression). The weights are in weights.tsv and
were learned from the training articles by ``python -m tests.quality.learn``.
"""

import functools
import math

from summariser.lexicon import table

_STEEPEST = 30.0


@functools.cache
def _weights() -> dict[str, tuple[float, float]]:
    return {row["fact"]: (float(row["pledge"]), float(row["core"])) for row in table("weights")}


def weigh(facts: list[str]) -> tuple[float, float]:
    """(likely a pledge, likely a needed one), each 0 to 1."""
    weights = _weights()
    pledge = core = 0.0
    for fact in facts:
        one, two = weights.get(fact, (0.0, 0.0))
        pledge += one
        core += two
    return odds(pledge), odds(core)


def odds(total: float) -> float:
    """Log odds as a share between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-max(-_STEEPEST, min(_STEEPEST, total))))
