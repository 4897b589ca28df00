"""Pairing of predicted and reference boxes, film by film."""

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
    """Raise BadInput unless both sides have the same films in the same order."""
    check_paired(predictions, references)
    for predicted, true in zip(predictions, references, strict=True):
        if predicted.id != true.id:
            raise BadInput(
                f"prediction {predicted.id!r} and reference {true.id!r} have different ids; pair them by id"
            )


def per_film(
    score: Callable[[BoxSet, BoxSet], float], predictions: Sequence[BoxSet], references: Sequence[BoxSet]
) -> Floats:
    """The score of every pair, (n,); a pair without boxes on either side scores 1."""
    check_films(predictions, references)
    pairs = zip(predictions, references, strict=True)
    return np.array(
        [score(predicted, true) if len(predicted) or len(true) else 1.0 for predicted, true in pairs],
        np.float64,
    )


def comparable(prediction: BoxSet, reference: BoxSet) -> NDArray[np.bool_]:
    """Whether two boxes have the same label and film: bool (predicted boxes, reference boxes)."""
    labels = prediction.labels[:, None] == reference.labels[None, :]
    films = prediction.films[:, None] == reference.films[None, :]
    return np.asarray(labels & films, np.bool_)


def best_pairs(gains: Floats) -> Floats:
    """The gains above 0 of the best one-to-one pairing of rows with columns; see `assign`."""
    return np.array([gains[pair] for pair in assign(gains.tolist())], np.float64)
