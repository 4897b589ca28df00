"""A patient on a film: organ masks, and the possible locations of findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from radtrace.anatomy.regions import ZONES
from radtrace.phantom.curves import band
from radtrace.phantom.frame import Frame, Map, Mask
from radtrace.phantom.organs import CLAVICLE, SIDES, Outlines, outlines
from radtrace.phantom.patient import Patient, Pose

LEVELS = {zone.removesuffix("_zone"): span for zone, span in ZONES.items()}
"""The lung zones by level, as fractions of a lung's height."""


@dataclass(frozen=True)
class Chest:
    """Masks are (size, size). `cavities` are the lungs' fields with whatever fluid or air is around
    the lung, without heart and mediastinum, as outlined on abnormal films; `x`, `y` the chest-frame
    grids."""

    who: Patient
    frame: Frame
    organs: Outlines
    x: Map
    y: Map
    whole: dict[str, Mask]
    cavities: dict[str, Mask]
    heart: Mask
    mediastinum: Mask

    def rows(self, side: str, level: str) -> tuple[int, int]:
        """The first row of a lung zone and the one after its last."""
        top, height = self._heights[side]
        start, stop = LEVELS[level]
        return round(top + start * height), round(top + stop * height)

    @cached_property
    def _heights(self) -> dict[str, tuple[int, int]]:
        """The first row of each lung and the count of its rows."""
        filled = {side: np.flatnonzero(mask.any(1)) for side, mask in self.cavities.items()}
        return {side: (int(rows[0]), int(rows[-1] + 1 - rows[0])) for side, rows in filled.items()}

    def zone(self, side: str, level: str) -> Mask:
        """The pixels of a lung zone."""
        first, last = self.rows(side, level)
        part = np.zeros_like(self.cavities[side])
        part[first:last] = self.cavities[side][first:last]
        return part

    def clavicle(self, side: str) -> Mask:
        """The pixels of a collar bone."""
        return self.frame.mask(band(self.organs.clavicles[side], CLAVICLE))

    def spot(self, free: Mask, margin: float, rng: np.random.Generator) -> tuple[float, float]:
        """A point of the chest frame in `free`, `margin` from its edge if there is room."""
        inside = cv2.distanceTransform(free.view(np.uint8), cv2.DIST_L2, 3)
        room = min(self.frame.pixels(margin), 0.8 * float(inside.max()))
        places = np.flatnonzero(inside >= room)
        x, y = self.x.flat[places], self.y.flat[places]
        # The nearest to a point of the bounds: moved little by a mask that changes little.
        aim = [low + share * (high - low) for low, high, share in _spans(self, free, rng)]
        at = int(np.argmin((x - aim[0]) ** 2 + (y - aim[1]) ** 2))
        return float(x[at]), float(y[at])


def _spans(seen: Chest, free: Mask, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """The lowest and highest chest-frame x and y in a mask, each with a share drawn between them."""
    grids = (seen.x[free], seen.y[free])
    return [(float(at.min()), float(at.max()), float(rng.random())) for at in grids]


def chest(who: Patient, how: Pose, size: int, raised: dict[str, float], shift: float) -> Chest:
    """The patient's organs on a film of `size` pixels."""
    frame = Frame(size, how.scale, how.tilt, how.dx, how.dy)
    organs = outlines(who, how, raised, shift)
    heart, mediastinum = frame.mask(organs.heart), frame.mask(organs.mediastinum)
    whole = {side: frame.mask(organs.lungs[side]) for side in SIDES}
    cavities = {side: mask & ~heart & ~mediastinum for side, mask in whole.items()}
    return Chest(who, frame, organs, *frame.grids(), whole, cavities, heart, mediastinum)
