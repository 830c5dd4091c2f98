"""Briefings against gold: the figures of ``make quality``, by the corpus' definitions.

A predicted pledge matches a gold one by its quote (a common run of six words, or three fifths of
the shorter quote) or by pledger and sum. Recall asks for core pledges only; a match to an
optional one still counts as right. Actors: precision over all named, recall over key ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from tests.quality.names import canon, find, same_pledger, same_role, words

Row = Mapping[str, Any]

RUN = 6
SHARE = 0.6
TOLERANCE = 0.01  # of a sum
_BARE_DOLLAR = {"$", "dollar", "dollars"}
_DOLLARS = {"USD", "AUD", "CAD", "NZD", "SGD", "HKD"}


@dataclass(slots=True)
class Tally:
    """Counts over articles; `ratio` turns two of them into a figure."""

    counts: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[float, str]] = field(default_factory=list)

    def ratio(self, right: str, of: str) -> float | None:
        """Divide two counts; ``None`` when there was nothing to judge."""
        return self.counts[right] / self.counts[of] if self.counts[of] else None


def overlap(one: str, other: str) -> float:
    """Say how much of two quotes is one common run: 0 when too little to be the same clause."""
    a, b = words(one), words(other)
    if not a or not b or len(a) > max(60, 4 * len(b)):  # half an article proves nothing
        return 0.0
    run = SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    enough = run >= RUN or run / min(len(a), len(b)) >= SHARE
    return run / max(len(a), len(b)) if enough else 0.0


def same_sum(mine: float | None, theirs: float | None) -> bool:
    """Compare two sums within one per cent; two missing ones are the same."""
    if mine is None or theirs is None:
        return mine is theirs
    return abs(mine - theirs) <= TOLERANCE * max(abs(mine), abs(theirs))


def _sums(gold: Row) -> list[tuple[float | None, str | None]]:
    # Either an object or a pair: both forms stand in the corpus.
    other = [
        (alt["amount"], alt["currency"]) if isinstance(alt, Mapping) else tuple(alt)
        for alt in gold.get("alt_amounts") or []
    ]
    return [(gold.get("amount"), gold.get("currency")), *other]


def _same_unit(mine: str | None, theirs: str | None) -> bool:
    if (mine or "").lower() in _BARE_DOLLAR and theirs in _DOLLARS:
        return True
    return (mine or "").upper() == (theirs or "").upper()


def _closeness(mine: Row, gold: Row, actors: Sequence[Row]) -> float:
    quotes = [gold["evidence"], *(gold.get("alt_evidence") or [])]
    shared = max(overlap(mine.get("evidence") or "", quote) for quote in quotes)
    score = 1 + shared if shared else 0.0
    pledger = same_pledger(mine.get("pledger"), gold["pledger"], actors)
    equal = gold.get("amount") is not None and any(
        same_sum(mine.get("amount"), amount) for amount, _ in _sums(gold)
    )
    if equal and pledger:
        score = max(score, 1.0) + 0.75
    elif equal and score:
        score += 0.5
    return score + (0.25 if score and pledger else 0.0)


def match(mine: Sequence[Row], gold: Sequence[Row], actors: Sequence[Row]) -> dict[int, int]:
    """Pair predictions with gold pledges, closest first, each once: prediction -> gold."""
    close = sorted(
        (
            (-_closeness(p, g, actors) - (0.01 if g.get("core", True) else 0), i, j)
            for i, p in enumerate(mine)
            for j, g in enumerate(gold)
        ),
    )
    pairs: dict[int, int] = {}
    for score, i, j in close:
        if score <= -1 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _actors(tally: Counter[str], mine: Sequence[Row], gold: Sequence[Row]) -> None:
    found: dict[int, Row] = {}
    again = 0
    for actor in mine:
        hits = find(actor["name"], gold)
        if hits and hits[0] in found:
            again += 1
        elif hits:
            found[hits[0]] = actor
    key = [i for i, actor in enumerate(gold) if actor["salience"] == "key"]
    tally["actors"] += len(mine) - again
    tally["actors_right"] += len(found)
    tally["key"] += len(key)
    tally["key_found"] += sum(i in found for i in key)
    for i, actor in found.items():
        if gold[i].get("role"):
            tally["roles"] += 1
            tally["roles_right"] += same_role(actor.get("role"), gold[i]["role"])


def _fields(tally: Counter[str], mine: Row, gold: Row, actors: Sequence[Row]) -> None:
    tally["matched"] += 1
    tally["pledger_right"] += same_pledger(mine.get("pledger"), gold["pledger"], actors)
    right = (mine.get("status") or "pledged") == gold["status"]
    tally["status_right"] += right
    if gold["status"] != "pledged":
        tally["hard"] += 1
        tally["hard_right"] += right
    if gold.get("amount") is not None and gold.get("currency"):
        tally["sums"] += 1
        tally["sums_right"] += any(
            same_sum(mine.get("amount"), amount) and _same_unit(mine.get("currency"), unit)
            for amount, unit in _sums(gold)
        )


def _rouge1(mine: str | None, gold: str) -> float:
    a, b = Counter(words(mine)), Counter(words(gold))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def score(gold: Iterable[Row], predicted: Mapping[str, Row]) -> Tally:
    """Compare each gold row (`gold` inside it, or the training form) with its prediction."""
    tally = Tally()
    counts = tally.counts
    for row in gold:
        truth = row.get("gold") or row
        mine = predicted.get(row["id"]) or {}
        pledges, wanted = mine.get("pledges") or [], truth["pledges"]
        _actors(counts, mine.get("actors") or [], truth["actors"])
        pairs = match(pledges, wanted, truth["actors"])
        core = {j for j, pledge in enumerate(wanted) if pledge.get("core", True)}
        counts.update(
            articles=1,
            pledges=len(pledges),
            pledges_right=len(pairs),
            core=len(core),
            core_found=len(core & set(pairs.values())),
        )
        for i, j in pairs.items():
            _fields(counts, pledges[i], wanted[j], truth["actors"])
        if not wanted:
            counts.update(empty=1, empty_wrong=bool(pledges))
        rouge = _rouge1(mine.get("what"), truth["what"])
        counts["rouge1"] += rouge  # type: ignore[assignment] # Counter adds floats as well
        counts["what_long"] += len((mine.get("what") or "").split()) > 35
        faults = len(pledges) - len(pairs) + len(core) - len(core & set(pairs.values()))
        tally.worst.append((faults + 1 - rouge, row["id"]))
    return tally


def f1(precision: float | None, recall: float | None) -> float:
    """Harmonic mean; 0 when either is missing."""
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)


def figures(tally: Tally) -> dict[str, float | None]:
    """Name every figure that has a floor."""
    actor = tally.ratio("actors_right", "actors"), tally.ratio("key_found", "key")
    pledge = tally.ratio("pledges_right", "pledges"), tally.ratio("core_found", "core")
    return {
        "actor_f1": f1(*actor),
        "role": tally.ratio("roles_right", "roles"),
        "pledge_f1": f1(*pledge),
        "pledge_precision": pledge[0],
        "pledge_core_recall": pledge[1],
        "pledger": tally.ratio("pledger_right", "matched"),
        "amount_and_currency": tally.ratio("sums_right", "sums"),
        "status": tally.ratio("status_right", "matched"),
        "status_not_pledged": tally.ratio("hard_right", "hard"),
        "false_pledge_articles": tally.ratio("empty_wrong", "empty"),
        "what_rouge1": tally.ratio("rouge1", "articles"),
        "what_over_35_words": tally.ratio("what_long", "articles"),
    }


__all__ = ["Tally", "canon", "f1", "figures", "match", "overlap", "same_sum", "score"]
