"""Intervals by the bootstrap, and differences between two systems on the same cases.

Resamples of n cases with repeats are drawn from a seed (Efron 1979); every metric and both systems
see the same ones, so differences are paired. An interval is the range from the 2.5th to the 97.5th
percentile. NaN scores are missing: no mean counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
FLIPS = 10_000
_CELLS = 4_000_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A value and its 95% interval; NaN where there is nothing to compute it from."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


@dataclass(frozen=True)
class Comparison:
    """How much better the first system is than the second, with p for no difference."""

    difference: Estimate
    p: float


@dataclass(frozen=True)
class Resamples:
    """Draws of n cases out of n, the same ones whenever they are asked for."""

    n: int
    seed: int = 0
    count: int = RESAMPLES

    def draws(self) -> Iterator[NDArray[np.intp]]:
        """The resamples, (n) indices each."""
        random = np.random.default_rng([self.seed, self.n])
        for _ in range(self.count):
            yield random.integers(0, self.n, self.n)

    def means(self, scores: Floats) -> Floats:
        """Means of the columns of (n, m) scores in every resample, (count, m)."""
        known = ~np.isnan(scores)
        filled = np.where(known, scores, 0.0)
        with np.errstate(invalid="ignore"):
            parts = [(counts @ filled) / (counts @ known) for counts in self._counts()]
        return np.concatenate(parts)

    def aggregates(self, resample: Callable[[NDArray[np.intp]], dict[str, float]]) -> dict[str, Floats]:
        """Every aggregate of a metric in every resample, (count) each."""
        rows = [resample(chosen) for chosen in self.draws()]
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def _counts(self) -> Iterator[Floats]:
        """How often each case is in a resample, (a few resamples, n) at a time."""
        size = max(1, _CELLS // self.n)
        batch: list[Floats] = []
        for chosen in self.draws():
            batch.append(np.bincount(chosen, minlength=self.n).astype(np.float64))
            if len(batch) == size:
                yield np.stack(batch)
                batch = []
        if batch:
            yield np.stack(batch)


def mean_of(scores: Floats) -> Floats:
    """Means of the columns of (n, m) scores, (m); NaN for a column that has none."""
    known = ~np.isnan(scores)
    with np.errstate(invalid="ignore"):
        means: Floats = np.where(known, scores, 0.0).sum(axis=0) / known.sum(axis=0)
    return means


def estimate(value: float, resampled: Floats) -> Estimate:
    """A value and the interval of its resampled values."""
    known = resampled[~np.isnan(resampled)]
    if not known.size or np.isnan(value):
        return Estimate(value)
    low, high = np.percentile(known, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def mean_estimates(scores: Floats, resamples: Resamples) -> list[Estimate]:
    """Mean and interval of each column of (n, m) scores."""
    values, resampled = mean_of(scores), resamples.means(scores)
    return [estimate(float(value), resampled[:, column]) for column, value in enumerate(values)]


def compare_means(first: Floats, second: Floats, resamples: Resamples) -> list[Comparison]:
    """Paired comparison of each column of two (n, m) scores, first minus second.

    The interval is the paired bootstrap's. p is two-sided, from 10,000 random swaps of the two
    systems within cases (a paired permutation test; Noreen 1989), never below 1/10,001.
    """
    differences = first - second
    estimates = mean_estimates(differences, resamples)
    chances = _swap_p(differences, resamples.seed)
    return [Comparison(one, float(p)) for one, p in zip(estimates, chances, strict=True)]


def compare_aggregates(value: float, first: Floats, second: Floats) -> Comparison:
    """Paired comparison of one aggregate that was resampled for two systems, (count) each.

    Aggregates have no differences per case to swap; p is the bootstrap's: twice the share of
    resamples on the rarer side of no difference, never below 1/(count + 1).
    """
    differences = first - second
    known = differences[~np.isnan(differences)]
    if not known.size or np.isnan(value):
        return Comparison(Estimate(value), float("nan"))
    rarer = min(int((known <= 0).sum()), int((known >= 0).sum()))
    return Comparison(estimate(value, differences), min(1.0, 2 * (rarer + 1) / (known.size + 1)))


def _swap_p(differences: Floats, seed: int) -> Floats:
    """Two-sided p of each column's mean under random signs, (m); NaN for a column without scores."""
    n, columns = differences.shape
    known = ~np.isnan(differences)
    filled = np.where(known, differences, 0.0)
    # A hair less than what was observed: the same sum in another order must count as equal.
    observed = np.abs(filled.sum(axis=0)) * (1 - 1e-9)
    random = np.random.default_rng([seed, n, 1])
    size = max(1, _CELLS // n)
    extreme = np.zeros(columns)
    for start in range(0, FLIPS, size):
        rows = min(size, FLIPS - start)
        signs = random.integers(0, 2, (rows, n), dtype=np.int8) * 2.0 - 1.0
        extreme += (np.abs(signs @ filled) >= observed).sum(axis=0)
    return np.where(known.any(axis=0), (extreme + 1) / (FLIPS + 1), np.nan)
