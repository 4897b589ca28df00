"""The result of a metric on reports: `metric(predictions, references) -> Result`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.report import Report


class ErrorKind(StrEnum):
    """GREEN's six kinds of error (Ostmeier et al. 2024)."""

    FALSE_FINDING = "false finding"
    MISSED_FINDING = "missed finding"
    WRONG_PLACE = "wrong place"
    WRONG_SEVERITY = "wrong severity"
    FALSE_COMPARISON = "comparison that is not in the reference"
    MISSED_COMPARISON = "comparison missed"


@dataclass(frozen=True)
class Difference:
    """One error of a prediction against its reference.

    `prediction` and `reference` are character spans (start, end) of the sentence in each report, or None
    where the report has no such sentence. `weight` is the clinical weight in [0, 1], `significant` whether a
    radiologist would want the error corrected, `why` a one-sentence explanation.
    """

    kind: ErrorKind
    concept: str
    significant: bool
    weight: float
    prediction: tuple[int, int] | None
    reference: tuple[int, int] | None
    why: str


@dataclass(frozen=True)
class Result:
    """A metric's scores for n pairs.

    Attributes ---------- name The metric's name. per_report float64, shape (n,). Higher is better; NaN is a
    missing score, which means leave out. resample Computes the aggregates over chosen pairs (indices, repeats
    allowed), for bootstrap intervals. errors The differences of every pair, if the metric lists them. weights
    Shape (n,): weight of each score in the mean, or None for equal weights. An F1 over all pairs is the mean
    of the pairs' own F1, weighted by how much each pair has to count.
    """

    name: str
    per_report: NDArray[np.float64]
    resample: Callable[[NDArray[np.intp]], dict[str, float]]
    errors: tuple[tuple[Difference, ...], ...] = ()
    weights: NDArray[np.float64] | None = None

    @property
    def aggregate(self) -> dict[str, float]:
        """The aggregates over all pairs."""
        return self.resample(np.arange(len(self.per_report)))


Metric = Callable[[Sequence[Report], Sequence[Report]], Result]


def mean(scores: NDArray[np.float64], chosen: NDArray[np.intp]) -> float:
    """The mean of the chosen scores that are not NaN; NaN if there is none."""
    part = scores[chosen]
    known = part[~np.isnan(part)]
    return float(known.mean()) if known.size else float("nan")


def mean_result(
    name: str, per_report: Sequence[float], errors: tuple[tuple[Difference, ...], ...] = ()
) -> Result:
    """A Result with one aggregate: `mean`, over the scores that are not NaN."""
    scores = np.asarray(per_report, np.float64)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        return {"mean": mean(scores, chosen)}

    return Result(name, scores, resample, errors)


def ratio_result(name: str, parts: Sequence[float], wholes: Sequence[float]) -> Result:
    """A Result whose `mean` is sum(parts) / sum(wholes); a pair whose whole is 0 has no score (NaN)."""
    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    scores = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole != 0)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        total = whole[chosen].sum()
        return {"mean": float(part[chosen].sum() / total) if total else float("nan")}

    return Result(name, scores, resample, weights=whole)
