"""F1 over label sets: CheXpert's 14, the usual 5 of them, and NIH's 14.

Formula      F1 = 2 TP / (2 TP + FP + FN) over (report, label) cells that are positive.
References   Irvin et al. 2019 (CheXpert's 14 labels, four values); Smit et al. 2020 (CheXbert);
             Miura et al. 2021 (the 5: Cardiomegaly, Edema, Consolidation, Atelectasis, Pleural
             Effusion); Wang et al. 2017 (NIH ChestX-ray14).
Labels       by our own rules (`radtrace.language.labels`), not by CheXbert: the numbers are close, not equal.
Uncertain    counts as positive or as negative, as the metric's name says. RadEval counts it as positive; of
             R2Gen's descendants some do, some do not, and few say so.

Per report   example-based F1 over the report's labels; 1 where neither report has a positive label (normal
             against normal agrees). RGRG and scikit-learn give 0 there; RadEval's `per_sample` is label
             accuracy, not F1. No Finding is one of CheXpert's 14, not of the 5 or of NIH's 14: two normal
             reports share a positive label in the first, and score 1 by the rule above in the others.
Aggregates   `mean` (of the per-report scores, also as `example_based`), `micro` (cells summed), `macro`
             (labels that no report has on either side count 0, as `classification_report` with
             zero_division=0 does in RadEval), `macro_present` (only labels that some report has, on either
             side), and `f1 LABEL` for each label: NaN where no report has it. A label that occurs in the data
             but not in a bootstrap resample is left out of that resample; counting it 0 would push the
             interval of `macro` below its value.
Empty input  an empty text has the labels that the language rules give it; both sides empty score 1.
Blind to     side, severity, size, change, wording, and concepts outside the label set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.f1 import Counts, f1, totals
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean

CHEXPERT_5 = ("Cardiomegaly", "Edema", "Consolidation", "Atelectasis", "Pleural Effusion")
_CERTAIN = (1,)  # label values that count as positive; -1 is uncertain
_CERTAIN_OR_NOT = (1, -1)
Labeller = Callable[[Report], dict[str, int | None]]


def chexpert14_f1_uncertain_positive(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 over CheXpert's 14 labels; an uncertain label is positive. See the module for the formula."""
    return _labels_f1("chexpert14_f1_uncertain_positive", predictions, references, _chexpert, _CERTAIN_OR_NOT)


def chexpert14_f1_uncertain_negative(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 over CheXpert's 14 labels; an uncertain label is negative. See the module for the formula."""
    return _labels_f1("chexpert14_f1_uncertain_negative", predictions, references, _chexpert, _CERTAIN)


def chexpert5_f1_uncertain_positive(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 over the usual 5 labels; an uncertain label is positive. See the module for the formula."""
    return _labels_f1("chexpert5_f1_uncertain_positive", predictions, references, _five, _CERTAIN_OR_NOT)


def chexpert5_f1_uncertain_negative(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 over the usual 5 labels; an uncertain label is negative. See the module for the formula."""
    return _labels_f1("chexpert5_f1_uncertain_negative", predictions, references, _five, _CERTAIN)


def nih14_f1_uncertain_positive(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 over NIH's 14 labels; an uncertain label is positive. See the module for the formula."""
    return _labels_f1("nih14_f1_uncertain_positive", predictions, references, _nih, _CERTAIN_OR_NOT)


def nih14_f1_uncertain_negative(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 over NIH's 14 labels; an uncertain label is negative. See the module for the formula."""
    return _labels_f1("nih14_f1_uncertain_negative", predictions, references, _nih, _CERTAIN)


def _chexpert(report: Report) -> dict[str, int | None]:
    return report.chexpert


def _five(report: Report) -> dict[str, int | None]:
    return {name: report.chexpert[name] for name in CHEXPERT_5}


def _nih(report: Report) -> dict[str, int | None]:
    return report.nih


def _labels_f1(
    name: str,
    predictions: Sequence[Report],
    references: Sequence[Report],
    labeller: Labeller,
    positive: tuple[int, ...],
) -> Result:
    ours, theirs = (_cells(side, labeller, positive) for side in (predictions, references))
    return cells_result(name, ours, theirs, tuple(labeller(Report("", ""))))


def cells_result(
    name: str, prediction: NDArray[np.bool_], reference: NDArray[np.bool_], labels: tuple[str, ...]
) -> Result:
    """The Result of positive cells, bool (n, labels) on both sides; see the module for its aggregates."""
    counts = _counts(prediction, reference)
    per_report = f1(counts.sum(axis=1), empty=1.0)

    unused = int((counts.sum(axis=(0, 2)) == 0).sum())

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        average = mean(per_report, chosen)
        aggregates = _over_labels(totals(counts, chosen), labels, unused)
        return {"mean": average, "example_based": average} | aggregates

    return Result(name, per_report, resample)


def _cells(reports: Sequence[Report], labeller: Labeller, positive: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which labels each report has, (n, labels)."""
    rows = [[value in positive for value in labeller(report).values()] for report in reports]
    width = len(labeller(Report("", "")))
    return np.array(rows, bool).reshape(len(reports), width)


def _counts(prediction: NDArray[np.bool_], reference: NDArray[np.bool_]) -> Counts:
    """TP, FP, FN of every cell, (n, labels, 3)."""
    cells = (prediction & reference, prediction & ~reference, ~prediction & reference)
    return np.stack(cells, axis=-1).astype(np.float64)


def _over_labels(total: Counts, labels: tuple[str, ...], unused: int) -> dict[str, float]:
    """The aggregates of summed counts (labels, 3); `unused` labels occur in no report at all."""
    each = f1(total, empty=np.nan)
    known = each[~np.isnan(each)]
    return {
        "micro": float(f1(total.sum(axis=0), empty=0.0)),
        "macro": float(known.sum() / (known.size + unused)) if known.size + unused else 0.0,
        "macro_present": float(known.mean()) if known.size else 0.0,
    } | {f"f1 {label}": float(score) for label, score in zip(labels, each, strict=True)}
