"""Union-mask IoU: all predicted boxes as one mask against all reference boxes as one mask.

IoU = |P and R| / |P or R| with P and R the unions of each side's boxes, as in MS-CXR's phrase grounding
(Boecking et al., ECCV 2022) and RadFact (Bannur et al., 2024). Labels are ignored: use one BoxSet for each
phrase. In [0, 1], symmetric; aggregate: `mean`. Without boxes on either side the score is 1, on one side only
0.

Areas are exact; the papers' code draws boxes on a pixel grid (RadFact: 224 pixels, coordinates truncated to
integers, so thin boxes vanish). Known quirk: overlapping boxes count once, and box identity is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.film_pairs import per_film
from radtrace.metrics.result import Result, mean_result
from radtrace.record import BoxSet

Floats = NDArray[np.float64]


def mask_iou(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """Mean IoU of the unions of boxes; see the module. Raises BadInput if the films differ."""
    return mean_result("mask_iou", per_film(_film_iou, predictions, references).tolist())


def _film_iou(prediction: BoxSet, reference: BoxSet) -> float:
    predicted, true, shared = union_areas(prediction, reference)
    together = predicted + true - shared
    return shared / together if together else 0.0


def union_areas(one: BoxSet, other: BoxSet) -> tuple[float, float, float]:
    """Areas of the union of `one`, the union of `other`, and their intersection, summed over films."""
    films = np.union1d(one.films, other.films)
    parts = [_areas(one.on_film(film).xyxy, other.on_film(film).xyxy) for film in films]
    predicted, true, shared = np.sum(parts or [(0.0, 0.0, 0.0)], axis=0).tolist()
    return predicted, true, shared


def _areas(one: Floats, other: Floats) -> tuple[float, float, float]:
    """`union_areas` of boxes (n, 4) and (m, 4) on one film."""
    xs, ys = (np.unique(np.concatenate([one, other])[:, axis::2]) for axis in (0, 1))
    cells = np.outer(np.diff(ys), np.diff(xs))
    first, second = (_covered(boxes, xs, ys) for boxes in (one, other))
    return tuple(float(cells[mask].sum()) for mask in (first, second, first & second))  # type: ignore[return-value]


def _covered(boxes: Floats, xs: Floats, ys: Floats) -> NDArray[np.bool_]:
    """Which cells between the grid lines `ys` (rows) and `xs` (columns) lie in a box."""
    covered = np.zeros((max(len(ys) - 1, 0), max(len(xs) - 1, 0)), np.bool_)
    columns, rows = np.searchsorted(xs, boxes[:, ::2]), np.searchsorted(ys, boxes[:, 1::2])
    for (left, right), (top, bottom) in zip(columns, rows, strict=True):
        covered[top:bottom, left:right] = True
    return covered
