"""Image-blind paths: what a score must beat before it means anything.

All are made from the references alone, leaving out every reading of the film itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from radtrace.evaluation.kinds.scanpaths.cases import CENTRE, PathCase
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.maps import Floats

CENTRE_ROW = "centre only"
MEAN_ROW = "mean path"
OTHER_ROW = "another film"

# Longer mean paths are cut: they are an artefact of a few endless recordings.
_LONGEST = 2000


def blind_paths(cases: Sequence[PathCase], seed: int) -> dict[str, list[Scanpath]]:
    """A path for every case by row: staying at the centre; the mean path; another film's reading.

    The mean path's k-th fixation is the mean of the k-th fixations of the other films' readings with
    the same target, and it is as long as they are on average. Staying at the centre lasts as long as
    the mean path. Where no other film has the target all other films count; where there is no other
    film, the last two rows are missing.
    """
    means = _mean_paths(cases)
    if any(path is None for path in means):
        return {CENTRE_ROW: [_stay(case.paths[0]) for case in cases]}
    known = [path for path in means if path is not None]
    return {CENTRE_ROW: [_stay(path) for path in known], MEAN_ROW: known, OTHER_ROW: _others(cases, seed)}


def _stay(path: Scanpath) -> Scanpath:
    centre = np.full(len(path), CENTRE)
    return Scanpath(centre, centre.copy(), path.duration_s, path.aspect)


def _mean_paths(cases: Sequence[PathCase]) -> list[Scanpath | None]:
    """For every case the mean path of the other films with its target, else of all other films."""
    longest = min(_LONGEST, max(len(path) for case in cases for path in case.paths))
    own = np.stack([_sums(case.paths, longest) for case in cases])
    of_film, of_target = (
        _totals(own, [getattr(case.key, part) for case in cases]) for part in ("film", "target")
    )
    every = own.sum(axis=0)
    return [
        _mean(target - mine) or _mean(every - film)
        for mine, film, target in zip(own, of_film, of_target, strict=True)
    ]


def _sums(paths: Sequence[Scanpath], longest: int) -> Floats:
    """Sums of 1, x, y and duration over the paths at each place of a path, (4, longest)."""
    sums = np.zeros((4, longest))
    for path in paths:
        rows = np.stack([np.ones(len(path)), path.x, path.y, path.duration_s])[:, :longest]
        sums[:, : rows.shape[1]] += rows
    return sums


def _totals(own: Floats, names: Sequence[str]) -> list[Floats]:
    """For every case the sum over all cases of its name, (4, longest) each."""
    place = np.unique(names, return_inverse=True)[1]
    totals = np.zeros((place.max() + 1, *own.shape[1:]))
    np.add.at(totals, place, own)
    return [totals[one] for one in place]


def _mean(sums: Floats) -> Scanpath | None:
    """The mean path of sums (4, longest), as long as the paths are on average; None of no path."""
    # Differences of sums can miss zero, or the film, by a rounding.
    readings = round(sums[0, 0])
    if not readings:
        return None
    length = max(1, round(sums[0].sum() / readings))
    count, x, y, duration = sums[:, :length]
    x, y = np.clip([x / count, y / count], 0.0, 1.0)
    return Scanpath(x, y, np.maximum(duration / count, 0.0))


def _others(cases: Sequence[PathCase], seed: int) -> list[Scanpath]:
    """For every case a reading of another film with the same target, drawn from the seed."""
    random = np.random.default_rng([seed, len(cases), 5])
    by_target: dict[str, list[PathCase]] = defaultdict(list)
    for case in cases:
        by_target[case.key.target].append(case)
    return [_drawn(case, by_target[case.key.target], cases, random) for case in cases]


def _drawn(
    case: PathCase, alike: Sequence[PathCase], cases: Sequence[PathCase], random: np.random.Generator
) -> Scanpath:
    choice = alike if len(alike) > 1 else cases
    while (other := choice[int(random.integers(len(choice)))]).key.film == case.key.film:
        pass
    return other.paths[int(random.integers(len(other.paths)))]
