"""Image-blind paths: what a score must beat before it means anything.

All are made from the references alone, leaving out every reading of the film itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from radtrace.evaluation.kinds.scanpaths.cases import CENTRE, Key, PathCase
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.maps import Floats

CENTRE_ROW = "centre only"
MEAN_ROW = "mean path"
OTHER_ROW = "another film"

# Longer mean paths are cut: they are an artefact of a few endless recordings.
_LONGEST = 2000


@dataclass(frozen=True, eq=False)
class _Sums:
    """Sums over readings: `at` (4, longest) of 1, x, y and duration at each place in the path;
    `readings` and `fixations` counts them."""

    at: Floats
    readings: int
    fixations: int

    def without(self, other: _Sums) -> _Sums:
        return _Sums(self.at - other.at, self.readings - other.readings, self.fixations - other.fixations)


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
    return {
        CENTRE_ROW: [_stay(path) for path in known],
        MEAN_ROW: known,
        OTHER_ROW: _others(cases, seed),
    }


def _stay(path: Scanpath) -> Scanpath:
    centre = np.full(len(path), CENTRE)
    return Scanpath(centre, centre.copy(), path.duration_s, path.aspect)


def _mean_paths(cases: Sequence[PathCase]) -> list[Scanpath | None]:
    longest = min(_LONGEST, max(len(path) for case in cases for path in case.paths))
    own = {case.key: _sums(case.paths, longest) for case in cases}
    films, targets = (_totals(own, part) for part in ("film", "target"))
    every = _add(list(own.values()))
    return [
        _mean(targets[key.target].without(sums)) or _mean(every.without(films[key.film]))
        for key, sums in own.items()
    ]


def _sums(paths: Sequence[Scanpath], longest: int) -> _Sums:
    at = np.zeros((4, longest))
    for path in paths:
        rows = np.stack([np.ones(len(path)), path.x, path.y, path.duration_s])[:, :longest]
        at[:, : rows.shape[1]] += rows
    return _Sums(at, len(paths), int(at[0].sum()))


def _totals(own: dict[Key, _Sums], part: str) -> dict[str, _Sums]:
    grouped: dict[str, list[_Sums]] = defaultdict(list)
    for key, sums in own.items():
        grouped[getattr(key, part)].append(sums)
    return {name: _add(several) for name, several in grouped.items()}


def _add(several: Sequence[_Sums]) -> _Sums:
    at = np.sum([one.at for one in several], axis=0)
    return _Sums(at, sum(one.readings for one in several), sum(one.fixations for one in several))


def _mean(sums: _Sums) -> Scanpath | None:
    if not sums.readings:
        return None
    length = max(1, round(sums.fixations / sums.readings))
    count, x, y, duration = sums.at[:, :length]
    # Differences of sums can miss the film or zero by a rounding.
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
