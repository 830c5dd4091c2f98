"""Windows in, scores out: the exported graphs, on one thread, from the package's own data."""

import functools
import importlib.resources
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime

from summariser.neural.candidates import Floats, View
from summariser.neural.labels import CLASSES, KINDS, STATUS_WEIGHTS, STATUSES, WHYS
from summariser.neural.windows import Window

_AT_ONCE = 12  # candidates of one call; more would only raise the peak of memory


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the branch says of one candidate; probabilities sum to 1 in each array.

    Attributes:
        parts: Log probabilities (places of the view, 2 * parts): begin and end of each part.
        vector: Unit length; two candidates that are one pledge point the same way.
    """

    parts: Floats
    classes: Floats
    status: Floats
    kind: Floats
    why: Floats
    vector: Floats


def softmax(x: Floats, axis: int = -1) -> Floats:
    """Turn scores into probabilities."""
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True), dtype=np.float32)


def _session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # costs 3 % of time, saves 60 MB at the peak
    options.log_severity_level = 3
    graph = importlib.resources.files(__package__).joinpath(name).read_bytes()
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


class Network:
    """The two graphs and the weights of the two small heads beside them."""

    def __init__(self) -> None:
        self._trunk = _session("trunk.onnx")
        self._branch = _session("branch.onnx")
        heads = json.loads(
            importlib.resources.files(__package__).joinpath("heads.json").read_text("utf-8")
        )
        self._lead = np.asarray(heads["lead"], dtype=np.float32)
        self._merge = np.asarray(heads["merge"], dtype=np.float32)

    def read(self, window: Window) -> tuple[Floats, Floats]:
        """Give (states, word scores), a row per piece of the window."""
        feed: dict[str, Any] = {
            "pieces": np.asarray([window.pieces], dtype=np.int64),
            "shapes": np.asarray([window.shapes], dtype=np.int64),
            "mask": np.ones((1, len(window.pieces)), dtype=np.float32),
        }
        states, scores = self._trunk.run(None, feed)
        return np.asarray(states[0]), np.asarray(scores[0])

    def judge(self, views: Sequence[tuple[View, Floats, Floats, Sequence[int]]]) -> list[Verdict]:
        """Judge candidates given as (view, states of its window, features, word places)."""
        order = sorted(range(len(views)), key=lambda i: len(views[i][0].marks))
        found: dict[int, Verdict] = {}
        for at in range(0, len(order), _AT_ONCE):
            some = order[at : at + _AT_ONCE]
            found |= zip(some, self._judge([views[i] for i in some]), strict=True)
        return [found[i] for i in range(len(views))]

    def _judge(self, views: Sequence[tuple[View, Floats, Floats, Sequence[int]]]) -> list[Verdict]:
        length = max(len(view.marks) for view, *_ in views)
        states = np.zeros((len(views), length, views[0][1].shape[1]), dtype=np.float32)
        marks = np.zeros((len(views), length), dtype=np.int64)
        mask = np.zeros((len(views), length), dtype=np.float32)
        for i, (view, all_states, _, _) in enumerate(views):
            size = len(view.marks)
            states[i, :size] = all_states[view.lo : view.hi]
            marks[i, :size] = view.marks
            mask[i, :size] = 1
        features = np.stack([f for _, _, f, _ in views])
        feed = {"states": states, "marks": marks, "mask": mask, "features": features}
        parts, verdicts = self._branch.run(None, feed)
        return [
            _verdict(np.asarray(p), np.asarray(v), [place - view.lo for place in places])
            for p, v, (view, _, _, places) in zip(parts, verdicts, views, strict=True)
        ]

    def lead(self, score: float, features: Sequence[float]) -> float:
        """Score a sentence as line 1; only the order means something."""
        return float(self._lead[:-1] @ np.asarray([score, *features]) + self._lead[-1])

    def same(self, one: Verdict, two: Verdict, facts: Sequence[float]) -> float:
        """Probability that two candidates are one pledge told twice."""
        inputs = np.asarray([8 * float(one.vector @ two.vector), *facts], dtype=np.float32)
        score = float(self._merge[:-1] @ inputs + self._merge[-1])
        return float(1 / (1 + np.exp(-score)))


def _verdict(parts: Floats, scores: Floats, places: Sequence[int]) -> Verdict:
    allowed = np.full((len(parts), 1), -1e4, dtype=np.float32)
    allowed[list(places)] = 0
    borders = np.cumsum([len(CLASSES), len(STATUSES), len(KINDS), len(WHYS)])
    classes, status, kind, why, vector = np.split(scores, borders)
    return Verdict(
        parts=np.log(softmax(parts + allowed, axis=0) + 1e-9),
        classes=softmax(classes),
        status=softmax(status - np.log(np.asarray(STATUS_WEIGHTS, dtype=np.float32))),
        kind=softmax(kind),
        why=softmax(why),
        vector=vector / (np.linalg.norm(vector) + 1e-9),
    )


@functools.cache
def network() -> Network:
    """Load once for the process; 28 MB of weights, about a tenth of a second."""
    return Network()
