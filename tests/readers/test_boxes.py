"""Boxes from maps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.readers.embedded.boxes import MOST, boxes_from_map


def _blob(y: float, x: float, height: float, spread: float = 1.5, side: int = 20) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side] + 0.5
    squared = (rows - y * side) ** 2 + (columns - x * side) ** 2
    return np.asarray(height * np.exp(-squared / (2 * spread**2)), np.float32)


@given(st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_one_blob_gives_one_box_around_its_peak(y: float, x: float, level: float) -> None:
    ((box, score),) = boxes_from_map(_blob(y, x, 0.9), level)
    assert abs(box.centre.x - x) < 0.03 and abs(box.centre.y - y) < 0.03
    assert 0.7 < score <= 0.9


def test_two_blobs_come_best_first() -> None:
    found = boxes_from_map(_blob(0.3, 0.25, 0.8) + _blob(0.6, 0.75, 0.95), 0.5)
    assert [round(box.centre.x, 1) for box, _ in found] == [0.8, 0.2] or len(found) == 2
    assert found[0][1] > found[1][1]
    assert found[0][0].centre.x > 0.5 > found[1][0].centre.x


def test_a_higher_level_gives_a_smaller_box() -> None:
    areas = [boxes_from_map(_blob(0.5, 0.5, 0.9), level)[0][0].area for level in (0.3, 0.5, 0.7)]
    assert areas == sorted(areas, reverse=True) and len(set(areas)) == 3


@pytest.mark.parametrize("value", [0.0, 0.4])
def test_a_flat_map_gives_the_whole_film(value: float) -> None:
    ((box, score),) = boxes_from_map(np.full((10, 12), value, np.float32), 0.5)
    assert (box.x_min, box.y_min, box.x_max, box.y_max) == (0, 0, 1, 1)
    assert score == pytest.approx(value)


@given(st.integers(0, 10_000))
def test_any_map_gives_few_ordered_boxes(seed: int) -> None:
    found = boxes_from_map(np.random.default_rng(seed).random((9, 7), np.float32), 0.6)
    scores = [score for _, score in found]
    assert 1 <= len(found) <= MOST and scores == sorted(scores, reverse=True)
