"""Pneumothorax: the lung falls away from the wall, first at the apex, and its edge is a thin line."""

from __future__ import annotations

import cv2
import numpy as np

from radtrace.phantom.chest import Chest
from radtrace.phantom.curves import Curve
from radtrace.phantom.lesions.effect import Effect
from radtrace.phantom.organs import SIDES
from radtrace.phantom.plan import Lesion


def pneumothorax(chest: Chest, lesion: Lesion) -> Effect:
    """Air around a lung that shrinks towards its root as the extent grows."""
    (side,) = lesion.sides
    border = _collapsed(chest, side, 0.075 + 0.42 * lesion.extent)
    lung = chest.frame.mask(border)
    mask = chest.cavities[side] & ~lung
    line = np.zeros(mask.shape, np.uint8)
    chest.frame.strokes(line, border[None], 255, 0.0045)
    line = np.where(chest.whole[side], line, 0).astype(np.uint8)
    edge = cv2.GaussianBlur(line, (0, 0), max(chest.frame.pixels(0.0012), 0.3)).astype(np.float32)
    squeezed = chest.cavities[side] & lung
    fluid = np.where(mask, np.float32(-0.24), np.where(squeezed, np.float32(0.22 * lesion.extent), 0))
    return Effect(mask, fluid, edge * np.float32(0.9 / 255), np.where(mask, np.float32(0), np.float32(1)))


def _collapsed(chest: Chest, side: str, share: float) -> Curve:
    """The lung's outline drawn towards the hilum, most at apex and wall, least at the base."""
    outline = chest.organs.lungs[side]
    root = np.array(chest.organs.hila[side])
    top, low = outline[:, 1].min(), outline[:, 1].max()
    height = (low - outline[:, 1]) / (low - top)
    out = np.clip(outline[:, 0] * SIDES[side] / (0.5 * chest.who.half_width), 0, 1)
    pull = share * (0.30 + 0.70 * np.clip(1.5 * height, 0, 1)) * out
    moved: Curve = outline + pull[:, None] * (root - outline)
    return moved
