"""False boxes per film: predicted boxes that match no reference box.

A predicted box is false if it has no reference box of its own with the same label and IoU >= 0.5, in the
pairing that matches most boxes; so a second box on the same reference box is false. Per film: the negated
count, so that higher is better, at most 0. Aggregates, lower is better: `per_film`, and `per_empty_film` over
films without reference boxes (NaN if there is none), where every predicted box is false. Known quirk: a model
that predicts nothing has no false boxes; read this beside `box_accuracy`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.accuracy import found
from radtrace.metrics.boxes.film_pairs import check_films
from radtrace.metrics.result import Result
from radtrace.record import BoxSet

THRESHOLD = 0.5  # the usual IoU for a detected box


def false_boxes(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """False boxes per film; see the module. Raises BadInput if the films differ."""
    check_films(predictions, references)
    pairs = zip(predictions, references, strict=True)
    counts = np.array(
        [len(predicted) - found(predicted, true, THRESHOLD) for predicted, true in pairs], np.float64
    )
    empty = np.array([not len(reference) for reference in references], np.bool_)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        return {"per_film": _mean(counts[chosen]), "per_empty_film": _mean(counts[chosen][empty[chosen]])}

    return Result("false_boxes", 0 - counts, resample)


def _mean(counts: NDArray[np.float64]) -> float:
    return float(counts.mean()) if counts.size else float("nan")
