"""Heat maps of films against reference boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from radtrace.evaluation.kind import CaseKind, CaseMetric
from radtrace.metrics.heat_maps.contrast_noise import contrast_noise
from radtrace.metrics.heat_maps.heat import HeatMap
from radtrace.metrics.heat_maps.pointing import pointing_game
from radtrace.metrics.result import Result
from radtrace.record import BoxSet

MapCase = HeatMap | BoxSet
"""A prediction is a map; a reference is the boxes it should be hot in."""

_SIDE = 64


def _metric(score: Callable[[Sequence[HeatMap], Sequence[BoxSet]], Result]) -> CaseMetric[MapCase]:
    def metric(predictions: Sequence[MapCase], references: Sequence[MapCase]) -> Result:
        maps = [one for one in predictions if isinstance(one, HeatMap)]
        return score(maps, [one for one in references if isinstance(one, BoxSet)])

    return metric


def _mean_map(references: Sequence[MapCase]) -> dict[str, MapCase]:
    """How often each place lies in a box of the references."""
    maps = [_as_map(one, one.id).values for one in references]
    return {"mean of the boxes": HeatMap("constant", np.mean(maps, axis=0))}


def _as_map(case: MapCase, identifier: str) -> HeatMap:
    """A map as it is; boxes as a map that is 1 inside and 0 outside."""
    if isinstance(case, HeatMap):
        return HeatMap(identifier, case.values)
    blank = HeatMap(identifier, np.zeros((_SIDE, _SIDE)))
    return HeatMap(identifier, blank.inside(case).astype(np.float64))


def _text(case: MapCase) -> str:
    if isinstance(case, BoxSet):
        return f"{len(case)} boxes"
    return f"a map of {case.values.shape[0]} x {case.values.shape[1]}"


HEAT_MAPS: CaseKind[MapCase] = CaseKind(
    units="heat maps",
    metrics={"pointing_game": _metric(pointing_game), "contrast_noise": _metric(contrast_noise)},
    constants=_mean_map,
    predict_for=lambda case, film: _as_map(case, film.id),
    text=_text,
    same=lambda one, other: False,
)
