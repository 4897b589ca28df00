"""The protocol's regions on one film, from the organ masks.

Zones are the fractions of lung height that radiologists use loosely as thirds, with the
apex cut off; what the network does not segment (trachea, hila, aorta, diaphragm) is placed
by proportion to the lungs and heart, and is as good as they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.organs import Organs, box_around, outlines
from radtrace.record import Box, Region, film_concepts, protocol

ZONES = {
    "apical_zone": (0.0, 0.15),
    "upper_zone": (0.15, 0.38),
    "mid_zone": (0.38, 0.66),
    "lower_zone": (0.66, 1.0),
}
LEAST_LUNG = 0.02  # of the film; a smaller mask is a fragment
EDGE = 0.006  # a lung this near to the film's edge is cut off by it
WHOLE = Box(x_min=0, y_min=0, x_max=1, y_max=1)


def regions_on_film(organs: Organs) -> tuple[Region, ...]:
    """Every protocol region, in protocol order, placed or with the reason why not."""
    masks = {side: organs.masks[f"{side}_lung"] for side in ("right", "left")}
    lungs = {side: box_around(mask) if mask.mean() >= LEAST_LUNG else None for side, mask in masks.items()}
    placed = {"devices": _plain("devices", WHOLE), "soft_tissues": _plain("soft_tissues", WHOLE)}
    for side, lung in lungs.items():
        if lung is not None:
            placed |= _lung_regions(side, lung, masks[side])
    for name in ("heart", "left_clavicle", "right_clavicle"):
        box = organs.box(name)
        if box is not None:
            placed[name] = Region(id=name, box=box, polygons=outlines(organs.masks[name]))
    right, left = lungs["right"], lungs["left"]
    if right is not None and left is not None:
        placed |= _central_regions(right, left, organs.box("heart"))
    return tuple(_assess(placed.get(row.id) or _missing(row.id, row.side, lungs)) for row in protocol())


def _assess(region: Region) -> Region:
    """A region where no concept can occur is looked at, but nothing is said of it."""
    if not region.assessed or any(region.id in concept.regions for concept in film_concepts()):
        return region
    return region.model_copy(update={"assessed": False, "reason": "this reader has no findings for it"})


def _plain(name: str, box: Box) -> Region:
    return Region(id=name, box=box)


def _missing(name: str, side: str | None, lungs: dict[str, Box | None]) -> Region:
    if side is not None and lungs[side] is None:
        reason = f"the {side} lung could not be outlined"
    elif side is None and None in lungs.values():
        reason = "the lungs could not both be outlined"
    else:
        reason = "it could not be outlined"
    return Region(id=name, assessed=False, reason=reason)


def _lung_regions(side: str, lung: Box, mask: NDArray[np.bool_]) -> dict[str, Region]:
    height, bottom = lung.y_max - lung.y_min, min(1.0, 1.04 * lung.y_max - 0.04 * lung.y_min)
    zones = (_zone(f"{side}_{zone}", lung, mask, *span) for zone, span in ZONES.items())
    regions = {zone.id: zone for zone in zones if zone is not None}
    regions[f"{side}_pleura"] = Region(id=f"{side}_pleura", box=lung, polygons=outlines(mask))
    outer, inner = _outer_and_inner(side, lung)
    angle = Box(x_min=outer[0], y_min=lung.y_max - 0.2 * height, x_max=outer[1], y_max=bottom)
    dome = Box(x_min=lung.x_min, y_min=lung.y_max - 0.28 * height, x_max=lung.x_max, y_max=bottom)
    root = (lung.y_min + 0.33 * height, lung.y_min + 0.62 * height)
    hilum = Box(x_min=inner[0], y_min=root[0], x_max=inner[1], y_max=root[1])
    regions[f"{side}_costophrenic_angle"] = _unless_cut(f"{side}_costophrenic_angle", angle, lung)
    regions[f"{side}_hemidiaphragm"] = _unless_cut(f"{side}_hemidiaphragm", dome, lung)
    regions[f"{side}_hilum"] = _plain(f"{side}_hilum", hilum)
    return regions


def _outer_and_inner(side: str, lung: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """The outer and the inner 0.4 of a lung's width; the patient's right lung has its outer on the left."""
    width = 0.4 * (lung.x_max - lung.x_min)
    first, last = (lung.x_min, lung.x_min + width), (lung.x_max - width, lung.x_max)
    return (first, last) if side == "right" else (last, first)


def _unless_cut(name: str, box: Box, lung: Box) -> Region:
    if lung.y_max >= 1 - EDGE:
        return Region(id=name, box=box, assessed=False, reason="it is cut off by the edge of the film")
    return _plain(name, box)


def _zone(name: str, lung: Box, mask: NDArray[np.bool_], start: float, stop: float) -> Region | None:
    rows = mask.shape[0]
    height = lung.y_max - lung.y_min
    first, last = round((lung.y_min + start * height) * rows), round((lung.y_min + stop * height) * rows)
    part = np.zeros_like(mask)
    part[first:last] = mask[first:last]
    box = box_around(part)
    return None if box is None else Region(id=name, box=box, polygons=outlines(part))


def _central_regions(right: Box, left: Box, heart: Box | None) -> dict[str, Region]:
    top, bottom = min(right.y_min, left.y_min), max(right.y_max, left.y_max)
    height = bottom - top
    inner, outer = sorted((right.x_max, left.x_min))
    if outer - inner < 0.06:
        middle = (inner + outer) / 2
        inner, outer = middle - 0.03, middle + 0.03
    middle = (inner + outer) / 2
    heart_top = heart.y_min if heart is not None else top + 0.5 * height
    boxes = {
        "trachea": (middle - 0.05, top - 0.08, middle + 0.05, top + 0.30 * height),
        "carina": (middle - 0.06, top + 0.28 * height, middle + 0.06, top + 0.42 * height),
        "mediastinum": (inner - 0.03, top, outer + 0.03, bottom - 0.1 * height),
        "aorta": (middle - 0.03, top + 0.18 * height, outer + 0.07, max(heart_top, top + 0.36 * height)),
        "upper_abdomen": (right.x_min, bottom - 0.08 * height, left.x_max, 1.0),
        "ribs": (right.x_min - 0.04, top - 0.03, left.x_max + 0.04, bottom),
    }
    return {name: _plain(name, _clipped(*corners)) for name, corners in boxes.items()}


def _clipped(x_min: float, y_min: float, x_max: float, y_max: float) -> Box:
    left, top = min(max(x_min, 0.0), 0.98), min(max(y_min, 0.0), 0.98)
    return Box(
        x_min=left, y_min=top, x_max=max(min(x_max, 1.0), left + 0.02), y_max=max(min(y_max, 1.0), top + 0.02)
    )
