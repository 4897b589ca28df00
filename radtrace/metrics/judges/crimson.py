"""CRIMSON-like score by a judge: findings weighted by what must be done about them.

Formula      With weights w urgent 1, actionable 0.5, not actionable 0.25, benign 0, and a = 0.5 for a
             significant error about a matched finding (others 0): correct = sum over matched of w * w / (w +
             sum(a)) false   = sum of w over findings in the prediction only total   = sum of w over matched
             and missed findings S = (correct - false) / total;  S >= 0: S, else -x / (1 + x), x = false -
             correct If total is 0: 1 without weighted false findings, else -false / (1 + false).
Reference    CRIMSON (crimson-score 0.2, as RadEval carries it). Departures: one question instead of lists
             linked by ids; an unknown weight is a failed answer, where CRIMSON silently takes 0.25; a finding
             on both sides is weighted once, by the reference.
Per report   that score, in (-1, 1]. Two blank reports: 1, without a call. A failed call: NaN.
Quirks       as in CRIMSON, a missed finding only lowers the correct share, so an empty prediction scores 0
             and a false one less. Denied findings do not count.
Aggregates   `mean`, `missing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from radtrace.metrics.judges.judge import Form, Judge, JudgeFailed, Text
from radtrace.metrics.judges.prompts import prompt
from radtrace.metrics.judges.result import JudgeResult, ask_pairs, judge_result
from radtrace.metrics.report import Report
from radtrace.metrics.result import mean_result

WEIGHTS = {"urgent": 1.0, "actionable": 0.5, "not actionable": 0.25, "benign": 0.0}
ATTRIBUTE_ERROR = 0.5  # a in the formula, see the module


class WrongAttribute(Form):
    """An error of the prediction about a finding that both reports have."""

    significant: bool
    why: Text


class Weighed(Form):
    """A finding and its clinical weight."""

    finding: Text
    weight: Literal["urgent", "actionable", "not actionable", "benign"]

    @property
    def worth(self) -> float:
        """The weight as a number."""
        return WEIGHTS[self.weight]


class Matched(Weighed):
    """A finding that both reports have."""

    attribute_errors: Annotated[list[WrongAttribute], Field(max_length=100)]

    @property
    def credit(self) -> float:
        """The part of its weight that the prediction earns."""
        wrong = ATTRIBUTE_ERROR * sum(error.significant for error in self.attribute_errors)
        return self.worth * self.worth / (self.worth + wrong) if self.worth else 0.0


class Crimson(Form):
    """The judge's answer for the CRIMSON-like score."""

    matched: Annotated[list[Matched], Field(max_length=500)]
    missed: Annotated[list[Weighed], Field(max_length=500)]
    false: Annotated[list[Weighed], Field(max_length=500)]

    @property
    def score(self) -> float:
        """The score of this answer, in (-1, 1]."""
        correct = sum(finding.credit for finding in self.matched)
        false = sum(finding.worth for finding in self.false)
        total = sum(finding.worth for finding in [*self.matched, *self.missed])
        if false > correct:
            return -(false - correct) / (1 + false - correct)
        return (correct - false) / total if total else 1.0


_BLANK = Crimson(matched=[], missed=[], false=[])


def crimson_judge(
    predictions: Sequence[Report], references: Sequence[Report], *, judge: Judge
) -> JudgeResult:
    """CRIMSON-like score by a judge. See the module for the formula."""
    pairs = list(zip(predictions, references, strict=True))
    opinions = ask_pairs(judge, pairs, prompt("crimson"), Crimson, blank=_BLANK)
    scores = [float("nan") if isinstance(o, JudgeFailed) else o.score for o in opinions]
    return judge_result(judge, opinions, mean_result("crimson_judge", scores))
