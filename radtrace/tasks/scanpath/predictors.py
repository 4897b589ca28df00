"""The predictors by name: baselines, the ideal searcher, and fitted models."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from radtrace.gaze.models.files import read_model
from radtrace.gaze.models.saliency import DWELL_S, FIXATIONS, saliency_path
from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import Scanpath
from radtrace.record import BadInput, Film, Provenance
from radtrace.tasks.scanpath.predictor import Predictor, provenance_of
from radtrace.tasks.scanpath.target import SearchTarget

NAMES = ("searcher", "centre", "saliency")


def load_predictor(name: str, seed: int = 0) -> Predictor:
    """A predictor by name, or by the path of a fitted model.

    Raises
    ------
    BadInput
        If there is no such name or file, or the file is not a model.
    """
    if name == "centre":
        return Centre()
    if name == "saliency":
        return Saliency()
    if name == "searcher":
        from radtrace.tasks.scanpath.searcher import Searcher

        return Searcher()
    if not Path(name).is_file():
        raise BadInput(f"{name!r} is not a model: give {', '.join(NAMES)}, or a file of radtrace gaze fit")
    return _fitted(Path(name), seed)


def _fitted(file: Path, seed: int) -> Predictor:
    stored = read_model(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    provenance = provenance_of(stored.model, weights_sha256=digest, seed=seed)
    if stored.network is not None and stored.network.channels:
        from radtrace.tasks.scanpath.film_model import FilmModel

        return FilmModel(stored, provenance, file)
    return Fitted(stored, provenance)


class Centre:
    """As many fixations as most searches have, all at the centre of the film."""

    provenance = provenance_of("centre")
    needs_film = False
    stored: StoredModel | None = None

    def path(self, target: SearchTarget, film: Film | None) -> Scanpath:
        """The same path for every film."""
        place = np.full(FIXATIONS, 0.5)
        return Scanpath(place, place, np.full(FIXATIONS, DWELL_S))


class Saliency:
    """The film's most salient locations, whatever the target; see `radtrace.gaze.models.saliency`."""

    provenance = provenance_of("saliency")
    needs_film = True
    stored: StoredModel | None = None

    def path(self, target: SearchTarget, film: Film | None) -> Scanpath:
        """The path over this film."""
        assert film is not None
        return saliency_path(film.pixels)


class Fitted:
    """An image-blind model: one path per target, and a pooled one for unknown targets."""

    needs_film = False

    def __init__(self, stored: StoredModel, provenance: Provenance) -> None:
        self.stored: StoredModel | None = stored
        self.provenance = provenance

    def path(self, target: SearchTarget, film: Film | None) -> Scanpath:
        """The same path for every film of a target."""
        assert self.stored is not None
        return self.stored.path_for(target.target)
