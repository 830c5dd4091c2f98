"""Labelled windows in, trained weights out; seeded, one thread, about 25 core-minutes."""

import functools
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from batches import UNMARKED, Batch, Labelled, batches, candidates_of, part_targets, why_of
from examples import IGNORE, Example
from network import MERGE, Model, load_base
from torch import Tensor
from torch.nn import functional

from summariser.neural import candidates
from summariser.neural.labels import (
    ASK_FIRST,
    ASK_LAST,
    CLASSES,
    EVIDENCE,
    FIRST,
    KEY,
    KINDS,
    LAST,
    LEAD,
    MENTION,
    RELATION,
    ROLE,
    STATUS_WEIGHTS,
    STATUSES,
    TRIGGER,
    WHYS,
)

SLOW, FAST = 1.5e-4, 2e-3  # peak learning rates: pre-trained layers, new heads
KEEP = 200  # steps from one copy of the weights on disk to the next
WARM = 120  # steps before the tagger's own false alarms are used
WEIGHTS = {
    "mention": 1.0, "key": 0.3, "role": 0.5, "trigger": 1.0, "evidence": 0.3, "lead": 0.15,
    "relation": 0.3, "deed": 0.6,
    "class": 1.0, "status": 0.6, "kind": 0.3, "why": 0.3, "parts": 1.0, "merge": 0.3,
}  # fmt: skip
PART_WEIGHTS = (1.5, 0.7, 1.5, 0.7, 0.7, 1.0)


def word_losses(batch: Batch, scores: Tensor) -> dict[str, Tensor]:
    """Compare the trunk's scores with the labels of each judged word."""
    rows, places, labels = (
        [],
        [],
        {name: [] for name in ("mention", "key", "role", "trigger", "evidence")},
    )  # type: ignore[var-annotated]
    for row, (a, w) in enumerate(batch.origin):
        example = batch.examples[a]
        window = example.reading.windows[w]
        judged = window.words[window.body :]
        rows += [row] * len(judged)
        places += window.places[window.body :]
        for name, column in labels.items():
            column.append(getattr(example, name)[judged[0] : judged[-1] + 1])
    at = scores[torch.tensor(rows), torch.tensor(places)]
    gold = {name: torch.from_numpy(np.concatenate(column)) for name, column in labels.items()}
    key = gold["key"] >= 0
    entropy = functools.partial(functional.cross_entropy, ignore_index=IGNORE)
    return {
        "mention": entropy(at[:, MENTION], gold["mention"]),
        "role": entropy(at[:, ROLE], gold["role"], torch.tensor([1.0, 2.0, 2.0])),
        "trigger": entropy(at[:, TRIGGER], gold["trigger"], torch.tensor([1.0, 4.0, 4.0])),
        "evidence": entropy(at[:, EVIDENCE], gold["evidence"]),
        "key": functional.binary_cross_entropy_with_logits(at[key, KEY], gold["key"][key].float()),
    }


def lead_loss(model: Model, batch: Batch, scores: Tensor) -> Tensor:
    """Ask that the annotated sentences come first among all of the article."""
    losses = []
    for a, example in enumerate(batch.examples):
        if not example.lead.any():
            continue
        n = len(example.document.sentences)
        total, count = torch.zeros(n), torch.zeros(n)
        for row, (b, w) in enumerate(batch.origin):
            if a != b:
                continue
            window = example.reading.windows[w]
            home = torch.tensor([example.reading.sentence[i] for i in window.words[window.body :]])
            at = scores[row, list(window.places[window.body :]), LEAD]
            total = total.index_add(0, home, at)
            count = count.index_add(0, home, torch.ones(len(home)))
        more = torch.tensor(
            [candidates.lead_features(i, n, int(count[i])) for i in range(n)], dtype=torch.float32
        )
        inputs = torch.cat([(total / count.clamp(min=1))[:, None], more], -1)
        logits = model.lead(inputs)[:, 0].log_softmax(0)
        target = torch.from_numpy(example.lead / example.lead.sum())
        losses.append(-(logits * target).sum())
    return torch.stack(losses).mean() if losses else torch.zeros(())


