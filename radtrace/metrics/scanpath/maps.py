"""A scanpath as a density map over the film, for the map metrics.

One Gaussian for each fixation, weighted by its dwell, with a sigma of one degree of visual angle if the
film's height spans 34 degrees, that is 1/34 of the height (`radtrace.gaze.heat`). On a grid of 64 x 64 cells
a sigma is two cells. A fixation of zero duration marks the start position of a search and is left out; if no
fixation has a duration, all weigh the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.fovea import FILM_DEGREES
from radtrace.gaze.heat import Looks, dwell_map, shares
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.bins import bins

Floats = NDArray[np.float64]

GRID = 64  # cells a side: one degree is about two cells


@dataclass(frozen=True, eq=False)
class Cells:
    """Grid cells of fixations: `rows` and `columns`, (n,) each."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.rows)


def looked(path: Scanpath) -> Scanpath:
    """The path without fixations of zero duration, unless all are."""
    real = path.duration_s > 0
    if real.all() or not real.any():
        return path
    return Scanpath(path.x[real], path.y[real], path.duration_s[real], path.aspect)


def cells(path: Scanpath, grid: int = GRID) -> Cells:
    """The grid cell of each fixation with a duration; see `looked`."""
    real = looked(path)
    return Cells(bins(real.y, grid).astype(np.intp), bins(real.x, grid).astype(np.intp))


def counts(path: Scanpath, grid: int = GRID) -> Floats:
    """Number of fixations in each cell, (grid, grid)."""
    where = cells(path, grid)
    flat = np.bincount(where.rows * grid + where.columns, minlength=grid * grid)
    return flat.astype(np.float64).reshape(grid, grid)


def path_map(path: Scanpath, *, aspect: float | None = None, grid: int = GRID) -> Floats:
    """The path's map, (grid, grid), row 0 at the top: shares of the dwell, all 0 for an empty path.

    `aspect` is the film's width over its height, by default the path's own.
    """
    real = looked(path)
    dwell = real.duration_s if real.duration_s.any() else np.ones(len(real))
    degree = (1.0 / (FILM_DEGREES * (aspect or path.aspect)), 1.0 / FILM_DEGREES)
    spread = np.broadcast_to(np.array(degree), (len(real), 2))
    return shares(dwell_map(Looks(real.x, real.y, dwell, np.zeros(len(real)), spread), grid, grid))


def density(values: Floats, floor: float = 0.0) -> Floats:
    """A map scaled to sum to 1; an empty map becomes uniform, as in pysaliency."""
    raised = values + floor
    total = float(raised.sum())
    return raised / total if total > 0 else np.full(values.shape, 1.0 / values.size)


def constant(values: Floats) -> bool:
    """Whether all values are equal; after rounding a constant map's deviation need not be 0."""
    return bool(values.min() == values.max())
