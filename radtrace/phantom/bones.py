"""Ribs, spine, shoulder girdle: how much bone the beam meets."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from radtrace.phantom.curves import Curve, band, ring, smooth
from radtrace.phantom.frame import Frame, Map
from radtrace.phantom.organs import SIDES, Outlines
from radtrace.phantom.patient import Patient

_CORTEX = 0.0065


def bone_map(who: Patient, organs: Outlines, frame: Frame) -> Map:
    """Bone along the beam, relative to a thick rib; (size, size)."""
    ribs = _shell(frame, posterior_ribs(who), 0.019, 235, 120)
    ribs += _shell(frame, anterior_ribs(who), 0.024, 150, 75)
    collar = _shell(frame, list(organs.clavicles.values()), 0.026, 230, 140)
    total = ribs + np.float32(1.15) * collar + spine(who, frame) + _shoulders(who, frame)
    return np.asarray(total * np.float32(who.bone), np.float32)


def posterior_ribs(who: Patient) -> list[Curve]:
    """Middle lines of the ribs behind, from the spine over and down to the wall."""
    return [_posterior(who, level, sign) for level in range(who.rib_count) for sign in SIDES.values()]


def anterior_ribs(who: Patient) -> list[Curve]:
    """Middle lines of the ribs in front, from the wall down to where cartilage begins."""
    return [_anterior(who, level, sign) for level in range(1, 7) for sign in SIDES.values()]


def _wall(who: Patient, y: float) -> float:
    """Half the chest's width at a height."""
    t = min(max((y - who.apex) / 0.5, 0.0), 1.0)
    return who.half_width * (0.36 + 0.64 * float(np.sqrt(t * (2 - t)))) + 0.004


def _posterior(who: Patient, level: int, sign: float) -> Curve:
    y = who.apex + 0.028 + level * 0.0655
    drop = (0.02 + 0.0095 * level) * who.rib_slope
    end = y + 0.042 + drop
    wall = _wall(who, end)
    points = [
        (0.034, y + 0.004),
        (0.30 * wall, y - 0.012),
        (0.58 * wall, y + 0.002),
        (0.84 * wall, y + 0.35 * (end - y)),
        (0.985 * wall, end),
    ]
    return smooth([(sign * x, at) for x, at in points])


def _anterior(who: Patient, level: int, sign: float) -> Curve:
    y = who.apex + 0.03 + level * 0.074
    wall = _wall(who, y)
    fall = (0.12 + 0.012 * level) * who.rib_slope
    points = [
        (0.99 * wall, y),
        (0.90 * wall, y + 0.28 * fall),
        (0.72 * wall, y + 0.62 * fall),
        (0.50 * wall, y + 0.92 * fall),
    ]
    return smooth([(sign * x, at) for x, at in points])


def _shell(frame: Frame, lines: Sequence[Curve], width: float, edge: int, inside: int) -> Map:
    """Hollow bands: bright at their edges, where the beam runs along the cortex."""
    outer = [band(line, _taper(line, width)) for line in lines]
    inner = [band(line, _taper(line, width - _CORTEX)) for line in lines]
    return frame.shade([*outer, *inner], [edge] * len(outer) + [inside] * len(inner))


def _taper(line: Curve, width: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    t = np.linspace(0, 1, len(line))
    return np.asarray(width * (0.8 + 0.35 * t * (2 - t)))


def spine(who: Patient, frame: Frame) -> Map:
    """Vertebral bodies with discs between, behind the heart; (size, size)."""
    tops = np.arange(-0.02, 1.02, 0.052)
    half = 0.030 + 0.010 * np.clip(tops, 0, 1)
    bend = who.bend * np.sin(np.pi * tops)
    blocks = [_vertebra(x, y, w) for x, y, w in zip(bend, tops, half, strict=True)]
    knuckles = [_disc(x, y + 0.026, 0.006, 0.009) for x, y in zip(bend, tops, strict=True)]
    column = band(np.stack([bend, tops], 1), 2 * half)
    shade = frame.shade([column, *blocks, *knuckles], [95] + [140] * len(blocks) + [185] * len(knuckles))
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.004)), np.float32)


def _vertebra(x: float, y: float, half: float) -> Curve:
    return np.array(
        [
            (x - half, y + 0.005),
            (x + half, y + 0.005),
            (x + 0.92 * half, y + 0.022),
            (x + half, y + 0.044),
            (x - half, y + 0.044),
            (x - 0.92 * half, y + 0.022),
        ]
    )


def _disc(x: float, y: float, across: float, down: float) -> Curve:
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    return np.stack([x + across * np.cos(turn), y + down * np.sin(turn)], 1)


def _shoulders(who: Patient, frame: Frame) -> Map:
    """Shoulder blades and the heads of the arms."""
    top = who.apex + 0.03 - 0.5 * who.shoulder
    shapes, levels = [], []
    for sign in SIDES.values():
        blade = [(0.40, top), (0.335, top + 0.11), (0.335, top + 0.24), (0.375, top + 0.345)]
        blade += [(0.415, top + 0.22), (0.445, top + 0.10)]
        head = _disc(sign * 0.475, top + 0.045, 0.042, 0.05)
        shaft = smooth([(sign * 0.485, top + 0.05), (sign * 0.515, top + 0.25), (sign * 0.53, top + 0.6)])
        shapes += [ring([(sign * x, y) for x, y in blade]), head, band(shaft, 0.045)]
        levels += [55, 150, 140]
    shade = frame.shade(shapes, levels)
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.003)), np.float32)
