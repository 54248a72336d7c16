"""The trained network as a file that onnxruntime reads.

Weights in half precision, arithmetic in single.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from talking_photo.core.hearing.features import BANDS
from training.lips.network import AcousticModel

_SMALL = 1024
"""Tensors with fewer numbers stay as they are."""


class _Answers(nn.Module):
    """Probabilities instead of logits."""

    def __init__(self, model: AcousticModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        logits, shapes = self.model(features)
        return torch.softmax(logits, dim=-1), shapes


def export(model: AcousticModel, path: Path) -> None:
    """Write the network, and its checksum beside it."""
    torch.onnx.export(
        _Answers(model).eval(),
        (torch.zeros(1, 400, BANDS),),
        str(path),
        input_names=["features"],
        output_names=["posteriors", "shapes"],
        dynamic_axes={
            "features": {1: "frames"},
            "posteriors": {1: "frames"},
            "shapes": {1: "frames"},
        },
        dynamo=False,
    )
    model = onnx.load(path)
    _halve(model.graph)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n")


def _halve(graph: onnx.GraphProto) -> None:
    """Store large weights as float16 with a cast behind each, which onnxruntime folds."""
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type == TensorProto.FLOAT and values.size >= _SMALL:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
            casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
