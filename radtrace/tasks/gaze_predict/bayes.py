"""The path to give: the one that is expected to match best, by minimum Bayes risk.

A sampled path is plausible but, like any single one, far from most of the others; what scores best
against an unknown path is the path with the highest expected similarity to all that may be true.
Kumar and Byrne, "Minimum Bayes-risk decoding for statistical machine translation", NAACL 2004; Eikema and
Aziz, "Sampling-based approximations to minimum Bayes risk decoding", EMNLP 2022. The similarity is

    ScanMatch (14 x 14 bins, threshold 3.5, no duration) + the mean of MultiMatch's five terms,

both from the centre of the film. What may be true is a pool of paths: recorded, sampled, or both. The
medoid is the best path among the recorded ones; `refined` goes on from a path by coordinate search, so
that the answer may lie between recorded ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath import multimatch_matrix, scanmatch_matrix

Floats = NDArray[np.float64]

REACHES = (0.08, 0.04, 0.02)
"""How far a fixation is moved in one step of the search, in fractions of the film, coarse to fine."""

STRETCHES = (0.8, 1.25)
MOST_SWEEPS = 8
LEAST_GAIN = 1e-5
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


def from_centre(path: Scanpath) -> Scanpath:
    """The path with a fixation of no duration at the film's centre before it, unless it starts there."""
    if len(path) and abs(path.x[0] - 0.5) < 1e-9 and abs(path.y[0] - 0.5) < 1e-9:
        return path
    x, y = np.concatenate([[0.5], path.x]), np.concatenate([[0.5], path.y])
    return Scanpath(x, y, np.concatenate([[0.0], path.duration_s]), path.aspect)


@dataclass(frozen=True, eq=False)
class Pool:
    """What may be true: paths, and how likely each is (weights that sum to 1)."""

    paths: Sequence[Scanpath]
    weights: Floats

    def expected(self, paths: Sequence[Scanpath]) -> Floats:
        """Expected ScanMatch and MultiMatch (mean of five) of each path, shape (len(paths), 2).

        Pairs for which MultiMatch is not defined are left out of its mean; a path for which it never
        is has 0.
        """
        starts, ends = [from_centre(one) for one in paths], [from_centre(one) for one in self.paths]
        alike = scanmatch_matrix(starts, ends) @ self.weights
        terms = multimatch_matrix(starts, ends).mean(axis=2)
        known = ~np.isnan(terms)
        total = np.maximum(known @ self.weights, 1e-12)
        return np.stack([alike, (np.where(known, terms, 0.0) @ self.weights) / total], axis=1)

    def utility(self, paths: Sequence[Scanpath]) -> Floats:
        """Expected ScanMatch plus MultiMatch of each path, shape (len(paths),)."""
        total: Floats = self.expected(paths).sum(axis=1)
        return total


def equal_pool(paths: Sequence[Scanpath]) -> Pool:
    """A pool in which every path is as likely."""
    return Pool(paths, np.full(len(paths), 1.0 / max(1, len(paths))))


def mixed_pool(recorded: Sequence[Scanpath], sampled: Sequence[Scanpath], share: float) -> Pool:
    """Recorded and sampled paths in one pool; the sampled ones together have `share` of its weight."""
    if not recorded or not sampled:
        return equal_pool([*recorded, *sampled])
    weights = [(1 - share) / len(recorded)] * len(recorded) + [share / len(sampled)] * len(sampled)
    return Pool([*recorded, *sampled], np.array(weights))


def medoid(paths: Sequence[Scanpath], others: Sequence[Scanpath] | None = None) -> int:
    """The index of the path that is most like the others on average, itself left out; of equals the first.

    `others` are the paths it is compared with, all of `paths` unless given.
    """
    pool = equal_pool(paths if others is None else others)
    best, index = -np.inf, 0
    count = len(pool.paths)
    for start in range(0, len(paths), 50):
        utility = pool.utility(paths[start : start + 50])
        if others is None and count > 1:
            # A path is wholly like itself: ScanMatch 1, and MultiMatch 1.
            utility = (utility * count - 2.0) / (count - 1)
        utility = np.round(utility, 12)
        if utility.max() > best:
            best, index = float(utility.max()), start + int(utility.argmax())
    return index


def refined(path: Scanpath, pool: Pool, *, longest: int) -> Scanpath:
    """The path after coordinate search: fixations moved, dwells stretched, one left out or put in.

    Each sweep tries every change alone and makes the best one of each fixation together, if they are
    worth more together than the best alone; it ends where nothing gains. The same input gives the same
    path to the bit.
    """
    worth = float(pool.utility([path])[0])
    for reach in REACHES:
        for _ in range(MOST_SWEEPS):
            following, gained = _sweep(path, pool, reach, longest)
            if gained <= worth + LEAST_GAIN:
                break
            path, worth = following, gained
    return path


def _sweep(path: Scanpath, pool: Pool, reach: float, longest: int) -> tuple[Scanpath, float]:
    """The best path one sweep away, and its utility."""
    here = float(pool.utility([path])[0])
    moves = list(_moves(path, reach))
    others = list(_lengths(path, longest)) if reach == REACHES[0] else []
    worth = np.round(pool.utility([*(move for _, move in moves), *others]), 12)
    best = int(worth.argmax())
    alone = [*(move for _, move in moves), *others][best]
    together = _together(path, moves, worth[: len(moves)] - here)
    joint = float(pool.utility([together])[0])
    return (together, joint) if joint > worth[best] else (alone, float(worth[best]))


def _together(path: Scanpath, moves: Sequence[tuple[int, Scanpath]], gains: Floats) -> Scanpath:
    """The path with the best gainful change of each fixation."""
    x, y, duration = path.x.copy(), path.y.copy(), path.duration_s.copy()
    best: dict[int, float] = {}
    for (index, move), gain in zip(moves, gains, strict=True):
        if gain > best.get(index, 0.0):
            best[index] = float(gain)
            x[index], y[index], duration[index] = move.x[index], move.y[index], move.duration_s[index]
    return Scanpath(x, y, duration, path.aspect)


def _moves(path: Scanpath, reach: float) -> Iterator[tuple[int, Scanpath]]:
    """Every path with one fixation changed, and which one it is."""
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
    """Every path with one fixation left out, or one put in half way between two."""
    rows = np.stack([path.x, path.y, path.duration_s])
    if len(path) > 1:
        for index in range(len(path)):
            yield Scanpath(*np.delete(rows, index, axis=1), path.aspect)
    if len(path) < longest:
        for index in range(1, len(path)):
            middle = rows[:, index - 1 : index + 1].mean(axis=1)
            yield Scanpath(*np.insert(rows, index, middle, axis=1), path.aspect)
