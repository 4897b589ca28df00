"""Smooth outlines from a few control points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
"""Points (..., n, 2), x and y in the chest frame (see `frame`); leading axes are several curves."""

_TURNED = np.array([-1.0, 1.0])
_EACH = 8  # points drawn for each control point


def smooth(points: Sequence[tuple[float, float]] | Curve) -> Curve:
    """An open Catmull-Rom curve through the points (Catmull & Rom 1974), ends included."""
    control = np.asarray(points, np.float64)
    curve: Curve = _weights(control.shape[-2], False) @ control
    return curve


def ring(points: Sequence[tuple[float, float]] | Curve) -> Curve:
    """A closed Catmull-Rom curve through the points."""
    control = np.asarray(points, np.float64)
    curve: Curve = _weights(control.shape[-2], True) @ control
    return curve


def band(middle: Curve, width: float | NDArray[np.float64]) -> Curve:
    """The outline of a band of `width`, or a width a point, about an open curve, as a closed polygon.

    Leading axes of `width` are several bands.
    """
    along = np.empty_like(middle)
    along[..., 1:-1, :] = middle[..., 2:, :] - middle[..., :-2, :]
    along[..., 0, :] = middle[..., 1, :] - middle[..., 0, :]
    along[..., -1, :] = middle[..., -1, :] - middle[..., -2, :]
    reach = np.asarray(width) / 2 / np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-9)
    across = along[..., ::-1] * reach[..., None] * _TURNED
    return np.concatenate([middle + across, (middle - across)[..., ::-1, :]], axis=-2)


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
