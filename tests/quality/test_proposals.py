"""The prover keeps what is right of a model's answers and shows nothing that was corrupted."""

from collections import Counter

from tests.quality.proposals import HERE, _load, measure, of_gold


def test_corrupted_answers_are_caught() -> None:
    """Of some invented articles, 97 in 100 at least; `make quality` measures all, at 99."""
    rows = _load(HERE / "data" / "synthetic.jsonl")
    counts: Counter[str] = Counter()
    for place in range(0, len(rows), 12):
        row = rows[place]
        others = [rows[(place + step) % len(rows)] for step in (7, 13, 29)]
        counts += measure((row, of_gold(row), others))[1]
    made = sum(n for key, n in counts.items() if key.startswith("made "))
    caught = sum(n for key, n in counts.items() if key.startswith("caught "))
    assert made > 200
    assert caught >= 0.97 * made
    assert counts["right_kept"] >= 0.8 * counts["right"]
