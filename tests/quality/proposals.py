"""A language model's proposals through the prover: what of the right is kept, of the wrong caught.

Two sets of proposals. ``dev``: what one strong model proposed for the 45 dev articles, where the
annotated corpus lies at ``../shared/corpus``. ``synthetic``: proposals made of the annotations of
the invented articles beside this file, which any clone has. In both, only proposals that match an
annotated pledge and are shown when left alone are corrupted (`corruptions`).
"""

import datetime as dt
import importlib.util
import json
import os
import pathlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from summariser import Article, as_row, brief
from summariser.briefing import Considered, consider_article
from summariser.llm.answer import Answer, parse
from summariser.llm.improve import Improved, proved
from tests.figures import ROOT, Figure
from tests.quality.corruptions import Claim, Right, Row, corruptions
from tests.quality.score import figures as scored
from tests.quality.score import match, score

HERE = pathlib.Path(__file__).parent
CORPUS = ROOT.parent / "shared" / "corpus"
DAY = dt.date(2024, 1, 1)
CAUGHT = 0.99
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text())
SHOWN = (
    *("pledge_f1", "pledger", "amount_and_currency", "status", "false_pledge_articles"),
    *("actor_f1", "right_kept", "lines_kept"),
)
_WORD = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*")


def figures() -> Iterator[Figure]:
    """Measure both sets; the first is skipped by name where the corpus is not."""
    for name, rows, answers in _sets():
        yield from _of_set(name, rows, answers)


def _sets() -> Iterator[tuple[str, list[Row], dict[str, Claim]]]:
    rows = _load(HERE / "data" / "synthetic.jsonl")
    yield "synthetic", rows, {row["id"]: of_gold(row) for row in rows}
    if (CORPUS / "proposals" / "dev.jsonl").exists():
        rows = _load(CORPUS / "dev.jsonl")
        said = {row["id"]: row for row in _load(CORPUS / "proposals" / "dev.jsonl")}
        yield "dev", rows, {row["id"]: of_proposal(said[row["id"]], row["text"]) for row in rows}


