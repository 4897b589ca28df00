"""Answers to questions about films."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from radtrace.evaluation.kind import CaseKind
from radtrace.metrics.answers import ScoredAnswer, answer_accuracy, answer_f1


def _constants(references: Sequence[ScoredAnswer]) -> Mapping[str, ScoredAnswer]:
    """The most frequent answer: of closed questions, if there are any, since open ones share few."""
    closed = [one.text for one in references if one.closed] or [one.text for one in references]
    return {"most frequent answer": ScoredAnswer("constant", Counter(closed).most_common(1)[0][0])}


ANSWERS: CaseKind[ScoredAnswer] = CaseKind(
    units="answers",
    metrics={"answer_accuracy": answer_accuracy, "answer_f1": answer_f1},
    constants=_constants,
    predict_for=lambda answer, question: replace(answer, id=question.id),
    text=lambda answer: answer.text,
    amount_of="words",
    amount=lambda answer: len(answer.text.split()),
    same=lambda one, other: one.text == other.text,
)
