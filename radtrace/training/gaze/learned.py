"""The learned image-blind scanpath model: maximum likelihood training, then minimum Bayes risk decoding.

A network (`radtrace.gaze.models.network`) learns the distribution of paths for each target. The prediction is
the path with the highest expected similarity (`radtrace.tasks.scanpath.bayes`) to a pool of recorded paths
and of paths sampled from the network, improved by coordinate search. Sampled paths smooth the recorded ones,
most where a target has few. Their weight and the number of epochs are chosen on validation data; test data
are not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from radtrace.gaze.models.network import Network
from radtrace.gaze.models.sample import sample_paths
from radtrace.gaze.models.stored import Origin, StoredModel, StoredPath, stored_path
from radtrace.gaze.scanpath import Scanpath
from radtrace.tasks.scanpath.bayes import EMPHASIS, equal_pool, mixed_pool, refined
from radtrace.tasks.scanpath.searches import ANY, Search
from radtrace.training.gaze.central import by_target, subsample
from radtrace.training.gaze.optimise import TrainedNetwork, train_network
from radtrace.training.gaze.validation import held_out

# Paths of each kind in a pool: the cost of every step of the search is proportional to their number.
RECORDED = 250
SAMPLED = 250
# Paths of each kind that the search may start from.
CANDIDATES = 30
SHARES = (0.7, 0.3)
"""Weights of the sampled paths in the pool, tried in this order."""


@dataclass(frozen=True)
class DecodedPaths:
    """The best path of each target, that of all targets, and what they score on the validation side."""

    paths: dict[str, StoredPath]
    pooled: StoredPath
    share: float
    scanmatch: float
    multimatch: float

    @property
    def worth(self) -> float:
        """The criterion for choosing the share; rounded, so that the last bit of a sum decides nothing."""
        return round(EMPHASIS * self.scanmatch + self.multimatch, 9)


def fit_learned(
    searches: Sequence[Search], everything: Sequence[Search], split: str | None, origin: Origin
) -> StoredModel:
    """The learned model fitted on `searches`; `everything` is the file they are a side of."""
    training, validation, how = held_out(searches, everything, split, origin.seed)
    trained = train_network(training, validation, origin.seed)
    best = decide(Network(trained.network), searches, validation, origin.seed)
    update = {"notes": (*origin.notes, how, *_notes(trained, best)), "versions": versions(origin)}
    return StoredModel(
        model="learned",
        paths=best.paths,
        pooled=best.pooled,
        network=trained.network,
        origin=origin.model_copy(update=update),
    )


def decide(
    network: Network, searches: Sequence[Search], validation: Sequence[Search], seed: int
) -> DecodedPaths:
    """The best paths for the share of sampled paths that scores best on validation data.

    The search for each share starts from the paths of the share before; ties go to the first share.
    """
    decider = _Decoder(network, by_target(searches), [one.path for one in searches], seed)
    paths: Mapping[str, Scanpath] = {}
    found = []
    for share in SHARES:
        paths = decider.decide(share, paths)
        found.append(DecodedPaths(*decider.stored(paths), share, *_scores(paths, validation)))
    return max(found, key=lambda one: one.worth)


def _scores(paths: Mapping[str, Scanpath], validation: Sequence[Search]) -> tuple[float, float]:
    """Mean ScanMatch and MultiMatch over the validation paths."""
    total, count = np.zeros(2), 0
    for target, there in by_target(validation).items():
        total += equal_pool(there, centred=target != ANY).expected([paths.get(target, paths[POOLED])])[
            0
        ] * len(there)
        count += len(there)
    scanmatch, multimatch = total / max(1, count)
    return float(scanmatch), float(multimatch)


POOLED = ""
"""The name under which the path of all targets together is decided; no target has it."""


class _Decoder:
    """The pools of all targets, drawn once, and the best path of each."""

    def __init__(
        self,
        network: Network,
        recorded: Mapping[str, Sequence[Scanpath]],
        everyone: Sequence[Scanpath],
        seed: int,
    ) -> None:
        self._counts = {**{target: len(paths) for target, paths in recorded.items()}, POOLED: len(everyone)}
        groups = {**recorded, POOLED: everyone}
        self._recorded = {target: subsample(paths, RECORDED, seed) for target, paths in groups.items()}
        self._sampled = {
            target: sample_paths(
                network, network.target(target), SAMPLED, np.random.default_rng([seed, rank])
            )
            for rank, target in enumerate(groups)
        }

    def decide(self, share: float, before: Mapping[str, Scanpath]) -> dict[str, Scanpath]:
        """The best path of each target with this share of sampled paths in its pool."""
        return {target: self._best(target, share, before.get(target)) for target in self._recorded}

    def stored(self, paths: Mapping[str, Scanpath]) -> tuple[dict[str, StoredPath], StoredPath]:
        """The paths by target as they are kept, and that of all targets."""
        kept = {target: stored_path(path, self._counts[target]) for target, path in paths.items()}
        return {target: path for target, path in kept.items() if target != POOLED}, kept[POOLED]

    def _best(self, target: str, share: float, before: Scanpath | None) -> Scanpath:
        recorded, sampled = self._recorded[target], self._sampled[target]
        pool = mixed_pool(recorded, sampled, share, centred=target != ANY)
        candidates = [*recorded[:CANDIDATES], *sampled[:CANDIDATES]] if before is None else [before]
        return refined(candidates, pool, longest=max(len(one) for one in recorded))


def _notes(trained: TrainedNetwork, best: DecodedPaths) -> Iterator[str]:
    yield f"trained for {trained.epochs} epochs; validation log-likelihood a path {-trained.loss:.3f}"
    yield (
        f"validation ScanMatch {best.scanmatch:.4f}, MultiMatch {best.multimatch:.4f}; "
        f"sampled paths weigh {best.share:.0%} of the pool"
    )


def versions(origin: Origin) -> dict[str, str]:
    """The library versions that a learned model was made with."""
    import torch

    return {**origin.versions, "torch": torch.__version__}
