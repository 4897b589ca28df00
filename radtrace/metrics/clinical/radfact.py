"""RadFact's six values: which phrases are entailed by the other report, and whose boxes agree.

A report is a list of phrases, some with boxes. A phrase is entailed if it follows from the phrases of the
other report; those it follows from are its evidence. Its boxes are entailed if more than half of their area
lies in the union of the evidence's boxes. For the predicted phrases (precision) and the reference's (recall):

    logical     entailed / all
    grounding   boxes entailed / (entailed and boxed)
    spatial     boxes entailed / boxed

Reference    Bannur et al. 2024 (MAIRA-2; RadFact).
Entailment   by findings (see `entailment.follows`), or by a model (`judges.radfact`). A phrase that states no
             known finding cannot be judged and is not counted; RadFact counts all.
Boxes        areas are exact. RadFact draws 224-pixel masks with coordinates truncated to integers, so boxes
             smaller than a pixel vanish and are never entailed.
Per report   F1 of precision and recall, 2 P R / (P + R), 0 where both are 0 or one is undefined (0/0);
             `radfact_findings` gives the logical F1, `radfact_grounded` the mean of those defined. Logical F1
             is 1 where neither side has a phrase (RadFact divides by zero).
Aggregates   `mean` (of the per-report scores); each value's mean over the reports where it is defined, and
             `... f1`, the F1 of the two means, as RadFact reports it. A failed call counts as not entailed in
             RadFact; here it makes the pair missing (NaN).
Quirks       a repeated phrase counts twice; those of `entailment`.
Blind to     sizes in millimetres, wording, the order of phrases.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.mask_iou import union_areas
from radtrace.metrics.clinical.entailment import Entailment, ReportPhrase, Verdict, follows, phrases_of
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean
from radtrace.record import BoxSet

VALUES = (
    "logical_precision",
    "logical_recall",
    "grounding_precision",
    "grounding_recall",
    "spatial_precision",
    "spatial_recall",
)
_NAN = float("nan")


def radfact_findings(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """RadFact's logical values between plain reports, by findings. See the module."""
    pairs = [(phrases_of(p), phrases_of(r)) for p, r in zip(predictions, references, strict=True)]
    return values_result("radfact_findings", [six_values(p, r, follows) for p, r in pairs], VALUES[:2])


def radfact_grounded(
    predictions: Sequence[Sequence[ReportPhrase]],
    references: Sequence[Sequence[ReportPhrase]],
    entailment: Entailment | None = None,
) -> Result:
    """RadFact's six values between lists of phrases with boxes; `entailment` defaults to `follows`."""
    pairs = zip(predictions, references, strict=True)
    return values_result("radfact_grounded", [six_values(p, r, entailment or follows) for p, r in pairs])


def six_values(
    prediction: Sequence[ReportPhrase], reference: Sequence[ReportPhrase], entailment: Entailment
) -> tuple[float, ...]:
    """The six values of one pair in the order of VALUES; NaN for 0/0."""
    precision = _three(prediction, reference, entailment(prediction, reference))
    recall = _three(reference, prediction, entailment(reference, prediction))
    return tuple(value for pair in zip(precision, recall, strict=True) for value in pair)


def _three(
    phrases: Sequence[ReportPhrase], others: Sequence[ReportPhrase], verdicts: Sequence[Verdict | None]
) -> tuple[float, float, float]:
    judged = [(p, v) for p, v in zip(phrases, verdicts, strict=True) if v is not None]
    boxed = [(p, v) for p, v in judged if len(p.boxes)]
    grounded = sum(v.entailed and _covered(p, [others[i] for i in v.evidence]) for p, v in boxed)
    return (
        _share(sum(v.entailed for _, v in judged), len(judged)),
        _share(grounded, sum(v.entailed for _, v in boxed)),
        _share(grounded, len(boxed)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else _NAN


def _covered(claim: ReportPhrase, evidence: Sequence[ReportPhrase]) -> bool:
    return box_precision(claim.boxes, BoxSet.joined("", (source.boxes for source in evidence))) > 0.5


def box_precision(boxes: BoxSet, evidence: BoxSet) -> float:
    """The share of the boxes' union that lies in the union of the evidence, exact; 0 without boxes."""
    area, _, shared = union_areas(boxes, evidence)
    return shared / area if area else 0.0


def values_result(
    name: str, values: Sequence[tuple[float, ...] | None], kept: tuple[str, ...] = VALUES
) -> Result:
    """The Result of the pairs' six values, None for a missing pair; `kept` are reported."""
    missing = np.array([pair is None for pair in values], bool)
    rows = [(_NAN,) * len(VALUES) if pair is None else pair for pair in values]
    table = np.array(rows, np.float64).reshape(len(rows), len(VALUES))[:, : len(kept)]
    per_report = np.where(missing, _NAN, _scores(table))

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        means = {value: mean(table[:, i], chosen) for i, value in enumerate(kept)}
        return {"mean": mean(per_report, chosen)} | means | _f1_of_means(means)

    return Result(name, per_report, resample)


def _scores(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per report: the mean of the F1s that are defined, (n)."""
    scores = [_pair_f1(table[:, i], table[:, i + 1]) for i in range(0, table.shape[1], 2)]
    scores[0] = np.where(np.isnan(scores[0]), 1.0, scores[0])
    return np.asarray(np.nanmean(scores, axis=0), np.float64)


def _pair_f1(precision: NDArray[np.float64], recall: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1, 0 where one is undefined or both are 0, NaN where both are undefined."""
    product, total = np.nan_to_num(precision * recall), np.nan_to_num(precision) + np.nan_to_num(recall)
    score = np.divide(2 * product, total, out=np.zeros_like(total), where=total > 0)
    return np.where(np.isnan(precision) & np.isnan(recall), np.nan, score)


def _f1_of_means(means: dict[str, float]) -> dict[str, float]:
    pairs = [name.removesuffix("_precision") for name in means if name.endswith("_precision")]
    both = [np.array([means[f"{name}_precision"], means[f"{name}_recall"]]) for name in pairs]
    return {f"{name}_f1": float(_pair_f1(b[:1], b[1:])[0]) for name, b in zip(pairs, both, strict=True)}
