"""Calibration, operating points and figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from radtrace.evaluation.intervals import Resamples, statistic_estimate
from radtrace.metrics.auc import auc
from radtrace.metrics.calibration import expected_calibration_error
from radtrace.record import Box, BoxSet
from radtrace.training.embedded.calibrate import Scored, calibrate, operating_point, platt, weigh_ratio
from radtrace.training.embedded.films import FINDINGS
from radtrace.training.embedded.scores import best_iou, dice, pointed

K = len(FINDINGS)


def _scored(n: int = 4000) -> Scored:
    rng = np.random.default_rng(0)
    pooled = rng.normal(-1, 1, (n, K))
    offset = rng.choice([0.0, 1.5], (n, 1)) * np.ones((1, K))
    label = rng.random((n, K)) < 1 / (1 + np.exp(-(2 * pooled + 0.5 + offset)))
    return Scored(
        pooled,
        np.full(n, 0.5),
        label.astype(np.float32),
        np.ones((n, K), np.float32),
        offset.astype(np.float32),
    )


def test_the_true_slope_and_intercept_come_back() -> None:
    lines = platt(_scored(), np.zeros((4000, K)))
    assert np.allclose(lines[:, 0], 2, atol=0.2) and np.allclose(lines[:, 1], 0.5, atol=0.25)


def test_calibrated_probabilities_are_frequencies() -> None:
    scored = _scored()
    rows = calibrate(scored, [1.0] * K, 0.0)
    for k, row in enumerate(rows):
        chance = 1 / (1 + np.exp(-(row.slope * scored.pooled[:, k] + row.intercept + scored.offset[:, k])))
        assert expected_calibration_error(chance, scored.label[:, k] > 0) < 0.03
        assert 0 < row.absent_below <= row.present_from < 1


def test_the_weight_of_the_ratio_comes_back() -> None:
    rng = np.random.default_rng(2)
    ratio = rng.normal(0.45, 0.08, 4000)
    label = (rng.random((4000, 1)) < 1 / (1 + np.exp(-(12 * (ratio[:, None] - 0.5) - 1)))) * np.ones((1, K))
    zeros = np.zeros((4000, K), np.float32)
    scored = Scored(zeros.astype(np.float64), ratio, label.astype(np.float32), zeros + 1, zeros)
    assert weigh_ratio(scored) == pytest.approx(12, rel=0.1)


def test_an_operating_point_has_the_sensitivity_it_states() -> None:
    rng = np.random.default_rng(1)
    positive, negative = rng.beta(3, 2, 500), rng.beta(2, 4, 500)
    threshold, sensitivity = operating_point(positive, negative, 0.8)
    assert np.mean(positive >= threshold) == pytest.approx(sensitivity, abs=0.01)
    assert np.mean(negative < threshold) >= 0.8


@given(st.integers(0, 1000), st.integers(2, 60))
def test_auc_equals_scikit_learns(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    score, label = rng.integers(0, 8, n) / 8, rng.random(n) < 0.5
    if label.any() and not label.all():
        assert auc(score, label) == pytest.approx(roc_auc_score(label, score), abs=1e-12)
    else:
        assert np.isnan(auc(score, label))


def test_an_interval_holds_its_figure_and_resamples_patients_whole() -> None:
    values = np.repeat(np.random.default_rng(0).normal(size=40), 5)
    resamples = Resamples.of([str(i // 5) for i in range(200)], count=500)
    figure = statistic_estimate(lambda index: float(values[index].mean()), resamples)
    assert figure.low < figure.value < figure.high and resamples.size == 40
    assert figure.high - figure.low == pytest.approx(4 * values[::5].std() / np.sqrt(40), rel=0.2)


def test_box_figures() -> None:
    drawn, near = (
        Box(x_min=0.2, y_min=0.2, x_max=0.6, y_max=0.6),
        Box(x_min=0.2, y_min=0.2, x_max=0.6, y_max=0.4),
    )
    far = Box(x_min=0.8, y_min=0.8, x_max=0.9, y_max=0.9)
    true, none = BoxSet.from_boxes("1", [drawn]), BoxSet("1")
    near_first, far_first = (BoxSet.from_boxes("1", boxes) for boxes in ([near, far], [far, near]))
    assert best_iou(far_first, true) == pytest.approx(0.5)
    assert best_iou(none, true) == 0 and not pointed(none, true)
    assert pointed(near_first, true) and not pointed(far_first, true)


def test_dice_of_nothing_with_nothing_is_one() -> None:
    empty, full = np.zeros((3, 3), bool), np.ones((3, 3), bool)
    assert dice(empty, empty) == 1 and dice(full, full) == 1 and dice(empty, full) == 0
