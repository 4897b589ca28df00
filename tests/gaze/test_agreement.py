"""Intraclass correlation, with the worked example of Shrout and Fleiss."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radtrace.gaze.agreement import icc_2_1, icc_3_1

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], np.float64
)
RATINGS = arrays(np.float64, (5, 3), elements=st.integers(0, 20).map(float))


def test_the_worked_example() -> None:
    """Psychological Bulletin 86 (1979), tables 2 and 4: 0.29 and 0.71."""
    assert icc_2_1(SHROUT_FLEISS) == pytest.approx(0.2898, abs=5e-5)
    assert icc_3_1(SHROUT_FLEISS) == pytest.approx(0.7148, abs=5e-5)


@given(RATINGS, st.permutations(range(3)), st.permutations(range(5)))
def test_readers_and_films_have_no_order(ratings: np.ndarray, readers: list[int], films: list[int]) -> None:
    for icc in (icc_2_1, icc_3_1):
        changed = icc(ratings[films][:, readers])
        assert changed == pytest.approx(icc(ratings), abs=1e-9, nan_ok=True)


@given(RATINGS.filter(lambda ratings: bool(np.ptp(ratings.mean(axis=1)) > 0.5)))
def test_perfect_agreement_is_one_and_an_offset_costs_agreement_only(ratings: np.ndarray) -> None:
    same = np.repeat(ratings[:, :1], 3, axis=1)
    if np.ptp(same) > 0:
        assert icc_2_1(same) == icc_3_1(same) == pytest.approx(1.0)
        offset = same + np.array([0.0, 5.0, 10.0])
        assert icc_3_1(offset) == pytest.approx(1.0)
        assert icc_2_1(offset) < 1.0


def test_nothing_to_agree_on_has_no_number() -> None:
    assert isnan(icc_2_1(np.ones((4, 3))))
    assert isnan(icc_3_1(np.ones((1, 3))))
    assert isnan(icc_2_1(np.ones((4, 1))))
