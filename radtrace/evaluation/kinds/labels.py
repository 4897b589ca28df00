"""Labels of films or reports: positive, negative, uncertain, or not mentioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.kind import CaseKind, CaseMetric
from radtrace.metrics.clinical.labels_f1 import cells_result
from radtrace.metrics.result import Result


@dataclass(frozen=True)
class LabelSet:
    """The labels of one film or report, as CheXpert has them: 1 positive, 0 negative, -1 uncertain, None."""

    id: str
    labels: Mapping[str, int | None]


def label_kind(labels: Sequence[str]) -> CaseKind[LabelSet]:
    """F1 over these labels, an uncertain one being positive or negative as the metric's name says."""
    return CaseKind(
        units="label sets",
        metrics={
            "labels_f1_uncertain_positive": _f1("labels_f1_uncertain_positive", labels, (1, -1)),
            "labels_f1_uncertain_negative": _f1("labels_f1_uncertain_negative", labels, (1,)),
        },
        constants=lambda references: {
            "every label": LabelSet("constant", dict.fromkeys(labels, 1)),
            "best constant labels": LabelSet("constant", best_constant(references, labels)),
        },
        text=lambda case: ", ".join(name for name, value in case.labels.items() if value) or "no label",
        same=lambda one, other: bool(one.labels) and one.labels == other.labels,
    )


def best_constant(references: Sequence[LabelSet], labels: Sequence[str]) -> dict[str, int | None]:
    """The labels that, given to every case, have the highest micro F1 on these references."""
    positive = _cells(references, labels, (1,)).sum(axis=0)
    order = np.argsort(-positive, kind="stable")
    hits = positive[order].cumsum()
    f1 = 2 * hits / (np.arange(1, len(order) + 1) * max(len(references), 1) + positive.sum())
    return {labels[place]: 1 for place in order[: int(np.argmax(f1)) + 1]}


def _f1(name: str, labels: Sequence[str], positive: tuple[int, ...]) -> CaseMetric[LabelSet]:
    def metric(predictions: Sequence[LabelSet], references: Sequence[LabelSet]) -> Result:
        ours, theirs = (_cells(side, labels, positive) for side in (predictions, references))
        return cells_result(name, ours, theirs, tuple(labels))

    return metric


def _cells(cases: Sequence[LabelSet], labels: Sequence[str], positive: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which labels each case has, (n, labels)."""
    rows = [[case.labels.get(label) in positive for label in labels] for case in cases]
    return np.array(rows, bool).reshape(len(cases), len(labels))
