"""Accuracy of answers to questions about films, overall and for closed and open questions.

Answers are normalised: lower case, no punctuation, no articles (a, an, the), number words up to ten as
digits, "x-ray" and "xray" as one word. A closed question (yes/no or multiple choice; VQA-RAD and SLAKE mark
them) is right if the normalised answers are equal. Open questions have two conventions:

- `answer_accuracy`: 1 if the normalised answers are equal, else 0.
- `answer_f1`: F1 of the two bags of words (SQuAD; Rajpurkar et al., EMNLP 2016); closed questions as above.

Lau et al., Scientific Data 2018 (VQA-RAD); Liu et al., ISBI 2021 (SLAKE). In [0, 1]. Aggregates: `mean` over
all questions, `closed`, `open`, and `type NAME` for each question type (a question can have several); NaN for
an empty group. Two empty answers score 1, one empty answer 0.

Known quirks: "Yes, there is." does not equal "yes", so prompt for the bare answer; synonyms and inflections
do not match; papers that score open questions by recall alone reward long answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.pairs import check_paired
from radtrace.metrics.result import Result, mean
from radtrace.record import BadInput

_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBERS)}
_ARTICLES = frozenset(("a", "an", "the"))


@dataclass(frozen=True)
class ScoredAnswer:
    """An answer to score: question id, text, whether the question is closed, and the question's types.

    For predictions only `id` and `text` are used.
    """

    id: str
    text: str
    closed: bool = False
    types: tuple[str, ...] = ()


def answer_accuracy(predictions: Sequence[ScoredAnswer], references: Sequence[ScoredAnswer]) -> Result:
    """Share of answers that are equal to the reference after normalisation; see the module.

    Raises
    ------
    BadInput
        If the two sides differ in number or in their ids.

    Examples
    --------
    >>> predicted, true = ScoredAnswer("1", "The left lung."), ScoredAnswer("1", "left lung")
    >>> answer_accuracy([predicted], [true]).aggregate["mean"]
    1.0
    """
    return _result("answer_accuracy", _equal, predictions, references)


def answer_f1(predictions: Sequence[ScoredAnswer], references: Sequence[ScoredAnswer]) -> Result:
    """Like `answer_accuracy`, but open answers are scored by F1 of their words; see the module."""
    return _result("answer_f1", _word_f1, predictions, references)


def normalised(text: str) -> tuple[str, ...]:
    """The normalised words of an answer, in order."""
    words = _WORD.findall(text.lower().replace("x-ray", "xray"))
    kept = [word for word in words if word not in _ARTICLES] or words  # "A" can be a choice
    return tuple(_DIGITS.get(word, word) for word in kept)


def _equal(predicted: str, true: str) -> float:
    return float(normalised(predicted) == normalised(true))


def _word_f1(predicted: str, true: str) -> float:
    one, other = Counter(normalised(predicted)), Counter(normalised(true))
    words = one.total() + other.total()
    return 2 * (one & other).total() / words if words else 1.0


def _result(
    name: str,
    open_score: Callable[[str, str], float],
    predictions: Sequence[ScoredAnswer],
    references: Sequence[ScoredAnswer],
) -> Result:
    _check(predictions, references)
    pairs = zip(predictions, references, strict=True)
    scores = [(_equal if true.closed else open_score)(predicted.text, true.text) for predicted, true in pairs]
    per_answer = np.array(scores, np.float64)
    kinds = _kinds(references)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        return {kind: mean(per_answer, chosen[member[chosen]]) for kind, member in kinds.items()}

    return Result(name, per_answer, resample)


def _check(predictions: Sequence[ScoredAnswer], references: Sequence[ScoredAnswer]) -> None:
    check_paired(predictions, references)
    for predicted, true in zip(predictions, references, strict=True):
        if predicted.id != true.id:
            raise BadInput(
                f"answer {predicted.id!r} and question {true.id!r} have different ids; pair them by id"
            )


def _kinds(references: Sequence[ScoredAnswer]) -> dict[str, NDArray[np.bool_]]:
    """Which questions each aggregate counts, (n,) each."""
    closed = np.array([reference.closed for reference in references], np.bool_)
    types = sorted({kind for reference in references for kind in reference.types})
    members = {
        f"type {kind}": np.array([kind in reference.types for reference in references], np.bool_)
        for kind in types
    }
    return {"mean": np.ones(len(references), np.bool_), "closed": closed, "open": ~closed} | members
