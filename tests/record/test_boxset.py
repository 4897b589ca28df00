"""Sets of boxes: validation, the forms they come from, and what they choose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.record import BadInput, Box, BoxSet, Finding, Laterality, Presence

LEFT = Box(x_min=0.1, y_min=0.2, x_max=0.4, y_max=0.6)
fractions = st.floats(0, 1)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    xs = sorted(draw(st.lists(fractions, min_size=2, max_size=2, unique=True)))
    ys = sorted(draw(st.lists(fractions, min_size=2, max_size=2, unique=True)))
    return Box(x_min=xs[0], y_min=ys[0], x_max=xs[1], y_max=ys[1])


@given(st.lists(boxes()))
def test_boxes_come_back_as_they_went_in(given_boxes: list[Box]) -> None:
    assert BoxSet.from_boxes("1", given_boxes).to_boxes() == tuple(given_boxes)


@pytest.mark.parametrize(
    ("xyxy", "message"),
    [
        ([0.1, 0.2, 0.3, 0.4], r"boxes of '7': expected xyxy of shape \(n, 4\), got \(4,\)"),
        ([[0.1, 0.2, 0.3]], r"expected xyxy of shape \(n, 4\), got \(1, 3\)"),
        ([[0, 0, 1, 1], [0.3, 0, 0.2, 1]], r"box 2 of '7': expected 0 <= x_min < x_max <= 1"),
        ([[0, 0, 100, 100]], "box 1 of '7': expected 0 <= x_min < x_max <= 1"),
        ([[0, 0, float("nan"), 1]], "box 1 of '7'"),
        ([["a", 0, 1, 1]], "boxes of '7': xyxy cannot be converted to an array"),
    ],
)
def test_what_is_no_box_is_refused_with_what_was_expected(xyxy: object, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        BoxSet("7", xyxy)  # type: ignore[arg-type]


def test_columns_have_one_entry_a_box() -> None:
    with pytest.raises(BadInput, match=r"expected films of shape \(1,\), got \(2,\)"):
        BoxSet.from_boxes("7", [LEFT], films=[0, 1])
    with pytest.raises(BadInput, match="expected a film index from 0, got -1"):
        BoxSet.from_boxes("7", [LEFT], films=[-1])


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        BoxSet.from_boxes("7", [LEFT]).xyxy[0, 0] = 0.5


def test_pixels_are_clipped_and_boxes_off_the_film_dropped_with_their_labels() -> None:
    rows = [[-10, 0, 50, 50], [200, 0, 300, 50], [20, 10, 100, 50]]
    boxes = BoxSet.from_pixels("7", rows, (100, 50), labels=["a", "b", "c"], scores=[0.1, 0.2, 0.3])
    assert boxes.xyxy.tolist() == [[0, 0, 0.5, 1], [0.2, 0.2, 1, 1]]
    assert boxes.labels.tolist() == ["a", "c"] and boxes.scores.tolist() == [0.1, 0.3]


def test_coco_annotations_become_named_boxes() -> None:
    rows: list[dict[str, Any]] = [
        {"bbox": [10, 5, 20, 10], "category_id": 3, "score": 0.5},
        {"bbox": [0, 0, 10, 10]},
    ]
    boxes = BoxSet.from_coco("7", rows, (100, 50), {"3": "nodule"})
    assert np.allclose(boxes.xyxy[0], [0.1, 0.1, 0.3, 0.3])
    assert boxes.labels.tolist() == ["nodule", ""] and boxes.scores.tolist() == [0.5, 1.0]


def test_findings_give_the_boxes_of_what_is_claimed() -> None:
    findings = [
        Finding(id="f1", concept="mass", presence=Presence.ABSENT, boxes=(LEFT,)),
        Finding(
            id="f2",
            concept="nodule",
            presence=Presence.UNCERTAIN,
            laterality=Laterality.LEFT,
            boxes=(LEFT, LEFT),
            box_scores=(0.9, 0.4),
            film=1,
        ),
    ]
    boxes = BoxSet.from_findings("7", findings)
    assert boxes.labels.tolist() == ["nodule left"] * 2 and boxes.scores.tolist() == [0.9, 0.4]
    assert len(boxes.on_film(1)) == 2 and len(boxes.on_film(0)) == 0
    assert BoxSet.joined("7", [boxes.on_film(0), boxes]) == boxes
    assert BoxSet.from_findings("7", []) == BoxSet("7")
