"""Agreement between the readers of the same films, with intervals over films."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.intervals import Estimate, Resamples, mean_estimates, statistic_estimate
from radtrace.gaze.agreement import icc_2_1, icc_3_1
from radtrace.gaze.heat import cosine

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Read:
    """One reading of one film: its ratings by name, and its map of clusters, of one shape for all."""

    film: str
    reader: str
    ratings: dict[str, float]
    heat: NDArray[np.float32]


@dataclass(frozen=True)
class Agreement:
    """How much `readers` agree on the `films` that all of them read.

    `icc_2_1` and `icc_3_1` are by rating; `cosine` is the mean over films of the mean over pairs of
    readers; `cosine_other_film` the same pairs with one reader's film exchanged for the next, which is
    the image-blind baseline.
    """

    films: int
    readers: tuple[str, ...]
    icc_2_1: dict[str, Estimate]
    icc_3_1: dict[str, Estimate]
    cosine: Estimate
    cosine_other_film: Estimate


def agreement(read: Sequence[Read], seed: int = 0) -> Agreement | None:
    """Agreement on the largest block of films that the same two or more readers all read once.

    None where no film has two readers. A film that one reader read several times counts with the first.
    """
    block = _block(read)
    if block is None:
        return None
    films, readers = block
    table = [[films[film][reader] for reader in readers] for film in films]
    return Agreement(
        len(table),
        readers,
        {name: _icc(icc_2_1, _rated(table, name), seed) for name in table[0][0].ratings},
        {name: _icc(icc_3_1, _rated(table, name), seed) for name in table[0][0].ratings},
        *mean_estimates(_cosines(table), Resamples(len(table), seed)),
    )


def _block(read: Sequence[Read]) -> tuple[dict[str, dict[str, Read]], tuple[str, ...]] | None:
    """The films that one set of readers read, for the set with the most readings."""
    films: dict[str, dict[str, Read]] = defaultdict(dict)
    for one in read:
        films[one.film].setdefault(one.reader, one)
    sets: dict[tuple[str, ...], dict[str, dict[str, Read]]] = defaultdict(dict)
    for film, by_reader in films.items():
        if len(by_reader) > 1:
            sets[tuple(sorted(by_reader))][film] = by_reader
    if not sets:
        return None
    readers = max(sets, key=lambda names: (len(names) * len(sets[names]), names))
    return sets[readers], readers


def _rated(table: Sequence[Sequence[Read]], name: str) -> Floats:
    """Ratings (films, readers) of the films that every reader gave a number."""
    ratings = np.array([[one.ratings[name] for one in row] for row in table], np.float64)
    return ratings[~np.isnan(ratings).any(axis=1)]


def _icc(measure: Callable[[Floats], float], ratings: Floats, seed: int) -> Estimate:
    if not len(ratings):
        return Estimate(float("nan"))
    return statistic_estimate(lambda chosen: measure(ratings[chosen]), Resamples(len(ratings), seed))


def _cosines(table: Sequence[Sequence[Read]]) -> Floats:
    """Mean cosine of pairs of readers on each film, and with the next film of the other, (films, 2)."""
    others = [*table[1:], table[0]] if len(table) > 1 else [[]]
    return np.array(
        [[_pairs(row, row), _pairs(row, other)] for row, other in zip(table, others, strict=True)]
    )


def _pairs(row: Sequence[Read], other: Sequence[Read]) -> float:
    pairs = combinations(range(min(len(row), len(other))), 2)
    values = [cosine(row[a].heat.astype(float), other[b].heat.astype(float)) for a, b in pairs]
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
