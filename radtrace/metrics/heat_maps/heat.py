"""Heat maps of films as the metrics take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.pairs import check_paired
from radtrace.record import BadInput, BoxSet


@dataclass(frozen=True, eq=False)
class HeatMap:
    """A heat map of a whole film: `values` (h, w), row 0 at the top.

    Raises
    ------
    BadInput
        If `values` is not a two-dimensional array of finite numbers.
    """

    id: str
    values: NDArray[np.floating]

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or not self.values.size or not np.isfinite(self.values).all():
            shape = self.values.shape
            raise BadInput(
                f"heat map {self.id!r} must have shape (h, w) and finite values, got shape {shape}"
            )

    def inside(self, boxes: BoxSet) -> NDArray[np.bool_]:
        """Which pixels have their centre in a box, edges included: bool (h, w)."""
        height, width = self.values.shape
        x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
        inside = np.zeros((height, width), np.bool_)
        for x_min, y_min, x_max, y_max in boxes.xyxy:
            inside |= np.outer((y_min <= y) & (y <= y_max), (x_min <= x) & (x <= x_max))
        return inside


def check_maps(maps: Sequence[HeatMap], references: Sequence[BoxSet]) -> None:
    """Raise BadInput unless both sides have the same films in the same order."""
    check_paired(maps, references)
    for heat, true in zip(maps, references, strict=True):
        if heat.id != true.id:
            raise BadInput(
                f"heat map {heat.id!r} and reference {true.id!r} have different ids; pair them by id"
            )
