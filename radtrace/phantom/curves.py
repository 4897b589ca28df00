"""Smooth outlines from a few control points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
"""Points (n, 2), x and y in the chest frame (see `frame`)."""

_EACH = 8  # points drawn for each control point


def smooth(points: Sequence[tuple[float, float]] | Curve) -> Curve:
    """An open Catmull-Rom curve through the points (Catmull & Rom 1974), ends included."""
    control = np.asarray(points, np.float64)
    curve: Curve = _weights(len(control), False) @ control
    return curve


def ring(points: Sequence[tuple[float, float]] | Curve) -> Curve:
    """A closed Catmull-Rom curve through the points."""
    control = np.asarray(points, np.float64)
    curve: Curve = _weights(len(control), True) @ control
    return curve


def band(middle: Curve, width: float | NDArray[np.float64]) -> Curve:
    """The outline of a band of `width` about an open curve, as one closed polygon."""
    along = np.gradient(middle, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1])[:, None], 1e-9)
    across = np.stack([-along[:, 1], along[:, 0]], 1) * np.broadcast_to(width, len(middle))[:, None] / 2
    return np.concatenate([middle + across, (middle - across)[::-1]])


@cache
def _weights(count: int, closed: bool) -> NDArray[np.float64]:
    """The matrix that takes control points to curve points."""
    spans = count if closed else count - 1
    t = np.linspace(0, 1, _EACH, endpoint=False)
    basis = 0.5 * np.stack(
        [-(t**3) + 2 * t**2 - t, 3 * t**3 - 5 * t**2 + 2, -3 * t**3 + 4 * t**2 + t, t**3 - t**2], 1
    )
    matrix = np.zeros((spans * _EACH + (not closed), count))
    for span in range(spans):
        rows = slice(span * _EACH, (span + 1) * _EACH)
        for column, neighbour in enumerate(range(span - 1, span + 3)):
            at = neighbour % count if closed else min(max(neighbour, 0), count - 1)
            matrix[rows, at] += basis[:, column]
    if not closed:
        matrix[-1, -1] = 1
    return matrix
