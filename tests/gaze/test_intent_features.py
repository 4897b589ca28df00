"""Features of fixations, and the regression on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.gaze.heat import looks
from radtrace.gaze.intent_features import PLACE, WIDTH, fixation_features
from radtrace.gaze.logistic import fit_logistic
from radtrace.record import Fixation
from tests.gaze.readings_of_gaze import paths


@given(paths(), st.floats(0.0, 60.0))
def test_a_row_a_fixation_whatever_the_clock_shows(path: tuple[Fixation, ...], shift: float) -> None:
    features = fixation_features(looks(path))
    assert features.shape == (len(path), WIDTH)
    assert np.isfinite(features).all()
    later = [one.model_copy(update={"start_s": one.start_s + shift}) for one in path]
    assert fixation_features(looks(later)) == pytest.approx(features, abs=1e-6)


@given(paths())
def test_the_first_columns_are_the_position_alone(path: tuple[Fixation, ...]) -> None:
    slower = [one.model_copy(update={"start_s": 2 * one.start_s, "duration_s": 0.1}) for one in path]
    features, others = fixation_features(looks(path)), fixation_features(looks(slower))
    assert features[:, :PLACE].tolist() == others[:, :PLACE].tolist()


@pytest.mark.parametrize("ridge", [0.5, 1.0, 20.0])
def test_equal_to_scikit_learn(ridge: float) -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    random = np.random.default_rng(3)
    features = random.normal(size=(300, 8)) * random.uniform(0.1, 9, 8) + 4
    yes = random.random(300) < 1 / (1 + np.exp(-(features - 4) @ random.normal(size=8)))
    ours = fit_logistic(features, yes, ridge)
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    peer = linear.LogisticRegression(C=1 / ridge, tol=1e-10, max_iter=5000).fit(scaled, yes)
    assert ours.probability(features) == pytest.approx(peer.predict_proba(scaled)[:, 1], abs=1e-5)


@pytest.mark.parametrize("answer", [True, False])
def test_one_answer_only_is_given_to_all(answer: bool) -> None:
    fitted = fit_logistic(np.random.default_rng(0).normal(size=(20, 3)), np.full(20, answer))
    assert fitted.probability(np.zeros((2, 3))) == pytest.approx([float(answer)] * 2, abs=1e-6)


def test_answers_that_can_be_parted_do_not_run_away() -> None:
    fitted = fit_logistic(np.linspace(-1, 1, 40)[:, None], np.arange(40) >= 20)
    assert np.isfinite(fitted.weights).all()
    assert fitted.probability(np.array([[1.0]]))[0] > 0.9
