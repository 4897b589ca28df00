"""A film as the input of a scanpath model: a coarse grid of brightness, evidence and anatomy.

The embedded network runs once, frozen and without its gate, so that drawn films work too. For each of
grid x grid cells, in this order: mean brightness and its deviation from the film's mean in the
film's standard deviations; log-odds of each finding, calibrated and divided by 4; probability of left
lung, right lung, heart, left and right clavicle.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.models.saliency import shrunk
from radtrace.readers.embedded.evidence import gather
from radtrace.readers.embedded.model import Model, shipped_model
from radtrace.record import Film

Values = NDArray[np.float32]

ORGANS = 5
BRIGHTNESS = 2
FURTHEST = 2.0
"""Log-odds divided by 4 are clipped to this: the few extreme ones would dominate training."""


def film_features(film: Film, grid: int, model: Model | None = None) -> Values:
    """Features of each cell, shape (grid * grid, channels), row 0 at the top of the film."""
    model = shipped_model() if model is None else model
    evidence = gather(film, model)
    bright = shrunk(film.pixels, grid)
    layers = [bright, (bright - bright.mean()) / max(float(bright.std()), 1e-3)]
    layers += [
        np.clip(shrunk(evidence.maps[name], grid) / 4.0, -FURTHEST, FURTHEST) for name in concepts(model)
    ]
    layers += [shrunk(organ, grid) for organ in evidence.anatomy]
    return np.stack([layer.ravel() for layer in layers], axis=1).astype(np.float32)


def concepts(model: Model | None = None) -> tuple[str, ...]:
    """The findings whose evidence is among the features, in order."""
    return tuple(row.concept for row in (model or shipped_model()).card.findings)


def channels(model: Model | None = None) -> int:
    """How many features a cell has."""
    return BRIGHTNESS + len(concepts(model)) + ORGANS
