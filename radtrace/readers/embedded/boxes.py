"""Boxes from evidence maps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.images.resample import resize
from radtrace.record import Box

UPSCALE = 8  # box edges are finer than the map's cells
MOST = 4  # boxes for one finding
LEAST_PEAK = 0.6  # of the map's highest peak, for a second box


def boxes_from_map(evidence: NDArray[np.float32], level: float) -> tuple[tuple[Box, float], ...]:
    """Connected components of a probability map above `level` times its peak, best first.

    `evidence` is (h, w) in [0, 1] in the film frame; it is upsampled smoothly first. Returns pairs (box, peak
    of the component), at most `MOST`.
    """
    import cv2

    rows, columns = evidence.shape
    large = resize(evidence, rows * UPSCALE, columns * UPSCALE)
    above = (large >= level * large.max()).astype(np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(above)
    found = [(_box(stats[part], large.shape), float(large[parts == part].max())) for part in range(1, count)]
    found.sort(key=lambda pair: (-pair[1], pair[0].y_min, pair[0].x_min))
    return tuple(pair for pair in found[:MOST] if pair[1] >= LEAST_PEAK * found[0][1])


def _box(stat: NDArray[np.int32], shape: tuple[int, ...]) -> Box:
    left, top, width, height = (int(value) for value in stat[:4])
    return Box(
        x_min=left / shape[1],
        y_min=top / shape[0],
        x_max=(left + width) / shape[1],
        y_max=(top + height) / shape[0],
    )
