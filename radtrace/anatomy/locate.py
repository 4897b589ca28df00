"""Which region holds a point of the film, and which cells of a grid over it a region holds.

Regions nest and overlap (a hilum lies in a zone, a zone inside the ribs). A point belongs to the smallest
region that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Box, Point, Region

Points = NDArray[np.float64]

ELSEWHERE = "elsewhere"
# A region of which less than this share is its own cannot be told from the smaller regions inside it.
_OWN_SHARE = 0.15


def region_of(points: Points, regions: Sequence[Region]) -> tuple[str, ...]:
    """The smallest region that holds each of the (n, 2) points, or "elsewhere".

    A region holds the points in its polygons or, where it has none, in its box.
    """
    names = np.full(len(points), ELSEWHERE, dtype=object)
    for region in sorted(regions, key=_size, reverse=True):
        names[_holds(region, points)] = region.id
    return tuple(str(name) for name in names)


@lru_cache(maxsize=64)
def distinguishable_regions(regions: tuple[Region, ...], cells: int = 32) -> tuple[Region, ...]:
    """The regions that a point can be assigned to: 0.15 of their area or more lies in no smaller region.

    A pleura outlined as its whole lung is not among them where the lung's zones are.
    """
    middles = (np.arange(cells) + 0.5) / cells
    points = np.stack([axis.ravel() for axis in np.meshgrid(middles, middles)], axis=1)
    names = np.array(region_of(points, regions), dtype=object)
    return tuple(
        region
        for region in regions
        if (names == region.id).sum() >= max(_OWN_SHARE * _holds(region, points).sum(), 1)
    )


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


def _size(region: Region) -> float:
    if region.polygons:
        return sum(_area(polygon) for polygon in region.polygons)
    return region.box.area if region.box is not None else 0.0


def _area(polygon: Sequence[Point]) -> float:
    x, y = np.array([(corner.x, corner.y) for corner in polygon], np.float64).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _holds(region: Region, points: Points) -> NDArray[np.bool_]:
    if region.polygons:
        return in_polygons(points, region.polygons)
    if region.box is None:
        return np.zeros(len(points), bool)
    box, (x, y) = region.box, points.T
    inside: NDArray[np.bool_] = (x >= box.x_min) & (x <= box.x_max) & (y >= box.y_min) & (y <= box.y_max)
    return inside
