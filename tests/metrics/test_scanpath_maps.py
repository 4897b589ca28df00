"""Map metrics: values worked out by hand, and pysaliency's on the same maps where it is installed."""

from __future__ import annotations

import importlib
import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath.auc import auc_judd, auc_shuffled
from radtrace.metrics.scanpath.information_gain import bits, centre_gaussian, information_gain
from radtrace.metrics.scanpath.map_likeness import cc, kl, sim
from radtrace.metrics.scanpath.maps import GRID, Cells, cells, counts, density, looked, path_map
from radtrace.metrics.scanpath.nss import nss
from tests.metrics.drawn_paths import drawn, held, paths, pixels, reverse

RAMP = np.array([[0.0, 1.0], [2.0, 5.0]])
FLAT = np.full((2, 2), 0.1)
BEST, WORST = Cells(np.array([1]), np.array([1])), Cells(np.array([0]), np.array([0]))
NOBODY = Cells(np.zeros(0, np.intp), np.zeros(0, np.intp))


@pytest.fixture(scope="module")
def metrics() -> Any:
    # pysaliency imports pkg_resources and torch, and both of them complain about others.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(
            "pysaliency.metrics", reason="pysaliency is not installed", exc_type=ImportError
        )


@pytest.fixture(scope="module")
def rocs(metrics: Any) -> Any:
    return importlib.import_module("pysaliency.numba_utils").general_rocs_per_positive_numba


def test_values_by_hand() -> None:
    assert nss(RAMP, BEST) == pytest.approx((5 - 2) / np.std([0, 1, 2, 5]))
    assert auc_judd(RAMP, BEST) == pytest.approx((3 + 0.5) / 4)
    assert auc_judd(RAMP, WORST) == pytest.approx(0.5 / 4)
    assert auc_shuffled(RAMP, BEST, np.array([[3.0, 0], [0, 1]])) == pytest.approx((3 + 0.5) / 4)
    assert sim(RAMP, FLAT) == pytest.approx(0 + 1 / 8 + 1 / 4 + 1 / 4)
    assert kl(FLAT, RAMP) == pytest.approx(sum(q * math.log(4 * q) for q in (1 / 8, 2 / 8, 5 / 8)))
    assert cc(RAMP, 3 - 2 * RAMP) == pytest.approx(-1)
    assert bits(density(RAMP), density(FLAT), BEST) == pytest.approx(math.log2(2.5))


def test_a_map_that_knows_nothing() -> None:
    assert nss(FLAT, BEST) == 0
    assert auc_judd(FLAT, BEST) == auc_shuffled(FLAT, BEST, RAMP) == 0.5
    assert cc(FLAT, RAMP) == 0 and math.isnan(cc(FLAT, FLAT))
    assert information_gain(np.zeros((2, 2)), RAMP, BEST) == 0
    assert sim(np.zeros((2, 2)), FLAT) == pytest.approx(1)


def test_no_fixation_no_score() -> None:
    assert all(math.isnan(metric(RAMP, NOBODY)) for metric in (nss, auc_judd))
    assert math.isnan(auc_shuffled(RAMP, BEST, np.zeros((2, 2))))
    assert math.isnan(information_gain(RAMP, FLAT, NOBODY))


def test_information_gain_is_never_worse_than_a_tenth() -> None:
    baseline = centre_gaussian((0.5, 0.5), (0.2, 0.2))
    there, elsewhere = pixels((40, 40), (50, 40)), pixels((200, 200))
    assert information_gain(path_map(there), baseline, cells(elsewhere)) == pytest.approx(
        math.log2(0.1), abs=1e-3
    )
    assert information_gain(path_map(there), baseline, cells(there)) > 3


@given(paths(least=1), paths(least=1))
def test_ranges_and_identical_is_best(one: Scanpath, other: Scanpath) -> None:
    ours, theirs, fixated = path_map(one), path_map(other), cells(other)
    assert -1 <= cc(ours, theirs) <= 1 + 1e-12
    assert 0 <= sim(ours, theirs) <= 1 + 1e-12
    assert 0 <= auc_judd(ours, fixated) <= 1
    assert kl(ours, theirs) > -1e-9
    assert sim(theirs, theirs) == pytest.approx(1) == cc(theirs, theirs)
    assert kl(theirs, theirs) == pytest.approx(0, abs=1e-9)


def test_order_does_not_matter_in_a_map_and_dwell_does() -> None:
    for path in drawn(20, 31, shortest=2):
        assert path_map(reverse(path)) == pytest.approx(path_map(path))
        assert np.abs(path_map(held(path, 5.0)) - path_map(path)).max() > 1e-4


def test_a_map_holds_shares_of_the_dwell_where_it_was() -> None:
    values = path_map(pixels((16, 100), (200, 100), durations=[0.3, 0.1]))
    assert values[:, : GRID // 2].sum() == pytest.approx(0.75) == 1 - values[:, GRID // 2 :].sum()
    assert int(values.argmax()) == int(100 / 224 * GRID) * GRID + int(16 / 224 * GRID)
    assert not path_map(pixels()).any()


def test_the_start_of_a_search_is_no_look() -> None:
    search = pixels((112, 112), (50, 60), durations=[0.0, 0.3])
    assert len(looked(search)) == 1 == len(cells(search)) == counts(search).sum()
    timeless = pixels((112, 112), (50, 60), durations=[0.0, 0.0])
    assert len(cells(timeless)) == 2
    assert path_map(timeless)[:, : GRID // 2].sum() < path_map(search)[:, : GRID // 2].sum()


@pytest.mark.parametrize("seed", range(40, 50))
def test_equal_to_pysaliency(metrics: Any, rocs: Any, seed: int) -> None:
    one, other = drawn(2, seed, shortest=3)
    ours, theirs, fixated = path_map(one), path_map(other), cells(other)
    elsewhere = np.sum([counts(path) for path in drawn(30, seed + 100)], axis=0)
    assert nss(ours, fixated) == pytest.approx(metrics.NSS(ours, fixated.columns, fixated.rows).mean())
    assert cc(ours, theirs) == pytest.approx(metrics.CC(ours, theirs))
    assert sim(ours, theirs) == pytest.approx(metrics.SIM(ours, theirs))
    assert kl(ours, theirs) == pytest.approx(metrics.MIT_KLDiv(ours, theirs), abs=1e-9)
    positives = ours[fixated.rows, fixated.columns]
    assert auc_judd(ours, fixated) == pytest.approx(rocs(positives, ours.ravel()).mean())
    negatives = np.repeat(ours.ravel(), elsewhere.ravel().astype(int))
    assert auc_shuffled(ours, fixated, elsewhere) == pytest.approx(rocs(positives, negatives).mean())
