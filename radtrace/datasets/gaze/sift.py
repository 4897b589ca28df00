"""Filter items, counting each dropped one under the first reason that applies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radtrace.datasets.gaze.summary import Summary

Mask = NDArray[np.bool_]


def sift(summary: Summary, kind: str, reasons: Mapping[str, Mask]) -> Mask:
    """Which of n items are kept; all are counted in `summary`.

    `reasons` maps a reason in plain words to a mask of shape (n,). Returns a mask of shape (n,).
    """
    left = ~np.zeros_like(next(iter(reasons.values())))
    for why, mask in reasons.items():
        summary.leave_out(kind, why, int((left & mask).sum()))
        left &= ~mask
    summary.take(kind, int(left.sum()))
    return left
