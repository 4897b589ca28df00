"""The learned model that sees the film: paths are sampled for it and decoded by minimum Bayes risk."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from radtrace.gaze.models.network import Network, Values
from radtrace.gaze.models.sample import sample_paths
from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import Scanpath
from radtrace.readers.embedded.model import shipped_model
from radtrace.record import BadInput, Film, Provenance
from radtrace.tasks.scanpath.bayes import mixed_pool, refined
from radtrace.tasks.scanpath.features import concepts, film_features
from radtrace.tasks.scanpath.target import SearchTarget

# Unlike the image-blind form, every film needs a search of its own, so pools are smaller.
SAMPLES = 120
CANDIDATES = 40
EMBEDDED_NETWORK = "embedded reader"
"""The key for the SHA-256 of the embedded network in a model's `origin.versions`."""


class FilmModel:
    """The learned model over film features. The same film, target and seed give the same path.

    Raises
    ------
    BadInput
        If the model was trained with a different embedded network.
    """

    needs_film = True

    def __init__(self, stored: StoredModel, provenance: Provenance, file: Path) -> None:
        assert stored.network is not None
        if (
            stored.network.concepts != concepts()
            or stored.origin.versions.get(EMBEDDED_NETWORK) != shipped_model().sha256
        ):
            raise BadInput(
                f"{file}: was trained on the evidence of another embedded network than the one installed; "
                "train it again with radtrace train gaze"
            )
        self.stored: StoredModel | None = stored
        self.provenance = provenance
        self._network = Network(stored.network)

    def path(self, target: SearchTarget, film: Film | None) -> Scanpath:
        """The path over this film."""
        assert film is not None
        features = film_features(film, self._network.sizes.grid)
        return best_path(self._network, target.target, features, self.provenance.seed)


def best_path(network: Network, target: str | None, features: Values, seed: int) -> Scanpath:
    """The path with the highest expected similarity to those the network samples for this film.

    `features` are the film's features, (grid * grid, channels).
    """
    random = np.random.default_rng([seed, network.target(target)])
    sampled = sample_paths(network, network.target(target), SAMPLES, random, features)
    pool = mixed_pool([], sampled, 1.0, centred=target is not None)
    return refined(sampled[:CANDIDATES], pool, longest=network.sizes.steps)
