"""Scanpaths as a kind of case: all metrics at once, image-blind paths, and the readers among themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from radtrace.evaluation.kind import Baseline, CaseKind, Undefined
from radtrace.evaluation.kinds.scanpaths.blind import blind_paths
from radtrace.evaluation.kinds.scanpaths.cases import PathCase, Start, started
from radtrace.evaluation.kinds.scanpaths.measures import (
    LOWER_IS_BETTER,
    METRICS,
    NEED_DURATIONS,
    Pair,
    elsewhere,
    measure,
)
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.result import Result, mean_result
from radtrace.metrics.scanpath.maps import Floats

READERS_ROW = "reader against reader"


def scanpath_kind(names: Sequence[str] = METRICS, start: Start = Start.AUTO) -> CaseKind[PathCase]:
    """Scanpaths, scored with these metrics and this start; several paths of one case are averaged."""
    table = _Table(tuple(names), start)
    return CaseKind(
        units="films and targets",
        metrics={name: partial(table.column, name) for name in names},
        baselines=partial(_baselines, names),
        most_blind=0,
        groups="films",
        subgroup=lambda case: case.key.target,
        lower_is_better=LOWER_IS_BETTER,
        same=lambda one, other: one is other,
        text=lambda case: "\n".join(map(_text, case.paths)),
    )


class _Table:
    """The scores of the predictions that were measured last, all metrics at once: they share their work."""

    def __init__(self, names: Sequence[str], start: Start) -> None:
        self._names, self._start = tuple(names), start
        self._last: tuple[Sequence[PathCase], Sequence[PathCase], Floats] | None = None
        self._references: _References | None = None

    def column(self, name: str, predictions: Sequence[PathCase], references: Sequence[PathCase]) -> Result:
        """The scores of each case under one metric; NaN where the references give nothing to compare with."""
        for cases, whose in ((predictions, "predictions"), (references, "references")):
            if name in NEED_DURATIONS and not _timed(cases):
                raise Undefined(
                    f"the {whose} have no durations; compare multimatch_spatial, the mean of the rest"
                )
        last = self._last
        if last is None or last[0] is not predictions or last[1] is not references:
            last = self._last = (predictions, references, self._measured(predictions, references))
        return mean_result(name, last[2][:, self._names.index(name)].tolist())

    def _measured(self, predictions: Sequence[PathCase], references: Sequence[PathCase]) -> Floats:
        """The mean over each case's pairs of a prediction and a reference, (cases, metrics)."""
        if self._references is None or self._references.cases is not references:
            self._references = _References(references, self._start)
        places, pairs = zip(*self._references.pairs(predictions), strict=True)
        return _means_by(np.array(places, np.intp), measure(self._names, pairs), len(references))


class _References:
    """The references, prepared once for all predictions."""

    def __init__(self, cases: Sequence[PathCase], start: Start) -> None:
        self.cases, self._start = cases, start
        self._elsewhere = elsewhere(cases)
        self._started = [[started(one, case.key.target, start) for one in case.paths] for case in cases]
        self._places = [_joined(paths) for paths in self._started]

    def pairs(self, predictions: Sequence[PathCase]) -> Iterator[tuple[int, Pair]]:
        """Every prediction of a case beside each of its references, with the place of the case."""
        for place, (case, predicted) in enumerate(zip(self.cases, predictions, strict=True)):
            for path in predicted.paths:
                begun = started(path, case.key.target, self._start)
                for reference, theirs in zip(case.paths, self._started[place], strict=True):
                    if not (predicted.others_only and reference is path):
                        elsewhere = self._elsewhere[case.key.film]
                        yield place, Pair(path, reference, begun, theirs, self._places[place], elsewhere)


def _baselines(names: Sequence[str], cases: Sequence[PathCase], seed: int) -> Iterator[Baseline[PathCase]]:
    """Image-blind paths, then each reader against the others, where some case has several."""
    for name, paths in blind_paths(cases, seed).items():
        predictions = [PathCase(case.key, (path,)) for case, path in zip(cases, paths, strict=True)]
        yield Baseline(name, dict.fromkeys(names, predictions))
    if any(len(case.paths) > 1 for case in cases):
        readers = [PathCase(case.key, case.paths, others_only=True) for case in cases]
        yield Baseline(READERS_ROW, dict.fromkeys(names, readers), blind=False)


def _timed(cases: Sequence[PathCase]) -> bool:
    """Whether any fixation has a duration; paths without fixations do not say."""
    paths = [path for case in cases for path in case.paths if len(path)]
    return not paths or any(path.duration_s.any() for path in paths)


def _text(path: Scanpath) -> str:
    fixations = zip(path.x, path.y, path.duration_s, strict=True)
    return " ".join(f"({x:.2f}, {y:.2f}, {duration:.2f} s)" for x, y, duration in fixations)


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
