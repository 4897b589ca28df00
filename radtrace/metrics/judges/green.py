"""GREEN by a judge: a model lists the matched findings and every error, and we count them.

Formula      matched / (matched + significant errors); insignificant errors are listed, not counted.
Reference    Ostmeier et al. 2024 (GREEN). Theirs is a fine-tuned model whose free text is parsed; here any
             model answers in JSON, to our own prompt.
Per report   that score. Nothing matched and no significant error (two normal reports for which the model
             lists nothing): 1, where GREEN gives 0. Two blank reports: 1, without a call. A failed call: NaN.
             Reports are not truncated (GREEN: 300 words).
Aggregates   `mean`; mean number of `significant` and `insignificant` errors; `missing`.
Errors       each with the span of the quoted words, where they occur in the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from radtrace.metrics.judges.judge import Form, Judge, JudgeFailed, Text
from radtrace.metrics.judges.prompts import prompt
from radtrace.metrics.judges.result import JudgeResult, ask_pairs, judge_result
from radtrace.metrics.report import Report
from radtrace.metrics.result import Difference, ErrorKind, Result, mean


class GreenError(Form):
    """One error, with the words quoted from each report."""

    kind: ErrorKind
    finding: Text
    significant: bool
    prediction: Text | None
    reference: Text | None
    why: Text


class Green(Form):
    """The judge's answer for GREEN."""

    matched: Annotated[list[Text], Field(max_length=500)]
    errors: Annotated[list[GreenError], Field(max_length=500)]

    @property
    def significant(self) -> int:
        """Number of significant errors."""
        return sum(error.significant for error in self.errors)

    @property
    def score(self) -> float:
        """GREEN score of this answer, in [0, 1]."""
        counted = len(self.matched) + self.significant
        return len(self.matched) / counted if counted else 1.0


def green_judge(predictions: Sequence[Report], references: Sequence[Report], *, judge: Judge) -> JudgeResult:
    """GREEN by a judge. See the module for the formula."""
    pairs = list(zip(predictions, references, strict=True))
    opinions = ask_pairs(judge, pairs, prompt("green"), Green, blank=Green(matched=[], errors=[]))
    table = np.array([_row(opinion) for opinion in opinions], np.float64).reshape(len(pairs), 3)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        names = ("mean", "significant", "insignificant")
        return {name: mean(table[:, i], chosen) for i, name in enumerate(names)}

    errors = tuple(_differences(*pair, opinion) for pair, opinion in zip(pairs, opinions, strict=True))
    return judge_result(judge, opinions, Result("green_judge", table[:, 0], resample), errors)


def _row(opinion: Green | JudgeFailed) -> tuple[float, float, float]:
    if isinstance(opinion, JudgeFailed):
        return (float("nan"),) * 3
    return opinion.score, opinion.significant, len(opinion.errors) - opinion.significant


def _differences(
    prediction: Report, reference: Report, opinion: Green | JudgeFailed
) -> tuple[Difference, ...]:
    errors = [] if isinstance(opinion, JudgeFailed) else opinion.errors
    return tuple(_difference(prediction, reference, error) for error in errors)


def _difference(prediction: Report, reference: Report, error: GreenError) -> Difference:
    return Difference(
        kind=error.kind,
        concept=error.finding,
        significant=error.significant,
        weight=float(error.significant),
        prediction=_span(prediction.text, error.prediction),
        reference=_span(reference.text, error.reference),
        why=error.why,
    )


def _span(text: str, quote: str | None) -> tuple[int, int] | None:
    """Where the quote occurs in the text, case-insensitive; None if it does not."""
    words = (quote or "").strip()
    found = re.search(re.escape(words), text, re.IGNORECASE) if words else None
    return found.span() if found else None
