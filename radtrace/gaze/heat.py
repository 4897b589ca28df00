"""Fixation heat maps: a Gaussian of one degree for every fixation, weighted by its dwell.

The map of the REFLACX authors (sigma of one degree of visual angle, weight = duration), with one difference:
a Gaussian near the edge is renormalised on the film, so that the total dwell is conserved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.fovea import FILM_DEGREES
from radtrace.record import Box, Fixation, Point

Floats = NDArray[np.float64]

GRID = 128
"""Default rows and columns of a map: a quarter of a degree a cell."""


@dataclass(frozen=True, eq=False)
class Looks:
    """Fixations as arrays.

    Attributes
    ----------
    x, y
        Shape (n,), fractions of the film.
    dwell_s
        Shape (n,), seconds.
    time_s
        Shape (n,), the middle of each look, seconds.
    degree
        Shape (n, 2): one degree of visual angle as fractions of the film's width and height.
    """

    x: Floats
    y: Floats
    dwell_s: Floats
    time_s: Floats
    degree: Floats

    def __len__(self) -> int:
        return len(self.x)

    def some(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Looks:
        """The looks that are chosen, in their order."""
        return Looks(
            self.x[chosen], self.y[chosen], self.dwell_s[chosen], self.time_s[chosen], self.degree[chosen]
        )


def looks(fixations: Sequence[Fixation], aspect: float = 1.0, dwell_s: Floats | None = None) -> Looks:
    """Fixations as arrays, with their whole dwell or another.

    Where the size of a degree is not known, the film's height is taken to span 34 degrees (`fovea`).
    `aspect` is the film's width over its height.
    """
    usual = (1.0 / (FILM_DEGREES * aspect), 1.0 / FILM_DEGREES)
    own = np.array([one.duration_s for one in fixations], np.float64)
    return Looks(
        x=np.array([one.x for one in fixations], np.float64),
        y=np.array([one.y for one in fixations], np.float64),
        dwell_s=own if dwell_s is None else dwell_s,
        time_s=np.array([one.start_s for one in fixations], np.float64) + own / 2,
        degree=np.array([one.degree or usual for one in fixations], np.float64).reshape(-1, 2),
    )


def dwell_map(looked: Looks, rows: int = GRID, columns: int = GRID, degrees: float = 1.0) -> Floats:
    """Seconds of looking in every cell, shape (rows, columns), row 0 at the top; sums to the dwell.

    `degrees` is the Gaussian's sigma in degrees of visual angle; GazeX used 1.25 to 1.5.
    """
    across = _spread(looked.x, looked.degree[:, 0] * degrees, columns)
    down = _spread(looked.y, looked.degree[:, 1] * degrees, rows)
    seconds: Floats = (down * looked.dwell_s[:, None]).T @ across
    return seconds


def shares(values: Floats) -> Floats:
    """A map scaled to sum to 1; all 0 where nothing was looked at."""
    total = float(values.sum())
    return values / total if total > 0 else np.zeros_like(values)


def peaked(values: Floats) -> Floats:
    """A map scaled so that its highest cell is 1; all 0 where nothing was looked at."""
    highest = float(values.max(initial=0.0))
    return values / highest if highest > 0 else np.zeros_like(values)


def cosine(first: Floats, second: Floats) -> float:
    """Cosine between two maps of one shape, in [0, 1]; NaN where one of them is empty."""
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return min(float((first * second).sum()) / lengths, 1.0) if lengths > 0 else float("nan")


def warm_box(values: Floats, above: float = 0.1) -> Box | None:
    """The smallest box around the cells whose log heat is above a share of the highest; None if empty.

    GazeX thresholds "log heat above 0.1". Our reading: log(1 + h) of the map scaled to a peak of 1,
    scaled to a peak of 1 again, which is h > 2^0.1 - 1 = 0.072 of the peak.
    """
    rows, columns = values.shape
    warm = np.log1p(peaked(values)) > above * np.log(2.0)
    down, across = np.flatnonzero(warm.any(axis=1)), np.flatnonzero(warm.any(axis=0))
    if not down.size:
        return None
    return Box(
        x_min=float(across[0] / columns),
        y_min=float(down[0] / rows),
        x_max=float((across[-1] + 1) / columns),
        y_max=float((down[-1] + 1) / rows),
    )


def centroid(values: Floats) -> Point | None:
    """The centre of mass of a map in the film frame; None where nothing was looked at."""
    rows, columns = values.shape
    share = shares(values)
    if not share.any():
        return None
    x = float(share.sum(axis=0) @ ((np.arange(columns) + 0.5) / columns))
    y = float(share.sum(axis=1) @ ((np.arange(rows) + 0.5) / rows))
    return Point(x=min(x, 1.0), y=min(y, 1.0))


def hottest(values: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """The hottest cells of a map, shape as `values`, exactly `round(share * cells)` of them.

    Of equally hot cells the first in row-major order are kept.

    Raises
    ------
    ValueError
        If `share` is not in [0, 1].
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share must be from 0 to 1, got {share}")
    kept = np.zeros(values.size, bool)
    kept[np.argsort(-values.ravel(), kind="stable")[: round(share * values.size)]] = True
    return kept.reshape(values.shape)


def masked_film(
    pixels: NDArray[np.float32], looked: Looks, share: float, fill: float = 0.0
) -> NDArray[np.float32]:
    """The film with `fill` everywhere but in the `share` of its pixels that were looked at most (I-AI)."""
    rows, columns = pixels.shape
    kept = hottest(dwell_map(looked, rows, columns), share)
    return np.where(kept, pixels, np.float32(fill))


def _spread(centres: Floats, sigma: Floats, cells: int) -> Floats:
    """How one axis of each Gaussian falls on the cells, shape (n, cells); every row sums to 1."""
    middles = (np.arange(cells) + 0.5) / cells
    steps = (middles[None, :] - centres[:, None]) / sigma[:, None]
    # Scaled to the nearest cell, so that a Gaussian narrower than a cell does not underflow to 0.
    powers = -0.5 * steps**2
    density = np.exp(powers - powers.max(axis=1, keepdims=True, initial=-np.inf)) if len(powers) else powers
    spread: Floats = density / density.sum(axis=1, keepdims=True)
    return spread
