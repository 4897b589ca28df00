"""Whether probabilities mean what they say, and whether the unsure cases are the wrong ones.

Probabilities (n) are in [0, 1], outcomes (n) whether it was so. Everything here is the same in any order
of cases, ties included, and NaN without any case. Wrong input is a BadInput.

- `brier`: mean (p - y)² (Brier, 1950). 0 is the best.
- `reliability`: bins, each with its mean probability, its observed rate and its number of cases.
- `expected_calibration_error`: Σ cases / n · |observed - mean probability| over bins (Naeini et al., AAAI
  2015; Guo et al., ICML 2017). 0 is the best. Bins are closed on the right, the first one also on the left.
  `equal_mass` puts the edges at quantiles of the probabilities; equal probabilities stay in one bin, so
  that bins may be uneven or empty. Known quirk: ECE grows with the number of bins and falls with n;
  name both.
- `risk_coverage`: the error rate among the surest share of cases, for every share (El-Yaniv and Wiener,
  2010), and its area (AURC; Geifman and El-Yaniv, 2017), the mean over the n shares. Lower is better.
  Cases of equal confidence enter together: their errors are spread evenly over their places.
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
    """A reliability diagram of b bins.

    `edges` (b + 1); `predicted` (b): mean probability; `observed` (b): rate of what was so; both NaN in
    empty bins; `counts` (b).
    """

    edges: Floats
    predicted: Floats
    observed: Floats
    counts: NDArray[np.intp]

    @property
    def expected_calibration_error(self) -> float:
        """ECE over these bins, in [0, 1]; NaN without any case."""
        if not self.counts.any():
            return float("nan")
        full = self.counts > 0
        gaps = np.abs(self.observed - self.predicted)[full]
        return float(np.average(gaps, weights=self.counts[full]))


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """The error rate `risk` (n) among the surest `coverage` (n) of cases, 1/n to 1."""

    coverage: Floats
    risk: Floats

    @property
    def area(self) -> float:
        """AURC, in [0, 1]; NaN without any case."""
        return float(self.risk.mean()) if self.risk.size else float("nan")


def brier(probabilities: ArrayLike, outcomes: ArrayLike) -> float:
    """The Brier score, in [0, 1]; see the module."""
    said, true = _checked(probabilities, outcomes)
    return float(((said - true) ** 2).mean()) if said.size else float("nan")


def expected_calibration_error(
    probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10, equal_mass: bool = False
) -> float:
    """ECE, in [0, 1]; see the module."""
    return reliability(probabilities, outcomes, bins, equal_mass).expected_calibration_error


def reliability(
    probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10, equal_mass: bool = False
) -> Reliability:
    """The reliability diagram in `bins` bins; see the module."""
    said, true = _checked(probabilities, outcomes)
    if bins < 1:
        raise BadInput(f"{bins} bins hold nothing; ask for 1 or more")
    edges = np.linspace(0, 1, bins + 1)
    if equal_mass and said.size:
        edges = np.quantile(said, edges)
    place = np.searchsorted(edges[1:-1], said)
    counts = np.bincount(place, minlength=bins)
    return Reliability(edges, _means(said, place, counts), _means(true, place, counts), counts)


def risk_coverage(confidences: ArrayLike, correct: ArrayLike) -> RiskCoverage:
    """The risk-coverage curve; `confidences` (n) of any scale, `correct` (n); see the module."""
    sure, right = _floats(confidences, "confidences"), _floats(correct, "outcomes")
    _check_shapes(sure, right)
    order = np.argsort(-sure, kind="stable")
    _, group = np.unique(-sure[order], return_inverse=True)
    errors = _means(1 - right[order], group, np.bincount(group))[group]
    shown = np.arange(1, len(sure) + 1)
    return RiskCoverage(shown / max(len(sure), 1), errors.cumsum() / shown)


def _means(values: Floats, place: NDArray[np.intp], counts: NDArray[np.intp]) -> Floats:
    """The mean of the values in each place; NaN where there is none."""
    sums = np.bincount(place, values, minlength=len(counts)).astype(np.float64)
    return ratio(sums, counts.astype(np.float64), np.nan)


def _checked(probabilities: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    said, true = _floats(probabilities, "probabilities"), _floats(outcomes, "outcomes")
    _check_shapes(said, true)
    if said.size and (said.min() < 0 or said.max() > 1):
        raise BadInput(f"probabilities from {said.min()} to {said.max()} leave [0, 1]; calibrate them first")
    return said, true


def _floats(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values, np.float64)
    if not np.isfinite(array).all():
        raise BadInput(f"{name} hold a value that is not finite; leave those cases out")
    return array


def _check_shapes(said: Floats, true: Floats) -> None:
    if said.ndim != 1 or said.shape != true.shape:
        raise BadInput(f"values of shape {said.shape} stand against outcomes {true.shape}; both must be (n,)")
    if not np.isin(true, (0, 1)).all():
        raise BadInput("outcomes must be 0 or 1, or False or True")
