"""The table of clinical weights that `trace` and the error notation use (`weights.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

UNWEIGHED = 0.3  # weight of a concept that is not in the table
LEAST_LIKE = 0.3  # less similar concepts are not compared


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("radtrace.metrics.clinical").joinpath("weights.toml").read_text("utf-8"))


def weight_of(concept: str) -> float:
    """The clinical weight of a concept, in [0, 1]."""
    return float(_table()["weight"].get(concept, UNWEIGHED))


def cost(name: str) -> float:
    """The cost of an attribute error, as a share of the finding's weight."""
    return float(_table()["cost"][name])


def setting(name: str) -> float:
    """A setting of the score."""
    return float(_table()["score"][name])


@cache
def likeness(one: str, other: str) -> float:
    """Similarity of two concepts, in [0, 1]; symmetric, 1 for itself."""
    if one == other:
        return 1.0
    rows = _table()["likeness"]
    return float(max(rows.get(one, {}).get(other, 0.0), rows.get(other, {}).get(one, 0.0)))
