"""Box accuracy at IoU thresholds.

acc@t = (largest number of one-to-one pairs with the same label and IoU >= t) / max(predicted boxes, reference
boxes). With one box on each side this is acc@t of phrase grounding. In [0, 1], symmetric. Per film: acc@0.5.
Aggregates: the mean over films at each threshold, `acc@0.1` to `acc@0.7`.

Films without boxes on either side score 1, with boxes on one side only 0. Papers differ: some use only the
first reference box, some reuse the last film's box where a model predicts none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.film_pairs import best_pairs, per_film
from radtrace.metrics.boxes.iou import labelled_iou
from radtrace.metrics.result import Result
from radtrace.record import BoxSet

THRESHOLDS = (0.5, 0.1, 0.3, 0.7)  # the first is the per-film score


def box_accuracy(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """Box accuracy at IoU thresholds; see the module. Raises BadInput if the films differ."""
    at = [per_film(partial(_film_accuracy, t), predictions, references) for t in THRESHOLDS]

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        means = (float(scores[chosen].mean()) if chosen.size else float("nan") for scores in at)
        return {f"acc@{threshold}": mean for threshold, mean in zip(THRESHOLDS, means, strict=True)}

    return Result("box_accuracy", at[0], resample)


def _film_accuracy(threshold: float, prediction: BoxSet, reference: BoxSet) -> float:
    return found(prediction, reference, threshold) / max(len(prediction), len(reference))


def found(prediction: BoxSet, reference: BoxSet, threshold: float) -> int:
    """The largest number of one-to-one pairs with the same label and IoU >= `threshold`."""
    close = labelled_iou(prediction, reference) >= threshold
    return len(best_pairs(close.astype(np.float64)))
