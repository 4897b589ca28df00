"""Run the reader on held-out films, from file to claim."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.organs import film_mask
from radtrace.anatomy.regions import regions_on_film
from radtrace.images.films import check_picture, load_film
from radtrace.readers.embedded.claims import claim
from radtrace.readers.embedded.evidence import gather
from radtrace.readers.embedded.frame import Letterbox
from radtrace.readers.embedded.gate import gate_score
from radtrace.readers.embedded.model import Model
from radtrace.record import BoxSet, FilmError
from radtrace.training.embedded.films import (
    CACHE_SIZE,
    FINDINGS,
    OPACITY,
    TrainingFilm,
    boxes_in_square,
    mask_in_square,
)


@dataclass(frozen=True)
class Seen:
    """The result for one held-out film.

    `gate` is the gate's score, 0 where the film was rejected before the network. `chance` (k)
    are probabilities, `opacity` the boxes of lung opacity in the network frame, `bits` the
    organ bits (512, 512) there, `ratio` the cardiothoracic ratio.
    """

    film: TrainingFilm
    gate: float
    chance: NDArray[np.float64]
    opacity: BoxSet
    bits: NDArray[np.uint8]
    ratio: float | None


def look(film: TrainingFilm, data: Path, model: Model) -> Seen:
    """Read one film from its file as the reader does, whatever the gate says."""
    try:
        loaded = load_film(data / film.file)
        check_picture(loaded)
    except FilmError:
        return Seen(
            film,
            0.0,
            np.full(len(FINDINGS), np.nan),
            BoxSet(film.file),
            np.zeros((CACHE_SIZE,) * 2, np.uint8),
            None,
        )
    evidence = gather(loaded, model)
    opacity = claim(model.card.findings[OPACITY], evidence, regions_on_film(evidence.organs))
    rows, columns = loaded.pixels.shape
    frame = Letterbox(rows, columns, CACHE_SIZE)
    return Seen(
        film,
        gate=gate_score(evidence, model.card.gate),
        chance=np.array([evidence.probabilities[name] for name in FINDINGS]),
        opacity=boxes_in_square(BoxSet.from_boxes(film.file, opacity.boxes), frame),
        bits=mask_in_square(film_mask(evidence.anatomy, evidence.organs, rows, columns)),
        ratio=None if evidence.ratio is None else evidence.ratio.value,
    )
