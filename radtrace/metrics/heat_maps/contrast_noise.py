"""Contrast-to-noise ratio: how far a heat map stands out inside the reference boxes.

CNR = (mean inside - mean outside) / sqrt(variance inside + variance outside), over pixels whose centre is
inside or outside the union of the boxes (Boecking et al., ECCV 2022, MS-CXR). Not bounded; higher is better,
below 0 the map is hotter outside; adding to a map or scaling it changes nothing. Aggregate: `mean`.

BioViL's convention takes the absolute difference, so that a map and its negative score the same:
`absolute=True`. No score (NaN) where there is no box, where one side has no pixel, or where the map
is flat on both sides, so that there is no noise to divide by. Labels are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from radtrace.metrics.heat_maps.heat import HeatMap, check_maps
from radtrace.metrics.result import Result, mean_result
from radtrace.record import BoxSet


def contrast_noise(maps: Sequence[HeatMap], references: Sequence[BoxSet], absolute: bool = False) -> Result:
    """Contrast-to-noise ratio of heat maps; see the module."""
    check_maps(maps, references)
    ratios = [_ratio(heat, boxes) for heat, boxes in zip(maps, references, strict=True)]
    return mean_result("contrast_noise", [abs(ratio) for ratio in ratios] if absolute else ratios)


def _ratio(heat: HeatMap, boxes: BoxSet) -> float:
    mask = heat.inside(boxes)
    inside, outside = heat.values[mask], heat.values[~mask]
    if not inside.size or not outside.size or not (np.ptp(inside) or np.ptp(outside)):
        return float("nan")
    return float(inside.mean() - outside.mean()) / sqrt(inside.var() + outside.var())
