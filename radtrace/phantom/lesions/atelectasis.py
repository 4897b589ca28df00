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
    """The outline on the patient's left, mirrored for the right."""
    (side,) = lesion.sides
    x, y = chest.organs.hila[side]
    root = (x * SIDES[side], y)
    points = {"upper": _upper, "mid": _middle, "lower": _lower}[str(lesion.zone)](
        chest, side, lesion.extent, root
    )
    wedge: Curve = points * np.array([SIDES[side], 1.0])
    return wedge


def _upper(chest: Chest, side: str, grown: float, root: tuple[float, float]) -> Curve:
    """Against the upper mediastinum, its lower border hollow."""
    w, apex = chest.who.half_width, chest.who.apex
    bend = (0.42 * w, 0.55 * apex + 0.45 * root[1])
    edge = smooth([((0.50 + 0.40 * grown) * w, apex + 0.02), bend, (root[0], root[1] - 0.01)])
    return np.concatenate([edge, [(0.0, root[1]), (0.0, apex - 0.02), (0.4 * w, apex - 0.02)]])


def _middle(chest: Chest, side: str, grown: float, root: tuple[float, float]) -> Curve:
    """From the hilum to the wall."""
    w, (x, y), thick = chest.who.half_width, root, 0.035 + 0.075 * grown
    edge = smooth([(x, y + 0.02), (0.55 * w, y + 0.045), (0.93 * w, y + 0.05)])
    back = smooth([(0.93 * w, y + 0.05 + 0.5 * thick), (0.5 * w, y + 0.07 + thick), (x, y + 0.05 + thick)])
    return np.concatenate([edge, back])


def _lower(chest: Chest, side: str, grown: float, root: tuple[float, float]) -> Curve:
    """From the hilum down to the diaphragm, so wide that a part is seen beside the heart."""
    w, low = chest.who.half_width, float(chest.organs.lungs[side][:, 1].max())
    share = np.array([0.0, 0.3, 0.55, 0.75, 1.0])
    y = root[1] + 0.05 + share * (low - root[1] - 0.05)
    straight = root[0] + share * ((0.40 + 0.40 * grown) * w - root[0])
    beside = np.array([_heart_border(chest, side, at) for at in y]) + (0.04 + 0.20 * grown) * w * np.sqrt(
        share
    )
    x = np.minimum(np.maximum(straight, np.maximum.accumulate(beside)), 0.92 * w)
    return np.concatenate([smooth(np.stack([x, y], 1)), [(0.0, low), (0.0, root[1] + 0.05)]])


def _heart_border(chest: Chest, side: str, y: float) -> float:
    """How far from the midline the heart reaches on a side at a height."""
    heart = chest.organs.heart
    near = np.abs(heart[:, 1] - y) < 0.03
    return float((heart[near, 0] * SIDES[side]).max(initial=0.0))
