"""MultiMatch: two paths as vectors, aligned, compared in shape, direction, length, position and duration.

Jarodzka, Holmqvist and Nystrom, "A vector-based, multidimensional scanpath similarity measure", ETRA 2010;
Dewhurst et al., "It depends on how you look at it", Behavior Research Methods 44 (2012). Saccades u_i, v_j of
the two paths are aligned along the cheapest path from (0, 0) to (n, m) in steps right, down or diagonal,
where entering (i, j) costs |u_i - v_j|. Along it, with D the film's diagonal,

    shape     = 1 - median |u_i - v_j| / 2D
    direction = 1 - median of the angles between u_i and v_j / pi
    length    = 1 - median of | |u_i| - |v_j| | / D
    position  = 1 - median of the distances between their starts / D
    duration  = 1 - median of |s_i - t_j| / max(s_i, t_j), of the fixations they start from

All in [0, 1] if paths stay on the film; 1 for identical paths. Equal to `docomparison(..., grouping=False)`
of multimatch-gaze: no simplification, and the last fixation's duration does not count.

Conventions: the film is `aspect` wide and 1 high, with the reference's aspect for both paths. Two fixations
of zero duration differ by 0 (the peer gives NaN). With fewer than three fixations in a path all five terms
are NaN, as in the peer; the chest search benchmarks pad such paths with fake fixations at pixel (1, 1)
instead, which adds saccades that nobody made. A saccade of zero length has the direction of the x axis. Ties
between equally cheap alignments are broken as the peer's heap mostly does, except that identical paths are
aligned with themselves; of 20,000 random pairs of seven pixels of a 224 frame one differs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.packed import Floats, Indices, all_pairs, pack, paired, run

TERMS = ("shape", "direction", "length", "position", "duration")
LEAST_FIXATIONS = 3  # the peer's: two saccades


def multimatch(predictions: Sequence[Scanpath], references: Sequence[Scanpath]) -> Floats:
    """The five `TERMS` of each prediction against its reference, shape (n, 5); see the module.

    Raises
    ------
    BadInput
        If the two sides differ in number.
    """
    return paired(_compared, pack, predictions, references, len(TERMS)).T


def multimatch_matrix(paths: Sequence[Scanpath], others: Sequence[Scanpath]) -> Floats:
    """The five `TERMS` of every path against every other as its reference, shape (n, m, 5)."""
    pairs = all_pairs(len(paths), len(others))
    scores = run(_compared, pack(paths), pack(others), pairs, len(TERMS))
    return scores.T.reshape(len(paths), len(others), len(TERMS))


def _compared(ours: Floats, theirs: Floats) -> Floats:
    """The five terms of b pairs of (4, n, b) and (4, m, b) fixations, (5, b)."""
    pairs = ours.shape[2]
    if min(ours.shape[1], theirs.shape[1]) < LEAST_FIXATIONS:
        return np.full((len(TERMS), pairs), np.nan)
    aspect = theirs[3, 0]
    one, other = _saccades(ours, aspect), _saccades(theirs, aspect)
    i, j, steps = _alignment(np.hypot(*(one[:2, :, None] - other[:2, None])))
    every = np.arange(pairs)
    differences = _differences(one[:, i, every], other[:, j, every])
    diagonal = np.hypot(aspect, 1.0)
    unit = np.stack([2 * diagonal, np.full(pairs, np.pi), diagonal, diagonal, np.ones(pairs)])
    terms: Floats = 1.0 - _medians(differences, steps) / unit
    return terms


def _saccades(fixations: Floats, aspect: Floats) -> Floats:
    """Step across and down, start across and down (in film heights), duration: (5, n - 1, b)."""
    x, y = fixations[0] * aspect, fixations[1]
    return np.stack([np.diff(x, axis=0), np.diff(y, axis=0), x[:-1], y[:-1], fixations[2, :-1]])


def _differences(one: Floats, other: Floats) -> Floats:
    """The difference at each step of the alignment, (5, steps, b), in the order of `TERMS`."""
    apart = one - other
    angle = np.abs(np.arctan2(one[1], one[0]) - np.arctan2(other[1], other[0]))
    length = np.abs(np.hypot(*one[:2]) - np.hypot(*other[:2]))
    longer = np.maximum(one[4], other[4])
    duration = np.abs(apart[4]) / np.where(longer > 0, longer, 1.0)
    shape, position = np.hypot(*apart[:2]), np.hypot(*apart[2:4])
    return np.stack([shape, np.minimum(angle, 2 * np.pi - angle), length, position, duration])


def _alignment(cost: Floats) -> tuple[Indices, Indices, Indices]:
    """The cheapest path through costs (n, m, b), backwards.

    Rows and columns (n + m - 1, b), and how many entries of each are used, (b,). The rest repeat (0, 0).
    """
    n, m, pairs = cost.shape
    reached = _reached(cost)
    every, i, j = np.arange(pairs), np.full(pairs, n - 1), np.full(pairs, m - 1)
    rows, columns = np.zeros((2, n + m - 1, pairs), np.intp)
    steps = np.ones(pairs, np.intp)
    for step in range(n + m - 1):
        rows[step], columns[step] = i, j
        steps += (i > 0) | (j > 0)
        both, up, left = reached[i, j, every], reached[i, j + 1, every], reached[i + 1, j, every]
        straight = (both < np.minimum(up, left)) | (both == 0)
        start = (i == 0) & (j == 0)
        i = i - (~start & (straight | (up < left)))
        j = j - (~start & (straight | (left <= up)))
    return rows, columns, steps


def _reached(cost: Floats) -> Floats:
    """Cost of the cheapest path to each cell, (n + 1, m + 1, b), with an unreachable border.

    The first cell costs nothing. Computed by antidiagonals, whose cells do not depend on each other.
    """
    n, m, pairs = cost.shape
    reached = np.full((n + 1, m + 1, pairs), np.inf)
    reached[1, 1] = 0.0
    for total in range(1, n + m - 1):
        i = np.arange(max(0, total - m + 1), min(n, total + 1))
        j = total - i
        before = np.minimum(np.minimum(reached[i, j], reached[i, j + 1]), reached[i + 1, j])
        reached[i + 1, j + 1] = before + cost[i, j]
    return reached


def _medians(differences: Floats, steps: Indices) -> Floats:
    """Medians over the steps that are used, (5, b)."""
    counts = np.arange(differences.shape[1])[:, None] < steps
    ordered = np.sort(np.where(counts, differences, np.inf), axis=1)
    every = np.arange(len(steps))
    middle: Floats = (ordered[:, (steps - 1) // 2, every] + ordered[:, steps // 2, every]) / 2
    return middle
