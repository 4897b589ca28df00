"""Scaled time-delay embedding: whether every stretch of the path occurs somewhere in the other.

Wang, Chen, Wang, Jiang, Fang and Yao, "Simulating human saccadic scanpaths on natural images", CVPR 2011;
scaled over all lengths as in Zanca, Serchi, Piu, Rosini and Rufa, "FixaTons", 2018. With p and r the
stretches of k consecutive fixations of the prediction and of the reference,

    d_k   = mean over p of the least |p - r| / k over r
    score = mean of exp(-d_k) over k = 1 ... min(n, m)

where |p - r| is the Euclidean distance of the 2k coordinates, in units of the film's longer side. In (0, 1];
1 where every stretch of the prediction occurs in the reference. Not symmetric: a prediction is not penalised
for what it leaves out.

Conventions: durations do not count; two empty paths score 1, one empty path 0. Known quirk: distances on a
film are below 1.42, so nothing on the film scores below exp(-1.42) = 0.24, and random paths score 0.65; read
it only beside the image-blind baselines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.align import distances, either_empty
from radtrace.metrics.scanpath.packed import Floats, pack, paired


def time_delay(predictions: Sequence[Scanpath], references: Sequence[Scanpath]) -> Floats:
    """Scaled time-delay embedding of each prediction in its reference, shape (n,).

    Raises
    ------
    BadInput
        If the two sides differ in number.
    """
    scores: Floats = paired(_similarity, pack, predictions, references)[0]
    return scores


def _similarity(ours: Floats, theirs: Floats) -> Floats:
    """Scores of b pairs (4, n, b) and (4, m, b); the reference's aspect is used for both."""
    if (empty := either_empty(ours, theirs)) is not None:
        return empty
    aspect = theirs[3, 0]
    side = np.stack([aspect, np.ones_like(aspect)]) / np.maximum(aspect, 1.0)
    squared = distances(ours[:2] * side[:, None], theirs[:2] * side[:, None]) ** 2
    return _over_stretches(squared)[None]


def _over_stretches(squared: Floats) -> Floats:
    """The mean over k of exp(-d_k), from squared distances between fixations (n, m, b)."""
    n, m, pairs = squared.shape
    together, total = np.zeros_like(squared), np.zeros(pairs)
    for k in range(1, min(n, m) + 1):
        together = together[: n - k + 1, : m - k + 1] + squared[k - 1 :, k - 1 :]
        total += np.exp(-np.sqrt(together.min(axis=1)).mean(axis=0) / k)
    mean: Floats = total / min(n, m)
    return mean
