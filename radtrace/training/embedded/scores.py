"""What boxes and masks of one film score on the card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.iou import iou
from radtrace.record import BoxSet


def best_iou(predicted: BoxSet, drawn: BoxSet) -> float:
    """Mean over the drawn boxes of the best IoU any predicted box has with it; 0 without predictions."""
    return float(iou(predicted.xyxy, drawn.xyxy).max(axis=0, initial=0.0).mean())


def pointed(predicted: BoxSet, drawn: BoxSet) -> bool:
    """Whether the centre of the first predicted box lies in a drawn box; False without predictions."""
    if not len(predicted):
        return False
    centre = predicted.xyxy[0].reshape(2, 2).mean(axis=0)
    inside = (drawn.xyxy[:, :2] <= centre) & (centre <= drawn.xyxy[:, 2:])
    return bool(inside.all(axis=1).any())


def dice(predicted: NDArray[np.bool_], drawn: NDArray[np.bool_]) -> float:
    """Twice the overlap over the sum of areas; 1 where both are empty."""
    total = predicted.sum() + drawn.sum()
    return float(2 * (predicted & drawn).sum() / total) if total else 1.0
