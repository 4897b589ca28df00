"""RadEval's and radgraph's own metrics beside ours, where they are installed with their weights.

Neither is a dependency: both fetch weights from a model hub at first use. Their scores are passed on
as they are, with their conventions (RadGraph F1 of two empty reports is 0); none is turned round, so
only names whose scores are higher for better reports are taken from RadEval (not its `radcliq`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.report import Report
from radtrace.metrics.result import Metric, Result, mean, mean_result
from radtrace.record import BadInput

_LEVELS = ("simple", "partial", "complete")


def radgraph_f1(
    predictions: Sequence[Report], references: Sequence[Report], *, level: str = "partial"
) -> Result:
    """Neural RadGraph F1 by the `radgraph` package (Delbrouck et al. 2022), `level` one of its three.

    Raises
    ------
    BadInput
        If the level is not known or the package is not installed.
    """
    if level not in _LEVELS:
        raise BadInput(f"RadGraph has no level {level!r}; give one of {', '.join(_LEVELS)}")
    scorer = _tool("radgraph", "F1RadGraph")(reward_level=level)
    _, scores, _, _ = scorer(refs=_texts(references), hyps=_texts(predictions))
    return mean_result(f"radgraph_{level}", scores)


def radeval_metric(name: str) -> Metric:
    """RadEval's metric of this name ("f1chexbert", "ratescore", "green"), by the `radeval` package.

    Where RadEval gives several scores a report, the first is the per-report value, and the mean of each
    is an aggregate under RadEval's name for it.

    Raises
    ------
    BadInput
        If it is a metric whose scores are lower for better reports, or the package is not installed
        (when it is called).
    """
    if name == "radcliq":
        raise BadInput("RadEval's 'radcliq' is lower for better reports; run it by RadEval itself")
    return partial(_radeval, name)


def _radeval(name: str, predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    scorer = _tool("radeval", "RadEval")(metrics=[name], per_sample=True, show_progress=False)
    scores = scorer(refs=_texts(references), hyps=_texts(predictions))
    columns = {key: np.asarray(values, np.float64) for key, values in scores.items()}
    per_report = next(iter(columns.values()), np.zeros(0))

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        return {"mean": mean(per_report, chosen)} | {key: mean(c, chosen) for key, c in columns.items()}

    return Result(f"radeval_{name}", per_report, resample)


def _texts(reports: Sequence[Report]) -> list[str]:
    return [report.text for report in reports]


def _tool(package: str, name: str) -> Callable[..., Any]:
    try:
        return getattr(import_module(package), name)  # type: ignore[no-any-return]
    except ImportError as error:
        raise BadInput(
            f"{package} cannot be used here ({error}); pip install {package}, or leave it out"
        ) from error
