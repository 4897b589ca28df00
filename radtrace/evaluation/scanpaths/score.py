"""Paths scored against the readers' paths: means, intervals by film, findings, image-blind rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from radtrace.evaluation.intervals import RESAMPLES, Estimate, Resamples, estimate, mean_of
from radtrace.evaluation.scanpaths.blind import blind_paths
from radtrace.evaluation.scanpaths.cases import Case, Key, Start, started
from radtrace.evaluation.scanpaths.films import elsewhere
from radtrace.evaluation.scanpaths.measures import Pair, measure
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.maps import Floats

READERS_ROW = "reader against reader"


@dataclass(frozen=True, eq=False)
class Row:
    """Scores of one predictor: `values` (cases, metrics), NaN where there is none, their means with
    intervals, and the means by target. `n` counts the cases that have a score."""

    name: str
    values: Floats
    overall: dict[str, Estimate]
    by_target: dict[str, dict[str, Estimate]]
    n: int


@dataclass(frozen=True, eq=False)
class Scores:
    """All that is told: the predictions' row and, beside it, the image-blind rows and the readers'."""

    metrics: tuple[str, ...]
    cases: tuple[Case, ...]
    predicted: Row
    beside: tuple[Row, ...]
    start: Start
    seed: int
    resamples: int = RESAMPLES

    @property
    def films(self) -> int:
        """How many films the cases are of: what is resampled."""
        return len({case.key.film for case in self.cases})

    @property
    def by_target(self) -> dict[str, int]:
        """The number of cases of each target, the most frequent first."""
        names, counts = np.unique([case.key.target for case in self.cases], return_counts=True)
        return {str(names[i]): int(counts[i]) for i in np.argsort(-counts, kind="stable")}


def score_paths(
    predictions: Mapping[Key, Sequence[Scanpath]],
    cases: Sequence[Case],
    metrics: Sequence[str],
    *,
    start: Start = Start.AUTO,
    seed: int = 0,
    tell: Callable[[str], None] = lambda _: None,
) -> Scores:
    """Score the predictions of every case; several predictions or references of one case are averaged.

    Intervals resample films, with all their readings: readings of one film depend on each other.
    """
    bench = _Bench(tuple(cases), tuple(metrics), start, seed)
    tell("predictions")
    predicted = bench.row("predictions", [predictions[case.key] for case in cases])
    beside = []
    for name, paths in blind_paths(cases, seed).items():
        tell(name)
        beside.append(bench.row(name, [[path] for path in paths]))
    if any(len(case.references) > 1 for case in cases):
        tell(READERS_ROW)
        beside.append(bench.readers())
    return Scores(bench.metrics, bench.cases, predicted, tuple(beside), start, seed)


class _Bench:
    """The references, made ready once for all predictors."""

    def __init__(self, cases: tuple[Case, ...], metrics: tuple[str, ...], start: Start, seed: int) -> None:
        self.cases, self.metrics = cases, metrics
        self._start, self._seed = start, seed
        self._elsewhere = elsewhere(cases)
        self._started = [[started(one, case.key, start) for one in case.references] for case in cases]
        self._places = [_joined(paths) for paths in self._started]
        self._films = np.unique([case.key.film for case in cases], return_inverse=True)[1]

    def row(self, name: str, predictions: Sequence[Sequence[Scanpath]]) -> Row:
        """Scores of the predictions of each case against each of its references."""
        return self._row(
            name,
            (
                (place, self._pair(place, path, begun, index))
                for place, (case, paths) in enumerate(zip(self.cases, predictions, strict=True))
                for path, begun in ((one, started(one, case.key, self._start)) for one in paths)
                for index in range(len(case.references))
            ),
        )

    def readers(self) -> Row:
        """Scores of each reader's path against the other readers' of the same film and target."""
        return self._row(
            READERS_ROW,
            (
                (place, self._pair(place, one, self._started[place][mine], other))
                for place, case in enumerate(self.cases)
                for mine, one in enumerate(case.references)
                for other in range(len(case.references))
                if other != mine
            ),
        )

    def _pair(self, place: int, path: Scanpath, begun: Scanpath, reference: int) -> Pair:
        case = self.cases[place]
        return Pair(
            prediction=path,
            reference=case.references[reference],
            started_prediction=begun,
            started_reference=self._started[place][reference],
            looked_at=self._places[place],
            elsewhere=self._elsewhere[case.key.film],
        )

    def _row(self, name: str, placed: Iterable[tuple[int, Pair]]) -> Row:
        places, pairs = zip(*placed, strict=True)
        scores = measure(self.metrics, pairs)
        values = _means_by(np.array(places, np.intp), scores, len(self.cases))
        targets = np.array([case.key.target for case in self.cases])
        every = np.ones(len(self.cases), bool)
        return Row(
            name,
            values,
            self._estimates(values, every),
            {str(one): self._estimates(values, targets == one) for one in np.unique(targets)},
            len(set(places)),
        )

    def _estimates(
        self, values: Floats, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> dict[str, Estimate]:
        found = by_film(values[chosen], self._films[chosen], self._seed)
        return dict(zip(self.metrics, found, strict=True))


def by_film(values: Floats, films: np.ndarray[tuple[int], np.dtype[np.intp]], seed: int) -> list[Estimate]:
    """Mean and 95% interval of each column of (n, m) scores, films (n,) being resampled with all their rows.

    One film alone has no interval.
    """
    known = ~np.isnan(values)
    place = np.unique(films, return_inverse=True)[1]
    count = int(place.max(initial=-1)) + 1
    sums, counts = np.zeros((2, count, values.shape[1]))
    np.add.at(sums, place, np.where(known, values, 0.0))
    np.add.at(counts, place, known)
    means = mean_of(values)
    if count < 2:
        return [Estimate(float(mean)) for mean in means]
    drawn = Resamples(count, seed).means(np.hstack([sums, counts]))
    with np.errstate(invalid="ignore"):
        ratios = drawn[:, : values.shape[1]] / drawn[:, values.shape[1] :]
    return [estimate(float(mean), ratios[:, column]) for column, mean in enumerate(means)]


def _means_by(places: np.ndarray[tuple[int], np.dtype[np.intp]], scores: Floats, count: int) -> Floats:
    """The means of the scores (pairs, m) of each case, (count, m); NaN where it has none."""
    known = ~np.isnan(scores)
    sums, counts = np.zeros((2, count, scores.shape[1]))
    np.add.at(sums, places, np.where(known, scores, 0.0))
    np.add.at(counts, places, known)
    with np.errstate(invalid="ignore"):
        means: Floats = sums / counts
    return means


def _joined(paths: Sequence[Scanpath]) -> Scanpath:
    return Scanpath(
        np.concatenate([path.x for path in paths]),
        np.concatenate([path.y for path in paths]),
        np.concatenate([path.duration_s for path in paths]),
        paths[0].aspect,
    )
