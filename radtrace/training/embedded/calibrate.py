"""Calibration on held-out patients: logits to probabilities, probabilities to claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from radtrace.anatomy.measurements import CTR_LIMIT
from radtrace.readers.embedded.evidence import probability
from radtrace.readers.embedded.model import FindingCard
from radtrace.training.embedded.films import FINDINGS

PRIOR_STRENGTH = 1.0  # of the shrinkage of each finding's slope towards the common one
# The reader divides by the slope when it pools a map, so it must not approach 0.
LEAST_SLOPE = 0.05
# Candidate operating points, the most sensitive first.
SENSITIVITIES = (0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3)
LEAST_SPECIFICITY = 0.80
LEAST_SPECIFICITY_OPACITY = 0.60  # the panel's label is reliable and its boxes matter: prefer sensitivity
CLAIM = 0.5  # findings below this probability are always hedged
BOX_LEVEL = 0.65
CARDIOMEGALY = FINDINGS.index("cardiomegaly")


@dataclass(frozen=True)
class Scored:
    """Pooled logits (n, k) and cardiothoracic ratios (n) of films, with what is known of them.

    `offset` are the source offsets of training: with them added, the logits speak for the
    film's own source; without, for the balanced one. A ratio that was not measured is the limit.
    """

    pooled: NDArray[np.float64]
    ratio: NDArray[np.float64]
    label: NDArray[np.float32]
    known: NDArray[np.float32]
    offset: NDArray[np.float32]


def calibrate(scored: Scored, sharpness: Sequence[float], ratio_weight: float) -> tuple[FindingCard, ...]:
    """Slope, intercept, operating point and uncertain band of every finding.

    Platt 1999, with the slopes of rare findings shrunk to the common one. Probabilities are
    for the prior of the balanced source. `ratio_weight` is cardiomegaly's (see `weigh_ratio`).
    """
    measured = np.zeros_like(scored.pooled)
    measured[:, CARDIOMEGALY] = ratio_weight * (scored.ratio - CTR_LIMIT)
    lines = platt(scored, measured)
    chance = probability(lines[:, 0] * scored.pooled + lines[:, 1] + measured)
    return tuple(
        _card(index, lines[index], chance[:, index], scored, sharpness[index], ratio_weight)
        for index in range(len(FINDINGS))
    )


def weigh_ratio(scored: Scored) -> float:
    """Log odds of cardiomegaly a unit of cardiothoracic ratio: logistic regression on `scored`."""
    label, offset = scored.label[:, CARDIOMEGALY], scored.offset[:, CARDIOMEGALY]

    def loss(values: NDArray[np.float64]) -> float:
        logit = values[0] * (scored.ratio - CTR_LIMIT) + values[1] + offset
        return float((np.logaddexp(0, logit) - label * logit).sum())

    return float(minimize(loss, np.zeros(2), method="L-BFGS-B").x[0])


def platt(scored: Scored, measured: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, 2): slope and intercept of each finding, minimising cross entropy with shrunk slopes."""
    count = scored.pooled.shape[1]

    def loss(values: NDArray[np.float64]) -> float:
        common, logs, intercepts = values[0], values[1 : 1 + count], values[1 + count :]
        logit = np.exp(logs) * scored.pooled + intercepts + measured + scored.offset
        each = np.logaddexp(0, logit) - scored.label * logit
        drawn = PRIOR_STRENGTH * ((logs - common) ** 2).sum() + 0.05 * (intercepts**2).sum()
        return float((each * scored.known).sum() + drawn)

    values = minimize(loss, np.zeros(1 + 2 * count), method="L-BFGS-B").x
    slopes = np.maximum(np.exp(values[1 : 1 + count]), LEAST_SLOPE)
    return np.column_stack([slopes, values[1 + count :]])


def crossfit(scored: Scored, half: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Probabilities (n, k) of each half of the films by the calibration fitted on the other half.

    The figure for films that calibration was not fitted on; `half` (n) assigns films to halves.
    """
    chance = np.zeros_like(scored.pooled)
    measured = np.zeros_like(scored.pooled)
    for part in (half, ~half):
        lines = platt(_part(scored, ~part), measured[~part])
        chance[part] = probability(lines[:, 0] * scored.pooled[part] + lines[:, 1])
    return chance


def _part(scored: Scored, which: NDArray[np.bool_]) -> Scored:
    return Scored(*(getattr(scored, field.name)[which] for field in fields(Scored)))


def _card(
    index: int,
    line: NDArray[np.float64],
    chance: NDArray[np.float32],
    scored: Scored,
    sharpness: float,
    ratio_weight: float,
) -> FindingCard:
    known = scored.known[:, index] > 0
    positive = known & (scored.label[:, index] > 0)
    least = LEAST_SPECIFICITY_OPACITY if FINDINGS[index] == "lung_opacity" else LEAST_SPECIFICITY
    absent_below, sensitivity = operating_point(chance[positive], chance[known & ~positive], least)
    return FindingCard(
        concept=FINDINGS[index],
        slope=float(line[0]),
        intercept=float(line[1]),
        ratio_weight=ratio_weight if index == CARDIOMEGALY else 0.0,
        sharpness=sharpness,
        absent_below=absent_below,
        present_from=max(absent_below, CLAIM),
        sensitivity=sensitivity,
        box_level=BOX_LEVEL,
    )


def operating_point(
    positive: NDArray[np.floating[Any]], negative: NDArray[np.floating[Any]], specificity: float
) -> tuple[float, float]:
    """(threshold, sensitivity): the highest stated sensitivity at no less than this specificity."""
    for sensitivity in SENSITIVITIES:
        threshold = float(np.quantile(positive, 1 - sensitivity))
        if np.mean(negative < threshold) >= specificity:
            break
    return threshold, sensitivity
