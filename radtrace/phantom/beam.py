"""The imaging chain: attenuation, scatter, quantum noise, blur and display.

Beer and Lambert for one effective energy (about 70 keV): the detector sees exp(-sum of mu t), a smooth
share of scattered beam, and Poisson noise; the film shows the logarithm, bent by a display curve.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.frame import Map
from radtrace.phantom.patient import Exposure

WATER = 0.19
"""Attenuation of soft tissue, per centimetre."""

BONE = 0.42
"""Total attenuation of a thick rib beyond the soft tissue it replaces."""


def film_pixels(depth: Map, how: Exposure) -> NDArray[np.uint8]:
    """The film of an optical depth (size, size), in 8 bits; bright where the beam was stopped."""
    through: Map = np.negative(depth)
    np.exp(through, out=through)
    through += np.float32(how.scatter) * _scattered(through)
    sharp = how.blur * len(depth) / 256
    through = np.asarray(cv2.GaussianBlur(through, (0, 0), sharp), np.float32)
    through += _quanta(how, through)
    np.maximum(through, np.float32(1e-4), out=through)
    np.log(through, out=through)
    shown = _display(np.negative(through, out=through), how)
    shown *= 255
    return _marked(np.rint(shown, out=shown).astype(np.uint8), how)


def _scattered(through: Map) -> Map:
    """Scatter is a wide blur of the beam, computed at 32 x 32 pixels."""
    size = len(through)
    small = cv2.resize(through, (32, 32), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(cv2.GaussianBlur(small, (0, 0), 3.2), (size, size)), np.float32)


def _quanta(how: Exposure, through: Map) -> Map:
    """Poisson noise in its normal limit; a finer pixel catches fewer photons."""
    photons = how.photons * (256 / len(through)) ** 2
    rng = np.random.Generator(np.random.SFC64(how.noise))
    grain = rng.standard_normal(through.shape, np.float32)
    grain *= np.sqrt(through * np.float32(1 / photons))
    return grain


def _display(seen: Map, how: Exposure) -> Map:
    low, high = np.percentile(seen[::4, ::4], (2, 98))
    t = seen - np.float32(low)
    t *= np.float32(1 / max(high - low, 1e-3))
    np.clip(t, 0, 1, out=t)
    t += np.float32(how.contrast) * (t * t * (3 - 2 * t) - t)
    shown: Map = np.power(t, np.float32(how.curve), out=t)
    shown *= np.float32(how.light - how.dark)
    shown += np.float32(how.dark)
    np.clip(shown, 0, 1, out=shown)
    return shown


def _marked(pixels: NDArray[np.uint8], how: Exposure) -> NDArray[np.uint8]:
    """The lead letter on the patient's left, and the collimator's edge."""
    size = len(pixels)
    edge = round(how.border * size)
    if edge:
        for strip in (pixels[:edge], pixels[-edge:], pixels[:, :edge], pixels[:, -edge:]):
            strip[:] = 4
    if how.marker:
        at = (round(size * (0.95 - how.border) - 0.03 * size), round(size * (0.075 + how.border)))
        stroke = max(1, round(size / 200))
        cv2.putText(
            pixels, "L", at, cv2.FONT_HERSHEY_SIMPLEX, size / 620 * how.marker**0.3, 235, stroke, cv2.LINE_AA
        )
    return pixels


def texture(rng: np.random.Generator, size: int, cells: int) -> Map:
    """Smooth noise of mean 0 and deviation about 1, with `cells` cells across; (size, size)."""
    coarse = rng.standard_normal((cells, cells), np.float32)
    return np.asarray(cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC), np.float32)
