"""From word scores to candidates, and from a candidate's scores to its parts."""

import numpy as np

from summariser.neural.candidates import span_of, triggers
from summariser.neural.windows import Window


def window(words: int, body: int = 0) -> Window:
    """A window of one-piece words."""
    places = tuple(range(1, words + 1))
    blank = (0,) * (words + 2)
    return Window(blank, blank, places, tuple(range(words)), body)


def chances(*inside: tuple[float, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Rows (outside, begin, inside) from (begin, inside)."""
    return np.asarray([(1 - b - i, b, i) for b, i in inside], dtype=np.float32)


def test_a_trigger_is_a_run_of_likely_words() -> None:
    """The words "will provide" are one candidate and keeps its best probability."""
    found = triggers(window(4), 0, chances((0, 0), (0.9, 0), (0, 0.8), (0.1, 0)), 0.3)
    assert [(c.begin, c.end) for c in found] == [(1, 3)]
    assert round(found[0].chance, 3) == 0.9


def test_a_second_beginning_opens_a_second_candidate() -> None:
    """Two promises side by side stay two."""
    found = triggers(window(3), 0, chances((0.9, 0), (0.8, 0.1), (0, 0)), 0.3)
    assert [(c.begin, c.end) for c in found] == [(0, 1), (1, 2)]


def test_context_has_no_candidates() -> None:
    """The sentence before was judged in the window before."""
    found = triggers(window(3, body=2), 0, chances((0.9, 0), (0, 0), (0.9, 0)), 0.3)
    assert [c.begin for c in found] == [2]


def logs(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Probabilities as the network gives them."""
    return np.log(np.asarray(values, dtype=np.float32))


def test_a_part_is_the_likeliest_span() -> None:
    """Begin and end are chosen together, the end never before the begin."""
    begin, end = logs(0.1, 0.1, 0.5, 0.3), logs(0.6, 0.1, 0.1, 0.2)
    found = span_of(begin, end, [1, 2, 3], 0, 5)
    assert found is not None
    assert found[:2] == (1, 2)


def test_a_part_that_is_not_there_is_none() -> None:
    """When both ends point at the trigger, the text does not say."""
    assert span_of(logs(0.8, 0.1, 0.1), logs(0.7, 0.2, 0.1), [1, 2], 0, 5) is None


def test_a_part_has_a_longest_length() -> None:
    """A far end is not taken however likely."""
    found = span_of(logs(0.01, 0.9, 0.05, 0.04), logs(0.01, 0.3, 0.09, 0.6), [1, 2, 3], 0, 2)
    assert found is not None
    assert found[:2] == (0, 0)
