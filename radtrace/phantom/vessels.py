"""The lungs' vessels: trees that fork from the hila to the wall, and the hila themselves."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.curves import Curve
from radtrace.phantom.frame import Frame, Map
from radtrace.phantom.organs import SIDES, Outlines
from radtrace.phantom.patient import Patient

Floats = NDArray[np.float64]

_LEVELS = 6
_ROOTS = 10
_STEPS = 4  # points of a branch


def vessel_map(who: Patient, organs: Outlines, frame: Frame, swell: float = 0.0) -> Map:
    """Blood along the beam, 0 to 1; `swell` widens the vessels, as fluid overload does."""
    rng = np.random.default_rng(who.vessels)
    canvas = np.zeros((frame.size, frame.size), np.uint8)
    roots, signs = (np.array([at[side] for side in SIDES]) for at in (organs.hila, SIDES))
    trees = list(_trees(rng, roots, signs))
    for level in reversed(range(_LEVELS)):
        lines = trees[level]
        width = (0.0125 * 0.70**level) * (1 + swell)
        frame.strokes(canvas, lines, round(255 * 0.80**level), width)
    blood = cv2.GaussianBlur(canvas, (0, 0), max(frame.pixels(0.0016), 0.3)).astype(np.float32)
    blood *= np.float32(1 / 255)
    blood += _hila(organs, frame, swell)
    return blood


def _hila(organs: Outlines, frame: Frame, swell: float) -> Map:
    x, y = frame.grids()
    total = np.zeros_like(x)
    for side, sign in SIDES.items():
        at, level = organs.hila[side]
        near = (x - np.float32(at - sign * 0.01)) / np.float32(0.030)
        near *= near
        dy = (y - np.float32(level)) / np.float32(0.062)
        near += np.multiply(dy, dy, out=dy)
        total += np.exp(np.negative(near, out=near), out=near)
    total *= np.float32(0.75 + swell)
    return total


def _trees(rng: np.random.Generator, roots: Floats, signs: Floats) -> Iterator[Curve]:
    """Branches (n, points, 2) by level, on all sides: each is a bent line, forks in two, and goes on
    shorter. `roots` are (sides, 2)."""
    chances = map(np.stack, zip(*[list(_chances(rng)) for _ in signs], strict=True))
    heading = np.linspace(-1.25, 1.35, _ROOTS) + 0.10 * next(chances)
    away = np.stack(np.broadcast_arrays(-0.012 * signs[:, None], 0.05 * np.sin(heading)), -1)
    start, length = roots[:, None] + away, 0.062 + 0.02 * next(chances)
    for turns, spread, shorter in zip(chances, chances, chances, strict=True):
        lines, angle = _branches(turns, start, heading, length, signs)
        yield lines.reshape(-1, *lines.shape[2:])
        forks = np.stack([0.26 + 0.22 * spread, -0.8 * (0.26 + 0.22 * spread)], -1)
        start, heading = np.repeat(lines[:, :, -1], 2, 1), np.repeat(angle[:, :, -1], 2, 1)
        heading += forks.reshape(heading.shape)
        length = np.repeat(length, 2, 1) * (0.66 + 0.25 * shorter)


def _chances(rng: np.random.Generator) -> Iterator[Floats]:
    """All that is drawn at random of one tree: of its roots two, of each level three."""
    yield rng.standard_normal(_ROOTS)
    yield rng.random(_ROOTS)
    for level in range(_LEVELS):
        count = _ROOTS << level
        yield from (rng.standard_normal((count, _STEPS)), rng.random(count), rng.random(2 * count))


def _branches(
    turns: Floats, start: Floats, heading: Floats, length: Floats, signs: Floats
) -> tuple[Floats, Floats]:
    """Bent lines (sides, n, points, 2) and the headings of their steps (sides, n, steps)."""
    angle = heading[..., None] + 0.22 * turns.cumsum(2) / np.sqrt(_STEPS)
    step = (length / _STEPS)[..., None]
    lines = np.empty((*start.shape[:2], _STEPS + 1, 2))
    lines[:, :, 0] = 0
    np.cumsum(signs[:, None, None] * step * np.cos(angle), 2, out=lines[:, :, 1:, 0])
    np.cumsum(step * np.sin(angle), 2, out=lines[:, :, 1:, 1])
    lines += start[:, :, None]
    return lines, angle
