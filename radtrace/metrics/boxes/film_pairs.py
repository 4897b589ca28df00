"""How well the boxes of two sides pair up, film by film."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.assignment import assign
from radtrace.metrics.pairs import check_paired
from radtrace.metrics.result import Result
from radtrace.record import BadInput, BoxSet

Floats = NDArray[np.float64]
BoxMetric = Callable[[Sequence[BoxSet], Sequence[BoxSet]], Result]


def check_films(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> None:
    """Raise BadInput unless both sides are of the same films, in the same order."""
    check_paired(predictions, references)
    for said, true in zip(predictions, references, strict=True):
        if said.id != true.id:
            raise BadInput(f"prediction {said.id!r} stands against reference {true.id!r}; pair them by id")


def per_film(
    score: Callable[[BoxSet, BoxSet], float], predictions: Sequence[BoxSet], references: Sequence[BoxSet]
) -> Floats:
    """The score of every pair, (n); one without boxes on either side scores 1."""
    check_films(predictions, references)
    pairs = zip(predictions, references, strict=True)
    return np.array(
        [score(said, true) if len(said) or len(true) else 1.0 for said, true in pairs], np.float64
    )


def comparable(prediction: BoxSet, reference: BoxSet) -> NDArray[np.bool_]:
    """Whether boxes have the same label and are on the same film, (predicted boxes, reference boxes)."""
    labels = prediction.labels[:, None] == reference.labels[None, :]
    films = prediction.films[:, None] == reference.films[None, :]
    return np.asarray(labels & films, np.bool_)


def best_pairs(gains: Floats) -> Floats:
    """The gains of the best one-to-one pairing of rows with columns, those above 0; see `assign`."""
    return np.array([gains[pair] for pair in assign(gains.tolist())], np.float64)
