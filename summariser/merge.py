"""Pledges in, fewer out: restatements joined, parts left out beside their total.

Two records are one pledge when their evidence overlaps, or their sums and pledgers are equal,
or they share most of what they promise and nothing tells them apart.
"""

import dataclasses
import re
from collections.abc import Collection

from summariser.records import Pledge

# Who shares in "the $22 million" or is paid "the grant of $22 million" does not promise it again.
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those)\s(?:(?:full|whole|new|grant|gift|loan|sum|package|donation|contribution"
    r"|amount|money|aid|funding)\s)?(?:of\s)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]{4,}")
# Share of the smaller record's content words that must be in the other one (model-study.md, 7.5:
# .45 was the best of those tried there).
_SAME_WORDS = 0.45


def merged(
    pledges: list[tuple[Pledge, int | None]], people: Collection[str] = ()
) -> list[tuple[Pledge, int | None]]:
    """Keep the best of each group, in the order given (best first).

    Each comes with the proposer's own group; two of one group are one pledge. What one of the
    ``people`` gives and a body gives the same sum of is one pledge: who says so speaks for it.
    """
    kept: list[tuple[Pledge, int | None]] = []
    for pledge, group in pledges:
        twin = next(
            (
                i
                for i, (other, home) in enumerate(kept)
                if (group is not None and group == home) or same(other, pledge, people)
            ),
            None,
        )
        if twin is None:
            kept.append((pledge, group))
        else:
            first, home = kept[twin]
            told = _known(first) and not _known(pledge) and pledge.amount is not None
            kept[twin] = (_join(pledge, first) if told else _join(first, pledge)), home
    return kept


def same(a: Pledge, b: Pledge, people: Collection[str] = ()) -> bool:
    """Whether two records of one article are one pledge."""
    overlap = min(a.evidence.end, b.evidence.end) - max(a.evidence.start, b.evidence.start)
    shortest = min(a.evidence.end - a.evidence.start, b.evidence.end - b.evidence.start)
    agree = not (a.pledger and b.pledger) or a.pledger.name == b.pledger.name
    if a.amount and b.amount:
        equal = (a.amount.amount, a.amount.currency) == (b.amount.amount, b.amount.currency)
        speaks = a.pledger and b.pledger and len({a.pledger.name, b.pledger.name} & {*people}) == 1
        return equal and bool(agree or overlap > 0 or speaks or _known(a) or _known(b))
    if overlap * 2 > shortest and not (a.amount or b.amount):
        return True
    if overlap > 0 and a.status is b.status:
        return True
    return agree and _alike(a, b)


def _known(pledge: Pledge) -> bool:
    """Whether its sum is spoken of as known: "will share in the $22 million"."""
    total = pledge.amount
    if total is None:
        return False
    return bool(
        _DEFINITE.search(pledge.evidence.text[: total.evidence.start - pledge.evidence.start])
    )


def _alike(a: Pledge, b: Pledge) -> bool:
    one, two = _content(a), _content(b)
    if not one or not two:
        return False
    return len(one & two) / min(len(one), len(two)) > _SAME_WORDS


def _content(pledge: Pledge) -> set[str]:
    return {_stem(word.lower()) for word in _WORD.findall(pledge.evidence.text)}


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) > len("aid"):
            return word.removesuffix(ending)
    return word


def _join(first: Pledge, other: Pledge) -> Pledge:
    again = {*first.alt_evidence, other.evidence, *other.alt_evidence}
    again.discard(first.evidence)
    return dataclasses.replace(
        first,
        pledger=first.pledger or other.pledger,
        recipient=first.recipient or other.recipient,
        amount=first.amount or other.amount,
        speaker=first.speaker or other.speaker,
        deadline=first.deadline or other.deadline,
        alt_evidence=tuple(sorted(again)),
        reasons=(*first.reasons, "merged"),
    )
