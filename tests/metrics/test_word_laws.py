"""What every metric on words must obey."""

from __future__ import annotations

import time
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.metrics.table import find_metrics
from radtrace.record import BadInput
from tests.metrics.word_reports import Pairs, pairs, reports, texts, told

TOPS = {"bleu1": 1, "bleu2": 1, "bleu3": 1, "bleu4": 1, "bleu4_whitespace": 1, "bleu_sacre": 100}
TOPS |= {"rouge_l": 1, "rouge_l_words": 1, "rouge_l_coco": 1, "meteor": 1, "cider": 10}
METRICS = find_metrics(list(TOPS))
few = settings(max_examples=25)
over_all = pytest.mark.parametrize("name", TOPS)


def score(name: str, drawn: Pairs) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return METRICS[name](*drawn).per_report


@over_all
@few
@given(pairs(told, least=2))
def test_the_same_report_is_the_best(name: str, drawn: Pairs) -> None:
    said, true = drawn
    assert (score(name, (true, true)) >= score(name, (said, true)) - 1e-8).all()


@over_all
@few
@given(pairs(texts, least=2))
def test_scores_keep_their_bounds(name: str, drawn: Pairs) -> None:
    result = METRICS[name](*drawn)
    for values in (result.per_report, *result.aggregate.values()):
        assert (np.asarray(values) >= 0).all()
        assert (np.asarray(values) <= TOPS[name] + 1e-9).all()


@over_all
@few
@given(pairs(texts, least=2), st.randoms(use_true_random=False))
def test_the_order_of_reports_is_irrelevant(name: str, drawn: Pairs, random: Random) -> None:
    order = list(range(len(drawn[0])))
    random.shuffle(order)
    moved = ([drawn[0][i] for i in order], [drawn[1][i] for i in order])
    before, after = METRICS[name](*drawn), METRICS[name](*moved)
    assert after.per_report == pytest.approx(before.per_report[order])
    assert after.aggregate == pytest.approx(before.aggregate)


@pytest.mark.parametrize("name", ["rouge_l", "rouge_l_words"])
@few
@given(pairs(texts))
def test_rouge_score_does_not_know_the_sides(name: str, drawn: Pairs) -> None:
    assert score(name, drawn) == pytest.approx(score(name, (drawn[1], drawn[0])))


@over_all
@pytest.mark.parametrize(
    ("said", "true"), [("", "no effusion seen now"), ("no effusion seen now", ""), ("", "")]
)
def test_empty_against_anything_is_nothing(name: str, said: str, true: str) -> None:
    metric = METRICS[name]
    expected = 1 if name == "rouge_l_coco" and said == true else 0
    result = metric(reports([said, "the heart is large"]), reports([true, "the heart is large"]))
    assert result.per_report[0] == pytest.approx(expected, abs=1e-12)


@over_all
def test_no_reports_have_no_score(name: str) -> None:
    result = METRICS[name]([], [])
    assert result.per_report.shape == (0,)
    assert all(np.isnan(value) for value in result.aggregate.values())


@over_all
def test_sides_of_other_lengths_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match="differ in number \\(2 and 1\\)"):
        METRICS[name](reports(["a", "b"]), reports(["a"]))


@over_all
def test_a_very_long_report_takes_no_time(name: str) -> None:
    long = reports(["effusion opacity nodule " * 4200, "clear lungs"])
    start = time.process_time()
    METRICS[name](long, reports(["nodule effusion opacity " * 4200, "clear"]))
    assert time.process_time() - start < 5


def test_the_names_are_the_results() -> None:
    for name, metric in METRICS.items():
        assert metric(reports(["a"]), reports(["a"])).name == name
