"""Annotated rows in, the same rows as a second reader judged them out.

A second hand read all 555 real articles by the guidelines: whether each pledge is one, whether a
briefing must have it, how firm it is, what only says it again, and what the first hand had missed.
`second.jsonl` holds the judgements alone, as numbers of pledges and places in the text: the texts
are not ours to copy. `python -m tests.quality.second` prints how far the two readers agree.
"""

import json
import pathlib
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from tests.quality.held import held_back

JUDGED = pathlib.Path(__file__).parent / "data" / "second.jsonl"
CORPUS = pathlib.Path(__file__).parents[3] / "shared" / "corpus"
_PLACES = (
    "evidence",
    "trigger",
    "pledger_text",
    "recipient_text",
    "amount_text",
    "deadline_text",
    "speaker_text",
)

Row = dict[str, Any]
Judgement = Mapping[str, Any]


def judgements(path: pathlib.Path = JUDGED) -> dict[str, Judgement]:
    """Read what the second reader said, by article."""
    lines = path.read_text("utf-8").splitlines()
    return {each["id"]: each for each in map(json.loads, lines)}


def read_again(rows: Iterable[Row], judged: Mapping[str, Judgement] | None = None) -> list[Row]:
    """Give each row as the second reader has it; rows that were not read again stay as they are."""
    judged = judgements() if judged is None else judged
    return [_renewed(row, judged[row["id"]]) if row["id"] in judged else row for row in rows]


def _renewed(row: Row, judged: Judgement) -> Row:
    text: str = row["text"]
    again: dict[int, list[str]] = {
        int(number): [text[a:b] for a, b in places]
        for number, places in judged.get("alt", {}).items()
    }
    dropped = [{"evidence": text[a:b], "why": why} for a, b, why in judged.get("np", ())]
    kept: dict[int, Row] = {}
    for number, (pledge, verdict) in enumerate(zip(row["pledges"], judged["p"], strict=True)):
        word, rest = verdict.split()
        if word == "no":
            dropped.append({"evidence": pledge["evidence"], "why": rest})
        elif word == "again":
            same = [pledge["evidence"], *(pledge["alt_evidence"] or [])]
            again.setdefault(int(rest), []).extend(same)
        else:
            kept[number] = {**pledge, "core": word == "core", "status": rest}
    for number, more in again.items():
        if number in kept:
            known = [kept[number]["evidence"], *(kept[number]["alt_evidence"] or [])]
            new = dict.fromkeys(quote for quote in more if quote not in known)
            kept[number]["alt_evidence"] = [*known[1:], *new]
    added = [_added(text, pledge) for pledge in judged.get("add", ())]
    non_pledges = [
        other for i, other in enumerate(row["non_pledges"]) if i not in judged.get("out", ())
    ]
    return {**row, "pledges": [*kept.values(), *added], "non_pledges": [*non_pledges, *dropped]}


def _added(text: str, pledge: Row) -> Row:
    quoted = {name: text[slice(*pledge[name])] if pledge[name] else None for name in _PLACES}
    return {**pledge, **quoted, "alt_evidence": [text[a:b] for a, b in pledge["alt_evidence"]]}


def agreement(rows: Iterable[Row], judged: Mapping[str, Judgement]) -> dict[str, float]:
    """Say how much of what the first reader marked the second one kept, as shares of 1."""
    count = dict.fromkeys(("pledges", "kept", "core", "status", "added", "core_before"), 0)
    for row in rows:
        if row["id"] not in judged:
            continue
        one = judged[row["id"]]
        count["added"] += len(one.get("add", ()))
        for pledge, verdict in zip(row["pledges"], one["p"], strict=True):
            word, rest = verdict.split()
            count["pledges"] += 1
            count["core_before"] += pledge["core"]
            if word in ("core", "opt"):
                count["kept"] += 1
                count["core"] += pledge["core"] == (word == "core")
                count["status"] += pledge["status"] == rest
    kept = max(1, count["kept"])
    return {
        "articles": len(judged),
        "pledges": count["pledges"],
        "kept": count["kept"] / max(1, count["pledges"]),
        "same_core": count["core"] / kept,
        "same_status": count["status"] / kept,
        "added": count["added"],
    }


def main() -> None:
    """Print the agreement, of all articles and of the held-back ones."""
    lines = (CORPUS / "train" / "real.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    judged = judgements()
    held = {name: one for name, one in judged.items() if held_back(name)}
    for name, some in (("all", judged), ("held_back", held)):
        sys.stdout.write(json.dumps({name: agreement(rows, some)}) + "\n")


if __name__ == "__main__":
    main()
