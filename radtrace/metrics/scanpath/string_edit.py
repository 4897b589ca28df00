"""String edit similarity: edits needed to turn one path's string of bins into the other's.

    score = 1 - Levenshtein(a, b) / max(n, m)

Levenshtein (1966); for scanpaths Brandt and Stark, "Spontaneous eye movements during visual imagery reflect
the content of the visual scene", Journal of Cognitive Neuroscience 9 (1997); Foulsham and Underwood, Journal
of Vision 8 (2008). In [0, 1]; 1 for the same bins in the same order.

Conventions: 5 x 5 bins of the film's width and height; durations do not count. Two empty paths score 1, one
empty path 0. Known quirk of the scripts that benchmarks share: their bins are `size // 5` pixels wide, 44 of
224, so X from 220 on falls into a sixth column, which has the letter of the first column of the next row.
Here it is in the fifth column.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.align import best_alignment, either_empty
from radtrace.metrics.scanpath.bins import bins
from radtrace.metrics.scanpath.packed import Floats, Packed, flat, paired, side_by_side

GRID = 5  # bins a side, as in the chest search benchmarks


def string_edit(
    predictions: Sequence[Scanpath], references: Sequence[Scanpath], *, grid: int = GRID
) -> Floats:
    """String edit similarity of each prediction against its reference, shape (n,); see the module.

    Raises
    ------
    BadInput
        If the two sides differ in number.
    """
    scores: Floats = paired(_similarity, lambda paths: _letters(paths, grid), predictions, references)[0]
    return scores


def _letters(paths: Sequence[Scanpath], grid: int) -> Packed:
    """The bin of each fixation as one number, (1, n) for each path."""
    (x, y, _, _), lengths = flat(paths)
    return side_by_side((bins(y, grid) * grid + bins(x, grid))[None], lengths)


def _similarity(ours: Floats, theirs: Floats) -> Floats:
    if (empty := either_empty(ours, theirs)) is not None:
        return empty
    differ = (ours[0, :, None] != theirs[0, None]).astype(np.float64)
    similarity: Floats = 1.0 + best_alignment(-differ, -1.0)[None] / max(ours.shape[1], theirs.shape[1])
    return similarity
