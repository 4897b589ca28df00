"""Heat maps of films, as metrics take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.pairs import check_paired
from radtrace.record import BadInput, BoxSet


@dataclass(frozen=True, eq=False)
class HeatMap:
    """How much each part of a film matters: `values` (h, w), row 0 at the top, over the whole film.

    Raises
    ------
    BadInput
        If the values are not a picture of finite numbers.
    """

    id: str
    values: NDArray[np.floating]

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or not self.values.size or not np.isfinite(self.values).all():
            shape = self.values.shape
            raise BadInput(f"heat map {self.id!r} of shape {shape} must be (h, w), all numbers finite")

    def inside(self, boxes: BoxSet) -> NDArray[np.bool_]:
        """Which pixels have their centre in a box, edges included, (h, w)."""
        height, width = self.values.shape
        x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
        inside = np.zeros((height, width), np.bool_)
        for x_min, y_min, x_max, y_max in boxes.xyxy:
            inside |= np.outer((y_min <= y) & (y <= y_max), (x_min <= x) & (x <= x_max))
        return inside


def check_maps(maps: Sequence[HeatMap], references: Sequence[BoxSet]) -> None:
    """Raise BadInput unless both sides are of the same films, in the same order."""
    check_paired(maps, references)
    for heat, true in zip(maps, references, strict=True):
        if heat.id != true.id:
            raise BadInput(f"heat map {heat.id!r} stands against reference {true.id!r}; pair them by id")
