"""`make quality`: score the summariser, print every figure, write a page for a person.

Three sets: the synthetic articles beside this file (any clone has them), and, where the
annotated corpus lies at ``../shared/corpus``, its dev set and the fifth of its real training
articles that neither reader learned from. ".rules" is what an install without onnxruntime gets.
The page is
``build/quality.html``: the worst articles first, gold beside prediction, quotes marked.
"""

import datetime as dt
import functools
import html
import json
import os
import pathlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import summariser
from tests.figures import BUILD, ROOT, Figure, report
from tests.quality import parts, proposals, questions
from tests.quality.held import held_back
from tests.quality.score import Tally, figures, match, score
from tests.quality.second import read_again

HERE = pathlib.Path(__file__).parent
CORPUS = ROOT.parent / "shared" / "corpus"
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text())
# What issue "a summariser that a desk can trust" asks of the dev set.
TARGETS = {
    "actor_f1": ">= 0.83",
    "role": ">= 0.60",
    "pledge_f1": ">= 0.75",
    "pledge_precision": ">= 0.72",
    "pledge_core_recall": ">= 0.72",
    "pledger": ">= 0.88",
    "amount_and_currency": ">= 0.90",
    "status": ">= 0.85",
    "status_not_pledged": ">= 0.65",
    "false_pledge_articles": "<= 0.13",
    "what_rouge1": ">= 0.45",
    "what_over_35_words": "<= 0",
}
# What a careful reading by a strong language model reaches on dev (corpus study).
PEERS = {
    "actor_f1": 0.85,
    "role": 0.68,
    "pledge_f1": 0.92,
    "pledger": 0.99,
    "amount_and_currency": 0.98,
    "status": 0.88,
    "false_pledge_articles": 0.13,
    "what_rouge1": 0.64,
}
LOWER_IS_BETTER = {"false_pledge_articles", "what_over_35_words"}

Row = Mapping[str, Any]


def sets() -> dict[str, list[Row]]:
    """Load what is here; a set that is absent is named on stderr."""
    paths = {
        "synthetic": [HERE / "data" / "synthetic.jsonl"],
        "dev": [CORPUS / "dev.jsonl"],
        "held_back": [CORPUS / "train" / "real.jsonl"],
    }
    loaded: dict[str, list[Row]] = {}
    for name, files in paths.items():
        if all(path.exists() for path in files):
            lines = (line for path in files for line in path.read_text().splitlines())
            rows = read_again(json.loads(line) for line in lines)
            loaded[name] = [r for r in rows if name != "held_back" or held_back(r["id"])]
        else:
            print(f"{name}: not here ({files[0].name} is not in the repository)", file=sys.stderr)
    return loaded


def predict(row: Row, *, proposer: summariser.Proposer | None = None) -> dict[str, Any]:
    """Brief one corpus row as the product would."""
    try:
        published = dt.datetime.fromisoformat(row.get("published") or "").replace(tzinfo=dt.UTC)
    except ValueError:
        published = None
    article = summariser.Article(
        id=row["id"],
        text=row["text"],
        title=row.get("title"),
        published=published,
        outlet=row.get("outlet") or row.get("source"),
        url=row.get("url"),
    )
    as_of = published.date() if published else dt.date(2024, 1, 1)
    return summariser.as_row(summariser.brief(article, as_of=as_of, proposer=proposer))


def scored(
    rows: Sequence[Row], proposer: summariser.Proposer | None = None
) -> tuple[Tally, dict[str, dict[str, Any]]]:
    """Brief all rows on all cores and score them."""
    read = functools.partial(predict, proposer=proposer)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        predicted = {row["id"]: row for row in pool.map(read, rows, chunksize=8)}
    return score(rows, predicted), predicted


def _measured() -> Iterator[Figure]:
    pages = []
    for name, rows in sets().items():
        tally, predicted = scored(rows)
        for figure, value in figures(tally).items():
            yield Figure(
                name=f"{name}.{figure}",
                value=value,
                unit="share" if "f1" not in figure else "F1",
                target=TARGETS[figure] if name == "dev" else _floor(name, figure),
                peer=PEERS.get(figure) if name == "dev" else None,
            )
        plain, _ = scored(rows, summariser.RuleProposer())
        for figure, value in figures(plain).items():
            yield Figure(
                name=f"{name}.rules.{figure}",
                value=value,
                unit="share" if "f1" not in figure else "F1",
                target=_floor(f"{name}.rules", figure),
            )
        worst = [key for _, key in sorted(tally.worst, reverse=True)]
        by_key = {row["id"]: row for row in rows}
        pages += [_article(name, by_key[key], predicted[key]) for key in worst[:40]]
    yield from parts.figures()
    yield from questions.figures()
    yield from proposals.figures()
    BUILD.mkdir(exist_ok=True)
    (BUILD / "quality.html").write_text(_PAGE.format(articles="\n".join(pages)))


def _floor(name: str, figure: str) -> str | None:
    floor = FLOORS.get(name, {}).get(figure)
    if floor is None:
        return None
    return f"{'<=' if figure in LOWER_IS_BETTER else '>='} {floor}"


def _article(name: str, row: Row, mine: Row) -> str:
    truth = row.get("gold") or row
    pairs = match(mine["pledges"], truth["pledges"], truth["actors"])
    gold = [_pledge(p, "right" if j in pairs.values() else "missed") for j, p in _enum(truth)]
    ours = [_pledge(p, "right" if i in pairs else "false") for i, p in _enum(mine)]
    text = html.escape(row["text"])
    for kind, pledges in (("gold", truth["pledges"]), ("ours", mine["pledges"])):
        for pledge in pledges:
            quote = html.escape(pledge["evidence"])
            text = text.replace(quote, f'<mark class="{kind}">{quote}</mark>', 1)
    return (
        f"<article><h2>{name} · {html.escape(row['title'] or row['id'])}</h2>"
        f"<p>Gold: {html.escape(truth['what'])}<br>Ours: {html.escape(mine['what'] or 'none')}</p>"
        f"<div><ul>{''.join(gold)}</ul><ul>{''.join(ours)}</ul></div><p class=text>{text}</p>"
        "</article>"
    )


def _enum(record: Row) -> Iterator[tuple[int, Row]]:
    return enumerate(record["pledges"])


def _pledge(pledge: Row, verdict: str) -> str:
    shown = (
        f"{pledge['pledger']} → {pledge['recipient']}: {pledge['amount']} {pledge['currency']} "
        f"[{pledge['status']}] “{pledge['evidence']}”"
    )
    return f'<li class="{verdict}">{verdict}: {html.escape(shown)}</li>'


_PAGE = """<!doctype html><meta charset=utf-8><title>Quality</title><style>
body {{ font: 15px/1.5 system-ui; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }}
div {{ display: grid; grid-template-columns: 1fr 1fr; gap: 1rem }}
.text {{ white-space: pre-wrap }} mark.gold {{ background: #cfe8cf }}
mark.ours {{ background: #fbe3b5 }} .missed, .false {{ color: #a11 }}
</style><h1>Worst first: gold on the left, ours on the right</h1>{articles}"""


if __name__ == "__main__":
    report("quality", _measured())
