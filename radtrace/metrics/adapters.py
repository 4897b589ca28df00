"""Metrics of the `radeval` and `radgraph` packages, where they are installed with their weights.

Neither package is a dependency: both download weights from a model hub at first use. Scores are returned
unchanged, with the packages' own conventions (RadGraph F1 of two empty reports is 0). Metrics where lower is
better (`radcliq`) are rejected rather than negated.
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
    """Neural RadGraph F1 from the `radgraph` package (Delbrouck et al. 2022).

    Parameters
    ----------
    level
        "simple", "partial" or "complete".

    Raises
    ------
    BadInput
        If the level is unknown or the package is not installed.
    """
    if level not in _LEVELS:
        raise BadInput(f"unknown RadGraph level {level!r}; use one of {', '.join(_LEVELS)}")
    scorer = _tool("radgraph", "F1RadGraph")(reward_level=level)
    _, scores, _, _ = scorer(refs=_texts(references), hyps=_texts(predictions))
    return mean_result(f"radgraph_{level}", scores)


def radeval_metric(name: str) -> Metric:
    """RadEval's metric `name` ("f1chexbert", "ratescore", "green"), from the `radeval` package.

    Where RadEval returns several scores for each report, the first is `per_report`; the mean of each score is
    an aggregate under RadEval's name for it.

    Raises
    ------
    BadInput
        If lower is better for this metric, or (when the metric is called) the package is not installed.
    """
    if name == "radcliq":
        raise BadInput(
            "lower is better for RadEval's 'radcliq', which is not supported; run it with RadEval itself"
        )
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
            f"{package} cannot be imported ({error}); pip install {package}, or leave this metric out"
        ) from error
