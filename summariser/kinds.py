"""Words of a pledge in, what sort of thing it is out: the table of nouns votes."""

import functools
import re

from summariser.lexicon import table
from summariser.money import Sum
from summariser.records import PledgeKind

_CONDITION = re.compile(r"\b(?:if|unless|provided|subject to)\b")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


@functools.cache
def _nouns() -> dict[str, PledgeKind]:
    return {row["word"]: PledgeKind(row["kind"]) for row in table("kinds")}


def kind(text: str, total: Sum | None) -> PledgeKind:
    """The kind that most words speak for; money alone is financial."""
    votes: dict[PledgeKind, int] = {}
    for word in _WORD.findall(_CONDITION.split(text.lower())[0]):
        found = _nouns().get(word) or _nouns().get(word.removesuffix("s"))
        if found:
            votes[found] = votes.get(found, 0) + 1
    if votes:
        return max(votes, key=lambda k: (votes[k], -list(PledgeKind).index(k)))
    return PledgeKind.FINANCIAL if total and total.money else PledgeKind.OTHER
