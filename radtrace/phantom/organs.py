"""The organs' outlines in the chest frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from radtrace.phantom.curves import Curve, ring, smooth
from radtrace.phantom.patient import Patient, Pose

SIDES = {"right": -1.0, "left": 1.0}
"""The sign of x on the patient's side."""


CLAVICLE = 0.026
"""Width of a collar bone."""


@dataclass(frozen=True)
class Outlines:
    """Closed outlines in the chest frame, and where the mid structures stand.

    `lungs` bound the pleural cavities, from wall to mediastinum, heart and diaphragm ignored on the
    inner side: what of them is hidden by the heart is cut away on the film. `domes` are the
    diaphragm's highest points, `hila` the lungs' roots, `carina` the fork of the airway.
    """

    lungs: dict[str, Curve]
    heart: Curve
    mediastinum: Curve
    trachea: Curve
    bronchi: tuple[Curve, Curve]
    clavicles: dict[str, Curve]
    domes: dict[str, tuple[float, float]]
    hila: dict[str, tuple[float, float]]
    carina: tuple[float, float]
    middle: float


def outlines(who: Patient, how: Pose, raised: dict[str, float], shift: float) -> Outlines:
    """The organs of a patient in a pose.

    `raised` lifts the diaphragm of a side, `shift` moves the mid structures to the patient's left;
    both are signs of disease, in the chest frame.
    """
    base = who.base + how.breath
    middle = how.turn + shift
    tops = {"right": base - raised["right"], "left": base + 0.018 - raised["left"]}
    return Outlines(
        lungs={side: _lung(who, side, top) for side, top in tops.items()},
        heart=_heart(who, middle, base),
        mediastinum=_mediastinum(who, middle),
        trachea=_trachea(who, middle),
        bronchi=_bronchi(middle),
        clavicles={side: _clavicle(who, side, how.turn) for side in SIDES},
        domes={side: (SIDES[side] * 0.55 * who.half_width, top) for side, top in tops.items()},
        hila={"right": (middle - 0.085, 0.415), "left": (middle + 0.085, 0.395)},
        carina=(middle - 0.005, 0.335),
        middle=middle,
    )


def _lung(who: Patient, side: str, top: float) -> Curve:
    """Apex, wall, costophrenic angle, dome, and the inner border back up."""
    w, apex, low = who.half_width, who.apex, max(who.base, top) + 0.085
    wall = smooth(
        [
            (0.045, apex + 0.06),
            (0.33 * w, apex + 0.008),
            (0.52 * w, apex + 0.012),
            (0.72 * w, apex + 0.085),
            (0.85 * w, apex + 0.19),
            (0.95 * w, apex + 0.34),
            (w, apex + 0.50),
            (0.99 * w, low - 0.05),
            (0.965 * w, low),
        ]
    )
    dome = smooth(
        [
            (0.965 * w, low),
            (0.86 * w, 0.55 * top + 0.45 * low),
            (0.72 * w, top + 0.018),
            (0.55 * w, top),
            (0.36 * w, top + 0.012),
            (0.20 * w, top + 0.045),
            (0.035, top + 0.075),
        ]
    )
    curve = np.concatenate([wall, dome[1:]])
    sided: Curve = curve * np.array([SIDES[side], 1.0])
    return sided


def _heart(who: Patient, middle: float, base: float) -> Curve:
    """The heart's shadow, as wide as `ratio` of the chest."""
    width = who.ratio * 2 * who.half_width
    # A large heart leaves the left angle free: what has no room on the left grows to the right.
    left = min((1 - who.right_share) * width, 0.84 * who.half_width - middle)
    right = width - left
    top, low = 0.425, base + 0.03
    tall = low - top
    return ring(
        [
            (middle - 0.35 * right - 0.02, top + 0.03),
            (middle - 0.80 * right, top + 0.30 * tall),
            (middle - right, top + 0.58 * tall),
            (middle - 0.86 * right, top + 0.83 * tall),
            (middle - 0.55 * right, low),
            (middle + 0.10 * left, low + 0.03),
            (middle + 0.60 * left, low + 0.035),
            (middle + 0.93 * left, low + 0.005),
            (middle + left, low - 0.055),
            (middle + 0.86 * left, top + 0.62 * tall),
            (middle + 0.58 * left, top + 0.32 * tall),
            (middle + 0.34 * left + 0.012, top + 0.10 * tall),
            (middle + 0.02, top),
        ]
    )


def _mediastinum(who: Patient, middle: float) -> Curve:
    """From the neck to the heart, with the aortic knob on the left."""
    k = who.knob
    return ring(
        [
            (middle - 0.052, 0.10),
            (middle - 0.055, 0.20),
            (middle - 0.052, 0.30),
            (middle - 0.060, 0.42),
            (middle - 0.060, 0.53),
            (middle + 0.060, 0.53),
            (middle + 0.078, 0.425),
            (middle + 0.055, 0.365),
            (middle + 0.62 * k + 0.02, 0.335),
            (middle + k, 0.295),
            (middle + 0.78 * k + 0.008, 0.255),
            (middle + 0.050, 0.20),
            (middle + 0.050, 0.10),
        ]
    )


def _trachea(who: Patient, middle: float) -> Curve:
    half, x = 0.019, middle
    return np.array(
        [
            (-half, -0.05),
            (x - half, 0.2),
            (x - half - 0.006, 0.32),
            (x + half - 0.006, 0.32),
            (x + half - 0.002, 0.2),
            (half, -0.05),
        ]
    )


def _bronchi(middle: float) -> tuple[Curve, Curve]:
    return (
        smooth([(middle - 0.012, 0.31), (middle - 0.035, 0.36), (middle - 0.062, 0.41)]),
        smooth([(middle + 0.004, 0.315), (middle + 0.04, 0.355), (middle + 0.078, 0.385)]),
    )


def _clavicle(who: Patient, side: str, turn: float) -> Curve:
    """The collar bone's middle line, from the breast bone outwards."""
    sign, rise = SIDES[side], who.shoulder * 0.6
    points = [
        (0.032, who.apex + 0.085),
        (0.10, who.apex + 0.068),
        (0.20, who.apex + 0.045 - 0.2 * rise),
        (0.30, who.apex + 0.005 - 0.8 * rise),
        (0.40, who.apex - 0.012 - rise),
    ]
    return smooth([(sign * x + turn * 1.6, y) for x, y in points])
