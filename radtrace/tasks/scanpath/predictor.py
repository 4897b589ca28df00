"""What every scanpath predictor offers, and the provenance of its paths."""

from __future__ import annotations

from typing import Protocol

from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import Scanpath
from radtrace.record import Film, Provenance
from radtrace.tasks.scanpath.target import SearchTarget
from radtrace.version import __version__


class Predictor(Protocol):
    """A model or baseline that predicts a path.

    `needs_film` says whether it needs the film; `stored` is the fitted model, None for baselines.
    """

    provenance: Provenance
    needs_film: bool
    stored: StoredModel | None

    def path(self, target: SearchTarget, film: Film | None) -> Scanpath:
        """The path for a target; `film` is given if and only if `needs_film`."""
        ...


def provenance_of(model: str, *, weights_sha256: str | None = None, seed: int = 0) -> Provenance:
    """The provenance of paths that `model` predicts."""
    return Provenance(reader=f"gaze:{model}", version=__version__, weights_sha256=weights_sha256, seed=seed)
