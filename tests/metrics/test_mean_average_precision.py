"""mAP against pycocotools, and its quirks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pytest
from hypothesis import assume, given, settings
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from radtrace.metrics.boxes.mean_average_precision import mean_average_precision
from radtrace.record import BoxSet
from tests.metrics.drawn_boxes import Films, box, film, films

LABELS = ("mass", "opacity")
SIDE = 1000


def rows(side: Sequence[BoxSet]) -> list[dict[str, object]]:
    """The boxes as COCO annotations of films SIDE pixels wide and high."""
    return [
        {
            "image_id": number,
            "category_id": LABELS.index(label),
            "bbox": [SIDE * v for v in (b.x_min, b.y_min, b.x_max - b.x_min, b.y_max - b.y_min)],
            "area": SIDE**2 * b.area,
            "score": score,
            "iscrowd": 0,
        }
        for number, boxes in enumerate(side)
        for b, label, score in zip(boxes.to_boxes(), boxes.labels, boxes.scores.tolist(), strict=True)
    ]


def coco_map(drawn: Films) -> dict[str, float]:
    """mAP, mAP50 and mAP75 by pycocotools."""
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": number} for number in range(len(drawn[1]))],
        "categories": [{"id": number} for number in range(len(LABELS))],
        "annotations": [row | {"id": number} for number, row in enumerate(rows(drawn[1]), 1)],
    }
    with redirect_stdout(StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(rows(drawn[0])), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return dict(zip(("mAP", "mAP50", "mAP75"), evaluation.stats[:3], strict=True))


def check_against_coco(drawn: Films) -> None:
    ours = mean_average_precision(*drawn).aggregate
    for name, value in coco_map(drawn).items():
        assert ours[name] == pytest.approx(value, abs=1e-9)


@given(films(least=1))
@settings(max_examples=60)
def test_drawn_films_score_as_in_pycocotools(drawn: Films) -> None:
    assume(rows(drawn[0]) and rows(drawn[1]))
    check_against_coco(drawn)


def test_many_films_with_many_boxes_score_as_in_pycocotools() -> None:
    random = np.random.default_rng(0)

    def draw(number: int, most: int) -> BoxSet:
        low = random.uniform(0, 0.6, (random.integers(most), 2))
        high = low + random.uniform(0.1, 0.4, low.shape)
        labels = np.array(LABELS, np.object_)[random.integers(2, size=len(low))]
        scores = random.uniform(size=len(low)).round(2)
        return BoxSet(f"{number:03}", np.hstack([low, high]), labels, scores)

    check_against_coco(([draw(i, 130) for i in range(20)], [draw(i, 12) for i in range(20)]))


def test_labels_are_reported_apart() -> None:
    one, two = box(0, 0, 0.3, 0.3), box(0.5, 0.5, 0.9, 0.9)
    result = mean_average_precision([film(one, labels=("mass",))], [film(one, two, labels=LABELS)])
    assert result.aggregate == pytest.approx(
        {"mAP": 0.5, "mAP50": 0.5, "mAP75": 0.5, "AP mass": 1, "AP opacity": 0}
    )


def test_a_false_box_surer_than_the_true_one_costs_half() -> None:
    one, two = box(0, 0, 0.3, 0.3), box(0.5, 0.5, 0.9, 0.9)
    assert mean_average_precision([film(one, two, scores=(0.1, 0.9))], [film(one)]).aggregate["mAP"] == 0.5
    assert mean_average_precision([film(one, two, scores=(0.9, 0.1))], [film(one)]).aggregate["mAP"] == 1


def test_without_reference_boxes_there_is_no_map() -> None:
    result = mean_average_precision([film(box(0, 0, 0.3, 0.3))], [film()])
    assert np.isnan(result.aggregate["mAP"])
    assert result.per_report[0] == 0


def test_a_film_drawn_twice_counts_twice() -> None:
    one = box(0, 0, 0.3, 0.3)
    result = mean_average_precision([film(one), film(id="2")], [film(one), film(one, id="2")])
    assert result.aggregate["mAP"] == pytest.approx(51 / 101)
    assert result.resample(np.array([0, 0, 1]))["mAP"] == pytest.approx(67 / 101)
