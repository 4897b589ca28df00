"""GREEN's error notation (Ostmeier et al. 2024), from findings instead of a language model.

    green_rules = matched / (matched + significant errors)

A matched finding is a pair of `compare`; the six kinds of error are GREEN's. Two reports without a finding
and without a significant error score 1, where GREEN gives 0 because nothing matched. As in GREEN,
insignificant errors are listed but not counted. Aggregates: `mean`, and the mean number of significant errors
of each kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.clinical.differences import Comparison, compare
from radtrace.metrics.report import Report
from radtrace.metrics.result import ErrorKind, Result


def green_rules(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """GREEN-like score of each pair, mean, counts of errors by kind, and the errors."""
    compared = [compare(p, r) for p, r in zip(predictions, references, strict=True)]
    scores = np.array([green_score(comparison) for comparison in compared], np.float64)
    counts = np.array([_counts(comparison) for comparison in compared], np.float64).reshape(
        -1, len(ErrorKind)
    )

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        if not chosen.size:
            return {"mean": float("nan")}
        kinds = zip(ErrorKind, counts[chosen].mean(0), strict=True)
        return {"mean": float(scores[chosen].mean())} | {str(kind): float(n) for kind, n in kinds}

    return Result("green_rules", scores, resample, tuple(c.differences for c in compared))


def green_score(comparison: Comparison) -> float:
    """The score of one comparison, in [0, 1]."""
    errors = sum(difference.significant for difference in comparison.differences)
    if comparison.pairs + errors == 0:
        return 1.0
    return comparison.pairs / (comparison.pairs + errors)


def _counts(comparison: Comparison) -> list[int]:
    significant = [d.kind for d in comparison.differences if d.significant]
    return [significant.count(kind) for kind in ErrorKind]
