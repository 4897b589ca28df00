"""Train the scanpath network, with early stopping on validation log-likelihood."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from radtrace.gaze.models.network import Values
from radtrace.gaze.models.stored import StoredNetwork
from radtrace.tasks.scanpath.features import concepts
from radtrace.tasks.scanpath.searches import Search
from radtrace.training.gaze.network import ScanpathNetwork, losses

# ScanMatch bins the film into 14 x 14 cells too: a finer grid would not change the score.
GRID = 14
MOST_STEPS = 40
"""Fixations of a path the model learns; what follows in a longer one is left out."""

WIDTH, LAYERS, HEADS = 64, 2, 4
BATCH = 96
THREADS = 1
"""More threads would change the last bits of sums, and so small a network is no faster with them."""

RATE = 2e-3
EPOCHS = 28
# Epochs without improvement on validation paths before training stops.
PATIENCE = 5
JITTER = 0.02
"""Standard deviation of the position noise, in fractions of the film, as augmentation."""

UNNAMED = 0.1
"""Share of paths whose target is hidden, so that the model also learns paths for any target."""


@dataclass(frozen=True)
class TrainedNetwork:
    """A trained network, after how many epochs, and its mean negative log-likelihood on validation paths."""

    network: StoredNetwork
    epochs: int
    loss: float


@dataclass(frozen=True)
class PathBatch:
    """n paths as tensors: target (n), fixations (n, steps, 3), length (n).

    `seen` (films, cells, channels) are the features of all films, `film` (n) whose path each is; both
    None for the image-blind form.
    """

    target: Tensor
    fixations: Tensor
    length: Tensor
    seen: Tensor | None = None
    film: Tensor | None = None

    def part(self, rows: Tensor) -> PathBatch:
        """Some of the paths."""
        film = None if self.film is None else self.film[rows]
        return PathBatch(self.target[rows], self.fixations[rows], self.length[rows], self.seen, film)

    def features(self) -> Tensor | None:
        """The features of each path's film, (n, cells, channels)."""
        return None if self.seen is None or self.film is None else self.seen[self.film]


def train_network(
    training: Sequence[Search],
    validation: Sequence[Search],
    seed: int,
    seen: Mapping[str, Values] | None = None,
    until: float = math.inf,
) -> TrainedNetwork:
    """The network trained on `training`, from the epoch with the best likelihood of `validation`.

    With `seen`, the features of each film by its id, the network looks at the film; without, it is
    image-blind. `until` is the `time.monotonic` after which no epoch starts. The same input
    and seed give the same weights on one machine, unless the time runs out.
    """
    sizes = sizes_for(training, 0 if seen is None else next(iter(seen.values())).shape[1])
    batches = [batch_of(side, sizes, seen) for side in (training, validation)]
    state, threads = torch.random.get_rng_state(), torch.get_num_threads()
    torch.manual_seed(seed)
    torch.set_num_threads(THREADS)
    try:
        return _train(ScanpathNetwork(sizes), batches[0], batches[1], until)
    finally:
        torch.set_num_threads(threads)
        torch.random.set_rng_state(state)


def sizes_for(searches: Sequence[Search], channels: int = 0) -> StoredNetwork:
    """The sizes of a network for these paths; it has no weights yet."""
    longest = max(len(one.path) for one in searches)
    targets = tuple(sorted({one.target for one in searches}))
    steps = min(MOST_STEPS, max(1, longest))
    return StoredNetwork(
        targets=targets,
        width=WIDTH,
        layers=LAYERS,
        heads=HEADS,
        grid=GRID,
        steps=steps,
        channels=channels,
        concepts=concepts() if channels else (),
        weights={},
    )


def batch_of(
    searches: Sequence[Search], sizes: StoredNetwork, seen: Mapping[str, Values] | None = None
) -> PathBatch:
    """The paths as tensors, cut to the network's steps."""
    fixations = np.zeros((len(searches), sizes.steps, 3), np.float32)
    for row, one in enumerate(searches):
        kept = min(len(one.path), sizes.steps)
        fixations[row, :kept, :2] = one.path.points[:kept]
        fixations[row, :kept, 2] = one.path.duration_s[:kept]
    index = {target: rank for rank, target in enumerate(sizes.targets, start=1)}
    batch = PathBatch(
        target=torch.tensor([index.get(one.target, 0) for one in searches]),
        fixations=torch.from_numpy(fixations),
        length=torch.tensor([min(len(one.path), sizes.steps) for one in searches]),
    )
    if seen is None:
        return batch
    films = {film: rank for rank, film in enumerate(dict.fromkeys(one.film for one in searches))}
    features = torch.from_numpy(np.stack([seen[film] for film in films]))
    return replace(batch, seen=features, film=torch.tensor([films[one.film] for one in searches]))


def _train(
    network: ScanpathNetwork, training: PathBatch, validation: PathBatch, until: float
) -> TrainedNetwork:
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
        if time.monotonic() > until:
            break
    network.load_state_dict(weights)
    return TrainedNetwork(network.stored(), epochs, best)


def _epoch(network: ScanpathNetwork, optimiser: torch.optim.Optimizer, training: PathBatch) -> None:
    network.train()
    for rows in torch.split(torch.randperm(len(training.length)), BATCH):
        batch = _shaken(training.part(rows))
        loss = _losses(network, batch).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()


def _shaken(batch: PathBatch) -> PathBatch:
    fixations = batch.fixations.clone()
    fixations[..., :2] += JITTER * torch.randn_like(fixations[..., :2])
    fixations[..., :2].clamp_(0.0, 1.0)
    hidden = torch.rand(batch.target.shape) < UNNAMED
    return replace(batch, target=batch.target.masked_fill(hidden, 0), fixations=fixations)


def _losses(network: ScanpathNetwork, batch: PathBatch) -> Tensor:
    expected = network(batch.target, batch.fixations, batch.features())
    return losses(expected, batch.fixations, batch.length, network.sizes.grid)


def _loss(network: ScanpathNetwork, batch: PathBatch) -> float:
    network.eval()
    with torch.no_grad():
        order = torch.arange(len(batch.length))
        parts = [_losses(network, batch.part(rows)) for rows in torch.split(order, BATCH)]
    return float(torch.cat(parts).mean())
