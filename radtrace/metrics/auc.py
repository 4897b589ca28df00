"""Area under the ROC curve for weighted cases.

The probability that a positive case scores higher than a negative one, ties counting one half (Mann and
Whitney 1947; Hanley and McNeil 1982). In [0, 1]; 0.5 for an uninformative score; NaN if all cases have one
label.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """AUC of scores (n,) on any scale, with `positive` (n,); see the module."""
    return weighted_auc(np.unique(scores, return_inverse=True)[1], positive, np.ones(len(scores)))


def weighted_auc(rank: NDArray[np.intp], positive: NDArray[np.bool_], weights: Floats) -> float:
    """AUC where case i counts `weights[i]` times.

    `rank` (n,) is the index of each score among the sorted distinct scores. Bootstrap resamples share one
    sort and differ only in `weights` (n,).
    """
    above = np.bincount(rank, weights * positive)
    below = np.bincount(rank, weights * ~positive)
    total = above.sum() * below.sum()
    return float(above @ (np.cumsum(below) - below / 2) / total) if total > 0 else float("nan")
