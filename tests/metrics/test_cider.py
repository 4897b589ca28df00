"""CIDEr-D against pycocoevalcap, and its quirks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from pycocoevalcap.cider.cider import Cider

from radtrace.metrics.words.cider import cider
from radtrace.metrics.words.tokens import coco_lite
from tests.metrics.word_reports import Pairs, open_i_pairs, pairs, reports, texts, wild


def check_against_coco(drawn: Pairs) -> None:
    predictions, references = (
        {report.id: [" ".join(coco_lite(report.text))] for report in side} for side in drawn
    )
    corpus, single = Cider().compute_score(references, predictions)
    result = cider(*drawn)
    assert result.aggregate["mean"] == pytest.approx(corpus, abs=1e-9)
    assert result.per_report == pytest.approx(single, abs=1e-9)


@given(pairs(texts | wild).filter(lambda drawn: any(coco_lite(report.text) for report in drawn[1])))
def test_drawn_reports_score_as_in_pycocoevalcap(drawn: Pairs) -> None:
    check_against_coco(drawn)


def test_real_reports_score_as_in_pycocoevalcap(shared_data: Path) -> None:
    check_against_coco(open_i_pairs(shared_data, 150))


def test_a_constant_report_scores_above_nothing() -> None:
    true = reports(["the heart is normal in size", "there is no effusion now", "the lungs are clear"])
    assert cider(reports(["the heart is normal in size"] * 3), true).aggregate["mean"] > 1


def test_a_single_pair_scores_nothing() -> None:
    assert cider(reports(["no effusion"]), reports(["no effusion"])).per_report[0] == 0
