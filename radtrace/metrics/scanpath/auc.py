"""AUC of a predicted map that separates fixated cells from others.

For each reference fixation the share of the negatives with a lower value, ties counting half; the mean over
fixations. This is the exact area, without thresholds.

- Judd (Judd, Ehinger, Durand and Torralba, ICCV 2009): the negatives are all cells of the film.
- Shuffled (Tatler, Baddeley and Gilchrist, Vision Research 45, 2005): the negatives are the fixations on
  other films, so that a central bias earns nothing.

In [0, 1]; 0.5 for a constant map. Equal to pysaliency's AUC with `nonfixations` "uniform" and "shuffled". NaN
without reference fixations or without negatives. Known quirks of the scripts that benchmarks share: they add
unseeded random jitter to break ties, and compute the false alarm rate as (above - i) / (pixels - fixations)
with i counted from 0, one off, so a perfect map misses 1.
"""

from __future__ import annotations

import numpy as np

from radtrace.metrics.scanpath.maps import Cells, Floats


def auc_judd(predicted: Floats, fixated: Cells) -> float:
    """AUC of a predicted map (rows, columns); all cells are negatives."""
    return auc_shuffled(predicted, fixated, np.ones_like(predicted))


def auc_shuffled(predicted: Floats, fixated: Cells, elsewhere: Floats) -> float:
    """AUC of a predicted map; `elsewhere` (rows, columns) counts the fixations on other films by cell."""
    total = float(elsewhere.sum())
    if not len(fixated) or not total:
        return float("nan")
    values, negatives, weights = (
        predicted[fixated.rows, fixated.columns],
        predicted.ravel(),
        elsewhere.ravel(),
    )
    lower = (negatives < values[:, None]) @ weights
    tied = (negatives == values[:, None]) @ weights
    return float((lower + tied / 2).mean() / total)
