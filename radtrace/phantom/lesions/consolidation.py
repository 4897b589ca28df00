"""Consolidation: airspace filled, with the bronchi still open in it (air bronchogram)."""

from __future__ import annotations

import cv2
import numpy as np

from radtrace.phantom.chest import Chest
from radtrace.phantom.curves import smooth
from radtrace.phantom.frame import Map
from radtrace.phantom.lesions.effect import Effect, blob, ramp
from radtrace.phantom.plan import Lesion


def consolidation(chest: Chest, lesion: Lesion) -> Effect:
    """A ragged patch in one zone; it grows with the extent and is faint where in doubt."""
    (side,), rng = lesion.sides, np.random.default_rng(lesion.seed)
    radius = 0.052 + 0.062 * lesion.extent
    free = chest.zone(side, str(lesion.zone))
    at = chest.spot(free, 0.6 * radius, rng)
    stretch = rng.uniform(0.85, 1.3)
    field = blob(chest, at, (radius * stretch, radius / stretch), 0.16, rng)
    mask = (field > 0) & chest.cavities[side]
    strength = 0.26 if lesion.faint else 0.80
    cloud = np.float32(strength) * ramp(field + np.float32(0.15), 0.75)
    tubes = np.float32(1) - np.float32(0.30) * _bronchogram(chest, at, radius, side, rng)
    fluid = np.where(chest.whole[side], cloud * tubes, 0)
    return Effect(
        mask, np.asarray(fluid, np.float32), vessels=1 - np.float32(1 / strength) * cloud * np.float32(0.85)
    )


def _bronchogram(
    chest: Chest, at: tuple[float, float], radius: float, side: str, rng: np.random.Generator
) -> Map:
    """A few open tubes that fan out through the patch away from the hilum."""
    root = np.array(chest.organs.hila[side])
    away = np.arctan2(at[1] - root[1], at[0] - root[0])
    canvas = np.zeros(chest.heart.shape, np.uint8)
    for turn in rng.uniform(-0.7, 0.7, 4):
        heading = np.array([np.cos(away + turn), np.sin(away + turn)])
        bend = 0.2 * radius * rng.standard_normal(2)
        start = np.array(at) - 0.75 * radius * heading
        line = smooth(np.stack([start, np.array(at) + bend, np.array(at) + 0.8 * radius * heading]))
        chest.frame.strokes(canvas, line[None], 255, 0.0065)
    return np.asarray(
        cv2.GaussianBlur(canvas, (0, 0), chest.frame.pixels(0.0025)) / np.float32(255), np.float32
    )
