"""Features of a fixation without the film: position, dwell, saccades, and neighbouring fixations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.heat import Looks

Floats = NDArray[np.float64]

# Gaussian bumps a side and their sigma, in fractions of the film; fixations before and after.
_BUMPS = 5
_WIDTH = 0.15
_NEAR = 3
PLACE = 5 + _BUMPS**2
"""The first columns hold the position alone."""


def fixation_features(looked: Looks) -> Floats:
    """Features of every fixation of one recording, shape (n, m); the first `PLACE` are of its position.

    Position (quadratic, and Gaussian bumps on a grid), dwell, saccades in and out in degrees, time in the
    recording, the same bumps over the three fixations before and after, and over the whole recording.
    """
    if not len(looked):
        return np.empty((0, WIDTH))
    bumps = _bumps(looked)
    around = _smoothed(bumps, looked.dwell_s, _NEAR)
    whole = np.average(bumps, axis=0, weights=looked.dwell_s + 1e-6)
    return np.hstack(
        [_place(looked), bumps, _motion(looked), _time(looked), around, np.tile(whole, (len(looked), 1))]
    )


def _place(looked: Looks) -> Floats:
    x, y = looked.x - 0.5, looked.y - 0.5
    return np.stack([x, y, x * x, y * y, x * y], axis=1)


def _bumps(looked: Looks) -> Floats:
    centres = (np.arange(_BUMPS) + 0.5) / _BUMPS
    across = np.exp(-0.5 * ((looked.x[:, None] - centres) / _WIDTH) ** 2)
    down = np.exp(-0.5 * ((looked.y[:, None] - centres) / _WIDTH) ** 2)
    return (down[:, :, None] * across[:, None, :]).reshape(len(looked), -1)


def _motion(looked: Looks) -> Floats:
    """Log dwell, here and of the neighbours, and the saccades in and out in degrees; 0 where none is."""
    steps = np.stack([np.diff(looked.x), np.diff(looked.y)], axis=1) / looked.degree[1:]
    into, out = np.vstack([np.zeros((1, 2)), steps]), np.vstack([steps, np.zeros((1, 2))])
    lengths = np.stack([np.log1p(np.hypot(*into.T)), np.log1p(np.hypot(*out.T))], axis=1)
    dwell = np.log(looked.dwell_s + 0.01)
    before, after = np.append(dwell[:1], dwell[:-1]), np.append(dwell[1:], dwell[-1:])
    return np.hstack([np.stack([dwell, before, after], axis=1), lengths, into / 10, out / 10])


def _time(looked: Looks) -> Floats:
    since = looked.time_s - looked.time_s[0]
    share = since / max(float(since[-1]), 1e-9)
    length = np.full(len(looked), np.log1p(len(looked)))
    return np.stack([share, share**2, share**3, np.log1p(since), length], axis=1)


def _smoothed(values: Floats, dwell_s: Floats, reach: int) -> Floats:
    """Mean over each fixation and its `reach` neighbours on both sides, weighted by dwell."""
    weights = dwell_s + 1e-6
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values * weights[:, None], axis=0)])
    totals = np.append(0.0, np.cumsum(weights))
    index = np.arange(len(values))
    first, last = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    smoothed: Floats = (sums[last] - sums[first]) / (totals[last] - totals[first])[:, None]
    return smoothed


WIDTH = PLACE + 9 + 5 + 2 * _BUMPS**2
"""Columns of the features."""
