"""Pleural effusion: fluid that fills the angle first and climbs the wall (the meniscus)."""

from __future__ import annotations

import numpy as np

from radtrace.phantom.chest import Chest
from radtrace.phantom.frame import Map, Mask
from radtrace.phantom.lesions.effect import Effect, ramp
from radtrace.phantom.organs import SIDES
from radtrace.phantom.plan import Lesion

_EDGE = 0.05


def effusion(chest: Chest, lesion: Lesion) -> Effect:
    """Fluid on each of the lesion's sides; its height grows with the extent."""
    mask = np.zeros_like(chest.heart)
    fluid = np.zeros(mask.shape, np.float32)
    for side in lesion.sides:
        depth = _depth(chest, side, lesion.extent)
        here: Mask = depth > 0
        mask |= here & chest.cavities[side]
        fluid += np.where(
            chest.whole[side], np.float32(0.35) * here + np.float32(0.65) * ramp(depth, _EDGE), 0
        )
    return Effect(mask, fluid, vessels=1 - fluid)


def _depth(chest: Chest, side: str, extent: float) -> Map:
    """How far below the fluid's surface a pixel lies, in the chest frame."""
    out = np.clip(chest.x * np.float32(SIDES[side] / chest.who.half_width), 0, 1)
    angle = float(chest.organs.lungs[side][:, 1].max())
    height = 0.068 + 0.43 * extent**1.25
    surface = np.float32(angle - height) + np.float32(0.42 * height) * (1 - out**3)
    return np.asarray(chest.y - surface, np.float32)