def _load(path: pathlib.Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def of_proposal(said: Row, text: str) -> Claim:
    """Put a proposal of the corpus into the form that a model is asked for."""
    return {
        "what": {"text": said["what"], "quotes": cited(said["what"], text)},
        "actors": [
            {"name": a["name"], "kind": None, "role": a["role"], "quote": None}
            for a in said["actors"]
        ],
        "pledges": [_claim(pledge) for pledge in said["pledges"]],
    }


def of_gold(row: Row) -> Claim:
    """Propose what the annotation says."""
    return {
        "what": {"text": row["what"], "quotes": [q for q in row["lead"] if q in row["text"]]},
        "actors": [
            {"name": a["name"], "kind": a["kind"], "role": a["role_text"], "quote": None}
            for a in row["actors"]
        ],
        "pledges": [_claim(pledge) for pledge in row["pledges"]],
    }


def _claim(pledge: Row) -> Claim:
    same = ("pledger", "recipient", "amount", "currency", "speaker", "status")
    return {"quote": pledge["evidence"]} | {name: pledge[name] for name in same}


def cited(line: str, text: str) -> list[str]:
    """Choose the sentences that a line rests on: those with most of its names and numbers."""
    left = {
        word.lower(): 3 if place and (word[0].isupper() or word[0].isdigit()) else 1
        for place, word in enumerate(_WORD.findall(line))
        if len(word) > 3 or not word.islower()
    }
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", text) if s.strip()]
    words = {s: {word.lower() for word in _WORD.findall(s)} for s in sentences}
    found: list[str] = []
    while left and len(found) < 4:
        best = max(sentences, key=lambda s: sum(v for k, v in left.items() if k in words[s]))
        got = {key for key in left if key in words[best]}
        if not got or (found and all(left[key] == 1 for key in got)):
            break
        found.append(best)
        left = {key: value for key, value in left.items() if key not in got}
    return found


def considered(row: Row) -> Considered:
    """Read an article once for many answers about it."""
    try:
        published = dt.datetime.fromisoformat(row.get("published") or "").replace(tzinfo=dt.UTC)
    except ValueError:
        published = None
    return consider_article(
        Article(
            id=row["id"],
            text=row["text"],
            title=row.get("title"),
            published=published,
            url=row.get("url"),
        )
    )


def _prove(seen: Considered, claim: Claim) -> Improved | None:
    answer = parse(json.dumps(claim))
    return proved(seen, answer, DAY) if isinstance(answer, Answer) else None


Measured = tuple[dict[str, Any], Counter[str], list[tuple[str, str]]]


def measure(job: tuple[Row, Claim, Sequence[Row]]) -> Measured:
    """Prove one answer and its corruptions: the row made, counts, and what got through."""
    row, claim, others = job
    seen = considered(row)
    counts: Counter[str] = Counter()
    made = _prove(seen, claim)
    if made is None or made.briefing is None:
        offline = brief(seen.document.article, as_of=DAY)
        return as_row(offline), counts, []
    mine = as_row(made.briefing)
    mine["pledges"] = [
        one
        for one, pledge in zip(mine["pledges"], made.briefing.pledges, strict=True)
        if "model" in pledge.reasons
    ]
    gold = row.get("gold") or row
    truths = match(
        [{**p, "evidence": p["quote"]} for p in claim["pledges"]], gold["pledges"], gold["actors"]
    )
    hit = set(match(mine["pledges"], gold["pledges"], gold["actors"]).values())
    counts["right"], counts["right_kept"] = len(truths), sum(j in hit for j in truths.values())
    counts["lines"], counts["lines_kept"] = (
        1,
        bool(made.briefing.what and made.briefing.what.worded),
    )
    right = Right(
        row=row,
        answer=claim,
        pledges=tuple(i for i, j in truths.items() if j in hit),
        truths={i: gold["pledges"][j] for i, j in truths.items()},
        shown=made.briefing,
    )
    through: list[tuple[str, str]] = []
    for one in corruptions(right, others, row["id"]):
        counts[f"made {one.kind}"] += 1
        told = _prove(seen, one.answer)
        if told and told.briefing and one.told(told.briefing):
            through.append(
                (
                    one.kind,
                    json.dumps([*one.answer["pledges"], one.answer["what"], one.answer["actors"]]),
                )
            )
        else:
            counts[f"caught {one.kind}"] += 1
    return mine, counts, through


def _of_set(name: str, rows: list[Row], answers: Mapping[str, Claim]) -> Iterator[Figure]:
    jobs = [
        (row, answers[row["id"]], [rows[(place + step) % len(rows)] for step in (7, 13, 29)])
        for place, row in enumerate(rows)
    ]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        done = list(pool.map(measure, jobs, chunksize=4))
    counts = sum((each[1] for each in done), Counter[str]())
    made = [each[0] for each in done]
    yield from _kept(name, rows, made, counts)
    kinds = sorted(key.removeprefix("made ") for key in counts if key.startswith("made "))
    total = sum(counts[f"made {kind}"] for kind in kinds)
    caught = sum(counts[f"caught {kind}"] for kind in kinds)
    yield Figure(
        name=f"llm.{name}.caught",
        value=caught / total,
        unit=f"share of {total}",
        target=f">= {CAUGHT}",
    )
    for kind in kinds:
        many = counts[f"made {kind}"]
        yield Figure(
            name=f"llm.{name}.caught.{kind}",
            value=counts[f"caught {kind}"] / many,
            unit=f"share of {many}",
            target=f">= {FLOORS[f'llm.{name}'].get(f'caught.{kind}', CAUGHT)}",
        )


def _kept(
    name: str, rows: Sequence[Row], made: Sequence[Claim], counts: Counter[str]
) -> Iterator[Figure]:
    tally = scored(score(rows, {row["id"]: one for row, one in zip(rows, made, strict=True)}))
    tally |= _corpus_score(rows, made) if name == "dev" else {}
    tally["right_kept"] = counts["right_kept"] / counts["right"]
    tally["lines_kept"] = counts["lines_kept"] / counts["lines"]
    floors = FLOORS[f"llm.{name}"]
    for figure in SHOWN:
        floor = floors.get(figure)
        sign = "<=" if figure == "false_pledge_articles" else ">="
        yield Figure(
            name=f"llm.{name}.{figure}",
            value=tally.get(figure),
            unit="F1" if "f1" in figure else "share",
            target=None if floor is None else f"{sign} {floor}",
        )


def _corpus_score(rows: Sequence[Row], made: Sequence[Claim]) -> dict[str, float | None]:
    """Score by the corpus' own scorer."""
    spec = importlib.util.spec_from_file_location("corpus_score", CORPUS / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found, _ = module.score(rows, made)
    return {"pledge_f1": found["pledge_f1"]}
