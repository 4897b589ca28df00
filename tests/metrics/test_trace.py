"""`trace` and the error notation: laws on generated reports, rankings, and the errors behind a score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.metrics.clinical.differences import compare
from radtrace.metrics.clinical.error_notation import green_rules, green_score
from radtrace.metrics.clinical.trace import trace, trace_score
from radtrace.metrics.clinical.weights import likeness, weight_of
from radtrace.metrics.report import Report
from radtrace.metrics.result import ErrorKind
from radtrace.record import vocabulary
from tests.metrics.ranking_cases import CASES, Case

SIDES, DEGREES = ("left", "right"), ("small", "moderate", "large")
NAMES = ("pleural effusion", "pneumothorax", "consolidation", "nodule", "atelectasis")
PLAIN = ("Cardiomegaly.", "Hiatal hernia.", "No rib fracture.", "The heart size is normal.", "Emphysema.")


@st.composite
def sentences(draw: st.DrawFn) -> list[str]:
    """Sentences about different findings, in any order."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    said = [f"{draw(st.sampled_from(DEGREES))} {draw(st.sampled_from(SIDES))} {name}." for name in names]
    plain = draw(st.lists(st.sampled_from((PLAIN[0], *PLAIN[1:3], PLAIN[4])), unique=True))
    return draw(st.permutations([part.capitalize() for part in said] + plain))


def score(prediction: str, reference: str) -> float:
    return trace_score(compare(Report("1", prediction), Report("1", reference)))


@given(sentences())
def test_identical_is_the_maximum_and_has_no_error(said: list[str]) -> None:
    report = Report("1", " ".join(said))
    comparison = compare(report, report)
    assert trace_score(comparison) == green_score(comparison) == 1.0
    assert comparison.differences == ()


@given(sentences(), st.randoms(use_true_random=False))
def test_the_order_of_sentences_does_not_matter(said: list[str], random: object) -> None:
    turned = list(said)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert score(" ".join(turned), " ".join(said)) == 1.0


@given(sentences(), sentences())
def test_scores_lie_between_0_and_1(one: list[str], other: list[str]) -> None:
    assert 0 <= score(" ".join(one), " ".join(other)) <= 1


@given(sentences(), st.data())
def test_every_kind_of_error_lowers_the_score(said: list[str], data: st.DataObject) -> None:
    finding = next(part for part in said if any(name in part for name in NAMES))
    left, degree = "left" in finding, finding.split()[0].lower()
    swapped = finding.replace("left", "right") if left else finding.replace("right", "left")
    other = data.draw(st.sampled_from([d for d in DEGREES if d != degree]))
    kinds = {
        ErrorKind.WRONG_PLACE: swapped,
        ErrorKind.WRONG_SEVERITY: finding.lower().replace(degree, other),
        ErrorKind.MISSED_FINDING: "No " + finding.lower(),
        ErrorKind.FALSE_FINDING: finding + " Pneumoperitoneum.",
        ErrorKind.FALSE_COMPARISON: "Unchanged " + finding.lower(),
    }
    for kind, changed in kinds.items():
        wrong = [changed if part == finding else part for part in said]
        comparison = compare(Report("1", " ".join(wrong)), Report("1", " ".join(said)))
        assert trace_score(comparison) < 1, kind
        assert kind in {difference.kind for difference in comparison.differences}, kind


@given(sentences())
def test_a_dropped_sentence_lowers_the_score(said: list[str]) -> None:
    assert score(" ".join(said[1:]), " ".join(said)) < 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.why}: {case.reference}"[:60])
def test_the_better_report_scores_higher(case: Case) -> None:
    assert score(case.better, case.reference) > score(case.worse, case.reference)


def test_normal_against_normal_is_right_and_so_is_empty_against_empty() -> None:
    assert score("Normal chest.", "No acute cardiopulmonary disease.") > 0.9
    assert score("", "") == 1.0


@pytest.mark.parametrize("silent", ["", "PA and lateral views.", "Comparison: none."])
@pytest.mark.parametrize(
    "true", ["Large right pneumothorax.", "Normal chest.", "No effusion. Old granuloma."]
)
def test_silence_is_not_credited_as_absence(silent: str, true: str) -> None:
    assert score(silent, true) == 0.0


def test_a_normal_chest_may_be_said_in_a_word_or_in_full() -> None:
    full = "The lungs are clear. No effusion or pneumothorax. The heart size is normal."
    assert score("No acute cardiopulmonary abnormality.", full) > 0.85
    assert score(full, "No acute cardiopulmonary abnormality.") > 0.85
    for said in ("No finding.", "IMPRESSION: Normal.", "No abnormal findings.", "Unremarkable."):
        assert score(said, full) > 0.85
        assert score(full, said) > 0.85


def test_a_short_report_of_every_finding_loses_next_to_nothing() -> None:
    assert score("Right pneumothorax.", "Right pneumothorax. No effusion. The heart size is normal.") > 0.9


def test_an_error_shows_both_sentences() -> None:
    prediction = Report("1", "Heart size is normal. Large right pneumothorax.")
    reference = Report("1", "Large left pneumothorax. Heart size is normal.")
    [error] = compare(prediction, reference).differences
    assert error.kind is ErrorKind.WRONG_PLACE and error.significant
    assert error.prediction is not None and error.reference is not None
    assert prediction.text[slice(*error.prediction)] == "Large right pneumothorax."
    assert reference.text[slice(*error.reference)] == "Large left pneumothorax."


def test_both_give_a_score_a_report_and_aggregates() -> None:
    pairs = (
        [Report("a", "Cardiomegaly."), Report("b", "")],
        [Report("a", "Cardiomegaly."), Report("b", "Edema.")],
    )
    headline, counted = trace(*pairs), green_rules(*pairs)
    assert headline.per_report[0] == 1 and headline.per_report[1] < 0.5
    assert headline.aggregate["mean"] == pytest.approx(headline.per_report.mean())
    assert counted.aggregate[str(ErrorKind.MISSED_FINDING)] == 0.5
    assert np.array_equal(counted.per_report, [1, 0])


def test_likeness_is_symmetric_and_every_concept_is_weighed() -> None:
    concepts = [concept.id for concept in vocabulary()]
    for one in concepts:
        assert 0 <= weight_of(one) <= 1 and likeness(one, one) == 1
        for other in concepts:
            assert likeness(one, other) == likeness(other, one) <= 1


APART = "Large right and small left pleural effusions."


@pytest.mark.parametrize(
    ("prediction", "kinds"),
    [
        ("Small right and large left pleural effusions.", ["WRONG_SEVERITY", "WRONG_SEVERITY"]),
        ("Large right pleural effusion. Small left pleural effusion.", []),
        ("Large right pleural effusion.", ["MISSED_FINDING"]),
        ("Large bilateral pleural effusions.", ["WRONG_SEVERITY"]),
        ("Large right pleural effusion. No left pleural effusion.", ["MISSED_FINDING"]),
    ],
)
def test_a_finding_that_differs_by_side_is_a_fact_a_side(prediction: str, kinds: list[str]) -> None:
    differences = compare(Report("1", prediction), Report("1", APART)).differences
    assert sorted(d.kind.name for d in differences) == sorted(kinds)


def test_sides_that_differ_in_nothing_are_one_fact() -> None:
    assert score("Small left effusion. Small right effusion.", "Small bilateral effusions.") == 1.0
    assert score("Small left effusion.", "Small bilateral effusions.") < 1.0
