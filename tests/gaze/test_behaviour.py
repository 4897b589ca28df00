"""Behaviour of a recording: counts, saccades in degrees, coverage, revisits, order."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.gaze.behaviour import behaviour, kendall, levenshtein
from radtrace.gaze.fovea import FILM_DEGREES
from radtrace.record import Fixation
from tests.gaze.readings_of_gaze import fixation, paths, reading

TRACHEA, ZONE, HEART, ABDOMEN = (0.51, 0.1), (0.27, 0.3), (0.52, 0.62), (0.5, 0.95)


def walk(*places: tuple[float, float]) -> tuple[Fixation, ...]:
    return tuple(fixation(x, y, 0.3 * n, 0.25) for n, (x, y) in enumerate(places))


def test_the_protocols_order_is_told() -> None:
    seen = behaviour(reading(walk(TRACHEA, ZONE, HEART, ABDOMEN)))
    assert (seen.fixations, seen.letters, seen.revisits) == (4, "ABCD", 0)
    assert (seen.order_kendall, seen.order_edit) == (1.0, 0.0)
    assert seen.dwell_by_region["heart"] == pytest.approx(0.25)
    assert not seen.regions_known


def test_the_other_way_round_is_the_opposite() -> None:
    seen = behaviour(reading(walk(ABDOMEN, HEART, ZONE, TRACHEA)))
    assert (seen.order_kendall, seen.order_edit) == (-1.0, 1.0)


def test_a_return_is_a_revisit_and_staying_is_none() -> None:
    assert behaviour(reading(walk(HEART, HEART, ZONE))).revisits == 0
    assert behaviour(reading(walk(HEART, ZONE, HEART, ZONE))).revisits == 2


def test_a_saccade_over_the_height_of_the_film_is_its_degrees() -> None:
    seen = behaviour(reading(walk((0.5, 0.0), (0.5, 1.0))))
    assert seen.saccade_degrees == pytest.approx(FILM_DEGREES)
    assert seen.mean_fixation_s == pytest.approx(0.25)


def test_one_fixation_has_no_saccade_and_no_order() -> None:
    seen = behaviour(reading(walk(HEART)))
    assert isnan(seen.saccade_degrees)
    assert isnan(seen.order_kendall)
    assert seen.order_edit == 0.0
    assert seen.coverage > 0


def test_no_fixations_are_no_behaviour() -> None:
    seen = behaviour(reading())
    assert (seen.fixations, seen.dwell_s, seen.coverage, seen.revisits, seen.letters) == (0, 0.0, 0.0, 0, "")
    assert isnan(seen.mean_fixation_s)
    assert seen.dwell_by_region == {}


@given(paths(), st.floats(0.0, 100.0))
def test_a_shift_in_time_changes_nothing(fixations: tuple[Fixation, ...], shift: float) -> None:
    later = [one.model_copy(update={"start_s": one.start_s + shift}) for one in fixations]
    before, after = behaviour(reading(fixations)).numbers(), behaviour(reading(later)).numbers()
    assert after == pytest.approx(before, nan_ok=True)


@given(paths())
def test_numbers_stay_in_their_range(fixations: tuple[Fixation, ...]) -> None:
    seen = behaviour(reading(fixations))
    assert 0 <= seen.coverage <= 1
    assert isnan(seen.order_kendall) or -1 <= seen.order_kendall <= 1
    assert isnan(seen.order_edit) or 0 <= seen.order_edit <= 1
    assert sum(seen.dwell_by_region.values()) == pytest.approx(seen.dwell_s)


@given(st.text("ABC", max_size=8), st.text("ABC", max_size=8))
def test_levenshtein_is_a_distance(first: str, second: str) -> None:
    distance = levenshtein(first, second)
    assert distance == levenshtein(second, first)
    assert (distance == 0) == (first == second)
    assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))


def test_levenshtein_of_the_textbook() -> None:
    assert levenshtein("kitten", "sitting") == 3


@pytest.mark.parametrize("values", [[1, 2, 2, 3], [3, 1, 2, 2, 5, 4], [2, 1], [1, 1, 2, 0, 3, 3]])
def test_kendall_is_scipys_tau_b(values: list[int]) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert kendall(values) == pytest.approx(stats.kendalltau(range(len(values)), values).statistic)
