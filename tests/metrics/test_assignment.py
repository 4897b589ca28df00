"""The matching of rows against scipy's, and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from radtrace.metrics.boxes.assignment import EXACT_UP_TO, assign

shapes = st.tuples(st.integers(1, 7), st.integers(1, 7))
sparse = st.sampled_from([0.0, 0.0, 0.0, 0.25, 0.5, 1.0])
gains = shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=sparse | st.floats(0, 1)))


def total(table: NDArray[np.float64]) -> float:
    return sum(float(table[row, column]) for row, column in assign(table.tolist()))


@settings(max_examples=50)
@given(gains)
def test_the_total_is_the_greatest_there_is(table: NDArray[np.float64]) -> None:
    assert total(table) == pytest.approx(table[linear_sum_assignment(table, maximize=True)].sum())


@settings(max_examples=50)
@given(gains)
def test_every_row_and_column_is_used_once_and_only_for_a_gain(table: NDArray[np.float64]) -> None:
    pairs = assign(table.tolist())
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(table[pair] > 0 for pair in pairs)


def test_nothing_to_match() -> None:
    assert assign([]) == []
    assert assign([[], []]) == []
    assert assign([[0.0, 0.0]]) == []


def test_beyond_its_limit_it_still_matches_what_is_alike() -> None:
    size = EXACT_UP_TO + 10
    table = np.full((size, size), 0.1) + np.eye(size)
    assert sorted(assign(table.tolist())) == [(i, i) for i in range(size)]


def test_parts_that_do_not_touch_are_matched_apart_and_exactly() -> None:
    table = np.kron(np.eye(30), [[0.9, 1.0], [0.0, 0.9]]).astype(np.float64)
    assert total(table) == pytest.approx(30 * 1.8)
