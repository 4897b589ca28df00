"""Pulmonary edema: haze about both hila, wider vessels, short lines at the wall (Kerley B)."""

from __future__ import annotations

import cv2
import numpy as np

from radtrace.phantom.beam import texture
from radtrace.phantom.chest import Chest
from radtrace.phantom.frame import Map
from radtrace.phantom.lesions.effect import Effect
from radtrace.phantom.organs import SIDES
from radtrace.phantom.plan import Lesion


def edema(chest: Chest, lesion: Lesion) -> Effect:
    """Haze that is denser and reaches further with the extent; its mask is where it is above half."""
    rng = np.random.default_rng(lesion.seed)
    reach = 0.12 + 0.075 * lesion.extent
    haze = np.zeros_like(chest.x)
    for side, sign in SIDES.items():
        x, y = chest.organs.hila[side]
        dx = (chest.x - np.float32(x + sign * 0.055)) / np.float32(reach)
        dy = (chest.y - np.float32(y + 0.075)) / np.float32(1.35 * reach)
        haze += np.exp(-(dx * dx + dy * dy) * np.float32(0.9)) * chest.whole[side]
    mask = (haze > 0.5) & (chest.cavities["right"] | chest.cavities["left"])
    patchy = 1 + np.float32(0.22) * texture(rng, chest.frame.size, 40)
    dense = np.float32((0.14 if lesion.faint else 0.26) + (0 if lesion.faint else 0.36) * lesion.extent)
    return Effect(mask, dense * haze * patchy, _kerley(chest, lesion, rng))


def _kerley(chest: Chest, lesion: Lesion, rng: np.random.Generator) -> Map:
    canvas = np.zeros(chest.heart.shape, np.uint8)
    w = chest.who.half_width
    for sign in SIDES.values():
        for y in chest.organs.domes["right"][1] - rng.uniform(0.0, 0.16, 6):
            line = np.array([(sign * 0.98 * w, y), (sign * (0.98 * w - rng.uniform(0.02, 0.04)), y + 0.003)])
            chest.frame.strokes(canvas, line[None], 255, 0.0035)
    lines = cv2.GaussianBlur(canvas, (0, 0), 0.4).astype(np.float32)
    return np.asarray(lines * np.float32((0.2 if lesion.faint else 0.5) / 255), np.float32)
