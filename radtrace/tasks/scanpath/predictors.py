"""What predicts a path: the baselines, the ideal searcher, and fitted models, with one signature."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from radtrace import __version__
from radtrace.gaze.models.files import read_model
from radtrace.gaze.models.saliency import DWELL_S, FIXATIONS, saliency_path
from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import Scanpath
from radtrace.record import BadInput, Film, Provenance

NAMES = ("searcher", "centre", "saliency")


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the data set's name for it in lower case, and the vocabulary's concept."""

    target: str | None = None
    concept: str | None = None


class Predictor(Protocol):
    """Whatever predicts a path.

    `needs_film` tells whether it looks at the film; `stored` is the fitted model, None for others.
    """

    provenance: Provenance
    needs_film: bool
    stored: StoredModel | None

    def path(self, wanted: Wanted, film: Film | None) -> Scanpath:
        """The path over a film; `film` is given if and only if it is needed."""
        ...


def load_predictor(name: str, seed: int = 0) -> Predictor:
    """A predictor by its name, or by the path of a fitted model.

    Raises
    ------
    BadInput
        If there is no such name and no such file, or the file is no model.
    """
    if name == "centre":
        return Centre()
    if name == "saliency":
        return Saliency()
    if name == "searcher":
        from radtrace.tasks.scanpath.searcher import Searcher

        return Searcher()
    if not Path(name).is_file():
        raise BadInput(f"{name!r} is no model: give {', '.join(NAMES)}, or a file of radtrace gaze fit")
    return _fitted(Path(name), seed)


def _fitted(file: Path, seed: int) -> Predictor:
    stored = read_model(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    provenance = named(stored.model, weights_sha256=digest, seed=seed)
    if stored.network is not None and stored.network.channels:
        from radtrace.tasks.scanpath.seeing import Seeing

        return Seeing(stored, provenance, file)
    return Fitted(stored, provenance)


def named(model: str, *, weights_sha256: str | None = None, seed: int = 0) -> Provenance:
    """The provenance of paths that `model` predicts."""
    return Provenance(reader=f"gaze:{model}", version=__version__, weights_sha256=weights_sha256, seed=seed)


class Centre:
    """As many looks as most searches have, all at the centre of the film."""

    provenance = named("centre")
    needs_film = False
    stored: StoredModel | None = None

    def path(self, wanted: Wanted, film: Film | None) -> Scanpath:
        """The same path for every film."""
        place = np.full(FIXATIONS, 0.5)
        return Scanpath(place, place, np.full(FIXATIONS, DWELL_S))


class Saliency:
    """The film's most salient places, whatever is looked for; see `radtrace.gaze.models.saliency`."""

    provenance = named("saliency")
    needs_film = True
    stored: StoredModel | None = None

    def path(self, wanted: Wanted, film: Film | None) -> Scanpath:
        """The path over this film."""
        assert film is not None
        return saliency_path(film.pixels)


class Fitted:
    """A model that sees no film: the path of the target, or of all targets for one it does not know."""

    needs_film = False

    def __init__(self, stored: StoredModel, provenance: Provenance) -> None:
        self.stored: StoredModel | None = stored
        self.provenance = provenance

    def path(self, wanted: Wanted, film: Film | None) -> Scanpath:
        """The same path for every film of a target."""
        assert self.stored is not None
        return self.stored.path_for(wanted.target)
