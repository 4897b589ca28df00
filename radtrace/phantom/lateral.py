"""The second view: the same patient from the side, facing the picture's left."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.organs import box_around
from radtrace.phantom.beam import BONE, WATER, film_pixels, texture
from radtrace.phantom.curves import Curve, band, ring, smooth
from radtrace.phantom.frame import Frame, Map, Mask
from radtrace.phantom.lesions.effect import ramp
from radtrace.phantom.lesions.nodule import diameter_mm
from radtrace.phantom.patient import Exposure, Patient
from radtrace.phantom.plan import Lesion
from radtrace.record import Box

_DEEP = 1.35  # the chest across, as against from front to back
_SEEN = 0.3  # a cloud's edge, as a share of its densest part
_ABOUT = MappingProxyType({"consolidation": 0.06, "atelectasis": 0.045, "pulmonary_edema": 0.15})


def lateral(
    who: Patient,
    frame: Frame,
    lesions: Mapping[str, Lesion],
    heights: Mapping[str, float],
    how: Exposure,
    rng: np.random.Generator,
) -> tuple[NDArray[np.uint8], dict[str, Box]]:
    """The lateral film (size, size), 8 bits, and by concept the box of each lesion that is seen on it.

    `heights` are the chest-frame y of the lesions' middles on the frontal film; what lies in front or behind
    is drawn from `rng`. A pneumothorax is not seen from the side.
    """
    x, y = frame.grids()
    lungs, heart = frame.mask(_lungs(who, 0.0)), frame.mask(_heart(who))
    air = _depth(lungs, frame) * np.float32(0.5) + _depth(frame.mask(_lungs(who, 0.022)), frame) * np.float32(
        0.5
    )
    air = air * (1 - np.float32(0.62) * _depth(heart, frame, 0.09))
    shares = {concept: _fluid(who, lesion, heights, x, y, rng) for concept, lesion in lesions.items()}
    fluid = np.clip(sum(shares.values()) + 0 * x, -0.2, 1)
    grain = (
        1 + np.float32(0.03) * texture(rng, frame.size, 70) + np.float32(0.02) * texture(rng, frame.size, 24)
    )
    deep = np.float32(who.thickness * _DEEP)
    body = deep * cv2.GaussianBlur(frame.shade([_skin(who)], 255), (0, 0), frame.pixels(0.012))
    body *= np.float32(0.85) + np.float32(0.3) * np.clip(y, 0, 1)
    root = np.exp(-(((x - np.float32(0.02)) / 0.045) ** 2 + ((y - np.float32(0.41)) / 0.055) ** 2))
    hollow = np.float32(0.68) * deep * air * np.clip(np.float32(0.78) * grain * (1 - fluid), 0, 1)
    balls = _balls(lesions, heights, x, y)
    soft = body - hollow - _airway(frame) + np.float32(2.2) * root.astype(np.float32) * air + balls
    depth = np.float32(WATER * 0.8) * np.maximum(soft, 0) + np.float32(BONE) * _bones(who, frame)
    marks = {concept: (share > _SEEN * share.max()) & lungs for concept, share in shares.items()}
    marks |= {"lung_nodule": balls > 0, "cardiomegaly": heart}
    boxes = {concept: box_around(marks[concept]) for concept in lesions}
    found = {concept: box for concept, box in boxes.items() if box is not None}
    return film_pixels(np.asarray(depth, np.float32), how), found


def _front(who: Patient) -> list[tuple[float, float]]:
    """The breast bone's back, from the top down."""
    return [
        (-0.09, who.apex + 0.07),
        (-0.15, 0.27),
        (-0.205, 0.42),
        (-0.235, 0.58),
        (-0.235, who.base - 0.01),
    ]


def _lungs(who: Patient, drop: float) -> Curve:
    """Both lungs' outline down to one dome, which stands `drop` lower."""
    top = who.base - 0.02 + drop
    front = smooth([(0.03, who.apex - 0.005), (-0.05, who.apex + 0.02), *_front(who)])
    dome = smooth(
        [
            (-0.235, top + 0.02),
            (-0.16, top - 0.02),
            (-0.05, top - 0.015),
            (0.08, top + 0.035),
            (0.20, top + 0.12),
        ]
    )
    back = smooth([(0.25, top + 0.13), (0.265, 0.60), (0.255, 0.42), (0.19, 0.24), (0.11, who.apex + 0.02)])
    return np.concatenate([front, dome, back])


