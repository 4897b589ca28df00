"""Boxes as metrics take them, and how well two sets of them pair up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.assignment import assign
from radtrace.metrics.pairs import check_paired
from radtrace.metrics.result import Result
from radtrace.record import BadInput, Box

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BoxSet:
    """The boxes of one film (or of one phrase about it), film frame.

    `labels` and `scores` go with the boxes one by one. No labels: all boxes are of one kind, "". No
    scores: all are sure, 1. Scores rank boxes; their scale does not matter.

    Raises
    ------
    BadInput
        If there are labels or scores, but not one a box, or a score is not finite.
    """

    id: str
    boxes: tuple[Box, ...] = ()
    labels: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", self.labels or ("",) * len(self.boxes))
        object.__setattr__(self, "scores", self.scores or (1.0,) * len(self.boxes))
        for name, given in (("labels", self.labels), ("scores", self.scores)):
            if len(given) != len(self.boxes):
                raise BadInput(
                    f"film {self.id!r} has {len(self.boxes)} boxes but {len(given)} {name}; give each one"
                )
        if not np.isfinite(self.scores).all():
            raise BadInput(f"film {self.id!r} has a score that is not finite; give a number for every box")

    @property
    def corners(self) -> Floats:
        """x_min, y_min, x_max, y_max of every box, (n, 4), film frame."""
        rows = [(box.x_min, box.y_min, box.x_max, box.y_max) for box in self.boxes]
        return np.array(rows, np.float64).reshape(-1, 4)


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
    """The score of every film, (n).

    A film without boxes on either side scores 1: silence about nothing is right.
    """
    check_films(predictions, references)
    pairs = zip(predictions, references, strict=True)
    return np.array(
        [score(said, true) if said.boxes or true.boxes else 1.0 for said, true in pairs], np.float64
    )


def same_label(prediction: BoxSet, reference: BoxSet) -> NDArray[np.bool_]:
    """Whether boxes have the same label, (predicted boxes, reference boxes)."""
    said, true = (np.array(side.labels, np.str_) for side in (prediction, reference))
    return np.asarray(said[:, None] == true[None, :], np.bool_).reshape(len(said), len(true))


def best_pairs(gains: Floats) -> Floats:
    """The gains of the best one-to-one pairing of rows with columns, those above 0; see `assign`."""
    return np.array([gains[pair] for pair in assign(gains.tolist())], np.float64)
