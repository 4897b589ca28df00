"""Compare the model that sees films with its image-blind form on held-out films."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.intervals import Estimate, Resamples, compare_means, mean_estimates
from radtrace.evaluation.tables import cell, markdown_table
from radtrace.gaze.models.network import Network, Values
from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import Scanpath
from radtrace.tasks.scanpath.bayes import equal_pool
from radtrace.tasks.scanpath.film_model import best_path
from radtrace.tasks.scanpath.searches import ANY, Search

MOST_TESTED = 200
"""Of more test paths, this many are sampled: each needs a search of its own."""

METRICS = ("scanmatch", "multimatch")


@dataclass(frozen=True)
class BlindComparison:
    """ScanMatch and MultiMatch on n test paths, and by how much looking is better, with 95% intervals."""

    n: int
    sighted: tuple[Estimate, ...]
    blind: tuple[Estimate, ...]
    difference: tuple[Estimate, ...]

    def to_json(self) -> dict[str, object]:
        """What `json.dumps` takes."""
        names = ("sighted", "blind", "difference")
        rows = {
            name: {metric: asdict(one) for metric, one in zip(METRICS, getattr(self, name), strict=True)}
            for name in names
        }
        return {"n": self.n, **rows}


def compare(
    test: Sequence[Search], model: StoredModel, seen: Mapping[str, Values], seed: int
) -> BlindComparison:
    """The model's paths over the test films against the path it gives where it sees none."""
    assert model.network is not None
    network = Network(model.network)
    if len(test) > MOST_TESTED:
        chosen = np.random.default_rng([seed, 2]).permutation(len(test))[:MOST_TESTED]
        test = [test[index] for index in np.sort(chosen)]
    sighted = [best_path(network, _name(one), seen[one.film], seed) for one in test]
    blind = [model.path_for(one.target) for one in test]
    ours, theirs = (_scores(paths, test) for paths in (sighted, blind))
    resamples = Resamples.of([one.film for one in test], seed)
    return BlindComparison(
        n=len(test),
        sighted=tuple(mean_estimates(ours, resamples)),
        blind=tuple(mean_estimates(theirs, resamples)),
        difference=tuple(one.difference for one in compare_means(ours, theirs, resamples)),
    )


def lines(blind_loss: float, sighted_loss: float, comparison: BlindComparison) -> Iterator[str]:
    """The comparison as a table for a terminal."""
    losses = {"sighted": sighted_loss, "image-blind": blind_loss, "difference": sighted_loss - blind_loss}
    figures = (comparison.sighted, comparison.blind, comparison.difference)
    rows = (
        [name, *(cell(one, 4) for one in row), f"{-loss:.3f}"]
        for (name, loss), row in zip(losses.items(), figures, strict=True)
    )
    yield markdown_table(["", "ScanMatch", "MultiMatch", "log-likelihood (validation)"], rows).rstrip()
    yield f"{comparison.n} test paths, over held-out films; 95% intervals"


def _scores(paths: Sequence[Scanpath], test: Sequence[Search]) -> NDArray[np.float64]:
    """ScanMatch and MultiMatch of each path with the one recorded, (n, 2)."""
    pairs = zip(paths, test, strict=True)
    return np.concatenate(
        [equal_pool([one.path], centred=one.target != ANY).expected([p]) for p, one in pairs]
    )


def _name(one: Search) -> str | None:
    return None if one.target == ANY else one.target
