"""The standard layout: where the protocol's regions lie on an ordinary frontal film."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from radtrace.record import Box, Point, Reading, Region, protocol

WHOLE = 0.9
"""A region whose box covers this share of the film or more has no location of its own."""


@cache
def standard_layout() -> tuple[Region, ...]:
    """The regions of an ordinary frontal film, the patient's right on the left of the picture.

    An approximation for Readings without regions: the outlines that many films have in common
    (`layout.toml`, made by `benchmarks/layout.py`). Devices and soft tissues have no location.
    """
    table = tomllib.loads(files("radtrace.anatomy").joinpath("layout.toml").read_text("utf-8"))
    return tuple(_region(row.id, table[row.id]) for row in protocol() if row.id in table)


def placed_regions(reading: Reading) -> tuple[tuple[Region, ...], bool]:
    """The located regions of the Reading's first film and True, or the standard layout and False."""
    known = {row.id for row in protocol()}
    own = tuple(region for region in reading.regions if region.id in known and _placed(region))
    return (own, True) if own else (standard_layout(), False)


def _region(name: str, row: dict[str, Any]) -> Region:
    x_min, y_min, x_max, y_max = row["box"]
    polygon = tuple(Point(x=x, y=y) for x, y in row.get("polygon", ()))
    box = Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
    return Region(id=name, box=box, polygons=(polygon,) if polygon else ())


def _placed(region: Region) -> bool:
    return region.film == 0 and region.box is not None and region.box.area < WHOLE
