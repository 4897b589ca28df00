"""Answers to questions about films."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.metrics.answers import ScoredAnswer, answer_accuracy, answer_f1, normalised
from radtrace.record import BadInput

BOTH = (answer_accuracy, answer_f1)
texts = st.lists(
    st.sampled_from(["Yes", "no.", "left", "lung", "the", "two", "2", "X-ray", "", "A"]), max_size=4
)
answers = st.tuples(
    texts.map(" ".join), texts.map(" ".join), st.booleans(), st.sampled_from([(), ("POS",), ("POS", "ABN")])
)
Pairs = tuple[list[ScoredAnswer], list[ScoredAnswer]]
asked = st.lists(answers, max_size=6).map(
    lambda drawn: (
        [ScoredAnswer(str(i), said) for i, (said, *_) in enumerate(drawn)],
        [ScoredAnswer(str(i), true, closed, types) for i, (_, true, closed, types) in enumerate(drawn)],
    )
)


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("Yes.", "yes"),
        ("the left lung", "Left lung"),
        ("two", "2"),
        ("Chest X-ray", "chest xray"),
        (" PA ", "pa"),
        ("3.5 cm", "3.5cm".replace("c", " c")),
        ("A", "a."),
    ],
)
def test_written_otherwise_is_the_same_answer(said: str, true: str) -> None:
    assert normalised(said) == normalised(true)


@pytest.mark.parametrize(
    ("said", "true"), [("yes", "no"), ("left lung", "lung left"), ("A", "B"), ("3.5", "35"), ("", "A")]
)
def test_another_answer_is_wrong(said: str, true: str) -> None:
    assert answer_accuracy([ScoredAnswer("1", said)], [ScoredAnswer("1", true)]).per_report[0] == 0


def test_open_answers_share_words() -> None:
    said, true = [ScoredAnswer("1", "left lower lobe")], "the left lobe"
    assert answer_f1(said, [ScoredAnswer("1", true)]).per_report[0] == pytest.approx(0.8)
    assert answer_f1(said, [ScoredAnswer("1", true, closed=True)]).per_report[0] == 0


@given(asked)
def test_bounds_and_the_right_answers(drawn: Pairs) -> None:
    for metric in BOTH:
        scores = metric(*drawn).per_report
        assert ((scores >= 0) & (scores <= 1)).all()
        assert (metric(drawn[1], drawn[1]).per_report == 1).all()
    assert (answer_accuracy(*drawn).per_report <= answer_f1(*drawn).per_report).all()


@given(asked, st.randoms(use_true_random=False))
def test_the_order_of_questions_is_irrelevant(drawn: Pairs, random: Random) -> None:
    order = list(range(len(drawn[0])))
    random.shuffle(order)
    for metric in BOTH:
        moved = metric([drawn[0][i] for i in order], [drawn[1][i] for i in order])
        assert moved.aggregate == pytest.approx(metric(*drawn).aggregate, nan_ok=True)


def test_kinds_of_questions_are_reported_apart() -> None:
    true = [
        ScoredAnswer("1", "yes", closed=True, types=("PRES",)),
        ScoredAnswer("2", "left lung", types=("POS", "PRES")),
        ScoredAnswer("3", "no", closed=True),
    ]
    result = answer_accuracy(
        [ScoredAnswer("1", "Yes"), ScoredAnswer("2", "right lung"), ScoredAnswer("3", "yes")], true
    )
    expected = {"mean": 1 / 3, "closed": 0.5, "open": 0, "type POS": 0, "type PRES": 0.5}
    assert result.aggregate == pytest.approx(expected)
    assert np.isnan(result.resample(np.array([0, 2]))["open"])


def test_empty_answers() -> None:
    for metric in BOTH:
        assert metric([ScoredAnswer("1", "")], [ScoredAnswer("1", "")]).per_report[0] == 1
        assert metric([ScoredAnswer("1", "")], [ScoredAnswer("1", "lung")]).per_report[0] == 0
        assert metric([ScoredAnswer("1", "lung")], [ScoredAnswer("1", "")]).per_report[0] == 0
        assert np.isnan(metric([], []).aggregate["mean"])


def test_other_questions_are_refused() -> None:
    with pytest.raises(BadInput, match="answer '1' and question '2' have different ids"):
        answer_accuracy([ScoredAnswer("1", "yes")], [ScoredAnswer("2", "yes")])


def test_real_questions(shared_data: Path) -> None:
    questions = shared_data / "vqarad" / "questions.json"
    if not questions.exists():
        pytest.skip(f"no VQA-RAD questions at {questions}")
    rows = json.loads(questions.read_text("utf-8"))
    true = [
        ScoredAnswer(
            str(row["qid"]),
            str(row["answer"]),
            row["answer_type"].strip() == "CLOSED",
            (row["question_type"],),
        )
        for row in rows
    ]
    always = answer_accuracy([ScoredAnswer(one.id, "YES.") for one in true], true).aggregate
    assert answer_accuracy(true, true).aggregate["mean"] == 1
    assert 0.3 < always["closed"] < 0.6
    assert always["open"] < 0.05
    assert always["type PRES"] > always["type POS"]
