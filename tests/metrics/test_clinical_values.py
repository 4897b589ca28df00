"""Clinical metrics by hand on short reports, and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from radtrace.language import chexpert_labels
from radtrace.metrics.clinical import gema, structured
from radtrace.metrics.clinical.entity_f1 import entities_complete, entities_partial, entities_simple
from radtrace.metrics.clinical.gema import gema_like
from radtrace.metrics.clinical.labels_f1 import (
    CHEXPERT_5,
    chexpert5_f1_uncertain_positive,
    chexpert14_f1_uncertain_negative,
    chexpert14_f1_uncertain_positive,
    nih14_f1_uncertain_negative,
)
from radtrace.metrics.clinical.srrg_f1 import srrg_like_f1
from radtrace.metrics.clinical.structured import lunguage_like
from radtrace.metrics.report import Report
from radtrace.metrics.result import Metric
from tests.metrics.clinical_reports import score

said = st.lists(
    st.sampled_from(
        [
            "Atelectasis is present.",
            "Possible pneumonia.",
            "No pneumothorax.",
            "Right pleural effusion.",
            "The heart is enlarged.",
            "There may be a left pleural effusion.",
        ]
    ),
    unique=True,
    max_size=4,
).map(" ".join)


def between(metric: Metric, prediction: str, reference: str) -> float:
    return score(metric, Report("1", prediction), Report("1", reference))


@settings(max_examples=30)
@given(st.lists(st.tuples(said, said), min_size=1, max_size=6), st.booleans())
def test_labels_equal_scikit_learn(pairs: list[tuple[str, str]], positive: bool) -> None:
    metric = chexpert14_f1_uncertain_positive if positive else chexpert14_f1_uncertain_negative
    predictions, references = ([Report("1", text) for text in side] for side in zip(*pairs, strict=True))
    result = metric(predictions, references)
    wanted = {1, -1} if positive else {1}
    truth, guess = (
        np.array([[value in wanted for value in chexpert_labels(r.understood).values()] for r in side])
        for side in (references, predictions)
    )
    for average in ("micro", "macro"):
        expected = f1_score(truth, guess, average=average, zero_division=0)
        assert result.aggregate[average] == pytest.approx(expected)
    samples = f1_score(truth, guess, average="samples", zero_division=1)
    assert result.aggregate["example_based"] == result.aggregate["mean"] == pytest.approx(samples)


def test_uncertain_is_what_the_name_says() -> None:
    assert between(chexpert14_f1_uncertain_positive, "Possible pneumonia.", "Pneumonia.") == 1.0
    assert between(chexpert14_f1_uncertain_negative, "Possible pneumonia.", "Pneumonia.") < 1.0


def test_a_label_that_a_resample_lacks_is_left_out_of_its_macro() -> None:
    """Of the five labels two are in the pairs; the first pair has one of them."""
    texts = ["The heart is enlarged.", "Right pleural effusion."]
    reports = [Report(str(place), text) for place, text in enumerate(texts)]
    result = chexpert5_f1_uncertain_positive(reports, reports)
    assert result.aggregate["macro"] == pytest.approx(2 / 5)
    assert result.resample(np.array([0, 0]))["macro"] == pytest.approx(1 / 4)


def test_labels_a_class_and_the_two_macros() -> None:
    predictions = [Report("1", "Atelectasis."), Report("2", "Atelectasis and pleural effusion.")]
    references = [Report("1", "Atelectasis."), Report("2", "Pleural effusion.")]
    aggregate = chexpert5_f1_uncertain_positive(predictions, references).aggregate
    assert [name for name in aggregate if name.startswith("f1 ")] == [f"f1 {name}" for name in CHEXPERT_5]
    assert aggregate["f1 Atelectasis"] == pytest.approx(2 / 3)
    assert aggregate["f1 Pleural Effusion"] == 1.0
    assert np.isnan(aggregate["f1 Edema"])
    assert aggregate["macro_present"] == pytest.approx((2 / 3 + 1) / 2)
    assert aggregate["macro"] == pytest.approx((2 / 3 + 1) / 5)
    assert aggregate["micro"] == pytest.approx(2 * 2 / (2 * 2 + 1))


def test_the_nih_labels_are_nihs() -> None:
    aggregate = nih14_f1_uncertain_negative([Report("1", "A hernia.")], [Report("1", "A hernia.")]).aggregate
    assert len([name for name in aggregate if name.startswith("f1 ")]) == 14


LEFT = "Small left pleural effusion. No pneumothorax."


@pytest.mark.parametrize(
    ("prediction", "simple", "partial", "complete"),
    [
        ("Small right pleural effusion. No pneumothorax.", 1.0, 1.0, 2 * 2 / 6),
        ("Pleural effusion. No pneumothorax.", 1.0, 0.5, 2 * 1 / 5),
        ("Small bilateral pleural effusions. No pneumothorax.", 1.0, 1.0, 2 * 3 / 7),
        ("No pneumothorax.", 2 / 3, 2 / 3, 2 * 1 / 4),
        ("Small left pleural effusion. Pneumothorax.", 0.5, 0.5, 2 * 2 / 6),
    ],
)
def test_entities_in_their_three_forms(
    prediction: str, simple: float, partial: float, complete: float
) -> None:
    assert between(entities_simple, prediction, LEFT) == pytest.approx(simple)
    assert between(entities_partial, prediction, LEFT) == pytest.approx(partial)
    assert between(entities_complete, prediction, LEFT) == pytest.approx(complete)


def test_a_change_over_time_is_a_relation() -> None:
    assert between(entities_complete, "Increased atelectasis.", "Unchanged atelectasis.") == 0.0


def test_a_kind_of_opacity_for_another_is_partly_right() -> None:
    assert between(srrg_like_f1, "Consolidation.", "Pneumonia.") == pytest.approx(2 * 2 / 6)
    assert between(srrg_like_f1, "Cardiomegaly.", "Pneumonia.") == 0.0
    assert between(srrg_like_f1, "No consolidation.", "No pneumonia.") == pytest.approx(0.5)


def test_the_hierarchy_has_both_levels_in_its_aggregates() -> None:
    result = srrg_like_f1([Report("1", "Consolidation.")], [Report("1", "Pneumonia.")])
    assert result.aggregate["micro organs"] == 1.0
    assert result.aggregate["micro concepts"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("prediction", "reference", "expected"),
    [
        ("Left pleural effusion.", "Right pleural effusion.", 0.6 / 0.8),
        ("Small pleural effusion.", "Large pleural effusion.", 0.6 / 0.75),
        ("Pleural effusion.", "Pleural effusion, increased.", 0.6 / 0.75),
        ("New pleural effusion.", "Pleural effusion, increased.", 0.6 / 0.9),
        ("No pleural effusion.", "Pleural effusion.", 0.1 / 0.6),
        ("Possible pleural effusion.", "Pleural effusion.", 0.5 / 0.6),
        ("Lung opacity.", "Consolidation.", 0.5),
        ("Cardiomegaly.", "Pleural effusion.", 0.0),
        ("Pleural effusion. Cardiomegaly.", "Pleural effusion.", 2 / 3),
    ],
)
def test_rows_agree_by_their_attributes(prediction: str, reference: str, expected: float) -> None:
    assert between(lunguage_like, prediction, reference) == pytest.approx(expected)
    assert between(lunguage_like, reference, prediction) == pytest.approx(expected)


def test_what_only_time_tells_apart_lowers_it() -> None:
    assert between(lunguage_like, "Unchanged atelectasis.", "Increased atelectasis.") < 1.0


def test_the_weights_are_papers_and_ours() -> None:
    assert structured.WEIGHTS["status"] == 0.5 and structured.WEIGHTS["location"] == 0.2
    assert sum(gema.WEIGHTS.values()) == pytest.approx(1.0)


def test_gema_by_hand() -> None:
    result = gema_like([Report("1", "Small left pleural effusion.")], [Report("1", LEFT)])
    aggregate = result.aggregate
    assert aggregate["disease"] == pytest.approx(2 / 3)
    assert aggregate["location"] == aggregate["severity"] == aggregate["uncertainty"] == 1.0
    assert aggregate["completeness"] == 0.5
    assert aggregate["terminology"] == aggregate["readability"] == 1.0
    expected = 0.35 * 2 / 3 + 0.15 + 0.15 + 0.1 + 0.15 * 0.5 + 0.05 + 0.05
    assert aggregate["mean"] == pytest.approx(expected)


def test_gema_lowers_doubt_repeats_and_empty_words() -> None:
    assert between(gema_like, f"Possible {LEFT.lower()}", LEFT) < 1.0
    assert between(gema_like, f"{LEFT} {LEFT}", LEFT) < 1.0
    assert between(gema_like, f"{LEFT} Lorem ipsum dolor sit amet. Thank you for asking.", LEFT) < 1.0
