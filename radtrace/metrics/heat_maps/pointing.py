"""Pointing game: whether the maximum of a heat map lies in a reference box.

A film scores 1 if the centre of the hottest pixel is in one of its boxes, else 0 (Zhang et al., ECCV 2016,
without their margin of 15 pixels). If pixels tie for the maximum, the score is the share of them in a box,
the hit rate of a random choice, so a constant map scores the share of the film that the boxes cover. In [0,
1]; aggregate: `mean` over films with boxes. A film without reference boxes has no score (NaN). Labels are
ignored: use one map and one BoxSet for each phrase.
"""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.metrics.heat_maps.heat import HeatMap, check_maps
from radtrace.metrics.result import Result, mean_result
from radtrace.record import BoxSet


def pointing_game(maps: Sequence[HeatMap], references: Sequence[BoxSet]) -> Result:
    """The pointing game; see the module. Raises BadInput if the films differ."""
    check_maps(maps, references)
    scores = [_hit(heat, boxes) for heat, boxes in zip(maps, references, strict=True)]
    return mean_result("pointing_game", scores)


def _hit(heat: HeatMap, boxes: BoxSet) -> float:
    if not len(boxes):
        return float("nan")
    return float(heat.inside(boxes)[heat.values == heat.values.max()].mean())
