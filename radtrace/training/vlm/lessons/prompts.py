"""The words of every question, from `prompts.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def prompt(task: str, **words: str) -> str:
    """The question of a task."""
    return _prompts()[task].format(**words)


@cache
def _prompts() -> dict[str, str]:
    table = files("radtrace.training.vlm.lessons").joinpath("prompts.toml").read_text("utf-8")
    return {name: str(text) for name, text in tomllib.loads(table).items()}
