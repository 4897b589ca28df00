"""METEOR against nltk without WordNet, and against its own jar where Java is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from nltk.translate.meteor_score import meteor_score

from radtrace.metrics.words.meteor import meteor
from radtrace.metrics.words.meteor_java import available, meteor_java
from radtrace.metrics.words.tokens import coco_lite
from radtrace.record import BadInput
from tests.metrics.word_reports import Pairs, open_i_pairs, pairs, reports, texts, wild


class EmptyWordNet:
    """WordNet where no word has a synonym."""

    def synsets(self, word: str) -> list[str]:
        """None."""
        return []


def check_against_nltk(drawn: Pairs) -> None:
    theirs = [
        meteor_score([coco_lite(true.text)], coco_lite(said.text), wordnet=EmptyWordNet())
        for said, true in zip(*drawn, strict=True)
    ]
    assert meteor(*drawn).per_report == pytest.approx(np.array(theirs), abs=1e-9)


@given(pairs(texts | wild))
def test_drawn_reports_score_as_in_nltk(drawn: Pairs) -> None:
    check_against_nltk(drawn)


def test_real_reports_score_as_in_nltk(shared_data: Path) -> None:
    check_against_nltk(open_i_pairs(shared_data, 500))


def test_stems_match() -> None:
    assert meteor(reports(["opacities seen"]), reports(["opacity seen"])).per_report[0] == pytest.approx(
        1 - 0.5 * (1 / 2) ** 3
    )


def test_one_piece_of_n_words_loses_half_an_nth_cubed() -> None:
    assert meteor(reports(["no effusion seen"]), reports(["no effusion seen"])).per_report[
        0
    ] == pytest.approx(1 - 0.5 / 27)


@pytest.mark.skipif(not available(), reason="no Java, or no pycocoevalcap, for METEOR 1.5")
def test_the_jar_scores_as_through_pycocoevalcap() -> None:
    from pycocoevalcap.meteor.meteor import Meteor

    said = ["no effusion is seen", "the heart is large", "clear lungs", "", "no pneumothorax"]
    true = ["no effusion is seen", "cardiac enlargement is severe", "lungs are clear", "no effusion", ""]
    peer = Meteor()
    theirs, single = peer.compute_score(
        {number: [text] for number, text in enumerate(true)},
        {number: [text] for number, text in enumerate(said)},
    )
    for left_open in (peer.meteor_p.stdout, peer.meteor_p.stderr):
        left_open.close()
    result = meteor_java(reports(said), reports(true))
    assert result.aggregate["corpus"] == pytest.approx(theirs, abs=1e-9)
    assert result.per_report == pytest.approx(np.array(single), abs=1e-9)


def test_without_java_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadInput, match="needs Java and pycocoevalcap"):
        meteor_java(reports(["a"]), reports(["a"]))
