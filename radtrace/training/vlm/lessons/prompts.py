"""The words of every question, from `prompts.toml`."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files


def prompt(task: str, **words: str) -> str:
    """The question of a task."""
    return _prompts()[task].format(**words)


def reader_settings() -> str:
    """The `radtrace.toml` of a trained reader's folder: `hf:` asks it as it was taught."""
    asked = _prompts()
    taught = {"report": asked["read"], "grounding": asked["ground"], "question": asked["question"]}
    # A JSON string is a TOML string, too.
    return "[prompts]\n" + "".join(f"{name} = {json.dumps(text)}\n" for name, text in taught.items())


@cache
def _prompts() -> dict[str, str]:
    table = files("radtrace.training.vlm.lessons").joinpath("prompts.toml").read_text("utf-8")
    return {name: str(text) for name, text in tomllib.loads(table).items()}
