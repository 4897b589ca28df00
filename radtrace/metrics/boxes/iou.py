"""Box IoU.

IoU(a, b) = |a and b| / |a or b| (Jaccard). Boxes with the same label are paired one to one for the greatest
sum of IoU, which is divided by the larger number of boxes, so a false or a missed box counts 0. In [0, 1],
symmetric; aggregate: `mean` over films.

Films without boxes on either side score 1, with boxes on one side only 0. With one box on each side this is
the mean IoU of phrase grounding. Known quirk: with more than 40 boxes that overlap in one cluster, pairing is
greedy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.film_pairs import best_pairs, comparable, per_film
from radtrace.metrics.f1 import ratio
from radtrace.metrics.result import Result, mean_result
from radtrace.record import BoxSet

Floats = NDArray[np.float64]


def box_iou(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """Mean IoU of boxes paired one to one; see the module.

    Raises
    ------
    BadInput
        If the two sides differ in number or in their films.

    Examples
    --------
    >>> one, half = (BoxSet("1", [[0.0, 0.0, x, 1.0]]) for x in (1.0, 0.5))
    >>> box_iou([half], [one]).aggregate["mean"]
    0.5
    """
    return mean_result("box_iou", per_film(_film_iou, predictions, references).tolist())


def _film_iou(prediction: BoxSet, reference: BoxSet) -> float:
    return float(best_pairs(labelled_iou(prediction, reference)).sum()) / max(len(prediction), len(reference))


def labelled_iou(prediction: BoxSet, reference: BoxSet) -> Floats:
    """IoU of every pair of boxes (predicted, reference); 0 where labels or films differ."""
    return np.where(comparable(prediction, reference), iou(prediction.xyxy, reference.xyxy), 0.0)


def iou(one: Floats, other: Floats) -> Floats:
    """IoU (n, m) of boxes (n, 4) and (m, 4): x_min, y_min, x_max, y_max; 0 where both boxes have no area."""
    shared, union = overlap(one, other)
    return ratio(shared, union, 0.0)


def overlap(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Areas of intersection and union, (n, m) each, of boxes (n, 4) and (m, 4)."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=-1)
    return shared, area(one)[:, None] + area(other)[None, :] - shared


def area(boxes: Floats) -> Floats:
    """Areas (n) of boxes (n, 4)."""
    areas: Floats = np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1)
    return areas
