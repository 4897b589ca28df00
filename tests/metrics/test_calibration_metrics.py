"""Calibration against scikit-learn, and its laws."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from radtrace.metrics.calibration import brier, expected_calibration_error, reliability, risk_coverage
from radtrace.record import BadInput

Cases = list[tuple[float, bool]]
few_values = st.sampled_from([0, 0.1, 0.3, 0.5, 0.51, 0.9, 1])
cases = st.lists(st.tuples(few_values | st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def split(given: Cases) -> tuple[list[float], list[bool]]:
    return [p for p, _ in given], [y for _, y in given]


@given(cases)
def test_brier_is_scikit_learns(given: Cases) -> None:
    said, true = split(given)
    assert brier(said, true) == pytest.approx(brier_score_loss(true, said, pos_label=True))


@pytest.mark.parametrize(("equal_mass", "strategy"), [(False, "uniform"), (True, "quantile")])
@given(given=cases)
def test_the_diagram_is_scikit_learns(given: Cases, equal_mass: bool, strategy: str) -> None:
    said, true = split(given)
    diagram = reliability(said, true, bins=5, equal_mass=equal_mass)
    observed, predicted = calibration_curve(true, said, pos_label=True, n_bins=5, strategy=strategy)
    full = diagram.counts > 0
    assert diagram.observed[full] == pytest.approx(observed)
    assert diagram.predicted[full] == pytest.approx(predicted)
    assert diagram.counts.sum() == len(given)


@given(cases, st.booleans())
def test_bounds_and_the_perfect_forecast(given: Cases, equal_mass: bool) -> None:
    said, true = split(given)
    for score in (brier, lambda p, y: expected_calibration_error(p, y, equal_mass=equal_mass)):
        assert 0 <= score(said, true) <= 1
        assert score(np.array(true, float), true) == 0


@given(cases, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_cases_is_irrelevant(given: Cases, equal_mass: bool, random: Random) -> None:
    said, true = split(given)
    random.shuffle(given)
    moved = split(given)
    assert brier(*moved) == pytest.approx(brier(said, true))
    assert expected_calibration_error(*moved, 4, equal_mass) == pytest.approx(
        expected_calibration_error(said, true, 4, equal_mass)
    )
    assert risk_coverage(*moved).risk == pytest.approx(risk_coverage(said, true).risk)


@given(cases)
def test_risk_ends_at_the_error_rate_and_the_best_order_is_the_best(given: Cases) -> None:
    sure, right = split(given)
    curve, best = risk_coverage(sure, right), risk_coverage(np.array(right, float), right)
    assert curve.risk[-1] == pytest.approx(1 - np.mean(right))
    assert curve.coverage[-1] == 1
    assert 0 <= best.area <= curve.area + 1e-12 <= 1 + 1e-9


def test_ece_by_hand() -> None:
    assert expected_calibration_error([0.95, 0.95, 0.15, 0.15], [1, 0, 0, 0]) == pytest.approx(
        (0.45 + 0.15) / 2
    )


def test_risk_by_hand() -> None:
    assert risk_coverage([3, 2, 1], [True, False, True]).risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3])
    assert risk_coverage([1, 1], [True, False]).risk.tolist() == [0.5, 0.5]


def test_nothing_has_no_score() -> None:
    for score in (
        brier([], []),
        expected_calibration_error([], [], equal_mass=True),
        risk_coverage([], []).area,
    ):
        assert np.isnan(score)


@pytest.mark.parametrize(
    ("said", "true", "why"),
    [
        ([0.2, 1.2], [0, 1], r"must be in \[0, 1\]"),
        ([0.2, float("nan")], [0, 1], "NaN or infinity"),
        ([0.2], [0, 1], "differ in shape"),
        ([0.2, 0.3], [0, 2], "must be 0 or 1"),
    ],
)
def test_what_is_no_forecast_is_refused(said: Sequence[float], true: Sequence[int], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        brier(said, true)


def test_no_bins_are_refused() -> None:
    with pytest.raises(BadInput, match="bins must be at least 1, got 0"):
        reliability([0.5], [1], bins=0)
