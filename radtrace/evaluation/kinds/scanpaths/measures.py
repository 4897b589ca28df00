"""Every scanpath metric by name, over pairs of a prediction and a reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.kinds.scanpaths.cases import PathCase
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.auc import auc_judd, auc_shuffled
from radtrace.metrics.scanpath.information_gain import centre_gaussian, information_gain
from radtrace.metrics.scanpath.map_likeness import cc, kl, sim
from radtrace.metrics.scanpath.maps import Cells, cells, counts, looked, path_map
from radtrace.metrics.scanpath.multimatch import LEAST_FIXATIONS, TERMS, multimatch
from radtrace.metrics.scanpath.nss import nss
from radtrace.metrics.scanpath.scanmatch import scanmatch
from radtrace.metrics.scanpath.sequence_score import sequence_score
from radtrace.metrics.scanpath.string_edit import string_edit
from radtrace.metrics.scanpath.time_delay import time_delay

Floats = NDArray[np.float64]

# Where there is no other film: the middle, and the spread of readers' fixations on chest films.
_MEAN, _DEVIATION = (0.5, 0.5), (0.2, 0.2)

# The mean of all five terms, of the four about places alone, and the terms.
MULTIMATCH = ("multimatch", "multimatch_spatial", *(f"multimatch_{term}" for term in TERMS))
NEED_DURATIONS = frozenset({"multimatch", "multimatch_duration"})
LOWER_IS_BETTER = frozenset({"kl"})


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What is known of a film without its own readings, on the grid of the maps: how many fixations
    other films have in each cell, and the baseline of the information gain."""

    fixations: Floats
    baseline: Floats


@dataclass(frozen=True, eq=False)
class Pair:
    """A prediction beside a reference, both with and without the start that was put before them.

    `looked_at` holds all reference fixations of the film and target, the start among them.
    """

    prediction: Scanpath
    reference: Scanpath
    started_prediction: Scanpath
    started_reference: Scanpath
    looked_at: Scanpath
    elsewhere: Elsewhere


@dataclass(frozen=True, eq=False)
class _Maps:
    predicted: Floats
    reference: Floats
    fixated: Cells
    elsewhere: Elsewhere


def elsewhere(cases: Sequence[PathCase]) -> dict[str, Elsewhere]:
    """For every film the fixations of the others, and the Gaussian around them."""
    paths: dict[str, list[Scanpath]] = defaultdict(list)
    for case in cases:
        paths[case.key.film].extend(case.paths)
    moments = {film: sum(_moments(path) for path in own) for film, own in paths.items()}
    cells = {film: np.sum([counts(path) for path in own], axis=0) for film, own in paths.items()}
    all_moments, all_cells = sum(moments.values()), np.sum(list(cells.values()), axis=0)
    return {
        film: Elsewhere(all_cells - cells[film], _gaussian(np.asarray(all_moments - moments[film])))
        for film in paths
    }


def _moments(path: Scanpath) -> Floats:
    """Number of looks, sums of x and y, sums of their squares, (5,)."""
    real = looked(path)
    return np.array([len(real), real.x.sum(), real.y.sum(), (real.x**2).sum(), (real.y**2).sum()])


def _gaussian(moments: Floats) -> Floats:
    if moments[0] < 2:
        return centre_gaussian(_MEAN, _DEVIATION)
    mean = moments[1:3] / moments[0]
    deviation = np.sqrt(np.maximum(moments[3:] / moments[0] - mean**2, 0.0))
    return centre_gaussian((mean[0], mean[1]), (deviation[0], deviation[1]))


PathMetric = Callable[[Sequence[Scanpath], Sequence[Scanpath], Sequence[Scanpath]], Floats]

_STRING_METRICS: dict[str, PathMetric] = {
    "scanmatch": lambda ours, theirs, _: scanmatch(ours, theirs),
    "string_edit": lambda ours, theirs, _: string_edit(ours, theirs),
    "time_delay": lambda ours, theirs, _: time_delay(ours, theirs),
    "sequence_score": lambda ours, theirs, places: sequence_score(ours, theirs, looked_at=places),
}
_MAP_METRICS: dict[str, Callable[[_Maps], float]] = {
    "nss": lambda maps: nss(maps.predicted, maps.fixated),
    "auc_judd": lambda maps: auc_judd(maps.predicted, maps.fixated),
    "auc_shuffled": lambda maps: auc_shuffled(maps.predicted, maps.fixated, maps.elsewhere.fixations),
    "cc": lambda maps: cc(maps.predicted, maps.reference),
    "kl": lambda maps: kl(maps.predicted, maps.reference),
    "sim": lambda maps: sim(maps.predicted, maps.reference),
    "information_gain": lambda maps: information_gain(maps.predicted, maps.elsewhere.baseline, maps.fixated),
}
PATH_METRICS: tuple[str, ...] = ("scanmatch", *MULTIMATCH, "string_edit", "time_delay", "sequence_score")
METRICS: tuple[str, ...] = (*PATH_METRICS, *_MAP_METRICS)


def measure(names: Sequence[str], pairs: Sequence[Pair]) -> Floats:
    """The score of every pair, (pairs, names); NaN where the reference gives nothing to compare with."""
    columns = _of_paths(names, pairs) | _of_maps([name for name in names if name in _MAP_METRICS], pairs)
    return np.column_stack([columns[name] for name in names])


def _of_paths(names: Sequence[str], pairs: Sequence[Pair]) -> dict[str, Floats]:
    ours = [pair.started_prediction for pair in pairs]
    theirs = [pair.started_reference for pair in pairs]
    places = [pair.looked_at for pair in pairs]
    found = {name: _STRING_METRICS[name](ours, theirs, places) for name in names if name in _STRING_METRICS}
    if set(names) & set(MULTIMATCH):
        terms = _scored(multimatch(ours, theirs), ours, theirs)
        spatial = terms[:, [term != "duration" for term in TERMS]]
        found |= dict(zip(MULTIMATCH, [terms.mean(axis=1), spatial.mean(axis=1), *terms.T], strict=True))
    return found


def _scored(terms: Floats, ours: Sequence[Scanpath], theirs: Sequence[Scanpath]) -> Floats:
    """MultiMatch as it is scored: a prediction too short to be compared gets 0, or brevity would pay."""
    short, enough = (np.array([len(path) for path in side]) < LEAST_FIXATIONS for side in (ours, theirs))
    return np.where((short & ~enough)[:, None], 0.0, terms)


def _of_maps(names: Sequence[str], pairs: Sequence[Pair]) -> dict[str, Floats]:
    if not names:
        return {}
    rows = [[_MAP_METRICS[name](maps) for name in names] for maps in map(_maps, pairs)]
    return dict(zip(names, np.array(rows, np.float64).reshape(-1, len(names)).T, strict=True))


def _maps(pair: Pair) -> _Maps:
    aspect = pair.reference.aspect
    return _Maps(
        predicted=path_map(pair.prediction, aspect=aspect),
        reference=path_map(pair.reference, aspect=aspect),
        fixated=cells(pair.reference),
        elsewhere=pair.elsewhere,
    )
