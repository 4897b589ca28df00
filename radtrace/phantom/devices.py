"""Tubes, lines and devices: what of metal and plastic lies on the film."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.chest import Chest
from radtrace.phantom.curves import Curve, ring, smooth
from radtrace.phantom.frame import Map, Mask

DEVICES = ("endotracheal_tube", "central_venous_catheter", "pacemaker")
"""Vocabulary ids."""

_CHANCE = (0.08, 0.12, 0.08)
_CAN = (
    (-0.036, -0.03),
    (0.0, -0.042),
    (0.036, -0.034),
    (0.044, 0.0),
    (0.03, 0.03),
    (-0.02, 0.034),
    (-0.042, 0.004),
)


def devices(rng: np.random.Generator) -> tuple[str, ...]:
    """The devices a patient has, drawn apart from any finding."""
    return tuple(name for name, here in zip(DEVICES, rng.random(len(DEVICES)) < _CHANCE, strict=True) if here)


def device_maps(names: Sequence[str], chest: Chest) -> dict[str, tuple[Map, Mask]]:
    """What each device adds to the optical depth, and its pixels; each (size, size)."""
    return {name: _seen(_DRAWN[name](chest), chest) for name in names}


def metal(maps: dict[str, tuple[Map, Mask]], chest: Chest) -> Map:
    """All devices together."""
    return reduce(np.add, (depth for depth, _ in maps.values()), np.zeros_like(chest.x))


def _seen(canvas: NDArray[np.uint8], chest: Chest) -> tuple[Map, Mask]:
    soft = cv2.GaussianBlur(canvas, (0, 0), max(chest.frame.pixels(0.001), 0.3))
    return np.asarray(soft * np.float32(1.3 / 255), np.float32), canvas > 0


def _tube(chest: Chest) -> NDArray[np.uint8]:
    """In the trachea, its tip four centimetres above the carina."""
    x, y = chest.organs.carina
    line = smooth([(0.004, -0.1), (0.002, 0.05), (x * 0.7, 0.16), (x, y - 0.09)])
    walls = line + np.array([[[-0.009, 0.0]], [[0.009, 0.0]]])
    return _lines(chest, walls, 0.003, 110)


def _line(chest: Chest) -> NDArray[np.uint8]:
    """From the patient's right neck to the lower superior vena cava."""
    x = chest.organs.middle
    return _lines(
        chest, [smooth([(-0.075, 0.02), (-0.062, 0.14), (x - 0.042, 0.22), (x - 0.040, 0.375)])], 0.0055, 110
    )


def _pacemaker(chest: Chest) -> NDArray[np.uint8]:
    """A can over the patient's left upper chest, a lead to the right atrium and one to the ventricle."""
    w, x = chest.who.half_width, chest.organs.middle
    at = np.array([0.80 * w, chest.who.apex + 0.09])
    can = ring(np.array(_CAN) + at)
    vein = [tuple(at - [0.03, 0.0]), (0.10, chest.who.apex + 0.07), (x - 0.03, 0.24), (x - 0.042, 0.38)]
    low = float(chest.organs.heart[:, 1].max())
    leads = [
        smooth([*vein, (x - 0.075, low - 0.16), (x - 0.05, low - 0.19)]),
        smooth([*vein, (x - 0.05, low - 0.11), (x + 0.04, low - 0.06), (x + 0.13, low - 0.07)]),
    ]
    canvas = _lines(chest, leads, 0.004, 190)
    body = chest.frame.shade([can], 255)
    return np.maximum(canvas, np.rint(body * 255).astype(np.uint8))


def _lines(chest: Chest, lines: Sequence[Curve] | Curve, width: float, level: int) -> NDArray[np.uint8]:
    canvas = np.zeros(chest.heart.shape, np.uint8)
    for line in lines:
        chest.frame.strokes(canvas, line[None], level, width)
    return canvas


_DRAWN = {"endotracheal_tube": _tube, "central_venous_catheter": _line, "pacemaker": _pacemaker}
