"""Fit a scanpath model on recorded paths, without films."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from radtrace.gaze.models.stored import Origin, StoredModel
from radtrace.record import BadInput
from radtrace.tasks.scanpath.searches import Search, file_sha256, read_searches, side
from radtrace.training.gaze.central import fit_tables
from radtrace.version import __version__

Kind = Literal["medoid", "mean", "learned"]

FEW = 30
"""Targets with fewer paths are named: a path fitted on so few says little."""


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
        raise BadInput(f"{data}: no reading to fit on has a fixation; give recorded gaze")
    if kind == "learned":
        from radtrace.training.gaze.learned import fit_learned

        return fit_learned(training, everything, split, origin(data, split, training, seed))
    paths, pooled = fit_tables(training, kind, seed)
    return StoredModel(model=kind, paths=paths, pooled=pooled, origin=origin(data, split, training, seed))


def origin(data: Path, split: str | None, searches: Sequence[Search], seed: int) -> Origin:
    """The provenance of a model."""
    return Origin(
        data_sha256=file_sha256(data),
        split=split,
        paths=len(searches),
        films=len({one.film for one in searches}),
        seed=seed,
        versions={"radtrace": __version__, "numpy": np.__version__},
    )


def summary_lines(model: StoredModel, out: Path) -> Iterator[str]:
    """Lines for a terminal: the model's file, its data, and targets with few paths."""
    origin = model.origin
    split = "all splits" if origin.split is None else f"split {origin.split!r}"
    yield f"{out}: {model.model}, fitted on {origin.paths:,} paths over {origin.films:,} films ({split})"
    counts = [f"{name} {path.fitted_on}" for name, path in model.paths.items()]
    yield f"paths by target: {', '.join(counts)}"
    if few := [name for name, path in model.paths.items() if path.fitted_on < FEW]:
        yield f"fewer than {FEW} paths, so predictions are unreliable for: {', '.join(few)}"
    yield from origin.notes
