"""The film with everything masked but what was looked at most (I-AI): classify from a share of the pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.heat import Looks, dwell_map


def hottest(values: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """The hottest cells of a map, exactly `round(share * cells)` of them.

    Of equally hot cells the first in row-major order are kept.

    Raises
    ------
    ValueError
        If `share` is not in [0, 1].
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share must be from 0 to 1, got {share}")
    kept = np.zeros(values.size, bool)
    kept[np.argsort(-values.ravel(), kind="stable")[: round(share * values.size)]] = True
    return kept.reshape(values.shape)


def masked_film(
    pixels: NDArray[np.float32], looked: Looks, share: float, fill: float = 0.0
) -> NDArray[np.float32]:
    """The film's pixels where the dwell map is hottest, `fill` elsewhere; exactly `share` of them is kept."""
    rows, columns = pixels.shape
    kept = hottest(dwell_map(looked, rows, columns), share)
    return np.where(kept, pixels, np.float32(fill))
