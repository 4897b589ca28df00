"""A path by bottom-up saliency alone, each location once.

Spectral residual: Hou and Zhang, "Saliency detection: a spectral residual approach", CVPR 2007, on the film
shrunk to 64 x 64: what the logarithm of the amplitude spectrum has beyond its 3 x 3 mean, back in the film
and squared, smoothed by a Gaussian of 2.5 cells. The gaze goes to the most salient location left, and
inhibition of return then removes a disc around it (Itti and Koch 2000). It knows nothing about chests or
findings, so it shows how much of a searcher's score the image alone explains.

Departures: the mean is taken over a cyclic neighbourhood, as the spectrum is; the film is faded to its
mean towards the edges, which would otherwise stand out as they do nowhere in a chest; every dwell is the
same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.fovea import FILM_DEGREES
from radtrace.gaze.scanpath import Scanpath

Floats = NDArray[np.float64]

SIDE = 64
SMOOTH = 2.5
FIXATIONS = 6
DWELL_S = 0.28
RETURN_DEGREES = 4.0
"""Radius of the disc that inhibition of return removes."""


def saliency(pixels: NDArray[np.float32]) -> Floats:
    """How much each place stands out, (SIDE, SIDE) over the film, row 0 at the top, peak 1.

    `pixels` are (rows, columns) in [0, 1].
    """
    fade = np.hanning(SIDE + 2)[1:-1]
    small = shrunk(pixels, SIDE)
    spectrum = np.fft.fft2((small - small.mean()) * np.outer(fade, fade))
    amplitude = np.log(np.abs(spectrum) + 1e-9)
    residual = amplitude - _mean3(amplitude)
    picture = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    smooth = _smoothed(picture, SMOOTH)
    answer: Floats = smooth / smooth.max()
    return answer


def saliency_path(pixels: NDArray[np.float32], *, fixations: int = FIXATIONS) -> Scanpath:
    """The path over the film's most salient places, the most salient first; of equals the upper left."""
    rows, columns = pixels.shape
    aspect = columns / rows
    left = np.round(saliency(pixels), 9)
    centres = (np.arange(SIDE) + 0.5) / SIDE
    places = []
    for _ in range(fixations):
        row, column = divmod(int(left.argmax()), SIDE)
        places.append((centres[column], centres[row]))
        across, down = (centres - centres[column]) * aspect, centres - centres[row]
        near = np.hypot(across[None, :], down[:, None]) * FILM_DEGREES <= RETURN_DEGREES
        left = np.where(near, -1.0, left)
    x, y = np.array(places).T
    return Scanpath(x, y, np.full(fixations, DWELL_S), aspect)


def shrunk(pixels: NDArray[np.float32], side: int) -> Floats:
    """Means of the pixels in each of side x side cells; a cell smaller than a pixel takes the nearest."""
    rows, columns = (_edges(length, side) for length in pixels.shape)
    sums = np.add.reduceat(np.add.reduceat(pixels.astype(np.float64), rows[0], 0), columns[0], 1)
    means: Floats = sums / np.outer(rows[1], columns[1])
    return means


def _edges(length: int, side: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each cell starts, and how many pixels `reduceat` sums from there."""
    starts = (np.arange(side) * length) // side
    return starts, np.maximum(1, np.diff(np.append(starts, length)))


def _mean3(values: Floats) -> Floats:
    shifted = [np.roll(values, (down, across), (0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    mean: Floats = np.mean(shifted, axis=0)
    return mean


def _smoothed(values: Floats, sigma: float) -> Floats:
    """A Gaussian over the film's own frame; what lies beyond the edge counts as nothing."""
    away = np.arange(SIDE)[:, None] - np.arange(SIDE)[None, :]
    kernel = np.exp(-0.5 * (away / sigma) ** 2)
    answer: Floats = kernel @ values @ kernel.T
    return answer
