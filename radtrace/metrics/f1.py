"""F1 from counts, and Results of metrics that count.

F1 = 2 TP / (2 TP + FP + FN) (van Rijsbergen, Information Retrieval, 1979). The value for 0/0 is the caller's
choice: 1 for a pair of reports that both state nothing, 0 or NaN for a class that no report has.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.result import Result, mean

Counts = NDArray[np.float64]


def f1(counts: Counts, empty: float) -> NDArray[np.float64]:
    """F1 of counts (..., 3) with TP, FP, FN on the last axis; `empty` where all three are 0.

    Examples
    --------
    >>> float(f1(np.array([1.0, 0.0, 2.0]), empty=1.0))
    0.5
    """
    hit, false, missed = np.moveaxis(counts, -1, 0)
    return ratio(2 * hit, 2 * hit + false + missed, empty)


def ratio(part: Counts, whole: Counts, empty: float) -> NDArray[np.float64]:
    """`part` / `whole`, elementwise; `empty` where `whole` is 0."""
    out = np.full(np.shape(whole), empty)
    np.divide(part, whole, out=out, where=whole != 0)
    return out


def set_counts(prediction: AbstractSet[Any], reference: AbstractSet[Any]) -> tuple[int, int, int]:
    """TP, FP, FN of two sets."""
    hit = len(prediction & reference)
    return hit, len(prediction) - hit, len(reference) - hit


def totals(counts: Counts, chosen: NDArray[np.intp]) -> Counts:
    """The sum of counts (n, ...) over the chosen reports, repeats counted: shape (...)."""
    times = np.bincount(chosen, minlength=len(counts)).astype(np.float64)
    return np.tensordot(times, counts, axes=1)


def sets_result(name: str, pairs: Sequence[tuple[AbstractSet[Any], AbstractSet[Any]]]) -> Result:
    """The Result of a metric that compares two sets for each pair of reports.

    Per report: F1, 1 where both sets are empty. Aggregates: `mean` of these, and `micro` F1, `precision` and
    `recall` of the counts summed over reports (0 for 0/0).
    """
    counts = np.array([set_counts(*pair) for pair in pairs], np.float64).reshape(len(pairs), 3)
    per_report = f1(counts, empty=1.0)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        total = totals(counts, chosen)
        return {"mean": mean(per_report, chosen)} | micro(total)

    return Result(name, per_report, resample)


def micro(total: Counts) -> dict[str, float]:
    """`micro` F1, `precision` and `recall` of summed counts (3); 0 where nothing was counted."""
    hit, false, missed = total
    return {
        "micro": float(f1(total, empty=0.0)),
        "precision": float(ratio(hit, hit + false, 0.0)),
        "recall": float(ratio(hit, hit + missed, 0.0)),
    }
