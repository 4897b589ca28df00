"""The bootstrap and the paired tests, against scipy's and against what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from radtrace.evaluation.intervals import (
    FLIPS,
    Resamples,
    compare_aggregates,
    compare_means,
    estimate,
    mean_estimates,
    mean_of,
    proportion,
)

SCORES = np.random.default_rng(5).beta(2, 3, (80, 2))


def test_means_are_those_of_the_resamples_themselves() -> None:
    resamples = Resamples(len(SCORES), seed=3, count=50)
    slow = np.array([SCORES[chosen].mean(axis=0) for chosen in resamples.draws()])
    np.testing.assert_allclose(resamples.means(SCORES), slow)


def test_missing_scores_are_not_counted() -> None:
    scores = SCORES.copy()
    scores[::3, 0] = np.nan
    resamples = Resamples(len(scores), count=50)
    slow = np.array([np.nanmean(scores[chosen], axis=0) for chosen in resamples.draws()])
    np.testing.assert_allclose(resamples.means(scores), slow)
    np.testing.assert_allclose(mean_of(scores), np.nanmean(scores, axis=0))


def test_interval_agrees_with_scipy() -> None:
    ours = mean_estimates(SCORES[:, :1], Resamples(len(SCORES), count=4000))[0]
    peer = stats.bootstrap(
        (SCORES[:, 0],), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(0)
    ).confidence_interval
    assert ours.low == pytest.approx(peer.low, abs=0.004)
    assert ours.high == pytest.approx(peer.high, abs=0.004)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    hits = 0
    for seed in range(150):
        one = mean_estimates(random.normal(0.5, 0.2, (50, 1)), Resamples(50, seed, count=200))[0]
        hits += one.low <= 0.5 <= one.high
    assert 0.88 <= hits / 150 <= 0.98


def test_an_aggregate_has_the_interval_of_its_own_resamples() -> None:
    def corpus(chosen: NDArray[np.intp]) -> dict[str, float]:
        return {"ratio": float(SCORES[chosen, 0].sum() / SCORES[chosen, 1].sum())}

    resamples = Resamples(len(SCORES))
    drawn = resamples.aggregates(corpus)["ratio"]
    assert drawn.shape == (1000,)
    one = estimate(corpus(np.arange(len(SCORES)))["ratio"], drawn)
    assert one.low < one.value < one.high


def test_same_seed_same_interval_and_another_seed_another() -> None:
    first, again, other = (mean_estimates(SCORES, Resamples(80, seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_one_report_and_no_score_at_all() -> None:
    alone = mean_estimates(np.array([[0.25, np.nan]]), Resamples(1))
    assert (alone[0].value, alone[0].low, alone[0].high) == (0.25, 0.25, 0.25)
    assert np.isnan([alone[1].value, alone[1].low, alone[1].high]).all()


def test_permutation_p_agrees_with_scipy() -> None:
    first, second = SCORES[:40, :1], SCORES[:40, :1] - np.random.default_rng(1).normal(0.02, 0.08, (40, 1))
    ours = compare_means(first, second, Resamples(40))[0]
    peer = stats.permutation_test(
        (first[:, 0] - second[:, 0],),
        np.mean,
        permutation_type="samples",
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    )
    assert 0.01 < peer.pvalue < 0.9
    assert ours.p == pytest.approx(peer.pvalue, abs=0.015)
    assert ours.difference.value == pytest.approx(float((first - second).mean()))


def test_no_difference_is_p_one_and_a_clear_one_is_the_smallest_p() -> None:
    same = compare_means(SCORES, SCORES, Resamples(80))[0]
    assert (same.p, same.difference.value, same.difference.low) == (1.0, 0.0, 0.0)
    clear = compare_means(SCORES + 1, SCORES, Resamples(80))[0]
    assert clear.p == pytest.approx(1 / (FLIPS + 1))
    assert clear.difference.low == pytest.approx(1.0)


def test_p_is_uniform_where_nothing_differs() -> None:
    random = np.random.default_rng(2)
    first, second = random.normal(0, 1, (2, 30, 400))
    share = np.mean([one.p <= 0.05 for one in compare_means(first, second, Resamples(30, count=10))])
    assert 0.02 <= share <= 0.09


def test_swapping_the_systems_turns_the_difference_round() -> None:
    one, other = (
        compare_means(a, b, Resamples(80))[0] for a, b in ((SCORES, SCORES[::-1]), (SCORES[::-1], SCORES))
    )
    assert one.difference.value == pytest.approx(-other.difference.value)
    assert one.difference.low == pytest.approx(-other.difference.high)
    assert one.p == other.p


def test_aggregates_are_compared_on_the_same_resamples() -> None:
    drawn = np.random.default_rng(0).normal(0.5, 0.1, 1000)
    shifted = compare_aggregates(0.1, drawn + 0.1, drawn)
    assert shifted.difference.low == pytest.approx(0.1) and shifted.p == pytest.approx(2 / 1001)
    assert compare_aggregates(0.0, drawn, drawn).p == 1.0
    assert np.isnan(compare_aggregates(float("nan"), drawn * np.nan, drawn).p)


@settings(max_examples=50)
@given(st.lists(st.floats(-1, 1) | st.just(float("nan")), min_size=1, max_size=12), st.integers(0, 9))
def test_intervals_hold_the_range_of_the_scores(scores: list[float], seed: int) -> None:
    column = np.array(scores)[:, None]
    one = mean_estimates(column, Resamples(len(scores), seed, count=60))[0]
    if np.isnan(column).all():
        assert np.isnan(one.value)
    else:
        low, high = np.nanmin(column) - 1e-12, np.nanmax(column) + 1e-12
        assert low <= one.low <= one.high <= high and low <= one.value <= high


@given(st.integers(1, 500), st.floats(0, 1))
def test_a_proportion_has_wilsons_interval(n: int, share: float) -> None:
    hits = round(share * n)
    found, peer = proportion(hits, n), stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert (found.value, found.low, found.high) == pytest.approx((hits / n, peer.low, peer.high), abs=1e-6)


def test_a_proportion_of_nothing_is_unknown() -> None:
    assert np.isnan(proportion(0, 0).value)
