"""A few drawn films, and recipes of a few steps for readers of a few thousand weights."""

from __future__ import annotations

from pathlib import Path

from radtrace.training.vlm.data import build_data, drawn_examples
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.recipe_file import read_recipe

SMALL = """
[train]
steps = {steps}
batch = 4
checkpoint_every = 2
log_every = 1
bf16 = false
threads = 1
[evaluate]
films = 2
longest = 12
controls = false
during = 2
"""
TINY = """
[tiny]
image = 64
width = 32
heads = 2
speaking_layers = 1
"""


def drawn(out: Path) -> Path:
    """A data folder of sixteen drawn films."""
    build_data(drawn_examples(16, 2, 64), out, {"source": "drawn films"})
    return out


def recipe(folder: Path, films: Path, stage: str, body: str, steps: int = 4, **extra: str) -> Recipe:
    """The recipe of a stage, written to `folder` with `body` in it."""
    file = folder / f"{stage}.toml"
    lines = [f'data = "{films}"', f'out = "{folder / stage}"', *(f'{k} = "{v}"' for k, v in extra.items())]
    file.write_text("\n".join(lines) + body + SMALL.format(steps=steps), "utf-8")
    return read_recipe(file, stage)
