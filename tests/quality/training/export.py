"""Trained weights in, the files of `summariser/neural` out: int8 graphs and two small heads."""

import contextlib
import hashlib
import io
import json
import pathlib
import tempfile
import warnings

import torch
from network import WIDTH, Model
from onnxruntime.quantization import QuantType, quantize_dynamic

from summariser.neural.labels import N_FEATURES


def export(model: Model, folder: pathlib.Path) -> dict[str, str]:
    """Write trunk.onnx, branch.onnx and heads.json; gives the sha256 of each."""
    model.eval()
    some = torch.ones(1, 40, dtype=torch.long)
    views = torch.randn(3, 40, WIDTH), torch.ones(3, 40, dtype=torch.long), torch.ones(3, 40)
    graphs = {
        "trunk": (
            model.trunk,
            (some, some, some.float()),
            (["pieces", "shapes", "mask"], ["states", "scores"]),
            {name: {1: "length"} for name in ("pieces", "shapes", "mask")},
        ),
        "branch": (
            model.branch,
            (*views, torch.zeros(3, N_FEATURES)),
            (["states", "marks", "mask", "features"], ["parts", "verdict"]),
            {name: {0: "rows", 1: "length"} for name in ("states", "marks", "mask")}
            | {"features": {0: "rows"}},
        ),
    }
    sums = {}
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, (module, inputs, (ins, outs), axes) in graphs.items():
            plain, small = pathlib.Path(work) / f"{name}.onnx", folder / f"{name}.onnx"
            with contextlib.redirect_stdout(io.StringIO()):
                torch.onnx.export(
                    module, inputs, str(plain), input_names=ins, output_names=outs,
                    dynamic_axes=axes, dynamo=False, opset_version=17,
                )  # fmt: skip
            quantize_dynamic(plain, small, per_channel=True, weight_type=QuantType.QInt8)
            sums[small.name] = hashlib.sha256(small.read_bytes()).hexdigest()
    heads = {
        name: [round(float(x), 5) for x in (*layer.weight[0], layer.bias[0])]
        for name, layer in (("lead", model.lead), ("merge", model.merge))
    }
    path = folder / "heads.json"
    path.write_text(json.dumps(heads) + "\n", encoding="utf-8")
    return sums | {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}
