"""The middle path of each target: a medoid or a mean of recorded paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import numpy as np

from radtrace.gaze.models.stored import StoredPath, stored_path
from radtrace.gaze.scanpath import Scanpath
from radtrace.tasks.scanpath.bayes import medoid
from radtrace.tasks.scanpath.searches import ANY, Search

MOST_COMPARED = 1500
"""Paths of one target that are compared with each other; of more, so many are drawn from the seed."""

MOST_POOLED = 500
"""The same for the path of all targets together."""

Kind = Literal["medoid", "mean"]


def by_target(searches: Sequence[Search]) -> dict[str, list[Scanpath]]:
    """The paths of each target, targets in alphabetical order."""
    found: dict[str, list[Scanpath]] = defaultdict(list)
    for one in searches:
        found[one.target].append(one.path)
    return {target: found[target] for target in sorted(found)}


def subsample(paths: Sequence[Scanpath], most: int, seed: int) -> Sequence[Scanpath]:
    """The paths, or so many of them, drawn from the seed, in their order."""
    if len(paths) <= most:
        return paths
    chosen = np.random.default_rng([seed, len(paths)]).choice(len(paths), most, replace=False)
    return [paths[index] for index in np.sort(chosen)]


def fit_tables(searches: Sequence[Search], kind: Kind, seed: int) -> tuple[dict[str, StoredPath], StoredPath]:
    """The medoid or mean path of each target, and of all targets together."""
    tables = {
        target: stored_path(_central(subsample(paths, MOST_COMPARED, seed), kind, target), len(paths))
        for target, paths in by_target(searches).items()
    }
    everyone = [one.path for one in searches]
    return tables, stored_path(_central(subsample(everyone, MOST_POOLED, seed), kind), len(everyone))


def _central(paths: Sequence[Scanpath], kind: Kind, target: str | None = None) -> Scanpath:
    return mean_path(paths) if kind == "mean" else medoid(paths, centred=target != ANY)


def mean_path(paths: Sequence[Scanpath]) -> Scanpath:
    """The mean place and dwell of the first, second, ... fixations of the paths that have one.

    It is as long as the median path, rounded down.
    """
    length = int(np.median([len(one) for one in paths]))
    rows = [np.stack([one.x, one.y, one.duration_s]) for one in paths]
    means = [
        np.mean([row[:, index] for row in rows if row.shape[1] > index], axis=0) for index in range(length)
    ]
    return Scanpath(*np.array(means).reshape(length, 3).T)
