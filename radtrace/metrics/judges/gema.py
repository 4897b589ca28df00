"""GEMA by a judge: a model counts entities in four aspects and rates how the report reads.

Formula      the weighted mean of `radtrace.metrics.clinical.gema`: F1 of each aspect's counts, and the
             model's ratings of completeness, terminology and readability in [0, 1].
Reference    Zhang et al. 2025 (GEMA-Score: four agents; here one question to one model).
Per report   that score; an aspect without counts is left out. Two blank reports: 1, without a call. A failed
             call: NaN.
Aggregates   `mean`, the mean of each part where defined, and `missing`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.clinical.gema import WEIGHTS, weighted
from radtrace.metrics.f1 import f1
from radtrace.metrics.judges.judge import Count, Form, Judge, JudgeFailed, Share, Text
from radtrace.metrics.judges.prompts import prompt
from radtrace.metrics.judges.result import JudgeResult, ask_pairs, judge_result
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean


class Tally(Form):
    """Number of entities in both reports, in the prediction only, in the reference only."""

    matched: Count
    false: Count
    missed: Count

    @property
    def f1(self) -> float:
        """F1 of the counts; NaN where all are 0."""
        return float(f1(np.array([self.matched, self.false, self.missed], np.float64), empty=np.nan))


class Gema(Form):
    """The judge's answer for GEMA."""

    disease: Tally
    location: Tally
    severity: Tally
    uncertainty: Tally
    completeness: Share
    terminology: Share
    readability: Share
    why: Text

    @property
    def values(self) -> list[float]:
        """The parts in the order of WEIGHTS."""
        parts = (getattr(self, name) for name in WEIGHTS)
        return [part.f1 if isinstance(part, Tally) else part for part in parts]


_NOTHING = Tally(matched=0, false=0, missed=0)
_BLANK = Gema(
    disease=_NOTHING,
    location=_NOTHING,
    severity=_NOTHING,
    uncertainty=_NOTHING,
    completeness=1.0,
    terminology=1.0,
    readability=1.0,
    why="both reports are blank",
)


def gema_judge(predictions: Sequence[Report], references: Sequence[Report], *, judge: Judge) -> JudgeResult:
    """GEMA by a judge. See the module for the formula."""
    pairs = list(zip(predictions, references, strict=True))
    opinions = ask_pairs(judge, pairs, prompt("gema"), Gema, blank=_BLANK)
    failed = np.array([isinstance(opinion, JudgeFailed) for opinion in opinions], bool)
    rows = [[np.nan] * len(WEIGHTS) if isinstance(o, JudgeFailed) else o.values for o in opinions]
    values = np.array(rows, np.float64).reshape(len(rows), len(WEIGHTS))
    per_report = np.where(failed, np.nan, weighted(values))

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        parts = {name: mean(values[:, i], chosen) for i, name in enumerate(WEIGHTS)}
        return {"mean": mean(per_report, chosen)} | parts

    return judge_result(judge, opinions, Result("gema_judge", per_report, resample))
