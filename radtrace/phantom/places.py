"""The protocol's regions on a drawn film, from its exact masks."""

from __future__ import annotations

import numpy as np

from radtrace.anatomy.organs import box_around
from radtrace.phantom.chest import LEVELS, Chest
from radtrace.phantom.curves import Curve
from radtrace.phantom.frame import Mask
from radtrace.phantom.organs import SIDES
from radtrace.record import Box, Region, protocol

_PART = 0.2
"""A finding is in a zone that holds this share of it, or of which it takes this share."""


def regions(chest: Chest) -> tuple[Region, ...]:
    """Every region of the protocol with its box, in the protocol's order."""
    boxes = _lung_boxes(chest) | _other_boxes(chest)
    return tuple(Region(id=row.id, box=boxes[row.id]) for row in protocol())


def zones_of(mask: Mask, side: str, chest: Chest) -> tuple[str, ...]:
    """The lung zones of a side that a finding there is in; the fullest if it has enough in none."""
    inside = {f"{side}_{level}_zone": _share(mask, chest, side, level) for level in LEVELS}
    best = max(inside, key=inside.__getitem__)
    return tuple(row.id for row in protocol() if inside.get(row.id, 0) >= _PART or row.id == best)


def _share(mask: Mask, chest: Chest, side: str, level: str) -> float:
    first, last = chest.rows(side, level)
    zone = chest.whole[side][first:last]
    shared = int(np.count_nonzero(mask[first:last] & zone))
    return max(shared / max(int(np.count_nonzero(whole)), 1) for whole in (mask, zone))


def _lung_boxes(chest: Chest) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for side in SIDES:
        lung = _known(chest.cavities[side])
        for level in LEVELS:
            boxes[f"{side}_{level}_zone"] = _zone_box(chest, side, level)
        boxes[f"{side}_pleura"] = lung
        boxes |= _around_the_base(side, lung, chest)
    return boxes


def _zone_box(chest: Chest, side: str, level: str) -> Box:
    first, last = chest.rows(side, level)
    columns = np.flatnonzero(chest.cavities[side][first:last].any(0))
    size = chest.frame.size
    left, right = float(columns[0] / size), float((columns[-1] + 1) / size)
    return Box(x_min=left, y_min=first / size, x_max=right, y_max=last / size)


def _around_the_base(side: str, lung: Box, chest: Chest) -> dict[str, Box]:
    sign, w = SIDES[side], chest.who.half_width
    top, low = chest.organs.domes[side][1], float(chest.organs.lungs[side][:, 1].max())
    hx, hy = chest.organs.hila[side]
    return {
        f"{side}_costophrenic_angle": _around(
            chest, (sign * 0.70 * w, low - 0.155), (sign * 1.02 * w, low + 0.01)
        ),
        f"{side}_hemidiaphragm": _around(chest, (sign * 0.12 * w, top - 0.09), (sign * w, low + 0.01)),
        f"{side}_hilum": _around(chest, (hx - 0.05, hy - 0.08), (hx + 0.05, hy + 0.08)),
        f"{side}_clavicle": _hull(chest, chest.organs.clavicles[side], 0.014),
    }


def _other_boxes(chest: Chest) -> dict[str, Box]:
    organs, who = chest.organs, chest.who
    x, y = organs.carina
    low = max(float(lung[:, 1].max()) for lung in organs.lungs.values())
    top, w = max(top for _, top in organs.domes.values()), who.half_width
    return {
        "trachea": _around(chest, (x - 0.035, 0.02), (x + 0.045, y)),
        "carina": _around(chest, (x - 0.045, y - 0.03), (x + 0.055, y + 0.05)),
        "heart": _known(chest.heart),
        "mediastinum": _around(chest, (organs.middle - 0.065, 0.115), (organs.middle + 0.09, low - 0.09)),
        "aorta": _around(chest, (organs.middle - 0.02, 0.24), (organs.middle + who.knob + 0.01, 0.37)),
        "upper_abdomen": _around(chest, (-w, top + 0.03), (w, max(low + 0.06, 0.97))),
        "ribs": _around(chest, (-w - 0.015, who.apex), (w + 0.015, low)),
        "soft_tissues": Box(x_min=0, y_min=0, x_max=1, y_max=1),
        "devices": Box(x_min=0, y_min=0, x_max=1, y_max=1),
    }


def _around(chest: Chest, *corners: tuple[float, float]) -> Box:
    (left, top), (right, bottom) = corners
    return _hull(chest, np.array([(left, top), (right, top), (right, bottom), (left, bottom)]), 0.0)


def _hull(chest: Chest, points: Curve, margin: float) -> Box:
    """The box about chest-frame points, cut at the film's edges."""
    at = chest.frame.to_film(points)
    (left, top), (right, bottom) = at.min(0).tolist(), at.max(0).tolist()
    return Box(
        x_min=max(left - margin, 0.0),
        y_min=max(top - margin, 0.0),
        x_max=min(right + margin, 1.0),
        y_max=min(bottom + margin, 1.0),
    )


def _known(mask: Mask) -> Box:
    box = box_around(mask)
    if box is None:
        raise ValueError("an organ of the drawn chest lies off the film")
    return box
