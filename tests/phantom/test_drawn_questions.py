"""A drawn film's questions: the reading answers them, and who does not look cannot."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.phantom import CONCEPTS, draw
from radtrace.phantom.plan import plan
from radtrace.phantom.questions import questions
from radtrace.record import Finding, Laterality, Measurement, Presence, Question, Reading, concept_by_id

FILMS = 6000
RATIO = Measurement(id="ctr", name="cardiothoracic ratio", value=0.456, limit=0.5)


@cache
def asked_blindly() -> dict[str, Counter[str]]:
    """The answers to each question about many films; nothing need be drawn to ask."""
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    for question in (one for seed in range(FILMS) for one in planned(seed) if one.choices):
        answers[question.text][told(question)] += 1
    return answers


def told(question: Question) -> str:
    """The words of a question's answer."""
    assert question.answer is not None
    return question.answer.text


def planned(seed: int) -> tuple[Question, ...]:
    rng = np.random.default_rng(seed)
    lesions = {lesion.concept: lesion for lesion in plan(rng)}
    found = {c: Finding(id=c, concept=c, presence=Presence.PRESENT) for c in CONCEPTS}
    return questions(lesions, found, RATIO, rng)


def test_no_answer_is_likelier_than_another() -> None:
    for text, answers in asked_blindly().items():
        n, kinds = answers.total(), len(answers)
        chance, noise = 1 / kinds, 4 * np.sqrt((kinds - 1) / kinds**2 / n)
        assert all(abs(count / n - chance) < noise + 0.02 for count in answers.values()), (text, answers)


def test_the_best_blind_answer_is_right_less_than_half_the_time() -> None:
    counts = asked_blindly().values()
    assert sum(max(one.values()) for one in counts) / sum(one.total() for one in counts) < 0.5


def test_every_question_is_asked() -> None:
    kinds = Counter(text.split()[0] for text in asked_blindly())
    assert kinds == {"Is": 7, "How": 5, "In": 3, "On": 5}


@given(st.integers(0, 2**31))
def test_a_handful_of_questions_each_answered_in_a_word(seed: int) -> None:
    asked = planned(seed)
    assert 1 <= len(asked) <= 6 and sum(bool(question.choices) for question in asked) <= 3
    assert len({question.text for question in asked}) == len(asked)
    for question in asked:
        assert " " not in told(question)
        assert not question.choices or told(question) in question.choices


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.booleans())
def test_questions_are_answered_by_the_reading(seed: int, prior: bool) -> None:
    drawing = draw(seed, 64, prior=prior)
    for question in drawing.questions:
        about = [f for f in drawing.reading.findings if concept_by_id()[f.concept].name in question.text]
        assert told(question) in _true(question, about, drawing.reading)


def _true(question: Question, about: list[Finding], reading: Reading) -> set[str]:
    """What may be answered."""
    if question.kind == "measurement":
        return {f"{reading.measurements[0].value:.2f}"}
    (finding,) = about
    if question.kind == "presence":
        return {{Presence.PRESENT: "yes", Presence.ABSENT: "no"}[finding.presence]}
    if question.kind == "zone":
        return {zone.split("_")[1] for zone in finding.zones}
    if question.kind == "size":
        said = " ".join(one.text for one in reading.sentences if finding.id in one.findings)
        return set(re.findall(r"(\d+) mm", said))
    words = SimpleNamespace(side=_side(finding), severity=finding.severity, change=finding.change)
    return {str(getattr(words, str(question.kind)))}


def _side(finding: Finding) -> str:
    return "both" if finding.laterality is Laterality.BILATERAL else str(finding.laterality)


def test_the_same_seed_asks_the_same_and_size_asks_no_other() -> None:
    for seed in range(4):
        kinds = [[q for q in draw(seed, size).questions if q.choices] for size in (64, 64, 96)]
        assert kinds[0] == kinds[1] == kinds[2]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_finding_asked_for_is_asked_about(concept: str) -> None:
    asked = [q for seed in range(8) for q in draw(seed, 64, findings=[concept]).questions]
    assert any(q.kind == "presence" and told(q) == "yes" for q in asked)
    assert any(q.kind in ("side", "zone", "severity") for q in asked)
