"""Laws of boxes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from radtrace.record import Box, Finding, Point, Presence
from tests.record.readings import boxes

# Boxes thinner than this lose their area to rounding.
solid = boxes().filter(lambda box: min(box.x_max - box.x_min, box.y_max - box.y_min) > 1e-6)


@given(boxes(), boxes())
def test_intersection_and_iou_are_symmetric(a: Box, b: Box) -> None:
    assert a.intersection(b) == b.intersection(a)


@given(solid, solid)
def test_iou_is_symmetric_and_at_most_one(a: Box, b: Box) -> None:
    assert math.isclose(a.iou(b), b.iou(a), rel_tol=1e-9, abs_tol=1e-12)
    assert 0.0 <= a.iou(b) <= 1.0 + 1e-9


@given(solid)
def test_a_box_is_itself(box: Box) -> None:
    assert math.isclose(box.iou(box), 1.0)
    assert box.contains(box.centre)


@given(solid)
def test_half_a_box_shares_half_of_it(box: Box) -> None:
    half = Box(x_min=box.x_min, y_min=box.y_min, x_max=box.centre.x, y_max=box.y_max)
    assert math.isclose(box.iou(half), 0.5, rel_tol=1e-6)
    assert math.isclose(box.intersection(half), half.area)


@given(boxes(), boxes())
def test_the_intersection_is_no_larger_than_either(a: Box, b: Box) -> None:
    assert a.intersection(b) <= min(a.area, b.area) + 1e-12


def test_known_values() -> None:
    left = Box(x_min=0.0, y_min=0.0, x_max=0.5, y_max=1.0)
    middle = Box(x_min=0.25, y_min=0.0, x_max=0.75, y_max=1.0)
    right = Box(x_min=0.5, y_min=0.0, x_max=1.0, y_max=1.0)
    assert left.area == 0.5
    assert left.intersection(middle) == 0.25
    assert left.iou(middle) == pytest.approx(1 / 3)
    assert left.iou(right) == 0.0
    assert left.contains(Point(x=0.5, y=1.0)) and not left.contains(Point(x=0.51, y=0.5))


@given(st.floats(allow_nan=True, allow_infinity=True).filter(lambda x: not 0 <= x <= 1))
def test_nothing_lies_off_the_film(x: float) -> None:
    with pytest.raises(ValidationError):
        Point(x=x, y=0.5)
    with pytest.raises(ValidationError):
        Box(x_min=0.0, y_min=0.0, x_max=x, y_max=1.0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_box_has_an_inside(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    with pytest.raises(ValidationError, match="x_min < x_max"):
        Box(x_min=high, y_min=0.0, x_max=low, y_max=1.0)


def test_box_scores_stand_beside_boxes() -> None:
    box = Box(x_min=0.0, y_min=0.0, x_max=0.5, y_max=1.0)
    with pytest.raises(ValidationError, match="1 boxes but 2 box_scores"):
        Finding(id="f", concept="pneumonia", presence=Presence.PRESENT, boxes=(box,), box_scores=(0.5, 0.4))
