"""Lung nodule: a ball of soft tissue."""

from __future__ import annotations

import cv2
import numpy as np

from radtrace.phantom.chest import Chest
from radtrace.phantom.lesions.effect import Effect
from radtrace.phantom.patient import WIDTH_MM
from radtrace.phantom.plan import Lesion

_DENSE = 1.9  # a ball of water of this size would hide behind a rib


def diameter_mm(lesion: Lesion) -> int:
    """A nodule's diameter on the film, in whole millimetres."""
    return round(9 + 19 * lesion.extent)


def nodule(chest: Chest, lesion: Lesion) -> Effect:
    """A ball in one zone, slightly lobed; its diameter grows with the extent."""
    (side,), rng = lesion.sides, np.random.default_rng(lesion.seed)
    radius = diameter_mm(lesion) / 2 / WIDTH_MM / chest.frame.scale
    at = chest.spot(chest.zone(side, str(lesion.zone)), 1.3 * radius, rng)
    dx, dy = chest.x - np.float32(at[0]), chest.y - np.float32(at[1])
    around = np.arctan2(dy, dx)
    lobes = 1 + np.float32(0.05) * np.cos(around * 3 + np.float32(rng.uniform(0, 6.28)))
    t = (dx * dx + dy * dy) / (np.float32(radius * 0.96) * lobes) ** 2
    mask = (t < 1) & chest.cavities[side]
    chord = np.sqrt(np.clip(1 - t, 0, 1)) * np.float32(diameter_mm(lesion) / 10 * _DENSE)
    soft = cv2.GaussianBlur(
        np.where(chest.whole[side], chord, 0), (0, 0), max(0.12 * chest.frame.pixels(radius), 0.4)
    )
    return Effect(mask, tissue=soft * np.float32(0.36 if lesion.faint else 1))
