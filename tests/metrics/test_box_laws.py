"""What every metric on boxes must obey."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.metrics.boxes.accuracy import box_accuracy
from radtrace.metrics.boxes.false_boxes import false_boxes
from radtrace.metrics.boxes.film_pairs import BoxMetric
from radtrace.metrics.boxes.giou import box_giou
from radtrace.metrics.boxes.iou import box_iou
from radtrace.metrics.boxes.mask_iou import mask_iou
from radtrace.metrics.boxes.mean_average_precision import mean_average_precision
from radtrace.record import BadInput
from tests.metrics.drawn_boxes import Films, box, film, films

BOUNDS: dict[BoxMetric, tuple[float, float]] = {
    box_iou: (0, 1),
    box_giou: (-1, 1),
    mask_iou: (0, 1),
    box_accuracy: (0, 1),
    mean_average_precision: (0, 1),
    false_boxes: (-np.inf, 0),
}
few = settings(max_examples=25)
over_all = pytest.mark.parametrize("metric", BOUNDS, ids=lambda metric: metric.__name__)
over_pairing = pytest.mark.parametrize(
    "metric", [box_iou, box_giou, mask_iou, box_accuracy], ids=lambda metric: metric.__name__
)
ONE = box(0.1, 0.1, 0.4, 0.4)


@over_all
@few
@given(films())
def test_scores_keep_their_bounds_and_the_same_boxes_are_the_best(metric: BoxMetric, drawn: Films) -> None:
    low, high = BOUNDS[metric]
    scores = metric(*drawn).per_report
    assert (scores >= low).all()
    assert (scores <= high + 1e-12).all()
    assert metric(drawn[1], drawn[1]).per_report == pytest.approx(np.full(len(drawn[1]), high))


@over_pairing
@few
@given(films())
def test_neither_side_is_the_first(metric: BoxMetric, drawn: Films) -> None:
    assert metric(*drawn).per_report == pytest.approx(metric(drawn[1], drawn[0]).per_report)


@over_all
@few
@given(films(), st.randoms(use_true_random=False))
def test_the_order_of_films_is_irrelevant(metric: BoxMetric, drawn: Films, random: Random) -> None:
    order = list(range(len(drawn[0])))
    random.shuffle(order)
    before = metric(*drawn)
    after = metric([drawn[0][i] for i in order], [drawn[1][i] for i in order])
    assert after.per_report == pytest.approx(before.per_report[order])
    assert after.aggregate == pytest.approx(before.aggregate, nan_ok=True)


@over_all
@few
@given(films(least=2))
def test_a_chosen_part_scores_as_that_part_alone(metric: BoxMetric, drawn: Films) -> None:
    alone = metric(drawn[0][1:], drawn[1][1:]).aggregate
    part = metric(*drawn).resample(np.arange(1, len(drawn[0])))
    assert {name: part[name] for name in alone} == pytest.approx(alone, nan_ok=True)


@over_all
@pytest.mark.parametrize("boxed", ["prediction", "reference"])
def test_boxes_on_one_side_only_are_the_worst(metric: BoxMetric, boxed: str) -> None:
    said, true = (film(ONE), film()) if boxed == "prediction" else (film(), film(ONE))
    worst = {"prediction": -1.0, "reference": 0.0}[boxed] if metric is false_boxes else BOUNDS[metric][0]
    assert metric([said], [true]).per_report[0] == worst


@over_all
def test_no_boxes_at_all_are_right(metric: BoxMetric) -> None:
    assert metric([film()], [film()]).per_report[0] == BOUNDS[metric][1]


@over_all
def test_other_films_are_refused(metric: BoxMetric) -> None:
    with pytest.raises(BadInput, match="prediction '1' and reference '2' have different ids"):
        metric([film(id="1")], [film(id="2")])


@over_all
def test_boxes_too_small_for_an_area_are_no_trouble(metric: BoxMetric) -> None:
    speck = box(0, 0, 1e-300, 1e-300)
    assert metric([film(speck)], [film(speck)]).per_report[0] in (*BOUNDS[metric], -1.0)


@over_pairing
def test_a_box_too_many_lowers_the_score(metric: BoxMetric) -> None:
    more = film(ONE, box(0.6, 0.6, 0.9, 0.9))
    assert metric([more], [film(ONE)]).per_report[0] < metric([film(ONE)], [film(ONE)]).per_report[0]
