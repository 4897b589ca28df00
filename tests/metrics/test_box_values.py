"""Values of box metrics that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from radtrace.metrics.boxes.accuracy import box_accuracy
from radtrace.metrics.boxes.false_boxes import false_boxes
from radtrace.metrics.boxes.giou import box_giou, giou
from radtrace.metrics.boxes.iou import box_iou, iou
from radtrace.metrics.boxes.mask_iou import mask_iou, union_areas
from radtrace.record import BadInput, Box, BoxSet
from tests.metrics.drawn_boxes import box, boxes, film

LEFT, RIGHT = box(0.0, 0.0, 0.4, 0.4), box(0.5, 0.0, 0.9, 0.4)
HALF = box(0.0, 0.0, 0.2, 0.4)


@given(boxes(), boxes())
def test_iou_is_the_records(one: Box, other: Box) -> None:
    assert iou(film(one).xyxy, film(other).xyxy)[0, 0] == pytest.approx(one.iou(other))


def test_giou_falls_with_distance() -> None:
    near, far = box(0.45, 0, 0.85, 0.4), box(0.6, 0, 1.0, 0.4)
    values = giou(film(LEFT).xyxy, film(near, far).xyxy)[0]
    assert values == pytest.approx([-0.05 / 0.85, -0.2 / 1.0])


def test_every_box_has_one_partner() -> None:
    assert box_iou([film(LEFT, LEFT)], [film(LEFT)]).per_report[0] == pytest.approx(0.5)
    assert mask_iou([film(LEFT, LEFT)], [film(LEFT)]).per_report[0] == pytest.approx(1)
    assert box_iou([film(HALF, RIGHT)], [film(RIGHT, LEFT)]).per_report[0] == pytest.approx(0.75)
    assert box_giou([film(LEFT, LEFT)], [film(LEFT)]).per_report[0] == pytest.approx(0)


def test_boxes_of_other_labels_do_not_pair() -> None:
    said, true = film(LEFT, labels=("mass",)), film(LEFT, labels=("nodule",))
    assert box_iou([said], [true]).per_report[0] == 0
    assert box_giou([said], [true]).per_report[0] == -1
    assert box_accuracy([said], [true]).per_report[0] == 0
    assert false_boxes([said], [true]).per_report[0] == -1
    assert mask_iou([said], [true]).per_report[0] == 1


def test_overlapping_boxes_cover_an_area_once() -> None:
    two = film(LEFT, box(0.2, 0.0, 0.6, 0.4))
    assert union_areas(two, film(RIGHT)) == pytest.approx((0.24, 0.16, 0.04))


@given(boxes(), boxes(), boxes())
def test_union_areas_are_those_of_a_fine_grid(one: Box, two: Box, other: Box) -> None:
    centres = (np.arange(400) + 0.5) / 400
    masks = [
        np.outer((b.y_min <= centres) & (centres <= b.y_max), (b.x_min <= centres) & (centres <= b.x_max))
        for b in (one, two, other)
    ]
    drawn = [mask.mean() for mask in (masks[0] | masks[1], masks[2], (masks[0] | masks[1]) & masks[2])]
    assert union_areas(film(one, two), film(other)) == pytest.approx(drawn, abs=0.01)


def test_accuracy_by_threshold() -> None:
    aggregate = box_accuracy([film(HALF)], [film(LEFT)]).aggregate
    assert aggregate == {"acc@0.5": 1, "acc@0.1": 1, "acc@0.3": 1, "acc@0.7": 0}


def test_false_boxes_are_counted_on_films_with_and_without() -> None:
    said = [film(LEFT, LEFT, RIGHT, id="1"), film(LEFT, id="2")]
    result = false_boxes(said, [film(LEFT, id="1"), film(id="2")])
    assert result.per_report.tolist() == [-2, -1]
    assert result.aggregate == {"per_film": 1.5, "per_empty_film": 1}
    assert np.isnan(result.resample(np.array([0]))["per_empty_film"])


def test_labels_and_scores_go_with_the_boxes() -> None:
    with pytest.raises(BadInput, match=r"'7': expected labels of shape \(1,\), got \(2,\)"):
        film(LEFT, id="7", labels=("mass", "nodule"))
    with pytest.raises(BadInput, match="box 1 of '7': expected a finite score, got nan"):
        film(LEFT, id="7", scores=(float("nan"),))


def test_boxes_on_different_films_do_not_pair() -> None:
    said, true = film(LEFT), BoxSet.from_boxes("1", [LEFT], films=[1])
    assert [metric([said], [true]).per_report[0] for metric in (box_iou, box_accuracy, mask_iou)] == [0, 0, 0]
    assert box_giou([said], [true]).per_report[0] == -1