def deed_losses(batch: Batch, scores: Tensor) -> dict[str, Tensor]:
    """Ask each name what its owner is in the story, and which words near it say so."""
    rows, places, relations, targets = [], [], [], []
    allowed: list[list[int]] = []
    for row, (a, w) in enumerate(batch.origin):
        example = batch.examples[a]
        window, sentence = example.reading.windows[w], example.reading.sentence
        first = window.words[0]
        body = range(window.words[window.body], window.words[-1] + 1)
        for doer in (doer for doer in example.doers if doer.word in body):
            home = sentence[doer.word]
            near = [i for i in body if sentence[i] in (home, home + 1)]
            told = doer.deed if doer.deed and {*doer.deed} <= {*near} else None
            rows.append(row)
            places.append(window.places[doer.word - first])
            relations.append(doer.relation)
            targets.append([window.places[i - first] for i in told or (doer.word, doer.word)])
            allowed.append([window.places[i - first] for i in near])
    if not rows:
        return {}
    at = scores[torch.tensor(rows), torch.tensor(places)]
    barred = torch.full((len(rows), scores.shape[1]), -1e4)
    for number, some in enumerate(allowed):
        barred[number, some] = 0.0
    gold = torch.tensor(targets)
    losses = [
        functional.cross_entropy(
            (at[:, ask, None] * scores[torch.tensor(rows)][:, :, told].transpose(1, 2)).sum(1)
            + barred,
            gold[:, number],
        )
        for number, (ask, told) in enumerate(((ASK_FIRST, FIRST), (ASK_LAST, LAST)))
    ]
    return {
        "relation": functional.cross_entropy(at[:, RELATION], torch.tensor(relations)),
        "deed": torch.stack(losses).mean(),
    }


def run_branch(
    model: Model, batch: Batch, states: Tensor, found: Sequence[Labelled]
) -> tuple[Tensor, Tensor, Tensor]:
    """Gather the views and score them; gives (parts, verdict, mask of word places)."""
    length = max(len(one.view.marks) for one in found)
    shape = (len(found), length)
    index, marks = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    mask, wordly = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=bool)
    for i, one in enumerate(found):
        n = len(one.view.marks)
        index[i, :n] = one.row * states.shape[1] + np.arange(one.view.lo, one.view.hi)
        marks[i, :n] = one.view.marks
        mask[i, :n] = 1
        window = batch.examples[one.article].reading.windows[one.candidate.window]
        wordly[i, [window.places[k] - one.view.lo for k in one.view.words]] = True
    flat = states.reshape(-1, states.shape[-1])[torch.from_numpy(index)]
    features = torch.from_numpy(np.stack([one.features for one in found]))
    parts, verdict = model.branch(flat, torch.from_numpy(marks), torch.from_numpy(mask), features)
    return parts.float(), verdict.float(), torch.from_numpy(wordly)


def branch_losses(
    model: Model, batch: Batch, found: Sequence[Labelled], outs: tuple[Tensor, Tensor, Tensor]
) -> dict[str, Tensor]:
    """Compare the branch's scores with the annotation."""
    parts, verdict, wordly = outs
    sizes = [len(CLASSES), len(STATUSES), len(KINDS), len(WHYS), MERGE]
    cls, status, kind, why, vector = verdict.split(sizes, -1)
    full = torch.tensor([one.full for one in found])
    labels = torch.tensor([one.gold.label if one.gold else 0 for one in found])
    sure = torch.tensor([1.0 if one.gold else UNMARKED for one in found])
    each = functional.cross_entropy(cls, labels, reduction="none")
    losses = {
        "class": (each * sure).sum() / sure.sum(),
        "merge": merge_loss(model, batch, found, vector),
    }
    reasons = torch.tensor([why_of(one) for one in found])
    if (reasons >= 0).any():
        losses["why"] = functional.cross_entropy(why, reasons, ignore_index=IGNORE)
    if full.any():
        golds = [one.gold for one in found if one.full and one.gold]
        losses["status"] = functional.cross_entropy(
            status[full], torch.tensor([g.status for g in golds]), torch.tensor(STATUS_WEIGHTS)
        )
        losses["kind"] = functional.cross_entropy(kind[full], torch.tensor([g.kind for g in golds]))
        targets = torch.tensor(
            [part_targets(batch.examples[one.article], one) for one in found if one.full]
        )
        logits = parts[full].masked_fill(~wordly[full][:, :, None], -1e4)
        weights = torch.tensor(PART_WEIGHTS).repeat_interleave(2)
        each = functional.cross_entropy(logits, targets, reduction="none")
        losses["parts"] = (each * weights).mean()
    return losses


