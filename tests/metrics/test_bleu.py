"""BLEU against pycocoevalcap and sacrebleu, and its laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sacrebleu
from hypothesis import given
from pycocoevalcap.bleu.bleu import Bleu

from radtrace.metrics.words.bleu import bleu1, bleu2, bleu3, bleu4, bleu4_whitespace, bleu_sacre, coco_bleu
from radtrace.metrics.words.tokens import coco_lite, whitespace
from tests.metrics.word_reports import Pairs, open_i_pairs, pairs, reports, texts, wild

COCO = [bleu1, bleu2, bleu3, bleu4]


def check_against_coco(drawn: Pairs) -> None:
    predictions, references = (
        {report.id: [" ".join(coco_lite(report.text))] for report in side} for side in drawn
    )
    corpus, single = Bleu(4).compute_score(references, predictions, verbose=0)
    for order, metric in enumerate(COCO):
        result = metric(*drawn)
        assert result.aggregate["corpus"] == pytest.approx(corpus[order], abs=1e-9)
        assert result.per_report == pytest.approx(np.array(single[order]), abs=1e-9)


def check_against_sacrebleu(drawn: Pairs) -> None:
    said, true = ([report.text for report in side] for side in drawn)
    result = bleu_sacre(*drawn)
    single = [sacrebleu.sentence_bleu(one, [two]).score for one, two in zip(said, true, strict=True)]
    assert result.aggregate["corpus"] == pytest.approx(sacrebleu.corpus_bleu(said, [true]).score, abs=1e-7)
    assert result.per_report == pytest.approx(np.array(single), abs=1e-7)


@given(pairs(texts | wild))
def test_drawn_reports_score_as_in_pycocoevalcap(drawn: Pairs) -> None:
    check_against_coco(drawn)


@given(pairs(texts | wild))
def test_drawn_reports_score_as_in_sacrebleu(drawn: Pairs) -> None:
    check_against_sacrebleu(drawn)


def test_real_reports_score_as_in_pycocoevalcap(shared_data: Path) -> None:
    check_against_coco(open_i_pairs(shared_data, 300))


def test_real_reports_score_as_in_sacrebleu(shared_data: Path) -> None:
    check_against_sacrebleu(open_i_pairs(shared_data, 300))


def test_a_chosen_part_scores_as_that_part_alone() -> None:
    said = reports(["no effusion is seen", "the heart is large", "clear lungs"])
    true = reports(["no effusion seen", "the heart is very large indeed", "the lungs are clear"])
    for metric in (bleu2, bleu_sacre):
        alone = metric([said[0], said[2], said[2]], [true[0], true[2], true[2]])
        assert metric(said, true).resample(np.array([0, 2, 2])) == pytest.approx(alone.aggregate)


def test_the_tokeniser_decides() -> None:
    said, true = reports(["No Effusion."]), reports(["no effusion"])
    assert bleu1(said, true).aggregate["corpus"] == pytest.approx(1)
    assert coco_bleu(said, true, 1, whitespace).aggregate["corpus"] == pytest.approx(0)


def test_nothing_shared_by_long_reports_is_not_smoothed_away_by_pycocoevalcap() -> None:
    assert bleu4(reports(["a b c d e"]), reports(["e d c b a"])).per_report[0] < 1e-3
    assert bleu_sacre(reports(["a b c d e"]), reports(["e d c b a"])).per_report[0] > 1


def test_whitespace_bleu_keeps_case_and_punctuation() -> None:
    reference = reports(["No pleural effusion is seen."])
    assert bleu4_whitespace(reference, reference).per_report[0] == pytest.approx(1)
    assert bleu4_whitespace(reports(["no pleural effusion is seen ."]), reference).per_report[0] < 0.9
    assert bleu4(reports(["no pleural effusion is seen ."]), reference).per_report[0] == pytest.approx(1)
