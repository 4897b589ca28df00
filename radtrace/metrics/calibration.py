"""Calibration of probabilities, and selective prediction.

Probabilities (n,) are in [0, 1], outcomes (n,) are 0 or 1. Results do not depend on the order of cases, ties
included, and are NaN without cases. Invalid input raises BadInput.

- `brier`: mean (p - y)² (Brier, 1950). Lower is better.
- `reliability`: bins with their mean probability, observed rate and number of cases.
- `expected_calibration_error`: Σ cases / n · |observed - mean probability| over bins (Naeini et al., AAAI
  2015; Guo et al., ICML 2017). Lower is better. Bins are closed on the right, the first one also on the left.
  `equal_mass` puts the edges at quantiles of the probabilities; equal probabilities stay in one bin, so bins
  can be uneven or empty. Known quirk: ECE grows with the number of bins and falls with n; report both.
- `risk_coverage`: the error rate among the most confident share of cases, for every share (El-Yaniv and
  Wiener, 2010), and the area under it (AURC; Geifman and El-Yaniv, 2017), the mean over the n shares. Lower
  is better. Cases of equal confidence enter together: their errors are spread evenly over their ranks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radtrace.metrics.f1 import ratio
from radtrace.record import BadInput

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reliability diagram with b bins.

    `edges` (b + 1,); `predicted` (b,): mean probability; `observed` (b,): rate of positive outcomes; both NaN
    in empty bins; `counts` (b,).
    """

    edges: Floats
    predicted: Floats
    observed: Floats
    counts: NDArray[np.intp]

    @property
    def expected_calibration_error(self) -> float:
        """ECE over these bins, in [0, 1]; NaN without cases."""
        if not self.counts.any():
            return float("nan")
        full = self.counts > 0
        gaps = np.abs(self.observed - self.predicted)[full]
        return float(np.average(gaps, weights=self.counts[full]))


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """Error rate `risk` (n,) among the most confident `coverage` (n,) of cases, from 1/n to 1."""

    coverage: Floats
    risk: Floats

    @property
    def area(self) -> float:
        """AURC, in [0, 1]; NaN without cases."""
        return float(self.risk.mean()) if self.risk.size else float("nan")


def brier(probabilities: ArrayLike, outcomes: ArrayLike) -> float:
    """The Brier score, in [0, 1]; see the module.

    Examples
    --------
    >>> brier([0.8, 0.4], [1, 0])
    0.1
    """
    predicted, true = _checked(probabilities, outcomes)
    return float(((predicted - true) ** 2).mean()) if predicted.size else float("nan")


def expected_calibration_error(
    probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10, equal_mass: bool = False
) -> float:
    """ECE, in [0, 1]; see the module."""
    return reliability(probabilities, outcomes, bins, equal_mass).expected_calibration_error


def reliability(
    probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10, equal_mass: bool = False
) -> Reliability:
    """The reliability diagram with `bins` bins; see the module."""
    predicted, true = _checked(probabilities, outcomes)
    if bins < 1:
        raise BadInput(f"bins must be at least 1, got {bins}")
    edges = np.linspace(0, 1, bins + 1)
    if equal_mass and predicted.size:
        edges = np.quantile(predicted, edges)
    place = np.searchsorted(edges[1:-1], predicted)
    counts = np.bincount(place, minlength=bins)
    return Reliability(edges, _means(predicted, place, counts), _means(true, place, counts), counts)


def risk_coverage(confidences: ArrayLike, correct: ArrayLike) -> RiskCoverage:
    """The risk-coverage curve of `confidences` (n,) on any scale and `correct` (n,); see the module."""
    sure, right = _floats(confidences, "confidences"), _floats(correct, "outcomes")
    _check_shapes(sure, right)
    order = np.argsort(-sure, kind="stable")
    _, group = np.unique(-sure[order], return_inverse=True)
    errors = _means(1 - right[order], group, np.bincount(group))[group]
    shown = np.arange(1, len(sure) + 1)
    return RiskCoverage(shown / max(len(sure), 1), errors.cumsum() / shown)


def _means(values: Floats, place: NDArray[np.intp], counts: NDArray[np.intp]) -> Floats:
    """The mean of the values in each bin; NaN for an empty bin."""
    sums = np.bincount(place, values, minlength=len(counts)).astype(np.float64)
    return ratio(sums, counts.astype(np.float64), np.nan)


def _checked(probabilities: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    predicted, true = _floats(probabilities, "probabilities"), _floats(outcomes, "outcomes")
    _check_shapes(predicted, true)
    if predicted.size and (predicted.min() < 0 or predicted.max() > 1):
        found = f"{predicted.min()} to {predicted.max()}"
        raise BadInput(f"probabilities must be in [0, 1], got {found}; calibrate them first")
    return predicted, true


def _floats(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values, np.float64)
    if not np.isfinite(array).all():
        raise BadInput(f"{name} contain NaN or infinity; leave those cases out")
    return array


def _check_shapes(predicted: Floats, true: Floats) -> None:
    if predicted.ndim != 1 or predicted.shape != true.shape:
        raise BadInput(
            f"values {predicted.shape} and outcomes {true.shape} differ in shape; both must be (n,)"
        )
    if not np.isin(true, (0, 1)).all():
        raise BadInput("outcomes must be 0 or 1 (or False and True)")
