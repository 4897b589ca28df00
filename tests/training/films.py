"""Drawn training films."""

from __future__ import annotations

import numpy as np

from radtrace.record import Box, BoxSet
from radtrace.training.embedded.films import CACHE_SIZE, FINDINGS, TrainingFilm, fold_of


def drawn_film(name: str, source: str = "nih_jrzech", *, positive: bool = False) -> TrainingFilm:
    """Two dark lungs and, where positive, a bright patch in the left one, boxed, and every label set."""
    rows, columns = np.mgrid[:CACHE_SIZE, :CACHE_SIZE] / CACHE_SIZE
    left = ((columns - 0.7) / 0.15) ** 2 + ((rows - 0.5) / 0.3) ** 2 < 1
    right = ((columns - 0.3) / 0.15) ** 2 + ((rows - 0.5) / 0.3) ** 2 < 1
    picture = np.where(left | right, 60, 180)
    box = Box(x_min=0.62, y_min=0.5, x_max=0.78, y_max=0.65)
    if positive:
        picture[
            int(0.5 * CACHE_SIZE) : int(0.65 * CACHE_SIZE), int(0.62 * CACHE_SIZE) : int(0.78 * CACHE_SIZE)
        ] = 230
    return TrainingFilm(
        file=name,
        source=source,
        patient=name,
        fold=fold_of(name),
        square=picture.astype(np.uint8),
        label=np.full(len(FINDINGS), positive, np.float32),
        known=np.ones(len(FINDINGS), np.float32),
        boxes=BoxSet.from_boxes("film", [box] if positive else [], ["lung_opacity"] if positive else []),
        mask=(left + 2 * right).astype(np.uint8),
        organs=3,
    )
