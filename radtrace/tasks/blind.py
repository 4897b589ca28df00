"""Predictions made without looking: what a score must beat before it means anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from radtrace.metrics.report import Report
from radtrace.metrics.result import Metric
from radtrace.tasks.inputs.fields import joined

_FINDINGS = (
    "The heart size is normal. The mediastinal and hilar contours are normal. The lungs are clear. "
    "There is no focal consolidation, pleural effusion or pneumothorax. The osseous structures are intact."
)
_IMPRESSION = "No acute cardiopulmonary abnormality."
_CANDIDATES = 30
_JUDGES = 100


def normal_report(references: Sequence[Report]) -> str:
    """One normal report: findings and impression, or findings alone where references mostly have
    no impression."""
    with_impression = sum("impression" in report.text.lower() for report in references)
    return joined(_FINDINGS, _IMPRESSION) if 2 * with_impression >= len(references) else _FINDINGS


def constant(text: str, n: int) -> list[Report]:
    """The same report n times; one object, so that it is understood once."""
    return [Report("constant", text)] * n


def someone_elses(references: Sequence[Report], seed: int) -> list[Report]:
    """For every case the reference of another case, each used once; needs two cases or more."""
    order = np.random.default_rng([seed, len(references), 2]).permutation(len(references))
    other = dict(zip(order.tolist(), np.roll(order, 1).tolist(), strict=True))
    return [references[other[index]] for index in range(len(references))]


def best_constants(metrics: Mapping[str, Metric], development: Sequence[Report], seed: int) -> dict[str, str]:
    """For every metric the text that scores best if said of every case of a development set.

    30 of the set's texts and a normal report are tried on 100 of its cases, drawn from the seed; a
    text is not judged against itself.
    """
    random = np.random.default_rng([seed, len(development), 3])
    judges = [development[index] for index in random.permutation(len(development))[:_JUDGES]]
    drawn = [development[index] for index in random.permutation(len(development))[:_CANDIDATES]]
    candidates = [Report("constant", normal_report(development)), *drawn]
    return {
        name: max(candidates, key=lambda candidate: _worth(metric, candidate, judges)).text
        for name, metric in metrics.items()
    }


def _worth(metric: Metric, candidate: Report, judges: Sequence[Report]) -> float:
    scores = metric([candidate] * len(judges), judges).per_report
    counted = [
        s for s, judge in zip(scores, judges, strict=True) if judge is not candidate and not np.isnan(s)
    ]
    return float(np.mean(counted)) if counted else float("-inf")
