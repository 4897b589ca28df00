"""Answers to questions about films: how many are right, closed and open ones apart.

An answer is normalised: lower case, punctuation and the articles a, an, the dropped, number words to ten as
digits, "x-ray" and "xray" one word. A closed question (yes/no, or a choice; VQA-RAD and SLAKE mark them)
is right if the normalised answers are equal. Of open questions there are two conventions, kept apart:

- `answer_accuracy`: right if the normalised answers are equal, 0 or 1.
- `answer_f1`: F1 of the two answers' words, counted as often as they stand (SQuAD's, Rajpurkar et al., EMNLP
  2016); closed questions as above.

Lau et al., Scientific Data 2018 (VQA-RAD); Liu et al., ISBI 2021 (SLAKE). In [0, 1]. Aggregates: `mean` over
all, `closed`, `open`, and `type NAME` for each question type (a question may be of several); NaN where there
is no question of a kind. Both empty scores 1, one empty 0.

Known quirks: "Yes, there is." is not "yes": ask for the bare answer; synonyms and word forms do not match;
papers that score open questions by recall alone reward long answers.
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
    """One answer: the question's id, the text, whether the question is closed, and its types.

    Of a predicted answer only id and text count.
    """

    id: str
    text: str
    closed: bool = False
    types: tuple[str, ...] = ()


def answer_accuracy(predictions: Sequence[ScoredAnswer], references: Sequence[ScoredAnswer]) -> Result:
    """Share of answers that are right once normalised; see the module."""
    return _result("answer_accuracy", _equal, predictions, references)


def answer_f1(predictions: Sequence[ScoredAnswer], references: Sequence[ScoredAnswer]) -> Result:
    """Closed answers right or wrong, open ones by F1 of their words; see the module."""
    return _result("answer_f1", _word_f1, predictions, references)


def normalised(text: str) -> tuple[str, ...]:
    """The words of an answer that count, in order."""
    words = _WORD.findall(text.lower().replace("x-ray", "xray"))
    telling = [word for word in words if word not in _ARTICLES] or words  # choice "A" is an answer
    return tuple(_DIGITS.get(word, word) for word in telling)


def _equal(said: str, true: str) -> float:
    return float(normalised(said) == normalised(true))


def _word_f1(said: str, true: str) -> float:
    one, other = Counter(normalised(said)), Counter(normalised(true))
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
    scores = [(_equal if true.closed else open_score)(said.text, true.text) for said, true in pairs]
    per_answer = np.array(scores, np.float64)
    kinds = _kinds(references)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        return {kind: mean(per_answer, chosen[member[chosen]]) for kind, member in kinds.items()}

    return Result(name, per_answer, resample)


def _check(predictions: Sequence[ScoredAnswer], references: Sequence[ScoredAnswer]) -> None:
    check_paired(predictions, references)
    for said, true in zip(predictions, references, strict=True):
        if said.id != true.id:
            raise BadInput(f"answer {said.id!r} stands against question {true.id!r}; pair them by id")


def _kinds(references: Sequence[ScoredAnswer]) -> dict[str, NDArray[np.bool_]]:
    """Which questions each aggregate counts, (n) each."""
    closed = np.array([reference.closed for reference in references], np.bool_)
    types = sorted({kind for reference in references for kind in reference.types})
    members = {
        f"type {kind}": np.array([kind in reference.types for reference in references], np.bool_)
        for kind in types
    }
    return {"mean": np.ones(len(references), np.bool_), "closed": closed, "open": ~closed} | members
