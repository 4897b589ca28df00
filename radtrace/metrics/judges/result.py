"""Asking a judge about many pairs, and what comes of it."""

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
    """A Result that says who judged, and why scores are missing.

    `failures` (n) holds one sentence where the call failed, None elsewhere. The aggregates hold
    `missing`, the number of pairs without a score.
    """

    model: str = ""
    url: str = ""
    temperature: float = 0.0
    failures: tuple[str | None, ...] = ()


def ask_all(
    judge: Judge, pairs: Sequence[Pair], ask: Callable[[Pair], Opinion]
) -> list[Opinion | JudgeFailed]:
    """`ask` of every pair in order, at most `judge.concurrency` at once; failures in their places."""

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
    """The result of opinions, with the judge's name, its failures and their number."""

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
