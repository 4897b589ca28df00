"""A model of scanpaths fitted on recorded ones, without films."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from radtrace import __version__
from radtrace.gaze.models.stored import Origin, StoredModel, StoredPath, stored_path
from radtrace.gaze.scanpath import Scanpath
from radtrace.record import BadInput
from radtrace.tasks.scanpath.bayes import medoid
from radtrace.tasks.scanpath.searches import ANY, Search, file_sha256, read_searches, side

MOST_COMPARED = 1500
"""Paths of one target that are compared with each other; of more, so many are drawn from the seed."""

MOST_POOLED = 500
"""The same for the path of all targets together."""

Kind = Literal["medoid", "mean", "learned"]


def fit(data: Path, split: str | None, kind: Kind, seed: int) -> StoredModel:
    """The model `kind` fitted on one side of a file's split; the learned one needs torch.

    Raises
    ------
    BadInput
        If the file is broken, the side is not there, or no reading on it has a fixation.
    """
    everything = read_searches(data)
    chosen = everything if split is None else side(everything, split, data)
    training = [one for one in chosen if len(one.path)]
    if not training:
        raise BadInput(f"{data}: no reading to fit on has a fixation; give gaze that was recorded")
    if kind == "learned":
        from radtrace.training.gaze.learned import fit_learned

        return fit_learned(training, everything, split, origin(data, split, training, seed))
    paths, pooled = fit_tables(training, kind, seed)
    return StoredModel(model=kind, paths=paths, pooled=pooled, origin=origin(data, split, training, seed))


def origin(data: Path, split: str | None, searches: Sequence[Search], seed: int) -> Origin:
    """What a model is made from."""
    return Origin(
        data_sha256=file_sha256(data),
        split=split,
        paths=len(searches),
        films=len({one.film for one in searches}),
        seed=seed,
        versions={"radtrace": __version__, "numpy": np.__version__},
    )


def by_target(searches: Sequence[Search]) -> dict[str, list[Scanpath]]:
    """The paths of each target, targets in alphabetical order."""
    found: dict[str, list[Scanpath]] = defaultdict(list)
    for one in searches:
        found[one.target].append(one.path)
    return {target: found[target] for target in sorted(found)}


def drawn(paths: Sequence[Scanpath], most: int, seed: int) -> Sequence[Scanpath]:
    """The paths, or so many of them, drawn from the seed, in their order."""
    if len(paths) <= most:
        return paths
    chosen = np.random.default_rng([seed, len(paths)]).choice(len(paths), most, replace=False)
    return [paths[index] for index in np.sort(chosen)]


def fit_tables(searches: Sequence[Search], kind: Kind, seed: int) -> tuple[dict[str, StoredPath], StoredPath]:
    """The medoid or mean path of each target, and of all targets together."""
    tables = {
        target: stored_path(_middle(drawn(paths, MOST_COMPARED, seed), kind, target), len(paths))
        for target, paths in by_target(searches).items()
    }
    everyone = [one.path for one in searches]
    return tables, stored_path(_middle(drawn(everyone, MOST_POOLED, seed), kind), len(everyone))


def _middle(paths: Sequence[Scanpath], kind: Kind, target: str | None = None) -> Scanpath:
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
