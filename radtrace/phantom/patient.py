"""Who lies on the film: the parameters of one anatomy, and of one exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WIDTH_MM = 430.0
"""Width and height of every drawn film."""


@dataclass(frozen=True)
class Patient:
    """One anatomy. Lengths in the chest frame (see `frame`), thickness in centimetres.

    `ratio` is the cardiothoracic ratio aimed at; the exact one is measured on the masks.
    """

    half_width: float
    apex: float
    base: float
    thickness: float
    ratio: float
    right_share: float
    knob: float
    shoulder: float
    rib_slope: float
    rib_count: int
    bend: float
    bone: float
    breasts: float
    gas: float
    vessels: int
    """Seed of the branching."""


@dataclass(frozen=True)
class Pose:
    """How one film of the patient was taken."""

    scale: float
    tilt: float
    dx: float
    dy: float
    turn: float
    """Shift of what lies in front against what lies behind, by turning about the spine."""
    breath: float
    """How much lower (positive) the diaphragm stands than at a usual breath."""


@dataclass(frozen=True)
class Exposure:
    """Beam, detector and display of one film.

    `scatter` is the scattered share, `photons` the count per pixel in free air of a 256-pixel film,
    `dark` and `light` the display values of the 2nd and 98th percentile, `curve` and `contrast` bend
    between (the shoulder and toe of a film).
    """

    scatter: float
    photons: float
    blur: float
    dark: float
    light: float
    curve: float
    contrast: float
    border: float
    marker: int
    noise: int
    """Seed of the quantum noise."""


def patient(rng: np.random.Generator) -> Patient:
    """A patient without disease."""
    woman = rng.random() < 0.5
    return Patient(
        half_width=rng.uniform(0.325, 0.375),
        apex=rng.uniform(0.115, 0.15),
        base=rng.uniform(0.70, 0.76),
        thickness=rng.uniform(17, 26),
        ratio=rng.uniform(0.385, 0.475),
        right_share=rng.uniform(0.28, 0.36),
        knob=rng.uniform(0.058, 0.085),
        shoulder=rng.uniform(0.07, 0.13),
        rib_slope=rng.uniform(0.8, 1.25),
        rib_count=int(rng.integers(9, 11)),
        bend=rng.normal(0, 0.006),
        bone=rng.uniform(0.8, 1.25),
        breasts=rng.uniform(0.5, 1.2) if woman else 0.0,
        gas=rng.uniform(0.3, 1.0) if rng.random() < 0.75 else 0.0,
        vessels=int(rng.integers(2**31)),
    )


def pose(rng: np.random.Generator) -> Pose:
    """A film's position, near enough to a good one."""
    return Pose(
        scale=rng.uniform(1.03, 1.16),
        tilt=float(np.clip(rng.normal(0, 0.02), -0.05, 0.05)),
        dx=float(np.clip(rng.normal(0, 0.01), -0.02, 0.02)),
        dy=rng.uniform(0.0, 0.035),
        turn=float(np.clip(rng.normal(0, 0.008), -0.02, 0.02)),
        breath=rng.uniform(-0.035, 0.02),
    )


def exposure(rng: np.random.Generator) -> Exposure:
    """A film's exposure and display."""
    return Exposure(
        scatter=rng.uniform(0.03, 0.12),
        photons=float(np.exp(rng.uniform(np.log(2e4), np.log(2e5)))),
        blur=rng.uniform(0.45, 0.8),
        dark=rng.uniform(0.02, 0.10),
        light=rng.uniform(0.86, 0.97),
        curve=rng.uniform(0.75, 1.2),
        contrast=rng.uniform(0.3, 0.9),
        border=rng.uniform(0.005, 0.03) if rng.random() < 0.3 else 0.0,
        marker=int(rng.integers(0, 3)),
        noise=int(rng.integers(2**31)),
    )
