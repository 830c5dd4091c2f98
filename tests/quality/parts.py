"""Real articles in, how often a body, a country or a group gets the part an editor would give.

`data/roles.jsonl` names, for 80 of the corpus' training articles (a fixed choice by hash, none of
them held back), the key actors that are no persons with the part that each plays, in our own
words. The rules were worked on with one half ("work"); the other ("report") was only counted.
"""

import json
import pathlib
from collections.abc import Iterator
from typing import Any

from tests.figures import ROOT, Figure
from tests.quality.names import find, same_role

HERE = pathlib.Path(__file__).parent
REAL = ROOT.parent / "shared" / "corpus" / "train" / "real.jsonl"


def figures() -> Iterator[Figure]:
    """For each half: of the actors shown, how many have a part, and how many the editor's."""
    if not REAL.exists():
        return
    asked = [json.loads(line) for line in (HERE / "data" / "roles.jsonl").read_text().splitlines()]
    wanted = {one["id"] for one in asked}
    lines = map(json.loads, REAL.read_text().splitlines())
    rows = {row["id"]: row for row in lines if row["id"] in wanted}
    shown = {key: _shown(row) for key, row in rows.items()}
    for half in ("work", "report"):
        given = right = found = 0
        for one in (one for one in asked if one["half"] == half):
            gold = rows[one["id"]]["actors"]
            at = next(i for i, actor in enumerate(gold) if actor["name"] == one["actor"])
            mine = next((a for a in shown[one["id"]] if at in find(a["name"], gold)[:1]), None)
            found += mine is not None
            given += bool(mine and mine["role"])
            right += bool(mine and same_role(mine["role"], one["role"]))
        yield Figure(name=f"parts.{half}.given", value=given / found, unit="share")
        yield Figure(name=f"parts.{half}.right", value=right / found, unit="share")


def _shown(row: dict[str, Any]) -> list[dict[str, Any]]:
    from tests.quality.__main__ import predict  # noqa: PLC0415 - that module imports this one

    actors: list[dict[str, Any]] = predict(row)["actors"]
    return actors
