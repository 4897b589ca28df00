"""The bin of a grid over the film that a fixation is in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HAIR = 1e-9
"""Far above the rounding error of X / 224 * 14, far below a pixel: a point on an edge is in the upper bin."""


def bins(fractions: Floats, count: int) -> Floats:
    """The bin, from 0, of each fraction among `count` equal bins; 1 is in the last."""
    return np.clip(np.floor(fractions * count + HAIR), 0, count - 1)
