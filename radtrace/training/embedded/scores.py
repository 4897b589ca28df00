"""Figures with intervals: AUC, calibration error, boxes, Dice, by patient bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Box

RESAMPLES, BINS = 500, 10


@dataclass(frozen=True)
class Figure:
    """A figure, its 95% interval, and how many films it stands on."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f}, n={self.n})"


def bootstrap(
    statistic: Callable[[NDArray[np.intp]], float], patients: Sequence[str], seed: int = 0
) -> Figure:
    """`statistic(film indices)` on all films, with the percentile interval over resampled patients."""
    groups = [np.flatnonzero(np.array(patients) == name) for name in sorted(set(patients))]
    rng = np.random.default_rng(seed)
    draws = (rng.integers(0, len(groups), len(groups)) for _ in range(RESAMPLES))
    values = [statistic(np.concatenate([groups[i] for i in draw])) for draw in draws]
    low, high = np.nanpercentile(values, (2.5, 97.5))
    return Figure(statistic(np.arange(len(patients))), float(low), float(high), len(patients))


def auc(score: NDArray[np.float64], label: NDArray[np.bool_]) -> float:
    """Area under the ROC curve (Mann-Whitney, ties count half); nan with one class only."""
    from scipy.stats import rankdata

    positive, negative = int(label.sum()), int((~label).sum())
    if positive == 0 or negative == 0:
        return float("nan")
    ranks = rankdata(score)[label].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * negative))


def calibration_error(score: NDArray[np.float64], label: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    which = np.minimum((score * BINS).astype(int), BINS - 1)
    gaps = [
        abs(score[which == b].mean() - label[which == b].mean()) * (which == b).mean()
        for b in np.unique(which)
    ]
    return float(np.sum(gaps))


def best_iou(predicted: Sequence[Box], drawn: Sequence[Box]) -> float:
    """Mean over the drawn boxes of the best IoU any predicted box has with it; 0 without predictions."""
    return float(np.mean([max((p.iou(d) for p in predicted), default=0.0) for d in drawn]))


def pointed(predicted: Sequence[Box], drawn: Sequence[Box]) -> bool:
    """Whether the centre of the first predicted box lies in a drawn box; False without predictions."""
    return bool(predicted) and any(d.contains(predicted[0].centre) for d in drawn)


def dice(predicted: NDArray[np.bool_], drawn: NDArray[np.bool_]) -> float:
    """Twice the overlap over the sum of areas; 1 where both are empty."""
    total = predicted.sum() + drawn.sum()
    return float(2 * (predicted & drawn).sum() / total) if total else 1.0
