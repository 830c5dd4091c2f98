"""Annotated articles in, the weights of line 1 out: ``python -m tests.quality.lines``.

Two tables of ``summariser/lexicon``: line_weights.tsv (how many of a unit's words the annotator's
line has) and then, of the sentences as they are shortened by it, lead_weights.tsv (how well each
would do as line 1, by ROUGE-1 F1). ``--folds`` learns on four fifths of the articles and reports
the fifth that is left, by the rules alone; it writes no table.
"""

import argparse
import re
import sys
from typing import Any

from summariser import lead, lexicon, shorten
from summariser.document import read
from summariser.furniture import pieces, whole
from summariser.lead import candidates
from summariser.reading import Reading, understand
from summariser.rules import propose
from summariser.shorten import joined, parts
from summariser.what import told
from tests.quality.learn import LEXICON, RATE, Example, Row, article, fit, load, scorer, write

# Units are learned from the sentences that tell most of the event.
TAUGHT = 3
EARLY = 8
FOLDS = 5
_SPACE = re.compile(r"\s+")


def unit_examples(score: Any, row: Row, reading: Reading) -> list[Example]:
    """Facts of each unit of the best early sentences, its share of words in gold, its weight."""
    document = reading.document
    gold = set(score.toks(row["what"]))
    ranked = []
    for index in range(min(EARLY, len(document.sentences))):
        start, end = whole(document, index)
        for low, high in pieces(document.text, start, end):
            worth = score.rouge(document.text[low:high], row["what"])["R1"]
            ranked.append((worth, low, high))
    ranked.sort(reverse=True)
    examples = []
    for worth, low, high in ranked[:TAUGHT]:
        for part in parts(reading, low, high):
            words = score.toks(document.text[part.unit.start : part.unit.end])
            if words:
                share = sum(word in gold for word in words) / len(words)
                examples.append((list(part.facts), share, worth * len(words) / 5))
    return examples


def lead_examples(score: Any, row: Row, reading: Reading) -> list[Example]:
    """Facts of each early sentence, and how well it would do as line 1 (ROUGE-1 F1)."""
    examples = []
    for index, facts in candidates(reading, propose(reading).pledges):
        spans = told(reading, index)
        line = joined(reading.document.text, spans) if spans else ""
        examples.append((facts, score.rouge(line, row["what"])["R1"], 1.0))
    return examples


def learn(score: Any, rows: list[Row], readings: list[Reading]) -> None:
    """Learn both tables; the second sees the first."""
    pairs = list(zip(rows, readings, strict=True))
    units = [example for row, reading in pairs for example in unit_examples(score, row, reading)]
    write(
        "line_weights",
        "Weights of the facts about a unit of a sentence, as log odds of its words that stay.",
        {"kept": fit(units, RATE)},
        "tests.quality.lines",
    )
    sentences = [one for row, reading in pairs for one in lead_examples(score, row, reading)]
    write(
        "lead_weights",
        "Weights of the facts about a sentence as line 1, as log odds of its ROUGE-1.",
        {"lead": fit(sentences, RATE / 3)},
        "tests.quality.lines",
    )


def told_by(reading: Reading) -> str:
    """Line 1 as the rules alone choose it."""
    for index in lead.lead(reading, propose(reading).pledges):
        if spans := told(reading, index):
            return joined(reading.document.text, spans)
    return ""


def folds(score: Any, rows: list[Row], readings: list[Reading]) -> dict[str, float]:
    """Mean ROUGE-1 and words of line 1 for articles that the tables have not seen."""
    kept = {
        name: (LEXICON / f"{name}.tsv").read_bytes() for name in ("line_weights", "lead_weights")
    }
    found: list[tuple[float, int]] = []
    try:
        for fold in range(FOLDS):
            seen = [i for i in range(len(rows)) if i % FOLDS != fold]
            learn(score, [rows[i] for i in seen], [readings[i] for i in seen])
            for i in range(fold, len(rows), FOLDS):
                line = told_by(readings[i])
                found.append((score.rouge(line, rows[i]["what"])["R1"], len(line.split())))
    finally:
        for name, table in kept.items():
            (LEXICON / f"{name}.tsv").write_bytes(table)
        lexicon.table.cache_clear()
        lead._weights.cache_clear()
        shorten._weights.cache_clear()
    return {
        "rouge1": sum(r for r, _ in found) / len(found),
        "words": sum(n for _, n in found) / len(found),
    }


def main(argv: list[str]) -> None:
    """Learn on everything, or with ``--folds`` only report each fifth by the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true", help="report only; writes no table")
    options = parser.parse_args(argv)
    score = scorer()
    if options.folds:
        for name in ("real", "synthetic"):
            rows = load(name)
            figures = folds(score, rows, [understand(read(article(row))) for row in rows])
            print(name, *(f"{k} {v:.3f}" for k, v in figures.items()))  # noqa: T201 - a command's output
    else:
        rows = load("real") + load("synthetic")
        learn(score, rows, [understand(read(article(row))) for row in rows])


if __name__ == "__main__":
    main(sys.argv[1:])
