"""Labels, answers and heat maps: scored beside image-blind baselines that they must beat."""

from __future__ import annotations

import numpy as np
import pytest

from radtrace.evaluation.kinds.answers import ANSWERS
from radtrace.evaluation.kinds.heat_maps import HEAT_MAPS, MapCase
from radtrace.evaluation.kinds.labels import LabelSet, best_constant, label_kind
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.score import evaluate
from radtrace.metrics.answers import ScoredAnswer
from radtrace.metrics.heat_maps.heat import HeatMap
from radtrace.record import Box, BoxSet

NAMES = ("Edema", "Effusion", "Fracture")


def label_sets(*rows: tuple[int | None, ...]) -> list[LabelSet]:
    return [LabelSet(str(place), dict(zip(NAMES, row, strict=True))) for place, row in enumerate(rows)]


def test_labels_have_f1_a_label_and_a_constant_that_knows_the_prevalence() -> None:
    true = label_sets((1, None, 0), (1, 1, None), (1, 0, 0), (None, -1, None))
    found = evaluate(label_kind(NAMES), Pairs(true, true))
    assert found.predicted.value("labels_f1_uncertain_positive.micro") == 1.0
    assert found.predicted.value("labels_f1_uncertain_negative.f1 Effusion") == 1.0
    assert best_constant(true, NAMES) == {"Edema": 1}
    constant = {row.name: row for row in found.beside}["best constant labels"]
    assert constant.value("labels_f1_uncertain_negative.micro") == pytest.approx(2 * 3 / (4 + 4))


def test_answers_stand_beside_the_most_frequent_one() -> None:
    true = [ScoredAnswer(str(i), text, closed=True) for i, text in enumerate(["yes", "no", "yes", "yes"])]
    ours = [ScoredAnswer(one.id, "Yes.") for one in true]
    found = evaluate(ANSWERS, Pairs(ours, true))
    blind = {row.name: row.value("answer_accuracy") for row in found.beside}
    assert found.predicted.value("answer_accuracy") == blind["most frequent answer"] == 0.75


def test_heat_maps_stand_beside_the_mean_of_the_boxes() -> None:
    corners = [(0.1, 0.1), (0.6, 0.1), (0.6, 0.6)]
    boxes = [Box(x_min=x, y_min=y, x_max=x + 0.2, y_max=y + 0.2) for x, y in corners]
    true: list[MapCase] = [BoxSet.from_boxes(str(place), [box]) for place, box in enumerate(boxes)]
    blank = HeatMap("", np.zeros((32, 32)))
    maps = [HeatMap(one.id, blank.inside(one).astype(float)) for one in true if isinstance(one, BoxSet)]
    found = evaluate(HEAT_MAPS, Pairs(maps, true))
    assert found.predicted.value("pointing_game") == 1.0
    blind = {row.name: row.value("pointing_game") for row in found.beside}
    assert blind["random reference"] == 0.0 and blind["mean of the boxes"] == pytest.approx(1 / 3, abs=0.1)
