"""What a finding does to the beam."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from radtrace.phantom.beam import texture
from radtrace.phantom.chest import Chest
from radtrace.phantom.frame import Map, Mask


@dataclass(frozen=True)
class Effect:
    """One finding on the film, all (size, size).

    `mask` are its exact pixels. `fluid` is the share of the lung's air that it takes away (negative
    where it adds air), `tissue` further soft tissue in centimetres, `vessels` the share of the
    vessels that is still seen. None stands for no effect.
    """

    mask: Mask
    fluid: Map | None = None
    tissue: Map | None = None
    vessels: Map | None = None


def blob(
    chest: Chest, at: tuple[float, float], radii: tuple[float, float], rough: float, rng: np.random.Generator
) -> Map:
    """A ragged ellipse about a point of the chest frame: 1 in the middle, 0 at its border, negative out."""
    dx = (chest.x - np.float32(at[0])) / np.float32(radii[0])
    dy = (chest.y - np.float32(at[1])) / np.float32(radii[1])
    grain = texture(rng, chest.frame.size, 14) + np.float32(0.6) * texture(rng, chest.frame.size, 34)
    return np.asarray(1 - np.sqrt(dx * dx + dy * dy) + np.float32(rough) * grain, np.float32)


def ramp(values: Map, width: float) -> Map:
    """0 below zero, 1 from `width` on, smooth between."""
    t = np.clip(values * np.float32(1 / width), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
