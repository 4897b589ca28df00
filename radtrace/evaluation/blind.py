"""Image-blind baselines: predictions made without the image. A score means nothing until it beats them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from radtrace.evaluation.intervals import Indices
from radtrace.evaluation.kind import Baseline, Case, CaseKind, CaseMetric

_CANDIDATES = 30
_JUDGES = 100


def blind_references(kind: CaseKind[Case], references: Sequence[Case], seed: int) -> Indices:
    """Places of the references that baselines are scored on: all, or as many as the kind allows."""
    if not kind.most_blind or len(references) <= kind.most_blind:
        return np.arange(len(references))
    random = np.random.default_rng([seed, len(references), 4])
    return np.sort(random.choice(len(references), kind.most_blind, replace=False))


def standard_baselines(
    kind: CaseKind[Case],
    metrics: Mapping[str, CaseMetric[Case]],
    references: Sequence[Case],
    development: Sequence[Case],
    seed: int,
) -> Iterator[Baseline[Case]]:
    """The kind's constants, another case's reference (of two cases or more), and the best constant of a
    development set if there is one."""
    for name, constant in kind.constants(references).items():
        yield _constant(kind, name, dict.fromkeys(metrics, constant), references)
    if len(references) > 1:
        others = _other_references(kind, references, seed)
        yield Baseline("random reference", dict.fromkeys(metrics, others))
    if development:
        best = _best_constants(kind, metrics, development, seed)
        yield _constant(kind, "best constant of the development set", best, references)


def _constant(
    kind: CaseKind[Case], name: str, chosen: Mapping[str, Case], references: Sequence[Case]
) -> Baseline[Case]:
    predictions = {key: [kind.predict_for(one, case) for case in references] for key, one in chosen.items()}
    return Baseline(name, predictions, {key: kind.text(one) for key, one in chosen.items()})


def _other_references(kind: CaseKind[Case], references: Sequence[Case], seed: int) -> list[Case]:
    """For every case the reference of another one, each used once."""
    order = np.random.default_rng([seed, len(references), 2]).permutation(len(references))
    other = dict(zip(order.tolist(), np.roll(order, 1).tolist(), strict=True))
    return [kind.predict_for(references[other[index]], case) for index, case in enumerate(references)]


def _best_constants(
    kind: CaseKind[Case], metrics: Mapping[str, CaseMetric[Case]], development: Sequence[Case], seed: int
) -> dict[str, Case]:
    """For every metric the constant that scores best over the development set.

    30 of the set's references and the kind's constants are tried on 100 of its cases, drawn from the
    seed; a reference is not scored against itself.
    """
    random = np.random.default_rng([seed, len(development), 3])
    judges = [development[index] for index in random.permutation(len(development))[:_JUDGES]]
    drawn = [development[index] for index in random.permutation(len(development))[:_CANDIDATES]]
    candidates = [*kind.constants(development).values(), *drawn]
    return {
        name: max(candidates, key=lambda candidate: _mean_score(kind, metric, candidate, judges))
        for name, metric in metrics.items()
    }


def _mean_score(
    kind: CaseKind[Case], metric: CaseMetric[Case], candidate: Case, judges: Sequence[Case]
) -> float:
    scores = metric([kind.predict_for(candidate, judge) for judge in judges], judges).per_report
    others = np.array([judge is not candidate for judge in judges]) & ~np.isnan(scores)
    return float(scores[others].mean()) if others.any() else float("-inf")
