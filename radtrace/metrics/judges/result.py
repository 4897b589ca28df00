"""Query a judge about many pairs, and collect the answers in a Result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.judges.judge import FormT, Judge, JudgeFailed
from radtrace.metrics.report import Report
from radtrace.metrics.result import Difference, Result

Pair = TypeVar("Pair")
Opinion = TypeVar("Opinion")


@dataclass(frozen=True)
class JudgeResult(Result):
    """A Result with the judge's identity and the reasons for missing scores.

    `failures` (n) has the error message of each failed call, None elsewhere. The aggregates include
    `missing`, the number of pairs without a score.
    """

    model: str = ""
    url: str = ""
    temperature: float = 0.0
    failures: tuple[str | None, ...] = ()


def ask_all(
    judge: Judge, pairs: Sequence[Pair], ask: Callable[[Pair], Opinion]
) -> list[Opinion | JudgeFailed]:
    """`ask` for every pair in order, at most `judge.concurrency` at once; failures stay in place."""

    def one(pair: Pair) -> Opinion | JudgeFailed:
        try:
            return ask(pair)
        except JudgeFailed as failure:
            return failure

    pool = ThreadPoolExecutor(judge.concurrency)
    try:
        return list(pool.map(one, pairs))
    finally:
        pool.shutdown(cancel_futures=True)


def ask_pairs(
    judge: Judge, pairs: Sequence[tuple[Report, Report]], instructions: str, form: type[FormT], blank: FormT
) -> list[FormT | JudgeFailed]:
    """The judge's answers about pairs of (prediction, reference); `blank` for two blank reports."""

    def ask(pair: tuple[Report, Report]) -> FormT:
        prediction, reference = (report.text.strip() for report in pair)
        if not (prediction or reference):
            return blank
        return judge.ask(instructions, {"prediction": prediction, "reference": reference}, form)

    return ask_all(judge, pairs, ask)


def judge_result(
    judge: Judge,
    opinions: Sequence[object],
    result: Result,
    errors: tuple[tuple[Difference, ...], ...] = (),
) -> JudgeResult:
    """`result` with the judge's identity, its failures and the number of missing scores."""

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        missing = float(np.isnan(result.per_report[chosen]).sum())
        return result.resample(chosen) | {"missing": missing}

    return JudgeResult(
        result.name,
        result.per_report,
        resample,
        errors,
        result.weights,
        judge.model,
        judge.address,
        judge.temperature,
        tuple(str(opinion) if isinstance(opinion, JudgeFailed) else None for opinion in opinions),
    )
