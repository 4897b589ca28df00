"""Ribs, spine, shoulder girdle: how much bone the beam meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.curves import Curve, band, ring, smooth
from radtrace.phantom.frame import Frame, Map
from radtrace.phantom.organs import CLAVICLE, SIDES, Outlines
from radtrace.phantom.patient import Patient

_CORTEX = 0.0065


def bone_map(who: Patient, organs: Outlines, frame: Frame) -> Map:
    """Bone along the beam, relative to a thick rib; (size, size)."""
    total = _shell(frame, posterior_ribs(who), 0.019, 235, 120)
    total += _shell(frame, anterior_ribs(who), 0.024, 150, 75)
    collar = _shell(frame, np.stack(list(organs.clavicles.values())), CLAVICLE, 230, 140)
    for further in (np.float32(1.15) * collar, spine(who, frame), _shoulders(who, frame)):
        total += further
    total *= np.float32(who.bone)
    return total


def posterior_ribs(who: Patient) -> Curve:
    """Middle lines of the ribs behind, from the spine over and down to the wall; (ribs, points, 2)."""
    level = np.arange(who.rib_count)
    y = who.apex + 0.028 + level * 0.0655
    end = y + 0.042 + (0.02 + 0.0095 * level) * who.rib_slope
    wall = _wall(who, end)
    x = [np.full(len(level), 0.034), 0.30 * wall, 0.58 * wall, 0.84 * wall, 0.985 * wall]
    return _both_sides(x, [y + 0.004, y - 0.012, y + 0.002, 0.65 * y + 0.35 * end, end])


def anterior_ribs(who: Patient) -> Curve:
    """Middle lines of the ribs in front, from the wall to where cartilage begins; (ribs, points, 2)."""
    level = np.arange(1, 7)
    y = who.apex + 0.03 + level * 0.074
    wall, fall = _wall(who, y), (0.12 + 0.012 * level) * who.rib_slope
    x = [0.99 * wall, 0.90 * wall, 0.72 * wall, 0.50 * wall]
    return _both_sides(x, [y, y + 0.28 * fall, y + 0.62 * fall, y + 0.92 * fall])


def _both_sides(x: Sequence[NDArray[np.floating[Any]]], y: Sequence[NDArray[np.floating[Any]]]) -> Curve:
    """Curves through control points given as (points, ribs), on either side."""
    lines = smooth(np.stack([np.stack(x, 1), np.stack(y, 1)], 2))
    return np.concatenate([lines * [sign, 1.0] for sign in SIDES.values()])


def _wall(who: Patient, y: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Half the chest's width at each height."""
    t = np.clip((y - who.apex) / 0.5, 0.0, 1.0)
    return np.asarray(who.half_width * (0.36 + 0.64 * np.sqrt(t * (2 - t))) + 0.004)


def _shell(frame: Frame, lines: Curve, width: float, edge: int, inside: int) -> Map:
    """Hollow bands: bright at their edges, where the beam runs along the cortex."""
    t = np.linspace(0, 1, lines.shape[-2])
    taper = 0.8 + 0.35 * t * (2 - t)
    both = np.array([width, width - _CORTEX])[:, None, None] * taper
    outer, inner = band(lines, both)
    return frame.shade([*outer, *inner], [edge] * len(outer) + [inside] * len(inner))


def spine(who: Patient, frame: Frame) -> Map:
    """Vertebral bodies with discs between, behind the heart; (size, size)."""
    tops = np.arange(-0.02, 1.02, 0.052)
    half = 0.030 + 0.010 * np.clip(tops, 0, 1)
    bend = who.bend * np.sin(np.pi * tops)
    at = np.stack([bend, tops], 1)
    blocks = at[:, None] + _BODY * np.stack([half, np.ones_like(half)], 1)[:, None]
    knuckles = at[:, None] + [0, 0.026] + _CIRCLE * [0.006, 0.009]
    column = band(at, 2 * half)
    levels = [95] + [140] * len(blocks) + [185] * len(knuckles)
    shade = frame.shade([column, *blocks, *knuckles], levels)
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.004)), np.float32)


_BODY = np.array([(-1, 0.005), (1, 0.005), (0.92, 0.022), (1, 0.044), (-1, 0.044), (-0.92, 0.022)])
"""A vertebral body: x in half widths, y in the chest frame."""

_TURN = np.linspace(0, 2 * np.pi, 12, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], 1)


def _shoulders(who: Patient, frame: Frame) -> Map:
    """Shoulder blades and the heads of the arms."""
    top = who.apex + 0.03 - 0.5 * who.shoulder
    shapes, levels = [], []
    for sign in SIDES.values():
        blade = [(0.40, top), (0.335, top + 0.11), (0.335, top + 0.24), (0.375, top + 0.345)]
        blade += [(0.415, top + 0.22), (0.445, top + 0.10)]
        head = _CIRCLE * [0.042, 0.05] + [sign * 0.475, top + 0.045]
        shaft = smooth([(sign * 0.485, top + 0.05), (sign * 0.515, top + 0.25), (sign * 0.53, top + 0.6)])
        shapes += [ring([(sign * x, y) for x, y in blade]), head, band(shaft, 0.045)]
        levels += [75, 190, 180]
    shade = frame.shade(shapes, levels)
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.003)), np.float32)
