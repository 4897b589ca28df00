"""Gradient steps on recorded paths, until the validation paths are no longer better explained."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from radtrace.gaze.models.stored import StoredNetwork
from radtrace.tasks.gaze_predict.searches import Search
from radtrace.training.gaze.network import ScanpathNetwork, losses

GRID = 14
MOST_STEPS = 40
"""Fixations of a path the model learns; what follows in a longer one is left out."""

WIDTH, LAYERS, HEADS = 64, 2, 4
BATCH = 96
RATE = 2e-3
EPOCHS = 28
PATIENCE = 5
JITTER = 0.02
"""Standard deviation, in fractions of the film, by which places are shaken anew in each epoch."""

UNNAMED = 0.1
"""Share of paths whose target is hidden in each epoch, so that the model knows paths for any target."""


@dataclass(frozen=True)
class Trained:
    """A trained network, after how many epochs, and its mean negative log-likelihood on validation paths."""

    network: StoredNetwork
    epochs: int
    loss: float


@dataclass(frozen=True)
class Batch:
    """n paths as tensors: target (n), fixations (n, steps, 3), length (n)."""

    target: Tensor
    fixations: Tensor
    length: Tensor

    def part(self, rows: Tensor) -> Batch:
        """Some of the paths."""
        return Batch(self.target[rows], self.fixations[rows], self.length[rows])


def train_network(training: Sequence[Search], validation: Sequence[Search], seed: int) -> Trained:
    """The image-blind network fitted on `training`, the epoch that explains `validation` best.

    The same input, seed and number of threads give the same weights.
    """
    sizes = sizes_for(training)
    state = torch.random.get_rng_state()
    torch.manual_seed(seed)
    try:
        return _train(ScanpathNetwork(sizes), batch_of(training, sizes), batch_of(validation, sizes))
    finally:
        torch.random.set_rng_state(state)


def sizes_for(searches: Sequence[Search]) -> StoredNetwork:
    """The sizes of a network for these paths; it has no weights yet."""
    longest = max(len(one.path) for one in searches)
    targets = tuple(sorted({one.target for one in searches}))
    steps = min(MOST_STEPS, max(1, longest))
    return StoredNetwork(
        targets=targets, width=WIDTH, layers=LAYERS, heads=HEADS, grid=GRID, steps=steps, weights={}
    )


def batch_of(searches: Sequence[Search], sizes: StoredNetwork) -> Batch:
    """The paths as tensors, cut to the network's steps."""
    fixations = np.zeros((len(searches), sizes.steps, 3), np.float32)
    for row, one in enumerate(searches):
        kept = min(len(one.path), sizes.steps)
        fixations[row, :kept, :2] = one.path.points[:kept]
        fixations[row, :kept, 2] = one.path.duration_s[:kept]
    index = {target: rank for rank, target in enumerate(sizes.targets, start=1)}
    return Batch(
        target=torch.tensor([index.get(one.target, 0) for one in searches]),
        fixations=torch.from_numpy(fixations),
        length=torch.tensor([min(len(one.path), sizes.steps) for one in searches]),
    )


def _train(network: ScanpathNetwork, training: Batch, validation: Batch) -> Trained:
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=0.05)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    best, epochs, weights = _loss(network, validation), 0, copy.deepcopy(network.state_dict())
    for epoch in range(1, EPOCHS + 1):
        _epoch(network, optimiser, training)
        slower.step()
        loss = _loss(network, validation)
        if loss < best:
            best, epochs, weights = loss, epoch, copy.deepcopy(network.state_dict())
        elif epoch - epochs >= PATIENCE:
            break
    network.load_state_dict(weights)
    return Trained(network.stored(), epochs, best)


def _epoch(network: ScanpathNetwork, optimiser: torch.optim.Optimizer, training: Batch) -> None:
    network.train()
    for rows in torch.randperm(len(training.length)).split(BATCH):
        batch = _shaken(training.part(rows))
        loss = _losses(network, batch).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()


def _shaken(batch: Batch) -> Batch:
    fixations = batch.fixations.clone()
    fixations[..., :2] += JITTER * torch.randn_like(fixations[..., :2])
    fixations[..., :2].clamp_(0.0, 1.0)
    hidden = torch.rand(batch.target.shape) < UNNAMED
    return Batch(batch.target.masked_fill(hidden, 0), fixations, batch.length)


def _losses(network: ScanpathNetwork, batch: Batch) -> Tensor:
    expected = network(batch.target, batch.fixations)
    return losses(expected, batch.fixations, batch.length, network.sizes.grid)


def _loss(network: ScanpathNetwork, batch: Batch) -> float:
    network.eval()
    with torch.no_grad():
        return float(_losses(network, batch).mean())
