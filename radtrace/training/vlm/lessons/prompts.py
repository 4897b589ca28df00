"""The prompts of all tasks, from `prompts.toml`."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files


def prompt(task: str, **words: str) -> str:
    """The prompt of a task."""
    return _prompts()[task].format(**words)


def reader_settings() -> str:
    """The `radtrace.toml` of a trained model's folder: `hf:` uses the prompts of training."""
    prompts = _prompts()
    trained = {"report": prompts["read"], "grounding": prompts["ground"], "question": prompts["question"]}
    # A JSON string is a TOML string, too.
    return "[prompts]\n" + "".join(f"{name} = {json.dumps(text)}\n" for name, text in trained.items())


@cache
def _prompts() -> dict[str, str]:
    table = files("radtrace.training.vlm.lessons").joinpath("prompts.toml").read_text("utf-8")
    return {name: str(text) for name, text in tomllib.loads(table).items()}
