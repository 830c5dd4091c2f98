"""What each body, country or group does in a story, as annotators say: to learn and to measure.

`data/parts.jsonl` has a line for each key actor that is no person: its part in our own words, its
relation to the event in one word, and where the article's own words say it (places only: the texts
of real articles are not ours to copy). Of the articles held back, the figures tell how often an
actor that is shown has a part, and how often the annotator's.
"""

import json
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

from tests.figures import ROOT, Figure
from tests.quality.held import held_back
from tests.quality.names import find, same_role

TOLD = pathlib.Path(__file__).parent / "data" / "parts.jsonl"
REAL = ROOT.parent / "shared" / "corpus" / "train" / "real.jsonl"
Row = dict[str, Any]


def told(path: pathlib.Path = TOLD) -> dict[tuple[str, str], Row]:
    """Read what annotators said, by article and actor."""
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return {(one["id"], one["actor"]): one for one in lines}


def with_parts(rows: Iterable[Row]) -> list[Row]:
    """Give rows whose actors carry `relation` and `part` (start, end) where they are annotated."""
    known = told()
    return [{**row, "actors": [_more(row["id"], a, known) for a in row["actors"]]} for row in rows]


def _more(article: str, actor: Row, known: dict[tuple[str, str], Row]) -> Row:
    one = known.get((article, actor["name"]))
    return {**actor, "relation": one["relation"], "part": one["part"]} if one else actor


def figures() -> Iterator[Figure]:
    """Of the actors shown in the articles held back, how many have a part, and how many theirs."""
    if not REAL.exists():
        return
    asked = {key: one for key, one in told().items() if held_back(key[0])}
    wanted = {article for article, _ in asked}
    rows = {row["id"]: row for row in map(json.loads, REAL.read_text("utf-8").splitlines())}
    shown = {key: _shown(rows[key]) for key in sorted(wanted & rows.keys())}
    given = right = found = 0
    for (article, name), one in asked.items():
        if article not in shown:
            continue
        gold = rows[article]["actors"]
        at = next(i for i, actor in enumerate(gold) if actor["name"] == name)
        mine = next((a for a in shown[article] if at in find(a["name"], gold)[:1]), None)
        found += mine is not None
        given += bool(mine and mine["role"])
        right += bool(mine and same_role(mine["role"], one["role"]))
    yield Figure(name="parts.held_back.given", value=given / found, unit=f"share of {found}")
    yield Figure(name="parts.held_back.right", value=right / found, unit=f"share of {found}")


def _shown(row: Row) -> list[Row]:
    from tests.quality.__main__ import predict  # noqa: PLC0415 - that module imports this one

    actors: list[Row] = predict(row)["actors"]
    return actors
