"""Normalised scanpath saliency: standard deviations above the map's mean at the reference fixations.

    NSS = mean over reference fixations of (map(x, y) - mean(map)) / std(map)

Peters, Iyer, Itti and Koch, "Components of bottom-up gaze allocation in natural images", Vision Research 45
(2005). Unbounded; 0 for an uninformative map; higher is better. Equal to the mean of pysaliency's `NSS`:
population standard deviation, and 0 for a constant map. NaN without reference fixations.
"""

from __future__ import annotations

from radtrace.metrics.scanpath.maps import Cells, Floats, constant


def nss(predicted: Floats, fixated: Cells) -> float:
    """NSS of a predicted map (rows, columns) at the reference's cells."""
    if not len(fixated):
        return float("nan")
    if constant(predicted):
        return 0.0
    above = predicted[fixated.rows, fixated.columns] - predicted.mean()
    return float(above.mean() / predicted.std())
