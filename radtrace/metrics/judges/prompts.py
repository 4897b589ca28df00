"""The judges' prompts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def prompt(name: str) -> str:
    """The instructions for one judge, followed by how to treat the reports and how to answer."""
    table = tomllib.loads(files("radtrace.metrics.judges").joinpath("prompts.toml").read_text("utf-8"))
    return f"{table[name].strip()}\n\n{table['material'].strip()}"
