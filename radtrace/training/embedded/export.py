"""The trained network as ONNX, in the form the reader runs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

from radtrace.training.embedded.network import EmbeddedNetwork

OUTPUTS = ("anatomy", "evidence", "features")


class _ForReader(nn.Module):
    """The three outputs the reader takes, averaged over networks that look at the film in turn.

    The reader passes a film and its mirror image. With two networks the first takes the film and the second
    the mirror image: an ensemble and test-time augmentation in two passes. The reader pools the maps after
    calibration.
    """

    def __init__(self, networks: Sequence[EmbeddedNetwork]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        views = torch.split(film, 2 // len(self.networks))
        looks = [
            cast(EmbeddedNetwork, network).look(view)
            for network, view in zip(self.networks, views, strict=True)
        ]
        anatomy, evidence, features = (torch.cat(parts) for parts in zip(*looks, strict=True))
        return anatomy, evidence, features


def export_onnx(networks: Sequence[EmbeddedNetwork], size: int, path: Path) -> None:
    """Write `path`: a film and its mirror image (2, 1, size, size) to OUTPUTS, all float32 logits.

    Takes one network, which looks at both, or two, which look at one each.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with warnings.catch_warnings():
        # The newer exporter gives the same graph and needs another package.
        warnings.simplefilter("ignore", DeprecationWarning)
        _export(networks, size, partial)
    partial.replace(path)


def _export(networks: Sequence[EmbeddedNetwork], size: int, path: Path) -> None:
    torch.onnx.export(
        _ForReader([network.float() for network in networks]).eval(),
        (torch.zeros(2, 1, size, size),),
        str(path),
        input_names=["film"],
        output_names=list(OUTPUTS),
        opset_version=18,
        dynamo=False,
    )
