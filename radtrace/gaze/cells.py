"""Which cells of a grid over the film belong to a region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Box, Point, Region

Points = NDArray[np.float64]


def region_cells(region: Region, rows: int, columns: int) -> NDArray[np.intp]:
    """Flat row-major indices of the cells of `region`, ascending; empty where it has no box.

    A cell belongs where its centre lies in the region's polygons, or, where no centre
    does, in its box; a region smaller than a cell has the cell its centre is in.
    """
    if region.box is None:
        return np.empty(0, np.intp)
    inside = _cells_in_box(region.box, rows, columns)
    if inside.size == 0:
        return _cell_at(region.box.centre, rows, columns)
    outlined = inside[in_polygons(cell_centres(inside, rows, columns), region.polygons)]
    return outlined if outlined.size else inside


def cell_centres(cells: NDArray[np.intp], rows: int, columns: int) -> Points:
    """Centres of the cells in the film frame, shape (n, 2): x, y."""
    row, column = np.divmod(cells, columns)
    return np.stack([(column + 0.5) / columns, (row + 0.5) / rows], axis=1)


def _cells_in_box(box: Box, rows: int, columns: int) -> NDArray[np.intp]:
    x, y = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
    across = np.flatnonzero((x >= box.x_min) & (x <= box.x_max))
    down = np.flatnonzero((y >= box.y_min) & (y <= box.y_max))
    return (down[:, None] * columns + across[None, :]).ravel()


def _cell_at(point: Point, rows: int, columns: int) -> NDArray[np.intp]:
    row, column = min(int(point.y * rows), rows - 1), min(int(point.x * columns), columns - 1)
    return np.array([row * columns + column], np.intp)


def in_polygons(points: Points, polygons: Sequence[Sequence[Point]]) -> NDArray[np.bool_]:
    """Which of the (n, 2) points lie in one of the polygons, shape (n,)."""
    inside = np.zeros(len(points), bool)
    for polygon in polygons:
        inside |= _in_polygon(points, np.array([(corner.x, corner.y) for corner in polygon]))
    return inside


def _in_polygon(points: Points, corners: Points) -> NDArray[np.bool_]:
    """Even-odd rule: a ray to the right of an inner point crosses the outline an odd number of times."""
    x, y = points[:, :1], points[:, 1:]
    (x0, y0), (x1, y1) = corners.T, np.roll(corners, -1, axis=0).T
    spans = (y0 > y) != (y1 > y)
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    crossing = x0 + (y - y0) * (x1 - x0) / rise
    odd: NDArray[np.bool_] = (spans & (x < crossing)).sum(axis=1) % 2 == 1
    return odd
