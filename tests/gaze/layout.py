"""A film's regions as they lie on an ordinary frontal chest film."""

from __future__ import annotations

from radtrace.record import Box, Region, protocol

LEVELS = ("apical", "upper", "mid", "lower")

MIDDLE = {
    "trachea": (0.45, 0.02, 0.55, 0.25),
    "carina": (0.45, 0.25, 0.55, 0.33),
    "heart": (0.40, 0.50, 0.72, 0.82),
    "mediastinum": (0.40, 0.10, 0.60, 0.80),
    "aorta": (0.52, 0.22, 0.66, 0.40),
    "upper_abdomen": (0.15, 0.85, 0.85, 0.99),
    "ribs": (0.10, 0.08, 0.90, 0.90),
    "soft_tissues": (0.01, 0.05, 0.99, 0.99),
    "devices": (0.02, 0.02, 0.98, 0.98),
}
RIGHT = {
    **{f"{level}_zone": (0.14, 0.10 + 0.19 * n, 0.44, 0.29 + 0.19 * n) for n, level in enumerate(LEVELS)},
    "pleura": (0.12, 0.08, 0.44, 0.88),
    "costophrenic_angle": (0.12, 0.78, 0.24, 0.90),
    "hilum": (0.34, 0.38, 0.46, 0.54),
    "hemidiaphragm": (0.15, 0.80, 0.46, 0.88),
    "clavicle": (0.16, 0.08, 0.46, 0.16),
}


def region_boxes() -> dict[str, Box]:
    """Box by region id; the patient's right is on the left of the picture."""
    corners = dict(MIDDLE)
    for part, (x_min, y_min, x_max, y_max) in RIGHT.items():
        corners[f"right_{part}"] = (x_min, y_min, x_max, y_max)
        corners[f"left_{part}"] = (1 - x_max, y_min, 1 - x_min, y_max)
    return {
        name: Box(x_min=box[0], y_min=box[1], x_max=box[2], y_max=box[3]) for name, box in corners.items()
    }


def regions(*missing: str) -> tuple[Region, ...]:
    """All regions of the protocol; those `missing` were not found on the film."""
    boxes = region_boxes()
    return tuple(
        Region(id=region.id, assessed=False, reason="outside the film")
        if region.id in missing
        else Region(id=region.id, box=boxes[region.id])
        for region in protocol()
    )
