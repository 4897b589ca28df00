"""ROUGE-L against rouge-score and pycocoevalcap."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocoevalcap.rouge.rouge import Rouge
from rouge_score.rouge_scorer import RougeScorer

from radtrace.metrics.words.rouge import common_subsequence, rouge_l, rouge_l_coco, rouge_l_words
from radtrace.metrics.words.tokens import coco_lite
from tests.metrics.word_reports import Pairs, open_i_pairs, pairs, reports, texts, wild


def check_against_peers(drawn: Pairs) -> None:
    for metric, stems in ((rouge_l, True), (rouge_l_words, False)):
        scorer = RougeScorer(["rougeL"], use_stemmer=stems)
        theirs = [
            scorer.score(true.text, said.text)["rougeL"].fmeasure for said, true in zip(*drawn, strict=True)
        ]
        assert metric(*drawn).per_report == pytest.approx(np.array(theirs), abs=1e-9)
    predictions, references = (
        {report.id: [" ".join(coco_lite(report.text))] for report in side} for side in drawn
    )
    corpus, single = Rouge().compute_score(references, predictions)
    result = rouge_l_coco(*drawn)
    assert result.aggregate["mean"] == pytest.approx(corpus, abs=1e-9)
    assert result.per_report == pytest.approx(single, abs=1e-9)


@given(pairs(texts | wild))
def test_drawn_reports_score_as_in_the_peers(drawn: Pairs) -> None:
    check_against_peers(drawn)


def test_real_reports_score_as_in_the_peers(shared_data: Path) -> None:
    check_against_peers(open_i_pairs(shared_data, 60))


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_the_longest_common_subsequence(one: str, other: str) -> None:
    shared = {part for size in range(8) for part in combinations(one, size)} & {
        part for size in range(8) for part in combinations(other, size)
    }
    assert common_subsequence(list(one), list(other)) == max(map(len, shared))


def test_sentences_in_another_order_lower_the_score() -> None:
    true = reports(["the heart is normal. there is no effusion."])
    assert rouge_l(reports(["there is no effusion. the heart is normal."]), true).per_report[0] < 0.6
