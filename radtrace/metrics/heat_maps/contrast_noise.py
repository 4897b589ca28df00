"""Contrast-to-noise ratio: how far a heat map stands out inside the reference boxes.

CNR = (mean inside - mean outside) / sqrt(variance inside + variance outside), over pixels whose centre is
inside or outside the union of the boxes (Boecking et al., ECCV 2022, MS-CXR). Unbounded; higher is better,
below 0 the map is hotter outside; invariant to adding a constant to the map or scaling it. Aggregate: `mean`.

BioViL takes the absolute difference, so a map and its negative score the same: `absolute=True`. NaN without
boxes, where all pixels are on one side, or where the map is constant on both sides (no noise to divide by).
Labels are ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from radtrace.metrics.heat_maps.heat import HeatMap, check_maps
from radtrace.metrics.result import Result, mean_result
from radtrace.record import BoxSet


def contrast_noise(maps: Sequence[HeatMap], references: Sequence[BoxSet], absolute: bool = False) -> Result:
    """Contrast-to-noise ratio of heat maps; see the module. Raises BadInput if the films differ."""
    check_maps(maps, references)
    ratios = [_ratio(heat, boxes) for heat, boxes in zip(maps, references, strict=True)]
    return mean_result("contrast_noise", [abs(ratio) for ratio in ratios] if absolute else ratios)


def _ratio(heat: HeatMap, boxes: BoxSet) -> float:
    mask = heat.inside(boxes)
    inside, outside = heat.values[mask], heat.values[~mask]
    if not inside.size or not outside.size or not (np.ptp(inside) or np.ptp(outside)):
        return float("nan")
    return float(inside.mean() - outside.mean()) / sqrt(inside.var() + outside.var())
