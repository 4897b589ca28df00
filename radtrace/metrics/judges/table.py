"""The judges by name, as metrics."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from radtrace.metrics.judges.crimson import crimson_judge
from radtrace.metrics.judges.gema import gema_judge
from radtrace.metrics.judges.green import green_judge
from radtrace.metrics.judges.judge import Judge
from radtrace.metrics.judges.radfact import radfact_judge
from radtrace.metrics.judges.result import JudgeResult
from radtrace.metrics.result import Metric
from radtrace.record import BadInput

_JUDGES: dict[str, Callable[..., JudgeResult]] = {
    judged.__name__: judged for judged in (green_judge, gema_judge, radfact_judge, crimson_judge)
}


def judge_names() -> tuple[str, ...]:
    """The report metrics that need a judge."""
    return tuple(_JUDGES)


def judge_metric(name: str, judge: Judge) -> Metric:
    """The metric called `name`, with `judge` bound.

    Raises
    ------
    BadInput
        If the name is unknown.
    """
    if name not in _JUDGES:
        raise BadInput(f"judged metric {name!r} is not known; known are {', '.join(_JUDGES)}")
    return partial(_JUDGES[name], judge=judge)
