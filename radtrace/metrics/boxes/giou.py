"""Generalised IoU, which also ranks boxes that do not overlap.

GIoU(a, b) = IoU(a, b) - (|c| - |a or b|) / |c|, with c the smallest box around both (Rezatofighi et al., CVPR
2019). Boxes with the same label are paired one to one for the greatest sum, which is divided by the larger
number of boxes; a box without a partner counts -1. In [-1, 1], symmetric; aggregate: `mean` over films. Films
without boxes on either side score 1, with boxes on one side only -1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.film_pairs import best_pairs, comparable, per_film
from radtrace.metrics.boxes.iou import area, overlap
from radtrace.metrics.f1 import ratio
from radtrace.metrics.result import Result, mean_result
from radtrace.record import BoxSet

Floats = NDArray[np.float64]


def box_giou(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """Mean GIoU of boxes paired one to one; see the module. Raises BadInput if the films differ."""
    return mean_result("box_giou", per_film(_film_giou, predictions, references).tolist())


def _film_giou(prediction: BoxSet, reference: BoxSet) -> float:
    gains = labelled_gains(prediction, reference)
    return float(best_pairs(gains).sum()) / max(len(prediction), len(reference)) - 1


def labelled_gains(prediction: BoxSet, reference: BoxSet) -> Floats:
    """GIoU + 1 of every pair of boxes (predicted, reference), 0 where labels or films differ.

    Gains are measured from the worst value, -1, so that an unpaired box is worth 0.
    """
    values = giou(prediction.xyxy, reference.xyxy)
    return np.where(comparable(prediction, reference), values + 1, 0.0)


def giou(one: Floats, other: Floats) -> Floats:
    """GIoU (n, m) of boxes (n, 4) and (m, 4): x_min, y_min, x_max, y_max."""
    shared, union = overlap(one, other)
    low = np.minimum(one[:, None, :2], other[None, :, :2])
    high = np.maximum(one[:, None, 2:], other[None, :, 2:])
    around = area(np.concatenate([low, high], axis=-1))
    return ratio(shared, union, 0.0) - ratio(around - union, around, 1.0)
