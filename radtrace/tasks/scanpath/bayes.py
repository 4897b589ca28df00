"""Minimum Bayes risk decoding of scanpaths: predict the path with the highest expected similarity.

A sampled path is plausible but, like any single one, far from most others. The best prediction of an unknown
path is the one with the highest expected similarity to all plausible paths.
Kumar and Byrne, "Minimum Bayes-risk decoding for statistical machine translation", NAACL 2004; Eikema and
Aziz, "Sampling-based approximations to minimum Bayes risk decoding", EMNLP 2022. The similarity is

    ScanMatch (14 x 14 bins, threshold 3.5, no duration) + the mean of MultiMatch's five terms,

both from the centre of the film where there is a target. The plausible paths are a pool of recorded or
sampled ones, or both. The medoid is the best recorded path; `refined` improves a path by coordinate search,
so that the result may lie between recorded ones. There ScanMatch counts `EMPHASIS` times, as freely moved
paths gain in MultiMatch sooner than in ScanMatch (docs/guides/gaze.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.kinds.scanpaths.cases import Start, started
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath import multimatch_matrix, scanmatch_matrix
from radtrace.metrics.scanpath.multimatch import LEAST_FIXATIONS

Floats = NDArray[np.float64]

REACHES = (2 / 14, 1 / 14, 0.03)
"""Step sizes of the search, in fractions of the film: two ScanMatch bins, one bin, and less."""

STARTS = 4
"""Number of starting paths: the objective has many local maxima."""

# Factors for a dwell; each undoes the other.
STRETCHES = (0.8, 1.25)
MOST_SWEEPS = 8
# Smaller gains are rounding errors of the metrics.
LEAST_GAIN = 1e-5
EMPHASIS = 3.0
# Pool size for the large steps, which need no exact utility.
THINNED = 125
# All paths of a target are compared with each other in parts of this size, to bound memory.
_PART = 50
_DIRECTIONS = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, 1.0),
    (0.0, -1.0),
    (0.7, 0.7),
    (-0.7, 0.7),
    (0.7, -0.7),
    (-0.7, -0.7),
]


@dataclass(frozen=True, eq=False)
class Pool:
    """The plausible paths and their probabilities (weights that sum to 1).

    `centred` prepends a fixation at the centre of the film to every path, as the scorer does for searches
    with a target. `emphasis` is the weight of ScanMatch relative to MultiMatch.
    """

    paths: Sequence[Scanpath]
    weights: Floats
    centred: bool = True
    emphasis: float = 1.0

    def expected(self, paths: Sequence[Scanpath]) -> Floats:
        """Expected ScanMatch and MultiMatch (mean of five) of each path, shape (len(paths), 2).

        Pairs for which MultiMatch is not defined are left out of its mean; a path for which it never
        is has 0.
        """
        ours, theirs = self._started(paths), self._started(self.paths)
        alike = scanmatch_matrix(ours, theirs) @ self.weights
        terms = multimatch_matrix(ours, theirs).mean(axis=2)
        known = ~np.isnan(terms)
        total = np.maximum(known @ self.weights, 1e-12)
        return np.stack([alike, (np.where(known, terms, 0.0) @ self.weights) / total], axis=1)

    def utility(self, paths: Sequence[Scanpath]) -> Floats:
        """Expected ScanMatch, times the emphasis, plus MultiMatch of each path, shape (len(paths),)."""
        total: Floats = np.round(self.expected(paths) @ np.array([self.emphasis, 1.0]), 12)
        return total

    def thinned(self, count: int) -> Pool:
        """An evenly spaced subset of about `count` paths; the pool itself where it is no larger."""
        step = max(1, len(self.paths) // count)
        weights = self.weights[::step]
        return Pool(self.paths[::step], weights / weights.sum(), self.centred, self.emphasis)

    def _started(self, paths: Sequence[Scanpath]) -> list[Scanpath]:
        start = Start.CENTRE if self.centred else Start.NONE
        return [started(one, "", start) for one in paths]


def equal_pool(paths: Sequence[Scanpath], *, centred: bool = True, emphasis: float = 1.0) -> Pool:
    """A pool of equally likely paths."""
    return Pool(paths, np.full(len(paths), 1.0 / max(1, len(paths))), centred, emphasis)


def mixed_pool(
    recorded: Sequence[Scanpath], sampled: Sequence[Scanpath], share: float, *, centred: bool = True
) -> Pool:
    """Recorded and sampled paths in one pool, for `refined`.

    The sampled ones together have `share` of the weight, all of it without recorded ones.
    """
    if not recorded or not sampled:
        return equal_pool([*recorded, *sampled], centred=centred, emphasis=EMPHASIS)
    weights = [(1 - share) / len(recorded)] * len(recorded) + [share / len(sampled)] * len(sampled)
    return Pool([*recorded, *sampled], np.array(weights), centred, EMPHASIS)


def best_of(paths: Sequence[Scanpath], pool: Pool) -> Scanpath:
    """The path with the highest utility; the first in case of ties."""
    return paths[int(pool.utility(paths).argmax())]


def medoid(paths: Sequence[Scanpath], *, centred: bool = True) -> Scanpath:
    """The path with the highest mean similarity to the others; the first in case of ties."""
    pool = equal_pool(paths, centred=centred)
    parts = [pool.utility(paths[start : start + _PART]) for start in range(0, len(paths), _PART)]
    # A path has similarity 1 with itself in both terms, unless it is too short for MultiMatch.
    own = np.array([2.0 if len(one) + centred >= LEAST_FIXATIONS else 1.0 for one in paths])
    others = np.concatenate(parts) * len(paths) - own
    return paths[int(np.round(others, 9).argmax())]


def refined(paths: Sequence[Scanpath], pool: Pool, *, longest: int) -> Scanpath:
    """The best path found by coordinate search from the best `STARTS` of `paths`.

    A sweep tries every change alone: moving a fixation, scaling its dwell, removing or inserting one. It then
    applies the best change of every fixation together, or the best single one if that is better, until
    nothing improves. Large steps are evaluated on a subset of the pool, the smallest on all of it. The result
    is never worse than the best start, and deterministic to the bit.
    """
    thin = pool.thinned(THINNED)
    order = np.argsort(-thin.utility(paths), kind="stable")[:STARTS]
    found = [paths[index] for index in order]
    for reach in REACHES[:-1]:
        found = [_settled(path, thin, reach, longest) for path in found]
    best = best_of([*(paths[index] for index in order), *found], pool)
    return _settled(best, pool, REACHES[-1], longest)


def _settled(path: Scanpath, pool: Pool, reach: float, longest: int) -> Scanpath:
    worth = float(pool.utility([path])[0])
    for _ in range(MOST_SWEEPS):
        following, gained = _sweep(path, pool, reach, longest)
        if gained <= worth + LEAST_GAIN:
            break
        path, worth = following, gained
    return path


def _sweep(path: Scanpath, pool: Pool, reach: float, longest: int) -> tuple[Scanpath, float]:
    """The best path one sweep away, and its utility."""
    moves = list(_moves(path, reach))
    others = list(_lengths(path, longest)) if reach == REACHES[0] else []
    alone = [path, *(move for _, move in moves), *others]
    worth = pool.utility(alone)
    best = int(worth.argmax())
    together = _together(path, moves, worth[1 : len(moves) + 1] - worth[0])
    joint = float(pool.utility([together])[0])
    return (together, joint) if joint > worth[best] else (alone[best], float(worth[best]))


def _together(path: Scanpath, moves: Sequence[tuple[int, Scanpath]], gains: Floats) -> Scanpath:
    """The path with the best improving change of each fixation."""
    x, y, duration = path.x.copy(), path.y.copy(), path.duration_s.copy()
    best: dict[int, float] = {}
    for (index, move), gain in zip(moves, gains, strict=True):
        if gain > best.get(index, 0.0):
            best[index] = float(gain)
            x[index], y[index], duration[index] = move.x[index], move.y[index], move.duration_s[index]
    return Scanpath(x, y, duration, path.aspect)


def _moves(path: Scanpath, reach: float) -> Iterator[tuple[int, Scanpath]]:
    """Every path with one fixation changed, and that fixation's index."""
    for index in range(len(path)):
        for across, down in _DIRECTIONS:
            x, y = path.x.copy(), path.y.copy()
            x[index] = np.clip(x[index] + reach * across, 0.0, 1.0)
            y[index] = np.clip(y[index] + reach * down, 0.0, 1.0)
            yield index, Scanpath(x, y, path.duration_s, path.aspect)
        for stretch in STRETCHES:
            duration = path.duration_s.copy()
            duration[index] *= stretch
            yield index, Scanpath(path.x, path.y, duration, path.aspect)


def _lengths(path: Scanpath, longest: int) -> Iterator[Scanpath]:
    """Every path with one fixation removed, or one inserted halfway between two."""
    rows = np.stack([path.x, path.y, path.duration_s])
    if len(path) > 1:
        for index in range(len(path)):
            yield _path(np.delete(rows, index, axis=1), path.aspect)
    if len(path) < longest:
        for index in range(1, len(path)):
            middle = rows[:, index - 1 : index + 1].mean(axis=1)
            yield _path(np.insert(rows, index, middle, axis=1), path.aspect)


def _path(rows: Floats, aspect: float) -> Scanpath:
    return Scanpath(rows[0], rows[1], rows[2], aspect)
