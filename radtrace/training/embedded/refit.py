"""After training: linear evidence maps on the trunk, for the findings that have no boxes.

A logistic regression on mean trunk features is a class activation map (Zhou et al. 2016) whose
mean is the logit, so it is one more convolution of the network and its pooling is still the
probability. With 1,300 films and noisy labels it ranks better than the trained head.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from radtrace.training.embedded.augment import plain
from radtrace.training.embedded.films import BOXED, FINDINGS, TrainingFilm
from radtrace.training.embedded.losses import source_offsets
from radtrace.training.embedded.network import EmbeddedNetwork, trunk_cells

PENALTY, TEMPER, BATCH = 0.08, 0.4, 16


def refit(network: EmbeddedNetwork, films: Sequence[TrainingFilm], size: int) -> None:
    """Fit `network.direct` on these films, and switch to it every finding without boxes."""
    labelled = [f for f in films if f.known.any()]
    starts = range(0, len(labelled), BATCH)
    features = torch.cat([_features(network, labelled[start : start + BATCH], size) for start in starts])
    mean, spread = features.mean(0), features.std(0) + 1e-6
    weight, bias = _regress((features - mean) / spread, labelled, source_offsets(labelled))
    weight = weight / spread[:, None]
    with torch.no_grad():
        network.direct.weight.copy_(weight.T[:, :, None, None])
        network.direct.bias.copy_(bias - mean @ weight)  # type: ignore[union-attr]
        network.from_head.copy_(torch.tensor([float(name in BOXED) for name in FINDINGS]))


@torch.no_grad()
def _features(network: EmbeddedNetwork, films: Sequence[TrainingFilm], size: int) -> Tensor:
    """Mean trunk features (n, c) of films and their mirror images."""
    square = torch.from_numpy(np.stack([plain(f, size).image for f in films]))[:, None]
    square = square.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        looks = [network.backbone(view)[2:] for view in (square, square.flip(3))]
    return torch.stack([trunk_cells(*look).float().mean((2, 3)) for look in looks]).mean(0)


def _regress(
    features: Tensor, films: Sequence[TrainingFilm], offsets: dict[str, Tensor]
) -> tuple[Tensor, Tensor]:
    """Weights (c, k) and biases (k) of one penalised logistic regression a finding."""
    label, known = _stack([f.label for f in films]), _stack([f.known for f in films])
    offset = TEMPER * torch.stack([offsets[f.source] for f in films])
    weight = torch.zeros(features.shape[1], len(FINDINGS), requires_grad=True)
    bias = torch.zeros(len(FINDINGS), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logit = features @ weight + bias + offset
        each = F.binary_cross_entropy_with_logits(logit, label, reduction="none")
        total = (each * known).sum() / len(films) + PENALTY * weight.square().sum()
        torch.autograd.backward(total)
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return weight.detach(), bias.detach()


def _stack(rows: Sequence[NDArray[np.float32]]) -> Tensor:
    return torch.from_numpy(np.stack(rows))
