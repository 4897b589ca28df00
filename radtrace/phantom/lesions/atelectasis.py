"""Atelectasis: lung without air, and the volume it has lost (the diaphragm rises, the middle moves)."""

from __future__ import annotations

import cv2
import numpy as np

from radtrace.phantom.chest import Chest
from radtrace.phantom.curves import Curve, band, smooth
from radtrace.phantom.lesions.effect import Effect
from radtrace.phantom.organs import SIDES
from radtrace.phantom.plan import Lesion


def atelectasis(chest: Chest, lesion: Lesion) -> Effect:
    """A plate where it is mild; else a wedge with its point at the hilum, larger with the extent."""
    (side,), rng = lesion.sides, np.random.default_rng(lesion.seed)
    mild = lesion.extent < 1 / 3
    shape = _plate(chest, lesion, rng) if mild else _wedge(chest, lesion)
    mask = chest.frame.mask(shape) & chest.whole[side]
    strength = (0.30 if lesion.faint else 0.62) if mild else (0.30 if lesion.faint else 0.85)
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), chest.frame.pixels(0.002 if mild else 0.007))
    fluid = np.where(chest.whole[side], soft, 0) * np.float32(strength)
    return Effect(mask & chest.cavities[side], fluid, vessels=1 - fluid)


def _plate(chest: Chest, lesion: Lesion, rng: np.random.Generator) -> Curve:
    """A band across a zone, 8 to 14 cm long in all."""
    (side,) = lesion.sides
    x, y = chest.spot(chest.zone(side, str(lesion.zone)), 0.06, rng)
    half, slope = 0.045 + 0.09 * lesion.extent, rng.uniform(-0.35, 0.35)
    line = smooth([(x - half, y - slope * half), (x, y - 0.004), (x + half, y + slope * half)])
    taper = 0.4 + 0.6 * np.sin(np.linspace(0, np.pi, len(line)))
    return band(line, (0.012 + 0.012 * lesion.extent) * taper)


def _wedge(chest: Chest, lesion: Lesion) -> Curve:
    (side,) = lesion.sides
    sign, w, grown = SIDES[side], chest.who.half_width, lesion.extent
    hx, hy = chest.organs.hila[side]
    top, low = chest.organs.domes[side][1], float(chest.organs.lungs[side][:, 1].max())
    apex = chest.who.apex
    reach = 0.34 + 0.40 * grown
    if lesion.zone == "lower":
        # Part of it must be seen beside the heart.
        beside = float((chest.organs.heart[:, 0] * sign).max()) / w + 0.10 + 0.12 * grown
        reach = min(max(reach, beside), 0.85)
    if lesion.zone == "lower":
        side_line = smooth(
            [
                (hx * sign, hy + 0.05),
                (0.36 * w + 0.1 * reach * w, 0.5 * (hy + top)),
                (reach * w + 0.1 * w, low),
            ]
        )
        points = [*map(tuple, side_line), (0.0, low), (0.0, hy + 0.05)]
    elif lesion.zone == "upper":
        edge = smooth(
            [(reach * w + 0.16 * w, apex + 0.02), (0.42 * w, 0.55 * apex + 0.45 * hy), (hx * sign, hy - 0.01)]
        )
        points = [*map(tuple, edge), (0.0, hy), (0.0, apex - 0.02), (0.4 * w, apex - 0.02)]
    else:
        thick = 0.035 + 0.075 * grown
        edge = smooth([(hx * sign, hy + 0.02), (0.55 * w, hy + 0.045), (0.93 * w, hy + 0.05)])
        back = smooth(
            [
                (0.93 * w, hy + 0.05 + 0.5 * thick),
                (0.5 * w, hy + 0.07 + thick),
                (hx * sign, hy + 0.05 + thick),
            ]
        )
        points = [*map(tuple, edge), *map(tuple, back)]
    wedge: Curve = np.array(points) * np.array([sign, 1.0])
    return wedge
