"""Density clusters, equal to scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radtrace.gaze.clusters import NOISE, dbscan

GRID = st.integers(0, 12).map(lambda n: n / 10)


@given(st.integers(0, 30).flatmap(lambda n: st.tuples(arrays(np.float64, (n, 2), elements=GRID), st.just(n))))
def test_equal_to_scikit_learn_without_weights(case: tuple[np.ndarray, int]) -> None:
    sklearn = pytest.importorskip("sklearn.cluster")
    points, n = case
    if n:
        peer = sklearn.DBSCAN(eps=0.15, min_samples=3).fit(points).labels_
        assert dbscan(points, np.ones(n), 0.15, 3).tolist() == peer.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_equal_to_scikit_learn_with_weights(seed: int) -> None:
    sklearn = pytest.importorskip("sklearn.cluster")
    random = np.random.default_rng(seed)
    points, weights = random.normal(size=(200, 3)), random.exponential(4.0, 200)
    peer = sklearn.DBSCAN(eps=0.3, min_samples=10).fit(points, sample_weight=weights).labels_
    assert dbscan(points, weights, 0.3, 10).tolist() == peer.tolist()


def test_a_weight_is_as_good_as_that_many_points() -> None:
    points, counts = np.array([[0.0, 0.0], [0.2, 0.0], [5.0, 5.0]]), np.array([4, 6, 9])
    expanded = dbscan(np.repeat(points, counts, axis=0), np.ones(19), 0.3, 10)
    assert np.repeat(dbscan(points, counts.astype(float), 0.3, 10), counts).tolist() == expanded.tolist()
    assert dbscan(points, counts.astype(float), 0.3, 10).tolist() == [0, 0, NOISE]


def test_no_points_are_no_clusters() -> None:
    assert dbscan(np.empty((0, 2)), np.empty(0), 0.3, 10).tolist() == []
