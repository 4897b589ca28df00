"""Augmentation: one random affine map for film, mask and boxes, then exposure and scanning effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from radtrace.images.resample import resize, warp
from radtrace.readers.embedded.frame import standardise
from radtrace.training.embedded.appearance import haze, retone, tone
from radtrace.training.embedded.films import CACHE_SIZE, FINDINGS, OPACITY, TrainingFilm

CELL = 16  # pixels a cell of the evidence maps
RETONED = 0.4  # share of views that borrow another film's grey levels
LUNGS = 3  # bits of both lungs


@dataclass(frozen=True)
class Sample:
    """One augmented film: `image` float32 (s, s) standardised, `mask` uint8 (s/4, s/4) bits,
    `cells` float32 (k, s/16, s/16) box coverage, `boxed` float32 (k) whether boxes are drawn."""

    image: NDArray[np.float32]
    mask: NDArray[np.uint8]
    cells: NDArray[np.float32]
    boxed: NDArray[np.float32]


def augment(film: TrainingFilm, size: int, rng: Generator, tones: NDArray[np.float32]) -> Sample:
    """A random view of `film` at `size` pixels; the same generator state gives the same view.

    `tones` (n, 33) are grey levels of other films to borrow.
    """
    matrix, flipped = _random_affine(size, rng)
    image = warp(film.square, matrix, size).astype(np.float32) / np.float32(255)
    if rng.random() < RETONED:
        image = retone(image, tone(film.square), tones[rng.integers(len(tones))], rng)
    if film.hazy and film.mask is not None:
        lungs = warp(film.mask, matrix / np.float32(4), size // 4, "nearest") & LUNGS
        image = haze(image, lungs > 0, rng)
    return _sample(film, _expose(image, rng), matrix, flipped, size)


def plain(film: TrainingFilm, size: int) -> Sample:
    """The film as the reader gets it, without augmentation."""
    image = resize(film.square, size, size, "area").astype(np.float32) / np.float32(255)
    return _sample(
        film, image, np.array([[size, 0, 0], [0, size, 0]], np.float32) / np.float32(CACHE_SIZE), False, size
    )


def _sample(
    film: TrainingFilm, image: NDArray[np.float32], matrix: NDArray[np.float32], flipped: bool, size: int
) -> Sample:
    small = matrix / np.float32(4)
    mask = film.mask if film.mask is not None else np.zeros((CACHE_SIZE, CACHE_SIZE), np.uint8)
    warped = warp(mask, small, size // 4, "nearest")
    cells, boxed = _cells(film, matrix, size)
    return Sample(standardise(image), swap_sides(warped) if flipped else warped, cells, boxed)


def _random_affine(size: int, rng: Generator) -> tuple[NDArray[np.float32], bool]:
    angle = np.deg2rad(rng.normal(0, 5))
    scale = size / CACHE_SIZE * np.exp(rng.normal(0, 0.10))
    stretch, shear = np.exp(rng.normal(0, 0.05)), rng.normal(0, 0.04)
    flipped = bool(rng.random() < 0.5)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale * turn @ np.array([[stretch, shear], [0, 1 / stretch]])
    if flipped:
        linear[:, 0] *= -1
    centre = np.array([CACHE_SIZE / 2, CACHE_SIZE / 2]) + rng.normal(0, 0.03, 2) * CACHE_SIZE
    shift = np.array([size / 2, size / 2]) - linear @ centre
    return np.column_stack([linear, shift]).astype(np.float32), flipped


def _expose(image: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    image = image ** np.float32(np.exp(rng.normal(0, 0.3)))
    if rng.random() < 0.25:
        image = image + rng.normal(0, rng.uniform(0.005, 0.04), image.shape).astype(np.float32)
    if rng.random() < 0.15:
        side = int(image.shape[0] * rng.uniform(0.3, 0.8))
        image = resize(resize(image, side, side, "area"), *image.shape)
    if rng.random() < 0.3:
        image = _paint(image, rng)
    return np.clip(image, 0, 1).astype(np.float32)


def _paint(image: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """Markers and shutters: a few flat rectangles near the border."""
    size, image = image.shape[0], image.copy()
    for _ in range(rng.integers(1, 4)):
        height, width = (rng.uniform(0.03, 0.15, 2) * size).astype(int)
        top, left = rng.integers(0, size - height), rng.integers(0, size - width)
        if rng.random() < 0.7:
            top = 0 if rng.random() < 0.5 else size - height
        image[top : top + height, left : left + width] = rng.choice([0.0, 1.0, rng.random()])
    return image


def swap_sides(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Exchange the left and right bits: in a mirrored film, the picture's right is still called left."""
    lungs = (bits & 1) << 1 | (bits & 2) >> 1
    clavicles = (bits & 8) << 1 | (bits & 16) >> 1
    return ((bits & 4) | lungs | clavicles).astype(np.uint8)


def _cells(
    film: TrainingFilm, matrix: NDArray[np.float32], size: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    count = size // CELL
    cells, boxed = np.zeros((len(FINDINGS), count, count), np.float32), np.zeros(len(FINDINGS), np.float32)
    # The panel boxed every opacity: a film labelled free of them has a known, empty set of boxes.
    boxed[OPACITY] = film.known[OPACITY] == 1 and film.label[OPACITY] == 0
    for name, (x_min, y_min, x_max, y_max) in zip(film.boxes.labels, film.boxes.xyxy.tolist(), strict=True):
        finding = FINDINGS.index(name)
        corners = np.array([(x, y, 1) for x in (x_min, x_max) for y in (y_min, y_max)], np.float32)
        corners[:, :2] *= CACHE_SIZE
        placed = corners @ matrix.T / CELL
        cover = _coverage(placed[:, 1].min(), placed[:, 1].max(), count)[:, None]
        cover = cover * _coverage(placed[:, 0].min(), placed[:, 0].max(), count)[None]
        cells[finding] = np.maximum(cells[finding], cover)
        boxed[finding] = 1
    return cells, boxed


def _coverage(low: float, high: float, count: int) -> NDArray[np.float32]:
    """How much of each unit interval [i, i+1) lies in [low, high]."""
    edges = np.arange(count, dtype=np.float32)
    shared = np.minimum(edges + 1, high) - np.maximum(edges, low)
    return np.asarray(np.clip(shared, 0, 1), np.float32)
