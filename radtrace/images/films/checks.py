"""Pictures that are no film by cheap statistics alone, before any network looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.errors import BlankPicture, NoisePicture, TooSmall
from radtrace.record import Film

LEAST_SIDE = 64
# 2,234 real films have at least 0.25 and 0.71 here; white noise has 0.00 +- 0.03 of the second.
_LEAST_RANGE = 0.03
_LEAST_LIKENESS = 0.2
_GRID = 32


def check_picture(film: Film) -> None:
    """Refuse a picture that cannot be a film.

    Raises
    ------
    TooSmall
        If a side has fewer than 64 pixels.
    BlankPicture
        If all but its darkest and brightest hundredth is of one shade.
    NoisePicture
        If neighbouring parts, a 32nd of a side each, are not alike.
    """
    rows, columns = film.pixels.shape
    if min(rows, columns) < LEAST_SIDE:
        raise TooSmall(
            f"{film.file}: {rows} x {columns} pixels are too few; give a film of {LEAST_SIDE} or more a side."
        )
    if shade_range(film.pixels) < _LEAST_RANGE:
        raise BlankPicture(f"{film.file}: the picture is of one shade; give a chest film.")
    if likeness(film.pixels) < _LEAST_LIKENESS:
        raise NoisePicture(f"{film.file}: the picture is noise; give a chest film.")


def shade_range(pixels: NDArray[np.float32]) -> float:
    """Distance between the 1st and 99th percentile of every fourth pixel of large films."""
    step = max(1, min(pixels.shape) // 256)
    low, high = np.percentile(pixels[::step, ::step], (1, 99))
    return float(high - low)


def likeness(pixels: NDArray[np.float32]) -> float:
    """Correlation, in [-1, 1], of neighbours among the means of 32 x 32 blocks."""
    blocks = _block_means(pixels)
    blocks = blocks - blocks.mean()
    across = (blocks[:, 1:] * blocks[:, :-1]).mean() + (blocks[1:] * blocks[:-1]).mean()
    return float(across / (2 * max(float((blocks**2).mean()), 1e-12)))


def _block_means(pixels: NDArray[np.float32]) -> NDArray[np.float64]:
    rows, columns = (size // _GRID for size in pixels.shape)
    cut = pixels[: rows * _GRID, : columns * _GRID].reshape(_GRID, rows, _GRID, columns)
    return np.asarray(cut.mean(axis=(1, 3), dtype=np.float64))
