"""Dwell and heat by anatomical region, as in FG-CXR and I-AI; each fixation counts once.

A fixation belongs to the smallest region that holds it (`radtrace.anatomy.locate`), so seconds are counted
once; the rest is "elsewhere".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.locate import ELSEWHERE, region_of
from radtrace.gaze.heat import GRID, Looks, dwell_map
from radtrace.record import Region, protocol

Floats = NDArray[np.float64]


def dwell_by_region(names: Sequence[str], dwell_s: Floats) -> dict[str, float]:
    """Seconds in each region, from `region_of`, in the protocol's order, "elsewhere" last.

    They sum to the seconds given.
    """
    order = [row.id for row in protocol()] + [ELSEWHERE]
    seconds = dict.fromkeys(order, 0.0)
    for name, dwell in zip(names, dwell_s, strict=True):
        seconds[name] += float(dwell)
    return {name: seconds[name] for name in order if name in set(names)}


def heat_by_region(
    looked: Looks, regions: Sequence[Region], rows: int = GRID, columns: int = GRID
) -> Mapping[str, Floats]:
    """The dwell map, (rows, columns) in seconds, of each region's own fixations; their sum is the whole."""
    names = np.array(region_of(np.stack([looked.x, looked.y], axis=1), regions), dtype=object)
    order = [*(region.id for region in regions), ELSEWHERE]
    return {
        name: dwell_map(looked.some(names == name), rows, columns) for name in order if (names == name).any()
    }
