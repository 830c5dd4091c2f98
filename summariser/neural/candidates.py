"""Word scores in, candidate triggers out, each with what the branch reads around it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from summariser.document import Document
from summariser.neural.labels import N_FEATURES
from summariser.neural.windows import Reading, Window

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

LEFT, RIGHT = 56, 40  # pieces around a trigger that the branch reads; 72 lost nothing in the study
LONGEST = 8  # words of a trigger; 99 % of the annotated ones are shorter

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_CONTENT = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of words that may commit somebody.

    Attributes:
        window: Number of its window.
        begin: First word, as a place in `Window.words`.
        end: Place after its last word.
        chance: The trigger tagger's own probability, 0 to 1.
    """

    window: int
    begin: int
    end: int
    chance: float


@dataclass(frozen=True, slots=True)
class View:
    """What the branch reads for one candidate: a slice of the window's pieces.

    Attributes:
        lo: First piece of the slice.
        hi: Piece after its last.
        marks: 2 on the trigger, 1 in its sentence, 0 elsewhere; one per piece.
        words: Places in `Window.words` whose first piece is inside.
    """

    lo: int
    hi: int
    marks: Ints
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the features and the merging need to know of each sentence."""

    figures: tuple[frozenset[str], ...]
    content: tuple[frozenset[str], ...]
    quoted: tuple[bool, ...]
    title: frozenset[str]


def survey(document: Document) -> Sentences:
    """Note each sentence's figures and content words, once per article."""
    cut = [document.text[a:b] for a, b in document.sentences]
    return Sentences(
        figures=tuple(frozenset(_FIGURE.findall(s)) for s in cut),
        content=tuple(frozenset(w.lower() for w in _CONTENT.findall(s)) for s in cut),
        quoted=tuple(any(q in s for q in '"“”') for s in cut),
        title=frozenset(w.lower() for w in _CONTENT.findall(document.article.title or "")),
    )


def triggers(window: Window, number: int, chances: Floats, least: float) -> list[Candidate]:
    """Take runs of words whose chance to begin or continue a trigger is at least `least`.

    `chances` has a row per word of the window and columns (outside, begin, inside).
    """
    inside = chances[:, 1] + chances[:, 2]
    found: list[Candidate] = []
    begin = -1
    for i in range(window.body, len(window.words) + 1):
        on = i < len(window.words) and inside[i] >= least
        fresh = on and begin >= 0 and chances[i, 1] > chances[i, 2] and chances[i, 1] > least
        if begin >= 0 and (not on or fresh or i - begin >= LONGEST):
            found.append(Candidate(number, begin, i, float(inside[begin:i].max())))
            begin = -1
        if on and begin < 0:
            begin = i
    return found


def view(reading: Reading, candidate: Candidate) -> View:
    """Cut the pieces around a trigger and mark it and its sentence."""
    window = reading.windows[candidate.window]
    places, size = window.places, len(window.pieces)
    start = places[candidate.begin]
    stop = places[candidate.end] if candidate.end < len(places) else size - 1
    lo, hi = max(places[0], start - LEFT), min(size - 1, stop + RIGHT)
    home = reading.sentence[window.words[candidate.begin]]
    marks = np.zeros(hi - lo, dtype=np.int64)
    inside: list[int] = []
    for i, place in enumerate(places):
        if not lo <= place < hi:
            continue
        inside.append(i)
        after = places[i + 1] if i + 1 < len(places) else size - 1
        if reading.sentence[window.words[i]] == home:
            marks[place - lo : after - lo] = 1
    marks[start - lo : stop - lo] = 2
    return View(lo, hi, marks, tuple(inside))


def features(reading: Reading, facts: Sentences, candidate: Candidate) -> Floats:
    """Say where in the article the candidate stands and what its sentence holds."""
    window = reading.windows[candidate.window]
    number = reading.sentence[window.words[candidate.begin]]
    count = max(1, len(facts.content))
    shared = len(facts.content[number] & facts.title) / max(1, len(facts.title))
    made = (
        number / count,
        math.log1p(number) / 3,
        math.log1p(len(reading.words)) / 7,
        float(number < 2),
        float(facts.quoted[number]),
        float(bool(facts.figures[number])),
        shared,
        candidate.chance,
    )
    assert len(made) == N_FEATURES  # noqa: S101 - a slip here would shift every weight
    return np.asarray(made, dtype=np.float32)


def pair(
    reading: Reading, facts: Sentences, one: Candidate, two: Candidate
) -> tuple[float, float, float, float, float]:
    """Compare two candidates' sentences, for the merge head."""
    a, b = (reading.sentence[reading.windows[c.window].words[c.begin]] for c in (one, two))
    figures = facts.figures[a], facts.figures[b]
    both = bool(figures[0] and figures[1])
    union = facts.content[a] | facts.content[b]
    return (
        float(both and bool(figures[0] & figures[1])),
        float(both and not figures[0] & figures[1]),
        len(facts.content[a] & facts.content[b]) / max(1, len(union)),
        float(a == b),
        math.log1p(abs(a - b)) / 3,
    )


def lead_features(number: int, count: int, length: int) -> tuple[float, float, float, float]:
    """Say where a sentence stands, for the lead head."""
    return (
        float(number == 0),
        1 / (1 + number),
        number / max(1, count),
        min(length, 40) / 40,
    )


def span_of(
    begin: Floats, end: Floats, places: Sequence[int], null: int, longest: int
) -> tuple[int, int, float] | None:
    """Choose the best (first, last) of `places`, or `None` when "not here" is likelier.

    `begin` and `end` are log probabilities over the slice; `null` is where "not here" scores.
    """
    at = np.asarray(places)
    total = begin[at][:, None] + end[at][None, :]
    allowed = np.triu(np.ones_like(total)) * np.tri(len(at), len(at), longest - 1)
    total = np.where(allowed > 0, total, -np.inf)
    first, last = np.unravel_index(int(total.argmax()), total.shape)
    best = float(total[first, last])
    if best <= float(begin[null] + end[null]):
        return None
    return int(first), int(last), math.exp(best)
