"""Organ masks from the network's anatomy: cleaned, measured, outlined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.images.resample import resize
from radtrace.record import Box, Point

ORGANS = ("left_lung", "right_lung", "heart", "left_clavicle", "right_clavicle")
FINE = 4  # how much finer than the network's anatomy the masks are measured
OUTLINE = 0.004  # tolerance of outlines, fraction of the film
# A lung may be split by a device or dense tissue; the other organs are in one piece.
PARTS = {"left_clavicle": 1, "right_clavicle": 1, "heart": 1, "left_lung": 2, "right_lung": 2}
LEAST_PART = 0.1  # of the largest part


@dataclass(frozen=True)
class Organs:
    """Cleaned masks, bool (h, w) each, by name in ORGANS; (h, w) is FINE times the network's."""

    masks: dict[str, NDArray[np.bool_]]

    def box(self, name: str) -> Box | None:
        """The box around an organ, in the film frame; None where it was not found."""
        return box_around(self.masks[name])

    def area(self, name: str) -> float:
        """The organ's area as a fraction of the film's."""
        return float(self.masks[name].mean())


def organs(anatomy: NDArray[np.float32]) -> Organs:
    """Masks from organ probabilities (5, h, w) in the film frame, specks removed."""
    return Organs({name: _clean(_finer(anatomy[i]) >= 0.5, PARTS[name]) for i, name in enumerate(ORGANS)})


def film_mask(anatomy: NDArray[np.float32], outlined: Organs, rows: int, columns: int) -> NDArray[np.uint8]:
    """The masks at the film's size, uint8 bits: 1 left lung, 2 right lung, 4 heart, 8 left
    clavicle, 16 right clavicle (the patient's sides)."""
    import cv2

    bits, brush = np.zeros((rows, columns), np.uint8), np.ones((5, 5), np.uint8)
    for index, name in enumerate(ORGANS):
        clean = outlined.masks[name].astype(np.uint8)
        near = resize(np.asarray(cv2.dilate(clean, brush), np.uint8), rows, columns, "nearest") > 0
        inside = near & (resize(anatomy[index], rows, columns, "cubic") >= 0.5)
        bits |= inside.astype(np.uint8) << index
    return bits


def box_around(mask: NDArray[np.bool_]) -> Box | None:
    """The box around the true pixels of a mask, in its own frame; None for an empty one."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return None
    height, width = mask.shape
    return Box(
        x_min=columns[0] / width,
        y_min=rows[0] / height,
        x_max=(columns[-1] + 1) / width,
        y_max=(rows[-1] + 1) / height,
    )


def outlines(mask: NDArray[np.bool_]) -> tuple[tuple[Point, ...], ...]:
    """The outer borders of a mask as polygons in its own frame, largest first."""
    import cv2

    height, width = mask.shape
    borders, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    simple = [cv2.approxPolyDP(b, OUTLINE * max(height, width), True)[:, 0] for b in borders]
    simple.sort(key=lambda polygon: -len(polygon))
    return tuple(
        tuple(Point(x=float((x + 0.5) / width), y=float((y + 0.5) / height)) for x, y in polygon)
        for polygon in simple
        if len(polygon) >= 3
    )


def _finer(soft: NDArray[np.float32]) -> NDArray[np.float32]:
    return resize(soft, soft.shape[0] * FINE, soft.shape[1] * FINE, "cubic")


def _clean(mask: NDArray[np.bool_], parts: int) -> NDArray[np.bool_]:
    """The largest `parts` connected parts, those at least a tenth of the largest, holes filled."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count == 1:
        return mask
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = [1 + i for i in np.argsort(-areas, kind="stable")[:parts] if areas[i] >= LEAST_PART * areas.max()]
    filled = np.zeros(mask.shape, np.uint8)
    borders, _ = cv2.findContours(
        np.isin(labels, kept).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    cv2.drawContours(filled, borders, -1, 1, cv2.FILLED)
    return filled > 0