def _heart(who: Patient) -> Curve:
    """Against the lower breast bone; deeper where it is wide."""
    low, deep = who.base + 0.02, 0.19 * who.ratio / 0.43
    return ring(
        [
            (-0.225, low - 0.05),
            (-0.21, low - 0.17),
            (-0.12, low - 0.30),
            (-0.03, low - 0.27),
            (-0.225 + 1.15 * deep, low - 0.16),
            (-0.225 + 1.1 * deep, low - 0.04),
            (-0.12, low + 0.02),
        ]
    )


def _skin(who: Patient) -> Curve:
    front = smooth([(-0.09, -0.2), (-0.085, 0.05), (-0.16, 0.16), (-0.25, 0.36), (-0.29, 0.6), (-0.30, 1.2)])
    back = smooth(
        [(0.38, 1.2), (0.375, 0.8), (0.38, 0.5), (0.36, 0.3), (0.27, 0.1), (0.16, -0.02), (0.15, -0.2)]
    )
    return np.concatenate([front, back])


def _depth(mask: Mask, frame: Frame, full: float = 0.10) -> Map:
    inside = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3)
    t = np.minimum(inside / np.float32(frame.pixels(full)), 1)
    return np.asarray(np.sqrt(t * (2 - t)), np.float32)


def _airway(frame: Frame) -> Map:
    tube = band(smooth([(0.03, -0.05), (0.035, 0.18), (0.045, 0.36)]), 0.038)
    return np.asarray(
        cv2.GaussianBlur(frame.shade([tube], 255), (0, 0), frame.pixels(0.006)) * np.float32(1.7)
    )


def _bones(who: Patient, frame: Frame) -> Map:
    tops = np.arange(0.02, 1.0, 0.052)
    x = 0.17 + 0.085 * np.sin(np.pi * np.clip((tops - 0.05) / 0.9, 0, 1))
    blocks = [_block(at, top) for at, top in zip(x, tops, strict=True)]
    ribs = [band(_rib(who, level), 0.016) for level in range(10)]
    breast = band(smooth([(px - 0.012, py) for px, py in _front(who)]), 0.018)
    levels = [45] * len(ribs) + [130] * len(blocks) + [120]
    shade = frame.shade([*ribs, *blocks, breast], levels)
    return np.asarray(
        cv2.GaussianBlur(shade, (0, 0), frame.pixels(0.005)) * np.float32(2.4 * who.bone), np.float32
    )


def _block(x: float, y: float) -> Curve:
    return np.array([(x, y), (x + 0.066, y + 0.004), (x + 0.064, y + 0.042), (x + 0.002, y + 0.040)])


def _rib(who: Patient, level: int) -> Curve:
    y = who.apex + 0.05 + 0.062 * level
    back = 0.13 + 0.12 * min(level / 4, 1)
    return smooth([(back + 0.08, y), (back + 0.03, y + 0.02), (0.05, y + 0.11), (-0.08, y + 0.17)])


def _fluid(
    who: Patient,
    lesion: Lesion,
    heights: Mapping[str, float],
    x: Map,
    y: Map,
    rng: np.random.Generator,
) -> Map:
    """The share of the air that a lesion takes away, of both lungs together."""
    if lesion.concept == "pleural_effusion":
        surface = np.float32(who.base + 0.11 - 0.05 - 0.40 * lesion.extent**1.25)
        behind = np.clip((x + np.float32(0.24)) / np.float32(0.5), 0, 1)
        level = surface + np.float32(0.10) * (1 - behind * behind)
        return np.float32(0.45 * len(lesion.sides)) * ramp(y - level, 0.04)
    if lesion.concept not in _ABOUT:
        return np.zeros_like(x)
    wide = _ABOUT[lesion.concept] * (0.8 + 0.6 * lesion.extent)
    dx, dy = x - np.float32(rng.uniform(-0.08, 0.16)), y - np.float32(heights[lesion.concept])
    cloud = np.exp(-((dx * dx + dy * dy) / np.float32(wide * wide)))
    return np.asarray(np.float32(0.12 if lesion.faint else 0.42) * cloud, np.float32)


def _balls(lesions: Mapping[str, Lesion], heights: Mapping[str, float], x: Map, y: Map) -> Map:
    lesion = lesions.get("lung_nodule")
    if lesion is None:
        return np.zeros_like(x)
    place = np.random.default_rng(lesion.seed + 1).uniform(-0.05, 0.14)
    radius = diameter_mm(lesion) / 2 / 430
    t = ((x - np.float32(place)) ** 2 + (y - np.float32(heights["lung_nodule"])) ** 2) / np.float32(radius**2)
    return np.asarray(np.sqrt(np.clip(1 - t, 0, 1)) * np.float32(diameter_mm(lesion) / 10 * 1.9), np.float32)
