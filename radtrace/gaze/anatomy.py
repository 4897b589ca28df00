"""Looking by anatomy: which region of the protocol each fixation rests in, for how long, and its heat.

FG-CXR and I-AI take gaze per anatomical part, with dwell as the intensity. Regions nest and overlap (a
hilum lies in a zone, a zone inside the ribs), so a fixation belongs to the smallest region that holds it;
seconds are then counted once, and what is in no region is "elsewhere".
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.cells import in_polygons
from radtrace.gaze.heat import GRID, Looks, dwell_map
from radtrace.record import Box, Point, Reading, Region, protocol

Floats = NDArray[np.float64]

ELSEWHERE = "elsewhere"
_OWN = 0.15
WHOLE = 0.9
"""A region with a box of this share of the film or more has no place one could look at."""


@cache
def standard_layout() -> tuple[Region, ...]:
    """Where the regions lie on an ordinary frontal film, the patient's right on the picture's left.

    An approximation for readings whose regions are not known: what many films have in common
    (`layout.toml`). Devices and soft tissues have no place of their own.
    """
    table = tomllib.loads(files("radtrace.gaze").joinpath("layout.toml").read_text("utf-8"))
    return tuple(_region(row.id, table[row.id]) for row in protocol() if row.id in table)


def placed_regions(reading: Reading) -> tuple[tuple[Region, ...], bool]:
    """The regions of the Reading's first film that have a place, and whether they are its own.

    Without any of its own they are the standard layout's.
    """
    known = {row.id for row in protocol()}
    own = tuple(region for region in reading.regions if region.id in known and _placed(region))
    return (own, True) if own else (standard_layout(), False)


def region_of(points: Floats, regions: Sequence[Region]) -> tuple[str, ...]:
    """The smallest region that holds each of the (n, 2) points, or "elsewhere".

    A region holds what lies in its polygons, or, where it has none, in its box.
    """
    names = np.full(len(points), ELSEWHERE, dtype=object)
    for region in sorted(regions, key=_size, reverse=True):
        names[_holds(region, points)] = region.id
    return tuple(str(name) for name in names)


def dwell_by_region(names: Sequence[str], dwell_s: Floats) -> dict[str, float]:
    """Seconds in each region, from `region_of`, in the protocol's order, "elsewhere" last.

    They sum to the seconds given.
    """
    order = [row.id for row in protocol()] + [ELSEWHERE]
    seconds = dict.fromkeys(order, 0.0)
    for name, dwell in zip(names, dwell_s, strict=True):
        seconds[name] += float(dwell)
    return {name: seconds[name] for name in order if name in set(names)}


def heat_by_region(
    looked: Looks, regions: Sequence[Region], rows: int = GRID, columns: int = GRID
) -> Mapping[str, Floats]:
    """The dwell map, (rows, columns) in seconds, of each region's own fixations; their sum is the whole."""
    names = np.array(region_of(np.stack([looked.x, looked.y], axis=1), regions), dtype=object)
    order = [*(region.id for region in regions), ELSEWHERE]
    return {
        name: dwell_map(looked.some(names == name), rows, columns) for name in order if (names == name).any()
    }


@lru_cache(maxsize=64)
def own_regions(regions: tuple[Region, ...], cells: int = 32) -> tuple[Region, ...]:
    """The regions a fixation can be told to be in: a part of 0.15 or more lies in no smaller region.

    A pleura that is drawn as its whole lung is not among them where the lung's zones are.
    """
    middles = (np.arange(cells) + 0.5) / cells
    points = np.stack([axis.ravel() for axis in np.meshgrid(middles, middles)], axis=1)
    names = np.array(region_of(points, regions), dtype=object)
    return tuple(
        region
        for region in regions
        if (names == region.id).sum() >= max(_OWN * _holds(region, points).sum(), 1)
    )


def _region(name: str, row: dict[str, Any]) -> Region:
    x_min, y_min, x_max, y_max = row["box"]
    polygon = tuple(Point(x=x, y=y) for x, y in row.get("polygon", ()))
    box = Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
    return Region(id=name, box=box, polygons=(polygon,) if polygon else ())


def _placed(region: Region) -> bool:
    return region.film == 0 and region.box is not None and region.box.area < WHOLE


def _size(region: Region) -> float:
    if region.polygons:
        return sum(_area(polygon) for polygon in region.polygons)
    return region.box.area if region.box is not None else 0.0


def _area(polygon: Sequence[Point]) -> float:
    x, y = np.array([(corner.x, corner.y) for corner in polygon], np.float64).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _holds(region: Region, points: Floats) -> NDArray[np.bool_]:
    if region.polygons:
        return in_polygons(points, region.polygons)
    if region.box is None:
        return np.zeros(len(points), bool)
    box, (x, y) = region.box, points.T
    inside: NDArray[np.bool_] = (x >= box.x_min) & (x <= box.x_max) & (y >= box.y_min) & (y <= box.y_max)
    return inside
