"""The tables of this room, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table `name`.toml beside this file."""
    return tomllib.loads(files("radtrace.language").joinpath(f"{name}.toml").read_text("utf-8"))
