"""Word pieces in, scores out: the encoder, its heads and the branch over candidates.

The trunk is MiniLM-L6 (Wang et al. 2020, arXiv:2002.10957; sentence-transformers' weights)
with a word-shape embedding. Its top layer feeds word-level heads. The branch reads layer 4
around one candidate trigger, marked, through its own copies of layers 5 and 6, as
"typed markers" do for relations (Zhong and Chen 2021, arXiv:2010.12812).
"""

import copy
import math

import torch
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

from summariser.neural.labels import (
    CLASSES,
    KINDS,
    N_FEATURES,
    N_SHAPES,
    N_WORD_SCORES,
    PARTS,
    STATUSES,
    WHYS,
)

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
SPLIT = 4  # the branch leaves the trunk after this layer
MERGE = 64


class PooledDropout(nn.Module):
    """Dropout from a pool of random bits: drawing them anew was 43 % of a step on one core."""

    pool: Tensor | None = None

    def __init__(self, rate: float = 0.1) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Scale by a mask cut from the pool at a random place."""
        if not self.training:
            return x
        cls = PooledDropout
        if cls.pool is None:
            cls.pool = (torch.rand(1 << 23) >= self.rate).to(torch.bfloat16) / (1 - self.rate)
        n = x.numel()
        if n > cls.pool.numel():
            return x
        start = int(torch.randint(cls.pool.numel() - n + 1, (1,)))
        return x * cls.pool[start : start + n].view_as(x).to(x.dtype)


class Layer(nn.Module):
    """One transformer layer, post-norm, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = PooledDropout()

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Attend within each row; `bias` is -1e4 at padding, shape (rows, 1, 1, length)."""
        rows, length, _ = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).unbind(2)
        scores = (q.transpose(1, 2) / math.sqrt(WIDTH // HEADS)) @ k.permute(0, 2, 3, 1)
        seen = torch.softmax(scores + bias.to(scores.dtype), dim=-1) @ v.transpose(1, 2)
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(rows, length, WIDTH))))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Trunk(nn.Module):
    """Pieces to (layer-4 states, word scores)."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(N_SHAPES, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = PooledDropout()
        self.scores = nn.Linear(WIDTH, N_WORD_SCORES)
        nn.init.zeros_(self.shapes.weight)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """All inputs (rows, length); mask is 1 for text and 0 for padding."""
        places = self.places.weight[: pieces.shape[1]]
        x = self.words(pieces) + places + self.shapes(shapes) + self.kind
        x = self.norm(x)
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        middle = x
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, bias)
            if number == SPLIT:
                middle = x
        return middle, self.scores(self.drop(x))


class Branch(nn.Module):
    """States around one candidate to its class, parts, status, kind and merge vector."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        self.marks = nn.Embedding(3, WIDTH)
        nn.init.zeros_(self.marks.weight)
        self.layers = nn.ModuleList(copy.deepcopy(layer) for layer in trunk.layers[SPLIT:])
        self.parts = nn.Linear(WIDTH, 2 * len(PARTS))
        self.pool = nn.Linear(2 * WIDTH + N_FEATURES, WIDTH)
        sizes = len(CLASSES) + len(STATUSES) + len(KINDS) + len(WHYS) + MERGE
        self.verdict = nn.Linear(WIDTH, sizes)
        self.drop = PooledDropout()

    def forward(
        self, states: Tensor, marks: Tensor, mask: Tensor, features: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Give (part scores (rows, length, 2 * parts), verdict scores (rows, sizes)).

        `marks` is 2 on the trigger, 1 in its sentence, 0 elsewhere.
        """
        x = states + self.marks(marks)
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        parts = self.parts(self.drop(x))
        on = (marks == 2).to(x.dtype)
        near = (marks >= 1).to(x.dtype)
        trigger = (x * on[:, :, None]).sum(1) / on.sum(1, keepdim=True).clamp(min=1)
        sentence = (x * near[:, :, None]).sum(1) / near.sum(1, keepdim=True).clamp(min=1)
        pooled = torch.cat([trigger, sentence, features.to(x.dtype)], -1)
        return parts, self.verdict(self.drop(functional.gelu(self.pool(pooled))))


class Model(nn.Module):
    """Trunk, branch and the two small linear heads that run outside the graph."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()
        self.branch = Branch(self.trunk)
        self.lead = nn.Linear(5, 1)
        self.merge = nn.Linear(6, 1)
        nn.init.zeros_(self.merge.weight)


def load_base(model: Model, weights: bytes) -> None:
    """Fill the trunk, and the branch's copies, from sentence-transformers' weights."""
    old = load(weights)
    trunk = model.trunk
    with torch.no_grad():
        trunk.words.weight.copy_(old["embeddings.word_embeddings.weight"])
        trunk.places.weight.copy_(old["embeddings.position_embeddings.weight"])
        trunk.kind.copy_(old["embeddings.token_type_embeddings.weight"][0])
        trunk.norm.weight.copy_(old["embeddings.LayerNorm.weight"])
        trunk.norm.bias.copy_(old["embeddings.LayerNorm.bias"])
        for i, layer in enumerate(trunk.layers):
            at = f"encoder.layer.{i}."
            names = {
                "out": "attention.output.dense",
                "up": "intermediate.dense",
                "down": "output.dense",
                "norm1": "attention.output.LayerNorm",
                "norm2": "output.LayerNorm",
            }
            for suffix in ("weight", "bias"):
                parts = [old[f"{at}attention.self.{x}.{suffix}"] for x in ("query", "key", "value")]
                getattr(layer.qkv, suffix).copy_(torch.cat(parts))
                for mine, theirs in names.items():
                    getattr(getattr(layer, mine), suffix).copy_(old[f"{at}{theirs}.{suffix}"])
    model.branch.layers = nn.ModuleList(copy.deepcopy(x) for x in trunk.layers[SPLIT:])
