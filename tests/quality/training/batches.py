"""Examples in, padded windows and labelled candidates out."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from examples import IGNORE, Example, Gold, words_in
from torch import Tensor

from summariser.neural import candidates
from summariser.neural.candidates import Candidate, View
from summariser.neural.labels import PARTS

TOKENS = 2_600  # pieces of one step
LEAST = 0.2  # chance from which a word may be part of a training candidate
KEPT = 0.4  # share of the non-pledges that are shown although the tagger does not fall for them
UNMARKED = 0.7  # weight of a false alarm that the annotation does not mention
MOST = 18  # candidates of one window


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of several articles; `origin` gives (article, window) of each row."""

    examples: tuple[Example, ...]
    origin: tuple[tuple[int, int], ...]
    pieces: Tensor
    shapes: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Labelled:
    """A candidate, where it is and what it should be."""

    row: int
    article: int
    candidate: Candidate
    view: View
    features: Any
    gold: Gold | None
    full: bool  # has status, kind and parts


def batches(examples: Sequence[Example], dice: random.Random) -> Iterator[Batch]:
    """Give all articles once, those of like window length together."""
    order = list(examples)
    dice.shuffle(order)
    groups: list[list[Example]] = []
    for at in range(0, len(order), 96):
        chunk = sorted(order[at : at + 96], key=_longest)
        group: list[Example] = []
        for one in chunk:
            rows = sum(len(x.reading.windows) for x in [*group, one])
            if group and rows * max(map(_longest, [*group, one])) > TOKENS:
                groups.append(group)
                group = []
            group.append(one)
        groups.append(group)
    dice.shuffle(groups)
    yield from (pad(group) for group in groups)


def _longest(example: Example) -> int:
    return max((len(w.pieces) for w in example.reading.windows), default=0)


def pad(group: Sequence[Example]) -> Batch:
    """Put the windows of some articles into one rectangle."""
    origin = [(a, w) for a, x in enumerate(group) for w in range(len(x.reading.windows))]
    length = max(_longest(x) for x in group)
    pieces = np.zeros((len(origin), length), dtype=np.int64)
    shapes = np.zeros_like(pieces)
    mask = np.zeros(pieces.shape, dtype=np.float32)
    for row, (a, w) in enumerate(origin):
        window = group[a].reading.windows[w]
        pieces[row, : len(window.pieces)] = window.pieces
        shapes[row, : len(window.pieces)] = window.shapes
        mask[row, : len(window.pieces)] = 1
    tensors = (torch.from_numpy(x) for x in (pieces, shapes, mask))
    return Batch(tuple(group), tuple(origin), *tensors)


def label(example: Example, place: tuple[int, int]) -> tuple[Gold | None, bool]:
    """Say which annotation a candidate at a character span belongs to."""
    middle = (place[0] + place[1]) / 2

    def inside(gold: Gold) -> bool:
        return gold.evidence[0] <= middle <= gold.evidence[1]

    for gold in example.golds:
        if gold.trigger and gold.trigger[0] < place[1] and place[0] < gold.trigger[1]:
            return gold, True
    held = [g for g in example.golds if g.trigger and inside(g)]
    if held:
        return min(held, key=lambda g: abs(g.trigger[0] - place[0]) if g.trigger else 0), True
    for gold in example.golds:
        if gold.trigger is None and inside(gold):
            return gold, False
    return None, False


def candidates_of(batch: Batch, chances: Any, dice: random.Random, *, live: bool) -> list[Labelled]:
    """Collect the tagger's own candidates, the annotated triggers and some non-pledges."""
    out: list[Labelled] = []
    for row, (a, w) in enumerate(batch.origin):
        example = batch.examples[a]
        window = example.reading.windows[w]
        probs = chances[row, list(window.places)]
        found = candidates.triggers(window, w, probs, LEAST) if live else []
        found = sorted(found, key=lambda c: -c.chance)[:MOST]
        for gold in example.golds:
            weight = probs[:, 1] + probs[:, 2]
            found = _with(found, gold, (example, w), weight=weight, dice=dice)
        out += [_labelled(example, row, a, one) for one in found]
    return out


def _with(
    found: list[Candidate],
    gold: Gold,
    where: tuple[Example, int],
    *,
    weight: Any,
    dice: random.Random,
) -> list[Candidate]:
    """Add what one annotation asks for, if it lies in this window's body."""
    example, number = where
    window = example.reading.windows[number]
    first = window.words[0]
    span = words_in(example.reading, gold.trigger or gold.evidence)
    if not span or span.start < first + window.body or span.stop > window.words[-1] + 1:
        return found
    begin, end = span.start - first, span.stop - first
    if gold.trigger is not None:
        near = [c for c in found if c.begin < end and begin < c.end]
        if near and dice.random() < 0.5:  # the tagger's own borders, as at run time
            return found
        exact = Candidate(number, begin, end, float(weight[begin:end].max()))
        return [*(c for c in found if c not in near), exact]
    if any(begin <= c.begin < end for c in found):
        return found
    if gold.number < 0 and dice.random() > KEPT:
        return found
    best = begin + int(weight[begin:end].argmax())
    last = best + 1
    while last < end and last - best < 4 and weight[last] > weight[best] / 2:
        last += 1
    return [*found, Candidate(number, best, last, float(weight[best]))]


def _labelled(example: Example, row: int, article: int, one: Candidate) -> Labelled:
    first = example.reading.windows[one.window].words[0]
    words = example.reading.words
    place = (words[first + one.begin].start, words[first + one.end - 1].end)
    gold, full = label(example, place)
    view = candidates.view(example.reading, one)
    facts = candidates.features(example.reading, example.facts, one)
    return Labelled(row, article, one, view, facts, gold, full)


def part_targets(example: Example, one: Labelled) -> list[int]:
    """Give (begin, end) of each part as places in the view; the trigger's place is "none"."""
    window = example.reading.windows[one.candidate.window]
    first = window.words[0]
    null = window.places[one.candidate.begin] - one.view.lo
    out: list[int] = []
    for name in PARTS:
        place = one.gold.parts.get(name) if one.gold else None
        span = words_in(example.reading, place) if place else range(0)
        if name == "evidence":
            span = range(
                max(span.start, first + one.view.words[0]),
                min(span.stop, first + one.view.words[-1] + 1),
            )
        ends = [i - first for i in (*span[:1], *span[-1:])]
        seen = bool(ends) and all(i in one.view.words for i in ends)
        out += [window.places[i] - one.view.lo for i in ends] if seen else [null, null]
    return out


def why_of(one: Labelled) -> int:
    """Give the annotated reason of a non-pledge."""
    return one.gold.why if one.gold and one.gold.number < 0 else IGNORE
