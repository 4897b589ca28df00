"""Paths drawn from the learned model, many at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.models.network import SHORTEST_S, Network, Values, log_softmax
from radtrace.gaze.scanpath import Scanpath

# Bounds the tail of the log-normal: no recorded fixation is nearly as long.
LONGEST_S = 10.0

_Whole = NDArray[np.intp]


def sample_paths(
    network: Network, target: int, count: int, random: np.random.Generator, film: Values | None = None
) -> list[Scanpath]:
    """`count` paths for a target (its index in the network), each of at least one fixation.

    A path ends where the model stops, or after the most fixations the model knows.
    """
    fixations = np.zeros((count, 0, 3), np.float32)
    lengths = np.full(count, network.sizes.steps, np.intp)
    for step in range(network.sizes.steps):
        beliefs = network.beliefs(target, fixations, film)
        if step:
            ends = random.random(count) < 1 / (1 + np.exp(-beliefs.stop[:, -1].astype(np.float64)))
            lengths = np.where(ends, np.minimum(lengths, step), lengths)
            if lengths.max() <= step:
                break
        place = _places(beliefs.cells[:, -1], network.sizes.grid, random)
        dwell = _dwells(beliefs.dwell[:, -1], random)
        following = np.concatenate([place, dwell[:, None]], axis=1).astype(np.float32)
        fixations = np.concatenate([fixations, following[:, None]], axis=1)
    return [_path(one[:length]) for one, length in zip(fixations.astype(np.float64), lengths, strict=True)]


def _path(fixations: NDArray[np.float64]) -> Scanpath:
    return Scanpath(fixations[:, 0], fixations[:, 1], fixations[:, 2])


def _chosen(logs: Values, random: np.random.Generator) -> _Whole:
    """One index a row, by its probability."""
    steps = np.cumsum(np.exp(logs.astype(np.float64)), axis=1)
    drawn = random.random(len(logs)) * steps[:, -1]
    chosen: _Whole = (steps < drawn[:, None]).sum(axis=1)
    return chosen


def _places(cells: Values, grid: int, random: np.random.Generator) -> NDArray[np.float64]:
    row, column = np.divmod(_chosen(cells, random), grid)
    within = random.random((2, len(cells)))
    return np.stack([column + within[0], row + within[1]], axis=1) / grid


def _dwells(mixture: Values, random: np.random.Generator) -> NDArray[np.float64]:
    logs, means, deviations = np.split(mixture.astype(np.float64), 3, axis=1)
    which = _chosen(log_softmax(logs.astype(np.float32)), random)
    every = np.arange(len(which))
    drawn = means[every, which] + np.exp(deviations[every, which]) * random.standard_normal(len(which))
    return np.clip(np.exp(np.minimum(drawn, 5.0)) - SHORTEST_S, 0.0, LONGEST_S)
