"""Film features for training, computed once and kept."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from radtrace.files.atomic import atomic_write
from radtrace.gaze.models.network import Values
from radtrace.readers.embedded.model import shipped_model
from radtrace.record import Film
from radtrace.tasks.scanpath.features import channels, film_features
from radtrace.training.gaze.optimise import GRID


def load_features(film: Callable[[str], Film], identifiers: Iterable[str], folder: Path) -> dict[str, Values]:
    """The features of each film by its id; those in `folder` are not computed again.

    A file there is named by the film's SHA-256 and the network's, so that neither can be mistaken.
    """
    return {name: _features(film(name), folder) for name in dict.fromkeys(identifiers)}


def _features(film: Film, folder: Path) -> Values:
    file = folder / f"{film.sha256[:32]}-{shipped_model().sha256[:8]}.npy"
    if file.is_file():
        kept = np.load(file, allow_pickle=False)
        if kept.shape == (GRID * GRID, channels()) and kept.dtype == np.float32:
            found: Values = kept
            return found
    seen = film_features(film, GRID)
    buffer = io.BytesIO()
    np.save(buffer, seen, allow_pickle=False)
    atomic_write(file, buffer.getvalue())
    return seen
