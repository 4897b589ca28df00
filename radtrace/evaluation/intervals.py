"""Confidence intervals by the bootstrap, and paired differences between two systems.

Resamples draw whole groups of cases with replacement from a seed (Efron 1979; the clustered bootstrap of
Field and Welsh 2007): patients where they are known, since cases of one patient depend on each other. Every
metric and every system sees the same resamples, so differences are paired. An interval runs from the 2.5th
to the 97.5th percentile. NaN scores are missing: no mean counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
FLIPS = 10_000
_CELLS = 4_000_000
_Z = 1.959964  # of a normal distribution, for 95%

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Estimate:
    """A value and its 95% interval; NaN where there is nothing to compute it from."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


def proportion(hits: int, n: int) -> Estimate:
    """The share of `hits` among `n` independent cases, with Wilson's interval (Wilson 1927).

    Examples
    --------
    >>> found = proportion(8, 10)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.8, 0.49, 0.94)
    """
    if not n:
        return Estimate(float("nan"))
    share, z2 = hits / n, _Z**2
    middle, half = share + z2 / (2 * n), _Z * (share * (1 - share) / n + z2 / (4 * n * n)) ** 0.5
    return Estimate(share, (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n))


@dataclass(frozen=True)
class Comparison:
    """How much better the first system is than the second, with p for no difference."""

    difference: Estimate
    p: float


@dataclass(frozen=True, eq=False)
class Resamples:
    """Draws of whole groups of n cases, the same ones at every call.

    `groups` (n) numbers each case's group from 0; None where every case is a group of its own.
    """

    n: int
    seed: int = 0
    count: int = RESAMPLES
    groups: Indices | None = None

    @classmethod
    def of(cls, names: Sequence[str], seed: int = 0, count: int = RESAMPLES) -> Resamples:
        """Resamples of the groups (patients) that the n cases belong to."""
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        groups = np.array([numbers[name] for name in names], np.intp)
        return cls(len(names), seed, count, None if len(numbers) == len(names) else groups)

    @cached_property
    def size(self) -> int:
        """The number of groups."""
        return self.n if self.groups is None else int(self.groups.max(initial=-1)) + 1

    def draws(self) -> Iterator[Indices]:
        """The cases of each resample, repeats included."""
        for drawn in self._drawn_groups():
            if self.groups is None:
                yield drawn
            else:
                cases, starts, sizes = self._members
                ends = np.cumsum(sizes[drawn])
                within = np.arange(ends[-1]) - np.repeat(ends - sizes[drawn], sizes[drawn])
                yield cases[np.repeat(starts[drawn], sizes[drawn]) + within]

    def means(self, scores: Floats) -> Floats:
        """Means of the columns of (n, m) scores in every resample, (count, m)."""
        known = ~np.isnan(scores)
        return self.ratios(np.where(known, scores, 0.0), known.astype(np.float64))

    def ratios(self, parts: Floats, wholes: Floats) -> Floats:
        """Sums of the columns of (n, m) parts over those of the wholes in every resample, (count, m)."""
        parts, wholes = self.by_group(parts), self.by_group(wholes)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.concatenate([(counts @ parts) / (counts @ wholes) for counts in self._counts()])

    def aggregates(self, resample: Callable[[Indices], dict[str, float]]) -> dict[str, Floats]:
        """Every aggregate of a metric in every resample, (count) each."""
        rows = [resample(chosen) for chosen in self.draws()]
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def by_group(self, values: Floats) -> Floats:
        """Sums of (n, m) values over the cases of each group, (size, m)."""
        if self.groups is None:
            return values
        cases, starts, _ = self._members
        return np.add.reduceat(values[cases], starts, axis=0)

    @cached_property
    def _members(self) -> tuple[Indices, Indices, Indices]:
        """The cases sorted by group; where each group starts in them; how many it has."""
        assert self.groups is not None
        sizes = np.bincount(self.groups).astype(np.intp)
        return np.argsort(self.groups, kind="stable"), np.cumsum(sizes) - sizes, sizes

    def _drawn_groups(self) -> Iterator[Indices]:
        random = np.random.default_rng([self.seed, self.size])
        for _ in range(self.count):
            yield random.integers(0, self.size, self.size)

    def _counts(self) -> Iterator[Floats]:
        """How often each group is in a resample, (a few resamples, size) at a time."""
        batch: list[Floats] = []
        for drawn in self._drawn_groups():
            batch.append(np.bincount(drawn, minlength=self.size).astype(np.float64))
            if len(batch) * self.size >= _CELLS:
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
    known = resampled[np.isfinite(resampled)]
    if not known.size or np.isnan(value):
        return Estimate(value)
    low, high = np.percentile(known, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def mean_estimates(scores: Floats, resamples: Resamples) -> list[Estimate]:
    """Mean and interval of each column of (n, m) scores."""
    values, resampled = mean_of(scores), resamples.means(scores)
    return [estimate(float(value), resampled[:, column]) for column, value in enumerate(values)]


def statistic_estimate(statistic: Callable[[Indices], float], resamples: Resamples) -> Estimate:
    """A statistic of chosen cases on all of them, with its interval."""
    drawn = np.array([statistic(chosen) for chosen in resamples.draws()])
    return estimate(statistic(np.arange(resamples.n)), drawn)


def compare_means(first: Floats, second: Floats, resamples: Resamples) -> list[Comparison]:
    """Paired comparison of each column of two (n, m) scores, first minus second.

    The interval is the paired bootstrap's. p is two-sided, from 10,000 random swaps of the two
    systems within groups (a paired permutation test; Noreen 1989), never below 1/10,001.
    """
    differences = first - second
    estimates = mean_estimates(differences, resamples)
    known = ~np.isnan(differences)
    chances = _swap_p(resamples.by_group(np.where(known, differences, 0.0)), resamples.seed)
    chances = np.where(known.any(axis=0), chances, np.nan)
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
    """Two-sided p of each column's sum over (groups, m) differences under random signs, (m)."""
    n, columns = differences.shape
    # A hair less than what was observed: the same sum in another order must count as equal.
    observed = np.abs(differences.sum(axis=0)) * (1 - 1e-9)
    random = np.random.default_rng([seed, n, 1])
    size = max(1, _CELLS // n)
    extreme = np.zeros(columns)
    for start in range(0, FLIPS, size):
        rows = min(size, FLIPS - start)
        signs = random.integers(0, 2, (rows, n), dtype=np.int8) * 2.0 - 1.0
        extreme += (np.abs(signs @ differences) >= observed).sum(axis=0)
    p: Floats = (extreme + 1) / (FLIPS + 1)
    return p
