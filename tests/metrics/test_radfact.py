"""RadFact's six values: what follows from what, and which boxes agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from radtrace.metrics.clinical.entailment import ReportPhrase, Verdict, follows, phrase
from radtrace.metrics.clinical.radfact import VALUES, box_precision, radfact_findings, radfact_grounded
from radtrace.metrics.report import Report
from radtrace.record import Box, BoxSet

GRID = 10
edges = st.lists(st.integers(0, GRID), min_size=2, max_size=2, unique=True).map(sorted)
cells = st.tuples(edges, edges)


def box(x_min: float, y_min: float, x_max: float, y_max: float) -> Box:
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def boxed(*boxes: Box) -> BoxSet:
    return BoxSet.from_boxes("", boxes)


def drawn(boxes: list[tuple[list[int], list[int]]]) -> NDArray[np.bool_]:
    mask = np.zeros((GRID, GRID), bool)
    for (x_min, x_max), (y_min, y_max) in boxes:
        mask[y_min:y_max, x_min:x_max] = True
    return mask


@settings(max_examples=50)
@given(st.lists(cells, min_size=1, max_size=4), st.lists(cells, max_size=4))
def test_the_share_of_boxes_covered_is_exact(
    claimed: list[tuple[list[int], list[int]]], stated: list[tuple[list[int], list[int]]]
) -> None:
    mine, theirs = (
        [box(x[0] / GRID, y[0] / GRID, x[1] / GRID, y[1] / GRID) for x, y in boxes]
        for boxes in (claimed, stated)
    )
    mask = drawn(claimed)
    share = (mask & drawn(stated)).sum() / mask.sum()
    assert box_precision(boxed(*mine), boxed(*theirs)) == pytest.approx(share)


def test_boxes_smaller_than_a_pixel_do_not_vanish() -> None:
    tiny = box(0.5, 0.5, 0.5001, 0.5001)
    assert box_precision(boxed(tiny), boxed(tiny)) == 1.0
    assert box_precision(boxed(), boxed(tiny)) == 0.0


@pytest.mark.parametrize(
    ("claim", "other", "expected"),
    [
        ("Left pleural effusion.", "Small left pleural effusion.", True),
        ("Left pleural effusion.", "Right pleural effusion.", False),
        ("Left pleural effusion.", "Bilateral pleural effusions.", True),
        ("Bilateral pleural effusions.", "Left pleural effusion.", False),
        ("Bilateral pleural effusions.", "Left pleural effusion. Right pleural effusion.", True),
        ("Left pleural effusion.", "Pleural effusion.", True),
        ("Pleural effusion.", "Left pleural effusion.", True),
        ("Pleural effusion.", "No pleural effusion.", False),
        ("Pleural effusion.", "Possible pleural effusion.", False),
        ("No pleural effusion.", "No left pleural effusion.", False),
        ("No left pleural effusion.", "No pleural effusion.", True),
        ("Small pleural effusion.", "Large pleural effusion.", False),
        ("Increased pleural effusion.", "Unchanged pleural effusion.", False),
        ("Lung opacity.", "Consolidation.", True),
        ("Consolidation.", "Lung opacity.", False),
        ("No consolidation.", "No lung opacity.", True),
        ("No lung opacity.", "No consolidation.", False),
        ("Right apical pneumothorax.", "Right basal pneumothorax.", False),
        ("Atelectasis and pleural effusion.", "Atelectasis.", False),
        ("Atelectasis and pleural effusion.", "Pleural effusion. Atelectasis.", True),
    ],
)
def test_what_follows(claim: str, other: str, expected: bool) -> None:
    others = [phrase(f"{text.strip()}.") for text in other.split(".") if text.strip()]
    (verdict,) = follows([phrase(claim)], others)
    assert verdict is not None and verdict.entailed is expected
    assert bool(verdict.evidence) is expected


def test_evidence_is_where_it_stands() -> None:
    others = [phrase("Cardiomegaly."), phrase("Left pleural effusion."), phrase("No pneumothorax.")]
    assert follows([phrase("Pleural effusion.")], others) == [Verdict(True, (1,))]


def test_a_phrase_that_states_nothing_known_is_not_counted() -> None:
    assert follows([phrase("Thank you for asking.")], [phrase("Cardiomegaly.")]) == [None]


def test_values_between_plain_reports() -> None:
    prediction = Report("1", "Left pleural effusion. Cardiomegaly.")
    reference = Report("1", "Left pleural effusion. No pneumothorax. Atelectasis.")
    aggregate = radfact_findings([prediction], [reference]).aggregate
    assert aggregate["logical_precision"] == 0.5
    assert aggregate["logical_recall"] == pytest.approx(1 / 3)
    assert aggregate["mean"] == aggregate["logical_f1"] == pytest.approx(0.4)
    assert set(aggregate) == {"mean", "logical_precision", "logical_recall", "logical_f1"}


def test_one_side_empty_is_undefined_in_its_value_and_nought_in_f1() -> None:
    result = radfact_findings([Report("1", "")], [Report("1", "Cardiomegaly.")])
    assert np.isnan(result.aggregate["logical_precision"])
    assert (result.aggregate["logical_recall"], result.aggregate["mean"]) == (0.0, 0.0)


LUNG, HEART = box(0.1, 0.1, 0.4, 0.9), box(0.4, 0.5, 0.7, 0.8)


def test_six_values_by_hand() -> None:
    predicted = [
        phrase("Left pleural effusion.", boxed(LUNG)),
        phrase("Cardiomegaly.", boxed(LUNG)),
        phrase("Atelectasis.", boxed(LUNG)),
        phrase("No pneumothorax."),
    ]
    stated = [
        phrase("Small left pleural effusion.", boxed(LUNG)),
        phrase("Cardiomegaly.", boxed(HEART)),
        phrase("No pneumothorax."),
    ]
    aggregate = radfact_grounded([predicted], [stated]).aggregate
    assert {name: round(aggregate[name], 4) for name in VALUES} == {
        "logical_precision": 0.75,
        "logical_recall": 1.0,
        "grounding_precision": 0.5,
        "grounding_recall": 0.5,
        "spatial_precision": 0.3333,
        "spatial_recall": 0.5,
    }
    assert aggregate["spatial_f1"] == pytest.approx(2 * (1 / 3) * 0.5 / (1 / 3 + 0.5))


def test_half_a_box_is_not_enough() -> None:
    half = boxed(box(0.1, 0.1, 0.4, 0.5))
    result = radfact_grounded([[phrase("Cardiomegaly.", boxed(LUNG))]], [[phrase("Cardiomegaly.", half)]])
    assert result.aggregate["spatial_precision"] == 0.0
    assert result.aggregate["spatial_recall"] == 1.0


phrases = st.lists(
    st.builds(
        phrase,
        st.sampled_from(["Left pleural effusion.", "Cardiomegaly.", "No pneumothorax.", "Thank you."]),
        st.lists(st.sampled_from([LUNG, HEART]), max_size=2).map(lambda boxes: boxed(*boxes)),
    ),
    max_size=4,
)


@settings(max_examples=40)
@given(phrases, phrases)
def test_grounded_scores_are_bounded_and_have_no_order(
    predicted: list[ReportPhrase], stated: list[ReportPhrase]
) -> None:
    assert radfact_grounded([stated], [stated]).per_report.tolist() == [1.0]
    value = radfact_grounded([predicted], [stated]).per_report[0]
    assert 0.0 <= value <= 1.0
    assert radfact_grounded([predicted[::-1]], [stated]).per_report[0] == pytest.approx(value)


def test_boxes_on_no_side_leave_the_logical_value() -> None:
    result = radfact_grounded([[phrase("Cardiomegaly.")]], [[phrase("Cardiomegaly.")]])
    assert result.per_report.tolist() == [1.0]
    assert np.isnan(result.aggregate["spatial_f1"])


def test_no_pairs_at_all_are_defined() -> None:
    assert np.isnan(radfact_grounded([], []).aggregate["mean"])
