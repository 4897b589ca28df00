"""Where readers looked on the other films: what metrics may know of a film without its own readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from radtrace.evaluation.kinds.scanpaths.cases import PathCase
from radtrace.evaluation.kinds.scanpaths.measures import Elsewhere
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.information_gain import centre_gaussian
from radtrace.metrics.scanpath.maps import Floats, counts, looked

# Where there is no other film: the middle, and the spread of readers' fixations on chest films.
_MEAN, _DEVIATION = (0.5, 0.5), (0.2, 0.2)


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
