"""What every clinical metric must obey, over reports drawn at random."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from radtrace.language.writing.paraphrase import paraphrase
from radtrace.metrics.clinical.entity_f1 import entities_complete, entities_partial, entities_simple
from radtrace.metrics.clinical.gema import gema_like
from radtrace.metrics.clinical.labels_f1 import (
    chexpert5_f1_uncertain_negative,
    chexpert5_f1_uncertain_positive,
    chexpert14_f1_uncertain_negative,
    chexpert14_f1_uncertain_positive,
    nih14_f1_uncertain_negative,
    nih14_f1_uncertain_positive,
)
from radtrace.metrics.clinical.radfact import radfact_findings
from radtrace.metrics.clinical.srrg_f1 import srrg_like_f1
from radtrace.metrics.clinical.structured import lunguage_like
from radtrace.metrics.report import Report
from radtrace.metrics.result import Metric
from tests.metrics.clinical_reports import (
    Fact,
    changed,
    claims,
    findings,
    flipped,
    report,
    score,
    swapped,
    worse,
)

LABELS: list[Metric] = [
    chexpert14_f1_uncertain_positive,
    chexpert14_f1_uncertain_negative,
    chexpert5_f1_uncertain_positive,
    chexpert5_f1_uncertain_negative,
    nih14_f1_uncertain_positive,
    nih14_f1_uncertain_negative,
]
FINDINGS: list[Metric] = [entities_simple, entities_partial, srrg_like_f1]
ATTRIBUTES: list[Metric] = [entities_complete, lunguage_like, gema_like, radfact_findings]
METRICS = LABELS + FINDINGS + ATTRIBUTES

few = settings(max_examples=20)
over_all = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
over_findings = pytest.mark.parametrize("metric", FINDINGS + ATTRIBUTES, ids=lambda metric: metric.__name__)
over_attributes = pytest.mark.parametrize("metric", ATTRIBUTES, ids=lambda metric: metric.__name__)
over_labels = pytest.mark.parametrize("metric", LABELS, ids=lambda metric: metric.__name__)


@over_all
@few
@given(findings, findings)
def test_scores_lie_in_the_unit_interval_and_identical_is_the_maximum(
    metric: Metric, said: list[Fact], other: list[Fact]
) -> None:
    assert score(metric, report(said), report(said)) == 1.0
    assert 0.0 <= score(metric, report(other), report(said)) <= 1.0


@over_all
@few
@given(findings, findings, st.randoms(use_true_random=False))
def test_the_order_of_sentences_does_not_matter(
    metric: Metric, said: list[Fact], other: list[Fact], order: random.Random
) -> None:
    shuffled = order.sample(other, len(other))
    expected = score(metric, report(other), report(said))
    assert score(metric, report(shuffled), report(said)) == pytest.approx(expected, abs=1e-12)


@over_all
@few
@given(findings, st.integers(0, 1000))
def test_other_words_for_the_same_facts_cost_nothing(metric: Metric, said: list[Fact], seed: int) -> None:
    # The paraphraser keeps only words that are understood alike: this is about counting, not language.
    assert score(metric, Report("1", paraphrase(report(said).text, seed)), report(said)) > 0.95


@over_findings
@few
@given(findings)
def test_a_flipped_negation_lowers_it(metric: Metric, said: list[Fact]) -> None:
    assert score(metric, report(changed(said, flipped)), report(said)) < 1.0


@over_findings
@few
@given(findings)
def test_a_dropped_finding_lowers_it(metric: Metric, said: list[Fact]) -> None:
    assert score(metric, report(said[1:]), report(said)) < 1.0


@over_findings
@few
@given(findings)
def test_an_added_finding_lowers_it(metric: Metric, said: list[Fact]) -> None:
    if metric is gema_like:
        assume(len(said) > 1)
    assert score(metric, report(said), report(said[1:])) < 1.0


@over_attributes
@few
@given(findings)
def test_a_swapped_side_lowers_it(metric: Metric, said: list[Fact]) -> None:
    assume(metric is not gema_like or not said[0].denied)
    assert score(metric, report(changed(said, swapped)), report(said)) < 1.0


@over_attributes
@few
@given(claims)
def test_a_changed_severity_lowers_it(metric: Metric, said: list[Fact]) -> None:
    assert score(metric, report(changed(said, worse)), report(said)) < 1.0


@over_labels
@few
@given(st.booleans(), st.sampled_from(["atelectasis", "consolidation", "pleural effusion"]))
def test_labels_see_what_they_have_a_label_for(metric: Metric, denied: bool, name: str) -> None:
    fact, beside = (
        Fact(name, denied=denied),
        Fact("atelectasis" if name != "atelectasis" else "consolidation"),
    )
    said = [fact, beside]
    assert score(metric, report(changed(said, flipped)), report(said)) < 1.0
    assert score(metric, report([beside, Fact(name)]), report([beside])) < 1.0
    assert score(metric, report([beside]), report([beside, Fact(name)])) < 1.0


@over_all
def test_empty_reports_are_defined(metric: Metric) -> None:
    empty, full = Report("1", ""), report([Fact("atelectasis"), Fact("pleural effusion")])
    assert score(metric, empty, empty) == 1.0
    assert score(metric, empty, full) == 0.0
    assert score(metric, full, empty) == 0.0


@over_all
def test_no_pairs_at_all_are_defined(metric: Metric) -> None:
    result = metric([], [])
    assert result.per_report.shape == (0,)
    assert np.isnan(result.aggregate["mean"])


@over_all
def test_normal_against_normal_agrees(metric: Metric) -> None:
    normal = Report("1", "Heart size is normal. Lungs are clear. No pleural effusion or pneumothorax.")
    assert score(metric, normal, normal) == 1.0


@over_all
@few
@given(st.lists(st.tuples(findings, findings), min_size=2, max_size=6), st.data())
def test_aggregates_are_of_the_chosen_pairs(
    metric: Metric, pairs: list[tuple[list[Fact], list[Fact]]], data: st.DataObject
) -> None:
    predictions, references = ([report(side) for side in sides] for sides in zip(*pairs, strict=True))
    chosen = data.draw(st.lists(st.integers(0, len(pairs) - 1), min_size=1, max_size=8))
    resampled = metric(predictions, references).resample(np.array(chosen))
    alone = metric([predictions[i] for i in chosen], [references[i] for i in chosen]).aggregate
    assert resampled.keys() == alone.keys()
    # A label that none of the chosen has is left out of their macro F1; alone it counts 0.
    for aggregates in (resampled, alone):
        aggregates.pop("macro", None)
    np.testing.assert_allclose(list(resampled.values()), list(alone.values()), atol=1e-12)


@over_all
def test_the_result_is_named_as_the_function(metric: Metric) -> None:
    assert metric([], []).name == metric.__name__
