"""The body around the lungs: chest wall, breasts, belly; and the air of lungs, airway and stomach."""

from __future__ import annotations

import cv2
import numpy as np

from radtrace.phantom.curves import Curve, band, ring, smooth
from radtrace.phantom.frame import Frame, Map, Mask
from radtrace.phantom.organs import SIDES, Outlines
from radtrace.phantom.patient import Patient


def body_map(who: Patient, frame: Frame) -> Map:
    """Soft tissue along the beam as if there were no air inside, in centimetres; (size, size)."""
    x, y = frame.grids()
    across = 1 - (x / np.float32(1.45 * who.half_width)) ** 2
    body = np.sqrt(np.clip(across, 0.09, 1, out=across), out=across)
    body *= np.float32(who.thickness)
    body *= np.float32(0.86) + np.float32(0.30) * np.clip(y - np.float32(0.1), 0, 1)
    body *= cv2.GaussianBlur(frame.shade([_skin(who)], 255), (0, 0), frame.pixels(0.010))
    if who.breasts:
        body += _breasts(who, frame)
    return np.asarray(body, np.float32)


def _skin(who: Patient) -> Curve:
    """Neck, shoulders, arms held away from the trunk."""
    s, wide = who.shoulder, 1.32 * who.half_width
    right = [
        (0.105, -0.2),
        (0.115, 0.0),
        (0.15, who.apex - 0.07),
        (0.30, who.apex - 0.09 + 0.2 * s),
        (0.43, who.apex - 0.06 + 0.5 * s),
        (0.53, who.apex + 0.06),
        (0.60, who.apex + 0.35),
        (0.60, who.apex + 0.47),
        (wide + 0.02, who.apex + 0.36),
        (wide, who.apex + 0.5),
        (wide * 0.985, 0.9),
        (wide, 1.2),
    ]
    line = smooth(right)
    return np.concatenate([line, (line * np.array([-1.0, 1.0]))[::-1]])


def _breasts(who: Patient, frame: Frame) -> Map:
    x, y = frame.grids()
    total = np.zeros_like(x)
    low = np.float32(0.70 + 0.06 * who.breasts)
    for sign in SIDES.values():
        dx = (x - np.float32(sign * 0.58 * who.half_width)) / np.float32(0.155 + 0.02 * who.breasts)
        dy = (y - low + np.float32(0.15)) / np.where(y > low - 0.15, np.float32(0.15), np.float32(0.25))
        total += np.sqrt(np.clip(1 - dx * dx - dy * dy, 0, 1))
    return np.asarray(total * np.float32(3.2 * who.breasts), np.float32)


def lung_air(cavity: Mask, heart: Mask, mediastinum: Mask, frame: Frame) -> Map:
    """How deep the lungs are along the beam, 0 at the wall to 1; a part of them lies behind the heart."""
    depth = cv2.distanceTransform(cavity.view(np.uint8), cv2.DIST_L2, 3)
    t = np.minimum(depth / np.float32(frame.pixels(0.15)), 1)
    air = np.sqrt(t * (2 - t))
    inside = cv2.distanceTransform((heart | mediastinum).view(np.uint8), cv2.DIST_L2, 3)
    h = np.minimum(inside / np.float32(frame.pixels(0.10)), 1)
    solid = np.where(inside > 0, np.float32(0.42) + np.float32(0.50) * np.sqrt(h * (2 - h)), 0)
    return np.asarray(air * (1 - solid), np.float32)


def airway_air(organs: Outlines, frame: Frame) -> Map:
    """Trachea and main bronchi, in centimetres of air."""
    tubes = [organs.trachea, *(band(bronchus, 0.022) for bronchus in organs.bronchi)]
    shade = frame.shade(tubes, [255, 150, 150])
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.006)) * np.float32(1.7), np.float32)


def stomach_air(who: Patient, organs: Outlines, frame: Frame, rng: np.random.Generator) -> Map:
    """The bubble under the left dome, in centimetres of air."""
    if not who.gas:
        return np.zeros((frame.size, frame.size), np.float32)
    x, y = organs.domes["left"]
    wide, tall = 0.045 + 0.05 * who.gas, 0.02 + 0.03 * who.gas
    turn = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    wobble = 1 + 0.14 * rng.standard_normal(9)
    bubble = np.stack(
        [x - 0.03 + wide * wobble * np.cos(turn), y + 0.03 + tall * (1 + wobble * np.sin(turn))], 1
    )
    shade = frame.shade([ring(bubble)], 255)
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.005)) * np.float32(3.5), np.float32)
