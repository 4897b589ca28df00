"""Augmentation of appearance: grey levels of another film, and haze over the lungs.

Heart masks exist for one source only (JSRT: upright, clear, one scanner). A network trained on it alone finds
fragments of the heart on hazy bedside films. Here a film takes the grey levels of another source's film, and
gets random opacities while its masks stay the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from radtrace.images.resample import resize
from radtrace.training.embedded.films import TrainingFilm

LEVELS = np.linspace(0, 100, 33)


def tones(films: Sequence[TrainingFilm]) -> NDArray[np.float32]:
    """Grey levels (n, 33) of the films: percentiles of what lies within the black border, in [0, 1]."""
    return np.stack([tone(film.square) for film in films])


def tone(square: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The 33 percentiles of one film's non-black pixels."""
    content = square[::4, ::4]
    content = content[content > 0] if content.any() else content.ravel()
    return np.asarray(np.percentile(content, LEVELS) / 255, np.float32)


def retone(
    image: NDArray[np.float32], own: NDArray[np.float32], other: NDArray[np.float32], rng: Generator
) -> NDArray[np.float32]:
    """`image` moved part of the way (random) to the grey levels of another film; black stays black."""
    rising = own + np.arange(len(own), dtype=np.float32) * np.float32(1e-5)
    moved = np.where(image > 0, np.interp(image, rising, other), 0)
    share = rng.uniform(0.3, 1.0)
    return np.asarray((1 - share) * image + share * moved, np.float32)


def haze(image: NDArray[np.float32], lungs: NDArray[np.bool_], rng: Generator) -> NDArray[np.float32]:
    """Opacities of random shape over the lungs, denser towards a random level.

    `lungs` (h, w) at any resolution; gives an image of the same shape as `image`.
    """
    side = image.shape[0]
    cells = int(rng.integers(3, 11))
    field = resize(rng.random((cells, cells)).astype(np.float32), side, side, "cubic")
    level = (np.linspace(0, 1, side, dtype=np.float32)[:, None] - rng.uniform(0.2, 0.8)) * rng.uniform(0, 4)
    cover = 1 / (1 + np.exp(-(8 * (field - rng.uniform(0.3, 0.7)) + level)))
    within = resize(resize(lungs.astype(np.float32), 20, 20, "area"), side, side, "cubic")
    density = np.clip(cover * within * rng.uniform(0.3, 1.0), 0, 1)
    bright = np.float32(np.percentile(image[::4, ::4], rng.uniform(70, 95)))
    return np.asarray(image + density * np.maximum(bright - image, 0), np.float32)
