"""Clusters by density: DBSCAN (Ester et al., KDD 1996), with a weight for every point.

Equal to scikit-learn's `DBSCAN(eps, min_samples).fit(points, sample_weight=weights).labels_`, in memory
that grows with n and not with n squared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

NOISE = -1


def dbscan(points: Floats, weights: Floats, eps: float, least_weight: float) -> Labels:
    """The cluster of each point, from 0, or `NOISE`.

    A point is a core where the points within `eps` of it, itself included, weigh `least_weight` or more;
    cores within `eps` of each other share a cluster, and a point near a core belongs to the first such
    cluster. Clusters are numbered by their first core.

    Parameters
    ----------
    points
        Shape (n, d).
    weights
        Shape (n,), such as the seconds of each look.
    """
    core = np.array([weights[near].sum() >= least_weight for near in _neighbours(points, eps)], bool)
    labels = np.full(len(points), NOISE, np.intp)
    cluster = 0
    for seed in np.flatnonzero(core):
        if labels[seed] == NOISE:
            _grow(int(seed), cluster, points, core, labels, eps)
            cluster += 1
    return labels


def _neighbours(points: Floats, eps: float) -> list[Labels]:
    return [_near(points, index, eps) for index in range(len(points))]


def _near(points: Floats, index: int, eps: float) -> Labels:
    distance = np.sqrt(((points - points[index]) ** 2).sum(axis=1))
    return np.flatnonzero(distance <= eps)


def _grow(
    seed: int, cluster: int, points: Floats, core: NDArray[np.bool_], labels: Labels, eps: float
) -> None:
    """Give `cluster` to all that can be reached from a core over cores."""
    labels[seed] = cluster
    stack = [seed]
    while stack:
        near = _near(points, stack.pop(), eps)
        new = near[labels[near] == NOISE]
        labels[new] = cluster
        stack.extend(int(index) for index in new[core[new]])
