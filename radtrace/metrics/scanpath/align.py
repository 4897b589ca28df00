"""Global alignment of two sequences, for many pairs at once.

Needleman and Wunsch, "A general method applicable to the search for similarities in the amino acid
sequence of two proteins", Journal of Molecular Biology 48 (1970).
"""

from __future__ import annotations

import numpy as np

from radtrace.metrics.scanpath.packed import Floats


def best_alignment(substitution: Floats, gap: float) -> Floats:
    """The highest sum of substitutions and gaps of a global alignment, shape (b,).

    `substitution` (n, m, b) is the gain for aligning i with j. Computed row by row: gaps along a row become a
    running maximum once `gap * column` is subtracted.
    """
    n, m, pairs = substitution.shape
    slope = gap * np.arange(m + 1)[:, None]
    above = np.broadcast_to(slope, (m + 1, pairs))
    for row in range(n):
        here = above + gap
        np.maximum(here[1:], above[:-1] + substitution[row], out=here[1:])
        above = np.maximum.accumulate(here - slope, axis=0) + slope
    corner: Floats = above[-1]
    return corner


def distances(ours: Floats, theirs: Floats) -> Floats:
    """Euclidean distances between the points (2, n, b) and (2, m, b) of each pair, (n, m, b)."""
    across, down = ours[:, :, None] - theirs[:, None]
    distance: Floats = np.sqrt(across * across + down * down)
    return distance


def either_empty(ours: Floats, theirs: Floats) -> Floats | None:
    """Scores (1, b) if a path is empty: 1 if both are, 0 if one is. Otherwise None."""
    n, m = ours.shape[1], theirs.shape[1]
    return None if n and m else np.full((1, ours.shape[2]), float(n == m))
