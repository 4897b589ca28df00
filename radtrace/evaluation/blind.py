"""Predictions made without looking: what a score must beat before it means anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np

from radtrace.evaluation.case_kinds import Case, CaseMetric, Subject

# More cases make these rows no truer, and each row costs as much as the predictions themselves.
MOST = 2000
_CANDIDATES = 30
_JUDGES = 100


@dataclass(frozen=True)
class Said(Generic[Case]):
    """Predictions without looking, for each metric, and the words of those that are the same for all."""

    name: str
    predictions: dict[str, list[Case]]
    texts: dict[str, str]


def judged(references: Sequence[Case], seed: int) -> list[Case]:
    """The references that the rows are held against: all, or `MOST` drawn from the seed."""
    if len(references) <= MOST:
        return list(references)
    drawn = np.random.default_rng([seed, len(references), 4]).choice(len(references), MOST, replace=False)
    return [references[index] for index in np.sort(drawn)]


def blind_rows(
    subject: Subject[Case],
    metrics: Mapping[str, CaseMetric[Case]],
    references: Sequence[Case],
    development: Sequence[Case],
    seed: int,
) -> Iterator[Said[Case]]:
    """A constant, another case's reference (of two cases or more), and the best constant of a
    development set if there is one."""
    constant = subject.constant(references)
    yield _constant(subject, subject.constant_name, dict.fromkeys(metrics, constant), references)
    if len(references) > 1:
        others = _someone_elses(subject, references, seed)
        yield Said("random reference", dict.fromkeys(metrics, others), {})
    if development:
        best = _best_constants(subject, metrics, development, seed)
        yield _constant(subject, "best constant of the development set", best, references)


def _constant(
    subject: Subject[Case], name: str, said: Mapping[str, Case], references: Sequence[Case]
) -> Said[Case]:
    predictions = {key: [subject.say(one, case) for case in references] for key, one in said.items()}
    return Said(name, predictions, {key: subject.told(one) for key, one in said.items()})


def _someone_elses(subject: Subject[Case], references: Sequence[Case], seed: int) -> list[Case]:
    """For every case the reference of another one, each used once."""
    order = np.random.default_rng([seed, len(references), 2]).permutation(len(references))
    other = dict(zip(order.tolist(), np.roll(order, 1).tolist(), strict=True))
    return [subject.say(references[other[index]], case) for index, case in enumerate(references)]


def _best_constants(
    subject: Subject[Case],
    metrics: Mapping[str, CaseMetric[Case]],
    development: Sequence[Case],
    seed: int,
) -> dict[str, Case]:
    """For every metric what scores best if said of every case of the development set.

    30 of the set's references and the constant are tried on 100 of its cases, drawn from the
    seed; a reference is not judged against itself.
    """
    random = np.random.default_rng([seed, len(development), 3])
    judges = [development[index] for index in random.permutation(len(development))[:_JUDGES]]
    drawn = [development[index] for index in random.permutation(len(development))[:_CANDIDATES]]
    candidates = [subject.constant(development), *drawn]
    return {
        name: max(candidates, key=lambda candidate: _worth(subject, metric, candidate, judges))
        for name, metric in metrics.items()
    }


def _worth(
    subject: Subject[Case], metric: CaseMetric[Case], candidate: Case, judges: Sequence[Case]
) -> float:
    scores = metric([subject.say(candidate, judge) for judge in judges], judges).per_report
    others = np.array([judge is not candidate for judge in judges]) & ~np.isnan(scores)
    return float(scores[others].mean()) if others.any() else float("-inf")
