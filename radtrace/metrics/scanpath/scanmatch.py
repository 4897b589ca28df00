"""ScanMatch: two paths as strings of bins, aligned like proteins.

Cristino, Mathot, Theeuwes and Gilchrist, "ScanMatch: a novel method for comparing fixation sequences",
Behavior Research Methods 42 (2010). Needleman-Wunsch (1970) over the bins visited, with

    substitution(a, b) = threshold - |a - b|       (Euclidean, in bins)
    score = F[n, m] / (threshold * max(n, m))

where F is the best sum of substitutions and gaps of a global alignment. In (-inf, 1], in [0, 1] with the
default gap of 0; 1 for the same bins in the same order. Implemented from the paper.

Conventions: 14 x 14 bins, threshold 3.5, gap 0, no duration, as the chest search benchmarks report it. Bins
divide the film's width and height, so the aspect does not matter; fraction k/columns is in bin k (for a 224
frame, x = X/224 is in bin floor(X/16)). With `temporal_bin_s` every symbol is repeated round(duration / bin)
times, at least once, so that short fixations are kept; other implementations drop them. Two empty paths score
1, one empty path 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.align import best_alignment, distances, either_empty
from radtrace.metrics.scanpath.bins import HAIR, bins
from radtrace.metrics.scanpath.packed import (
    Floats,
    Indices,
    Kernel,
    Packed,
    all_pairs,
    flat,
    paired,
    run,
    side_by_side,
)

COLUMNS = ROWS = 14  # as in the chest search benchmarks, like the threshold
THRESHOLD = 3.5


def scanmatch(
    predictions: Sequence[Scanpath],
    references: Sequence[Scanpath],
    *,
    columns: int = COLUMNS,
    rows: int = ROWS,
    threshold: float = THRESHOLD,
    gap: float = 0.0,
    temporal_bin_s: float | None = None,
) -> Floats:
    """ScanMatch of each prediction against its reference, shape (n,); see the module.

    Raises
    ------
    BadInput
        If the two sides differ in number.
    ValueError
        If the threshold or the temporal bin is not positive.
    """
    symbols = partial(_symbols, columns=columns, rows=rows, temporal_bin_s=temporal_bin_s)
    scores: Floats = paired(_aligner(threshold, gap), symbols, predictions, references)[0]
    return scores


def scanmatch_matrix(
    paths: Sequence[Scanpath],
    others: Sequence[Scanpath],
    *,
    columns: int = COLUMNS,
    rows: int = ROWS,
    threshold: float = THRESHOLD,
    gap: float = 0.0,
    temporal_bin_s: float | None = None,
) -> Floats:
    """ScanMatch of every path against every other, shape (n, m)."""
    first, second = (_symbols(side, columns, rows, temporal_bin_s) for side in (paths, others))
    pairs = all_pairs(len(paths), len(others))
    return run(_aligner(threshold, gap), first, second, pairs, 1).reshape(len(paths), len(others))


def _symbols(paths: Sequence[Scanpath], columns: int, rows: int, temporal_bin_s: float | None) -> Packed:
    """Column and row of each symbol, (2, n) a path."""
    (x, y, duration, _), lengths = flat(paths)
    symbols = np.stack([bins(x, columns), bins(y, rows)])
    if temporal_bin_s is None:
        return side_by_side(symbols, lengths)
    times = _repeats(duration, temporal_bin_s)
    owner = np.repeat(np.arange(len(paths)), lengths)
    repeated = np.bincount(owner, weights=times, minlength=len(paths)).astype(np.intp)
    return side_by_side(np.repeat(symbols, times, axis=1), repeated)


def _repeats(duration_s: Floats, temporal_bin_s: float) -> Indices:
    if temporal_bin_s <= 0:
        raise ValueError(f"temporal_bin_s must be above 0, got {temporal_bin_s}")
    return np.maximum(1, np.floor(duration_s / temporal_bin_s + 0.5 + HAIR)).astype(np.intp)


def _aligner(threshold: float, gap: float) -> Kernel:
    if threshold <= 0:
        raise ValueError(f"the ScanMatch threshold must be above 0, got {threshold}")

    def kernel(ours: Floats, theirs: Floats) -> Floats:
        if (empty := either_empty(ours, theirs)) is not None:
            return empty
        best = best_alignment(threshold - distances(ours, theirs), gap)[None]
        scores: Floats = best / (threshold * max(ours.shape[1], theirs.shape[1]))
        return scores

    return kernel
