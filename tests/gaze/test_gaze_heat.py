"""Heat maps: seconds conserved, boxes and centres, masks with exactly the share asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radtrace.gaze.fovea import FILM_DEGREES
from radtrace.gaze.heat import (
    centroid,
    cosine,
    dwell_map,
    hottest,
    looks,
    masked_film,
    peaked,
    shares,
    warm_box,
)
from radtrace.record import Fixation
from tests.gaze.readings_of_gaze import fixation, paths


@given(paths(), st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 20.0))
def test_seconds_are_conserved(fixations: tuple[Fixation, ...], rows: int, columns: int, wide: float) -> None:
    values = dwell_map(looks(fixations), rows, columns, wide)
    assert values.shape == (rows, columns)
    assert (values >= 0).all()
    assert values.sum() == pytest.approx(sum(one.duration_s for one in fixations))
    assert shares(values).sum() == pytest.approx(1.0 if fixations else 0.0)


@given(paths(), st.randoms())
def test_the_order_of_looking_does_not_matter(fixations: tuple[Fixation, ...], random: object) -> None:
    assert dwell_map(looks(fixations), 16, 16) == pytest.approx(dwell_map(looks(fixations[::-1]), 16, 16))


def test_one_look_is_a_gaussian_of_one_degree() -> None:
    values = peaked(dwell_map(looks([fixation(0.5, 0.5)]), 341, 341))
    one_degree = round(341 / FILM_DEGREES)
    assert values[170, 170] == 1.0
    assert values[170, 170 + one_degree] == pytest.approx(np.exp(-0.5), abs=0.01)
    assert values[170 + one_degree, 170] == pytest.approx(np.exp(-0.5), abs=0.01)


def test_a_degree_that_the_file_gives_is_used_on_each_axis() -> None:
    narrow = Fixation(x=0.5, y=0.5, start_s=0, duration_s=1, degree=(0.02, 0.1))
    box = warm_box(dwell_map(looks([narrow]), 200, 200))
    assert box is not None
    assert (box.y_max - box.y_min) / (box.x_max - box.x_min) == pytest.approx(5.0, rel=0.1)


def test_on_a_wide_film_a_degree_is_a_smaller_share_of_its_width() -> None:
    assert looks([fixation(0.5, 0.5)], aspect=2.0).degree[0] == pytest.approx([1 / 68, 1 / 34])


def test_the_box_is_where_the_log_heat_is_above_a_tenth() -> None:
    values = np.zeros((10, 10))
    values[2:4, 5:9] = [[1.0, 0.08, 0.07, 0.0], [0.5, 0.2, 0.0, 0.0]]
    box = warm_box(values)
    assert box is not None
    assert (box.x_min, box.y_min, box.x_max, box.y_max) == (0.5, 0.2, 0.7, 0.4)


def test_a_map_of_nothing_has_no_box_no_centre_and_no_likeness() -> None:
    empty = dwell_map(looks([]), 8, 8)
    assert empty.shape == (8, 8)
    assert warm_box(empty) is None
    assert centroid(empty) is None
    assert np.isnan(cosine(empty, empty))


@given(paths().filter(len))
def test_a_map_is_like_itself_and_its_centre_on_the_film(fixations: tuple[Fixation, ...]) -> None:
    values = dwell_map(looks(fixations), 24, 24)
    assert cosine(values, 3 * values) == pytest.approx(1.0)
    box, centre = warm_box(values), centroid(values)
    assert box is not None
    assert centre is not None


@given(arrays(np.float64, (7, 9), elements=st.sampled_from([0.0, 0.25, 1.0])), st.floats(0.0, 1.0))
def test_a_mask_keeps_its_share_exactly_and_the_hottest(values: np.ndarray, share: float) -> None:
    kept = hottest(values, share)
    assert kept.sum() == round(share * 63)
    if kept.any() and not kept.all():
        assert values[kept].min() >= values[~kept].max()
    assert (hottest(values, share) == kept).all()


def test_of_equally_hot_cells_the_first_are_kept() -> None:
    assert hottest(np.ones((2, 3)), 0.5).tolist() == [[True, True, True], [False, False, False]]


def test_a_share_beyond_the_film_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        hottest(np.ones((2, 2)), 1.5)


def test_a_masked_film_shows_where_it_was_looked_at() -> None:
    pixels = np.full((50, 50), 0.5, np.float32)
    seen = masked_film(pixels, looks([fixation(0.1, 0.9)]), 0.04)
    assert seen.dtype == np.float32
    assert (seen > 0).sum() == 100
    assert seen[45, 5] == 0.5
    assert seen[5, 45] == 0.0
