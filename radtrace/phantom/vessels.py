"""The lungs' vessels: trees that fork from the hila to the wall, and the hila themselves."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.curves import Curve
from radtrace.phantom.frame import Frame, Map
from radtrace.phantom.organs import SIDES, Outlines
from radtrace.phantom.patient import Patient

_LEVELS = 6
_ROOTS = 10
_STEPS = 4  # points of a branch


def vessel_map(who: Patient, organs: Outlines, frame: Frame, swell: float = 0.0) -> Map:
    """Blood along the beam, 0 to 1; `swell` widens the vessels, as fluid overload does."""
    rng = np.random.default_rng(who.vessels)
    canvas = np.zeros((frame.size, frame.size), np.uint8)
    trees = [_tree(rng, organs.hila[side], sign) for side, sign in SIDES.items()]
    for level in reversed(range(_LEVELS)):
        lines = np.concatenate([tree[level] for tree in trees])
        width = (0.0125 * 0.70**level) * (1 + swell)
        frame.strokes(canvas, lines, round(255 * 0.80**level), width)
    tree_map = cv2.GaussianBlur(canvas, (0, 0), max(frame.pixels(0.0016), 0.3)).astype(np.float32)
    return np.asarray(tree_map * np.float32(1 / 255) + _hila(organs, frame, swell), np.float32)


def _hila(organs: Outlines, frame: Frame, swell: float) -> Map:
    x, y = frame.grids()
    total = np.zeros_like(x)
    for side, sign in SIDES.items():
        at, level = organs.hila[side]
        dx, dy = (
            (x - np.float32(at - sign * 0.01)) / np.float32(0.030),
            (y - np.float32(level)) / np.float32(0.062),
        )
        total += np.exp(-(dx * dx + dy * dy))
    return np.asarray(np.float32(0.75 + swell) * total, np.float32)


def _tree(rng: np.random.Generator, root: tuple[float, float], sign: float) -> list[Curve]:
    """Branches by level: each is a bent line, forks in two, and goes on shorter."""
    heading = np.linspace(-1.25, 1.35, _ROOTS) + 0.10 * rng.standard_normal(_ROOTS)
    start = np.array(root) + np.stack([np.full(_ROOTS, -0.012), 0.05 * np.sin(heading)], 1) * [sign, 1]
    length = 0.062 + 0.02 * rng.random(_ROOTS)
    levels = []
    for _ in range(_LEVELS):
        lines, ends, last = _branches(rng, start, heading, length, sign)
        levels.append(lines)
        spread = 0.26 + 0.22 * rng.random(len(ends))
        start, heading = np.repeat(ends, 2, 0), np.repeat(last, 2)
        heading = heading + np.stack([spread, -0.8 * spread], 1).ravel()
        length = np.repeat(length, 2) * (0.66 + 0.25 * rng.random(len(heading)))
    return levels


def _branches(
    rng: np.random.Generator,
    start: NDArray[np.float64],
    heading: NDArray[np.float64],
    length: NDArray[np.float64],
    sign: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Bent lines (n, points, 2), their ends (n, 2) and last headings (n,)."""
    turns = 0.22 * rng.standard_normal((len(start), _STEPS)).cumsum(1) / np.sqrt(_STEPS)
    angle = heading[:, None] + turns
    step = (length / _STEPS)[:, None]
    moves = np.stack([sign * step * np.cos(angle), step * np.sin(angle)], 2)
    lines = np.concatenate([start[:, None], start[:, None] + moves.cumsum(1)], 1)
    return lines, lines[:, -1], angle[:, -1]
