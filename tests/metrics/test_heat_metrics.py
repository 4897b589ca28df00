"""Pointing game and contrast-to-noise ratio."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.metrics.heat_maps.contrast_noise import contrast_noise
from radtrace.metrics.heat_maps.heat import HeatMap
from radtrace.metrics.heat_maps.pointing import pointing_game
from radtrace.record import BadInput
from tests.metrics.drawn_boxes import box, film

LOWER_LEFT = film(box(0, 0.5, 0.5, 1))
EITHER = (pointing_game, contrast_noise)
seeds = st.integers(0, 10_000)


def heat(*rows: list[float]) -> HeatMap:
    return HeatMap("1", np.array(rows))


def noise(seed: int) -> HeatMap:
    return HeatMap("1", np.random.default_rng(seed).normal(size=(6, 4)))


def test_the_hottest_pixel_is_in_the_box_or_not() -> None:
    assert pointing_game([heat([0, 1], [2, 0])], [LOWER_LEFT]).per_report[0] == 1
    assert pointing_game([heat([0, 3], [2, 0])], [LOWER_LEFT]).per_report[0] == 0


def test_pixels_that_tie_share_the_hit() -> None:
    assert pointing_game([heat([0, 2], [2, 0])], [LOWER_LEFT]).per_report[0] == 0.5
    assert pointing_game([heat([1, 1], [1, 1])], [LOWER_LEFT]).per_report[0] == 0.25


def test_contrast_by_hand() -> None:
    result = contrast_noise([heat([0, 0, 1, 1], [3, 5, 0, 2])], [LOWER_LEFT])
    assert result.per_report[0] == pytest.approx((4 - 4 / 6) / np.sqrt(1 + np.var([0, 0, 1, 1, 0, 2])))


@given(seeds, st.floats(0.1, 10), st.floats(-5, 5))
def test_scale_and_shift_change_nothing(seed: int, scale: float, shift: float) -> None:
    for metric in EITHER:
        moved = HeatMap("1", noise(seed).values * scale + shift)
        assert metric([moved], [LOWER_LEFT]).per_report == pytest.approx(
            metric([noise(seed)], [LOWER_LEFT]).per_report
        )


@given(seeds)
def test_a_negative_is_as_far_below_unless_signs_are_dropped(seed: int) -> None:
    maps, negatives = [noise(seed)], [HeatMap("1", -noise(seed).values)]
    ratio = contrast_noise(maps, [LOWER_LEFT]).per_report[0]
    assert contrast_noise(negatives, [LOWER_LEFT]).per_report[0] == pytest.approx(-ratio)
    assert contrast_noise(negatives, [LOWER_LEFT], absolute=True).per_report[0] == pytest.approx(abs(ratio))


@given(seeds)
def test_more_heat_in_the_box_is_better(seed: int) -> None:
    heated = HeatMap("1", noise(seed).values + LOWER_LEFT_MASK)
    for metric in EITHER:
        assert (
            metric([heated], [LOWER_LEFT]).per_report[0] >= metric([noise(seed)], [LOWER_LEFT]).per_report[0]
        )


LOWER_LEFT_MASK = np.outer([0, 0, 0, 1, 1, 1], [1, 1, 0, 0]) * 2.0


@pytest.mark.parametrize("metric", EITHER, ids=lambda metric: metric.__name__)
def test_without_a_box_there_is_no_score_and_the_mean_leaves_it_out(metric: type) -> None:
    maps = [noise(3), HeatMap("2", noise(3).values)]
    result = metric(maps, [LOWER_LEFT, film(id="2")])
    assert np.isnan(result.per_report[1])
    assert result.aggregate["mean"] == result.per_report[0]


def test_no_contrast_where_there_is_no_outside_or_no_noise() -> None:
    assert np.isnan(contrast_noise([noise(1)], [film(box(0, 0, 1, 1))]).per_report[0])
    assert np.isnan(contrast_noise([heat([0.1, 0.1], [0.3, 0.1])], [LOWER_LEFT]).per_report[0])


@pytest.mark.parametrize("values", [np.zeros(3), np.full((2, 2), np.nan), np.zeros((0, 2))])
def test_what_is_no_heat_map_is_refused(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    with pytest.raises(BadInput, match="heat map '9' must have shape"):
        HeatMap("9", values)


def test_maps_of_other_films_are_refused() -> None:
    with pytest.raises(BadInput, match="heat map '1' and reference '2' have different ids"):
        pointing_game([noise(1)], [film(id="2")])
