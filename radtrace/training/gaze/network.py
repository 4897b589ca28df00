"""The learned model of scanpaths in torch, for training; `radtrace.gaze.models.network` says what it is.

Weights have the same names and shapes there. Dropout is the only thing that is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module, Parameter, ParameterDict
from torch.nn.functional import dropout, layer_norm, linear, log_softmax, silu

from radtrace.gaze.models.network import MIXTURE, SHORTEST_S, WAVES, shapes
from radtrace.gaze.models.stored import StoredNetwork, stored_array

DROPOUT = 0.1


@dataclass(frozen=True)
class Expected:
    """As `radtrace.gaze.models.network.Beliefs`, as tensors."""

    cells: Tensor
    stop: Tensor
    dwell: Tensor


class ScanpathNetwork(Module):
    """The network with weights drawn from torch's seed; `sizes` are those of StoredNetwork."""

    def __init__(self, sizes: StoredNetwork) -> None:
        super().__init__()
        self.sizes = sizes
        self.w = ParameterDict(
            {name: Parameter(_first(name, shape)) for name, shape in shapes(sizes).items()}
        )

    def forward(self, target: Tensor, fixations: Tensor, film: Tensor | None = None) -> Expected:
        """What is expected after each token: targets (n), fixations (n, t, 3), film (n, cells, channels)."""
        start = self.w["target"][target][:, None]
        tokens = torch.cat([start, self._linear("fixation", _features(fixations)) + start], 1)
        tokens = self._dropped(tokens + self.w["rank"][: tokens.shape[1]])
        cells = self.w["cell"][None]
        if film is not None:
            cells = cells + self._linear("film", film)
        hidden = torch.triu(torch.full((tokens.shape[1],) * 2, -1e9), 1)
        for layer in range(self.sizes.layers):
            tokens = self._block(f"block{layer}", tokens, cells if film is not None else None, hidden)
        last = self._norm("last", tokens)
        logits = self._linear("query", last) @ cells.transpose(1, 2) / math.sqrt(self.sizes.width)
        return Expected(
            cells=log_softmax(logits + self.w["cell_bias"], -1),
            stop=self._linear("stop", last)[..., 0],
            dwell=self._linear("dwell", last),
        )

    def stored(self) -> StoredNetwork:
        """The network with its weights, as it is kept."""
        arrays = {name: value.detach().numpy().astype(np.float32) for name, value in self.w.items()}
        weights = {name: stored_array(value) for name, value in arrays.items()}
        return self.sizes.model_copy(update={"weights": weights})

    def _block(self, name: str, tokens: Tensor, cells: Tensor | None, hidden: Tensor) -> Tensor:
        query, key, value = self._linear(f"{name}_attend", self._norm(f"{name}_norm1", tokens)).chunk(3, -1)
        attended = self._attend(query, key, value, hidden)
        tokens = tokens + self._dropped(self._linear(f"{name}_attended", attended))
        if cells is not None:
            query = self._linear(f"{name}_ask", self._norm(f"{name}_norm2", tokens))
            key, value = self._linear(f"{name}_look", cells).chunk(2, -1)
            looked = self._attend(query, key, value, None)
            tokens = tokens + self._dropped(self._linear(f"{name}_looked", looked))
        up = silu(self._linear(f"{name}_up", self._norm(f"{name}_norm3", tokens)))
        return tokens + self._dropped(self._linear(f"{name}_down", up))

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None) -> Tensor:
        query, key, value = (self._heads(one) for one in (query, key, value))
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
        if hidden is not None:
            scores = scores + hidden
        mixed = scores.softmax(-1) @ value
        return mixed.transpose(1, 2).flatten(2)

    def _heads(self, tokens: Tensor) -> Tensor:
        n, t, width = tokens.shape
        return tokens.reshape(n, t, self.sizes.heads, width // self.sizes.heads).transpose(1, 2)

    def _linear(self, name: str, values: Tensor) -> Tensor:
        return linear(values, self.w[f"{name}_weight"], self.w[f"{name}_bias"])

    def _norm(self, name: str, values: Tensor) -> Tensor:
        weight, bias = self.w[f"{name}_weight"], self.w[f"{name}_bias"]
        return layer_norm(values, (self.sizes.width,), weight, bias, 1e-5)

    def _dropped(self, values: Tensor) -> Tensor:
        return dropout(values, DROPOUT, self.training)


def losses(expected: Expected, fixations: Tensor, lengths: Tensor, grid: int) -> Tensor:
    """Negative log-likelihood of each path, shape (n): places, dwells, and where it ends.

    A place's likelihood is its cell's probability. A path as long as the model goes says nothing of
    where it would have ended.
    """
    steps = fixations.shape[1]
    rank = torch.arange(steps)[None]
    there = rank < lengths[:, None]
    place = (fixations[..., :2] * grid).floor().clamp(0, grid - 1).long()
    cell = place[..., 1] * grid + place[..., 0]
    chosen = expected.cells[:, :-1].gather(-1, cell[..., None])[..., 0]
    lasting = _log_dwell(expected.dwell[:, :-1], fixations[..., 2])
    ends = (rank + 1 == lengths[:, None]).float()
    stop = -torch.nn.functional.binary_cross_entropy_with_logits(expected.stop[:, 1:], ends, reduction="none")
    before_last = there & (rank + 1 < steps)
    return -((chosen + lasting) * there + stop * before_last).sum(1)


def _log_dwell(mixture: Tensor, dwell: Tensor) -> Tensor:
    """Log-density of log(dwell + SHORTEST_S) under the mixture, (n, t)."""
    logs, means, deviations = torch.split(mixture, MIXTURE, -1)
    deviations = deviations.clamp(-3.0, 2.0)
    away = ((dwell + SHORTEST_S).log()[..., None] - means) / deviations.exp()
    parts = log_softmax(logs, -1) - deviations - 0.5 * away**2 - 0.5 * math.log(2 * math.pi)
    return torch.logsumexp(parts, -1)


def _features(fixations: Tensor) -> Tensor:
    place, dwell = 2 * fixations[..., :2] - 1, fixations[..., 2:]
    waves = [f(math.pi * rate * place) for rate in WAVES for f in (torch.sin, torch.cos)]
    return torch.cat([place, (dwell + SHORTEST_S).log(), *waves], -1)


def _first(name: str, shape: tuple[int, ...]) -> Tensor:
    """A weight before training: norms are the identity, biases 0, the rest small and random."""
    if "norm" in name or name.startswith("last"):
        return torch.ones(shape) if name.endswith("weight") else torch.zeros(shape)
    if name.endswith("bias"):
        return _dwell_bias() if name == "dwell_bias" else torch.zeros(shape)
    scale = shape[-1] ** -0.5 if name.endswith("weight") else 0.3
    return torch.randn(shape) * scale


def _dwell_bias() -> Tensor:
    """Around a third of a second, a factor of about 1.6 either way."""
    means = torch.linspace(-2.0, -0.5, MIXTURE)
    return torch.cat([torch.zeros(MIXTURE), means, torch.full((MIXTURE,), -0.7)])
