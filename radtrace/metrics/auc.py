"""Area under the ROC curve, of weighted cases.

The probability that a positive case has a higher score than a negative one, ties counting one half
(Mann and Whitney 1947; Hanley and McNeil 1982). In [0, 1]; 0.5 for a score that knows nothing; NaN where all
cases have one label.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """The area for scores (n) of any scale; see the module."""
    return weighted_auc(np.unique(scores, return_inverse=True)[1], positive, np.ones(len(scores)))


def weighted_auc(rank: NDArray[np.intp], positive: NDArray[np.bool_], weights: Floats) -> float:
    """The area where each case (n) counts `weights` times, `rank` being its score's place among the different
    scores, from 0; sorting once serves many weights."""
    above = np.bincount(rank, weights * positive)
    below = np.bincount(rank, weights * ~positive)
    total = above.sum() * below.sum()
    return float(above @ (np.cumsum(below) - below / 2) / total) if total > 0 else float("nan")
