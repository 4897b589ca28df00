"""The judges' prompts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def prompt(name: str) -> str:
    """The instructions of one judge, with how it must treat the material and answer."""
    table = tomllib.loads(files("radtrace.metrics.judges").joinpath("prompts.toml").read_text("utf-8"))
    return f"{table[name].strip()}\n\n{table['material'].strip()}"
