"""Scores as JSON: plain numbers, NaN as null, every report's score under its id."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from radtrace import __version__
from radtrace.evaluation.intervals import Comparison, Estimate, Floats
from radtrace.evaluation.score import Scored, Scores


def to_json(scores: Scores[Any], about: Mapping[str, Any]) -> str:
    """The JSON text of `--json`.

    `{"metrics": {NAME: {"mean", "ci": [low, high], "per_report": {ID: value}, "aggregates": {NAME:
    {"value", "ci"}}}}}` and, beside it, n, the length ratio, the image-blind rows, the problems of
    the files, the seed, and what `about` holds. With a second system each metric has `against`: its
    mean, interval and scores per report, and the `difference` (first minus second) with interval and p.
    """
    content = {
        "radtrace": __version__,
        **about,
        "n": len(scores.pairs.ids),
        "length_ratio": _number(scores.length_ratio),
        "identical": scores.identical,
        "seed": scores.seed,
        "resamples": scores.resamples,
        "blind_n": scores.blind_n,
        "problems": {problem.what: list(problem.cases) for problem in scores.pairs.problems},
        "left_out": scores.left_out,
        "metrics": {name: _metric(scores, name, scored) for name, scored in scores.scored.items()},
        "blind": {
            row.name: {
                "texts": row.texts,
                "metrics": {
                    name: {"mean": _number(one.value), "ci": _ci(one)} for name, one in row.values.items()
                },
            }
            for row in scores.blind
        },
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def _metric(scores: Scores[Any], name: str, scored: Scored) -> dict[str, Any]:
    content = _scored(scores, scored)
    versus = scores.versus
    if versus is not None:
        prefix = f"{name}."
        content["against"] = {
            **_scored(scores, versus.scored[name]),
            "difference": _difference(versus.differences[name]),
            "differences": {
                key.removeprefix(prefix): _difference(one)
                for key, one in versus.differences.items()
                if key.startswith(prefix)
            },
        }
    return content


def _scored(scores: Scores[Any], scored: Scored) -> dict[str, Any]:
    return {
        "mean": _number(scored.mean.value),
        "ci": _ci(scored.mean),
        "per_report": _per_report(scores.pairs.ids, scored.result.per_report),
        "aggregates": {
            name: {"value": _number(one.value), "ci": _ci(one)} for name, one in scored.aggregates.items()
        },
    }


def _difference(one: Comparison) -> dict[str, Any]:
    return {"value": _number(one.difference.value), "ci": _ci(one.difference), "p": _number(one.p)}


def _per_report(ids: tuple[str, ...], values: Floats) -> dict[str, float | None]:
    return {identifier: _number(value) for identifier, value in zip(ids, values.tolist(), strict=True)}


def _ci(one: Estimate) -> list[float | None]:
    return [_number(one.low), _number(one.high)]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
