"""Scores of paths as JSON: plain numbers, NaN as null."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from radtrace import __version__
from radtrace.evaluation.intervals import Estimate
from radtrace.evaluation.scanpaths.score import READERS_ROW, Row, Scores


def to_json(scores: Scores, notes: Sequence[str]) -> str:
    """The JSON text of `--json`.

    `{"metrics": {NAME: {"mean", "ci": [low, high]}}, "per_target": {TARGET: {"n", "metrics": ...,
    "blind": ...}}, "blind": {ROW: {NAME: {"mean", "ci"}}}, "readers": ..., "n", "films", "start",
    "seed", "resamples", "notes", "cases": [{"film", "target", "scores": {NAME: value}}]}`.
    """
    content = {
        "radtrace": __version__,
        "n": len(scores.cases),
        "films": scores.films,
        "start": str(scores.start),
        "seed": scores.seed,
        "resamples": scores.resamples,
        "notes": list(notes),
        "metrics": _estimates(scores.predicted.overall),
        "blind": {row.name: _estimates(row.overall) for row in _blind(scores)},
        "readers": next(
            (
                {"n": row.n, "metrics": _estimates(row.overall)}
                for row in scores.beside
                if row.name == READERS_ROW
            ),
            None,
        ),
        "per_target": {target: _target(scores, target, n) for target, n in scores.by_target.items()},
        "cases": [_case(scores, place) for place in range(len(scores.cases))],
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def _blind(scores: Scores) -> list[Row]:
    return [row for row in scores.beside if row.name != READERS_ROW]


def _target(scores: Scores, target: str, n: int) -> dict[str, Any]:
    return {
        "n": n,
        "metrics": _estimates(scores.predicted.by_target[target]),
        "blind": {row.name: _estimates(row.by_target[target]) for row in _blind(scores)},
    }


def _case(scores: Scores, place: int) -> dict[str, Any]:
    key, values = scores.cases[place].key, scores.predicted.values[place].tolist()
    named = zip(scores.metrics, values, strict=True)
    return {"film": key.film, "target": key.target, "scores": {name: _number(value) for name, value in named}}


def _estimates(found: Mapping[str, Estimate]) -> dict[str, Any]:
    return {
        name: {"mean": _number(one.value), "ci": [_number(one.low), _number(one.high)]}
        for name, one in found.items()
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
