"""The trained network as ONNX, in the form the reader runs."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from radtrace.training.embedded.network import EmbeddedNetwork


class _ForReader(nn.Module):
    """The three outputs the reader takes; pooling is the reader's, after calibration."""

    def __init__(self, network: EmbeddedNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        out = self.network(film)
        return out.anatomy, out.evidence, out.features


def export_onnx(network: EmbeddedNetwork, size: int, path: Path) -> None:
    """Write `path`: film (n, 1, size, size) to anatomy, evidence and features, all float32 logits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.onnx.export(
        _ForReader(network.float()).eval(),
        (torch.zeros(2, 1, size, size),),
        str(partial),
        input_names=["film"],
        output_names=["anatomy", "evidence", "features"],
        dynamic_axes={name: {0: "n"} for name in ("film", "anatomy", "evidence", "features")},
        opset_version=18,
        dynamo=False,
    )
    partial.replace(path)
