"""Search sequences: what serves to find a finding, and nothing after it."""

from __future__ import annotations

from math import isnan
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.gaze.heat import looks
from radtrace.gaze.target_search import MOST, merge_close, on_target, search_sequence, time_to_target
from radtrace.record import Box, Finding, Fixation, Presence
from tests.gaze.readings_of_gaze import fixation, paths


def finding(outline: Literal["box", "ellipse"] = "box") -> Finding:
    box = Box(x_min=0.6, y_min=0.6, x_max=0.8, y_max=0.8)
    return Finding(id="f", concept="lung_nodule", presence=Presence.PRESENT, boxes=(box,), outline=outline)


def walk(*places: tuple[float, float], dwell: float = 0.25) -> tuple[Fixation, ...]:
    return tuple(fixation(x, y, 1 + 0.3 * n, dwell) for n, (x, y) in enumerate(places))


def test_the_search_ends_when_the_target_is_left() -> None:
    path = walk((0.1, 0.1), (0.3, 0.5), (0.65, 0.65), (0.75, 0.75), (0.1, 0.9), (0.7, 0.7))
    sequence = search_sequence(finding(), looks(path))
    assert sequence is not None
    assert sequence.x.tolist() == pytest.approx([0.1, 0.3, 0.65, 0.75])
    assert time_to_target(finding(), looks(path)) == pytest.approx(0.6)


def test_a_target_never_reached_has_no_search() -> None:
    path = looks(walk((0.1, 0.1), (0.3, 0.5)))
    assert search_sequence(finding(), path) is None
    assert isnan(time_to_target(finding(), path))
    assert search_sequence(finding(), looks([])) is None


def test_within_a_degree_is_on_the_target_and_beyond_is_not() -> None:
    degree = 1 / 34
    path = looks(walk((0.6 - 0.9 * degree, 0.7), (0.6 - 1.1 * degree, 0.7)))
    assert on_target(finding(), path).tolist() == [True, False]


def test_the_corner_of_an_ellipses_box_is_not_on_it() -> None:
    path = looks(walk((0.61, 0.61), (0.7, 0.7)))
    assert on_target(finding("ellipse"), path, radius=0.0).tolist() == [False, True]
    assert on_target(finding("box"), path, radius=0.0).tolist() == [True, True]


def test_fixations_within_a_degree_are_one_look() -> None:
    one = merge_close(
        looks([fixation(0.50, 0.5, 0.0, 0.1), fixation(0.51, 0.5, 0.2, 0.3), fixation(0.9, 0.5, 0.6, 0.2)])
    )
    assert one.x.tolist() == pytest.approx([0.5075, 0.9])
    assert one.dwell_s.tolist() == pytest.approx([0.4, 0.2])


def test_of_many_looks_the_entry_and_the_longest_stay() -> None:
    places = [(0.05 + 0.08 * n, 0.1) for n in range(10)]
    path = [fixation(x, y, float(n), 0.1 + 0.01 * n) for n, (x, y) in enumerate(places)]
    sequence = search_sequence(finding(), looks([*path, fixation(0.7, 0.7, 11.0, 0.05)]))
    assert sequence is not None
    assert len(sequence) == MOST
    assert sequence.x[-1] == pytest.approx(0.7)
    assert sequence.dwell_s[:-1].tolist() == pytest.approx([0.15, 0.16, 0.17, 0.18, 0.19])


@given(paths(), st.integers(1, 7))
def test_what_serves_is_short_in_order_and_ends_on_the_target(path: tuple[Fixation, ...], most: int) -> None:
    sequence = search_sequence(finding(), looks(path), most=most)
    assert merge_close(looks(path)).dwell_s.sum() == pytest.approx(sum(one.duration_s for one in path))
    if sequence is not None:
        assert 1 <= len(sequence) <= most
        assert sorted(sequence.time_s) == sequence.time_s.tolist()
        assert on_target(finding(), sequence).any()