def merge_loss(model: Model, batch: Batch, found: Sequence[Labelled], vector: Tensor) -> Tensor:
    """Ask whether two candidates of one article are one pledge."""
    unit = functional.normalize(vector, dim=-1)
    inputs, same = [], []
    for i, one in enumerate(found):
        for j in range(i):
            two = found[j]
            if one.article != two.article or one.gold is None or two.gold is None:
                continue
            if min(one.gold.number, two.gold.number) < 0:
                continue
            example = batch.examples[one.article]
            facts = candidates.pair(example.reading, example.facts, one.candidate, two.candidate)
            inputs.append(torch.cat([8 * (unit[i] @ unit[j])[None], torch.tensor(facts)]))
            same.append(float(one.gold.number == two.gold.number))
    if not inputs:
        return torch.zeros(())
    logits = model.merge(torch.stack(inputs))[:, 0]
    return functional.binary_cross_entropy_with_logits(logits, torch.tensor(same))


def step_losses(
    model: Model, batch: Batch, dice: random.Random, *, live: bool
) -> dict[str, Tensor]:
    """Run one batch forward."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states, scores = model.trunk(batch.pieces, batch.shapes, batch.mask)
        scores = scores.float()
        chances = scores[..., TRIGGER].detach().softmax(-1).numpy()
        found = candidates_of(batch, chances, dice, live=live)
        outs = run_branch(model, batch, states, found) if found else None
    losses = word_losses(batch, scores) | {"lead": lead_loss(model, batch, scores)}
    losses |= deed_losses(batch, scores)
    return losses | (branch_losses(model, batch, found, outs) if outs else {})


class Mean:
    """The average of the weights over the last third of the steps (EMA): steadier than the last."""

    def __init__(self) -> None:
        self.weights: dict[str, Tensor] = {}

    def add(self, model: Model) -> None:
        """Take the present weights in."""
        now = {k: v for k, v in model.state_dict().items() if not k.endswith("words.weight")}
        if not self.weights:
            self.weights = {k: v.detach().clone() for k, v in now.items()}
        for name, value in now.items():
            self.weights[name].lerp_(value, 0.06)


def optimiser_of(model: Model, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    """Give AdamW with a slow rate for what is pre-trained, and its one-cycle schedule."""
    body = [*model.trunk.layers.parameters(), *model.branch.layers.parameters()]
    body += [model.trunk.places.weight, *model.trunk.norm.parameters()]
    known = {id(p) for p in body} | {id(model.trunk.words.weight)}
    heads = [p for p in model.parameters() if id(p) not in known]
    groups = [{"params": body, "lr": SLOW}, {"params": heads, "lr": FAST}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    cycle = torch.optim.lr_scheduler.OneCycleLR
    return optimiser, cycle(optimiser, [SLOW, FAST], total_steps=steps + 1, pct_start=0.1)


def train(
    examples: Sequence[Example],
    base: bytes,
    *,
    seed: int,
    epochs: int,
    keep: Callable[[dict[str, Tensor]], None],
) -> Model:
    """Fine-tune from the base weights; `keep` gets them now and then, so that a break costs little.

    All seeds begin with the same heads (seed 1): only then can trained models be averaged.
    """
    torch.manual_seed(1)
    torch.set_num_threads(1)
    model = Model()
    load_base(model, base)
    torch.manual_seed(seed)
    dice = random.Random(seed)  # noqa: S311 - shuffling
    model.trunk.words.weight.requires_grad = False
    plan = [batch for _ in range(epochs) for batch in batches(examples, dice)]
    optimiser, schedule = optimiser_of(model, len(plan))
    mean, sums, began = Mean(), {}, time.process_time()  # type: ignore[var-annotated]
    model.train()
    for done, batch in enumerate(plan):
        losses = step_losses(model, batch, dice, live=done >= WARM)
        loss = torch.stack([WEIGHTS[name] * value for name, value in losses.items()]).sum()
        if not loss.isfinite():
            raise ArithmeticError(f"step {done}: {losses}")
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        for name, value in losses.items():
            sums[name] = 0.97 * sums.get(name, float(value.detach())) + 0.03 * float(value.detach())
        if done >= len(plan) * 2 / 3 and done % 4 == 0:
            mean.add(model)
        if done % KEEP == KEEP - 1:
            keep(model.state_dict() | mean.weights)
        if done % 25 == 0:
            shown = " ".join(f"{name}={value:.3f}" for name, value in sums.items())
            print(f"{done}/{len(plan)} {time.process_time() - began:.0f}s {shown}", flush=True)
    model.load_state_dict(mean.weights, strict=False)
    return model.eval()
