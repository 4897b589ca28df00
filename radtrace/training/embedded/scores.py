"""What boxes and masks of one film score on the card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Box


def best_iou(predicted: Sequence[Box], drawn: Sequence[Box]) -> float:
    """Mean over the drawn boxes of the best IoU any predicted box has with it; 0 without predictions."""
    return float(np.mean([max((p.iou(d) for p in predicted), default=0.0) for d in drawn]))


def pointed(predicted: Sequence[Box], drawn: Sequence[Box]) -> bool:
    """Whether the centre of the first predicted box lies in a drawn box; False without predictions."""
    return bool(predicted) and any(d.contains(predicted[0].centre) for d in drawn)


def dice(predicted: NDArray[np.bool_], drawn: NDArray[np.bool_]) -> float:
    """Twice the overlap over the sum of areas; 1 where both are empty."""
    total = predicted.sum() + drawn.sum()
    return float(2 * (predicted & drawn).sum() / total) if total else 1.0
