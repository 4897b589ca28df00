"""How a language model reads: its picture, its coordinates, its prompt, and how patiently it is asked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from radtrace.readers.vlm.fit import Fit, letterbox, patches, stretch
from radtrace.record import BadInput

Side = Annotated[int, Field(ge=14, le=8192)]


class Settings(BaseModel):
    """One TOML table. An unknown key is an error.

    `size` is the side of the square for "letterbox" and "stretch"; `patch`, `least_pixels` and
    `most_pixels` are for "patches". `coordinates` are "grid", 0 to 999 over the model's picture, or
    "pixels" of it. `task` is the prompt that `read` uses. `grammar` is how the server takes a
    grammar to decode by ("vllm", "llama.cpp"), or "none". `attempts` is how often the model
    is asked where its answer is no trace, `at_once` how many films wait for answers at a time.
    `prompts` replace the prompts of tasks whole, as a model needs that was trained on its own; "{concept}" in
    that of grounding and "{question}" in that of question are filled in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fit: Literal["letterbox", "stretch", "patches"] = "letterbox"
    size: Side = 896
    patch: Annotated[int, Field(ge=1, le=1024)] = 28
    least_pixels: Annotated[int, Field(ge=1)] = 56 * 56
    most_pixels: Annotated[int, Field(ge=784, le=50_000_000)] = 28 * 28 * 1280
    coordinates: Literal["grid", "pixels"] = "grid"
    task: Literal["report", "inspection"] = "report"
    prompts: dict[Literal["report", "inspection", "grounding", "question"], str] = {}
    grammar: Literal["none", "vllm", "llama.cpp"] = "none"
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    at_once: Annotated[int, Field(ge=1, le=256)] = 4
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    pause_s: Annotated[float, Field(ge=0, le=60)] = 1.0
    most_tokens: Annotated[int, Field(ge=16, le=32_768)] = 2048

    def fit_for(self, rows: int, columns: int) -> Fit:
        """How a film of this size lies in the model's picture."""
        if self.fit == "patches":
            return patches(rows, columns, self.patch, self.least_pixels, self.most_pixels)
        return stretch(self.size) if self.fit == "stretch" else letterbox(rows, columns, self.size)


def read_settings(path: Path | None, base: Settings) -> Settings:
    """`base` with the keys of the TOML file at `path` laid over it; `base` where there is no path.

    Raises
    ------
    BadInput
        If the file cannot be read, is not TOML, or has a key or value that settings do not have.
    """
    if path is None:
        return base
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: is not a valid TOML file ({error})") from None
    try:
        return Settings.model_validate(base.model_dump() | table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            f"{path}: {where}: {first['msg']}; the language models guide lists the settings"
        ) from None


def settings_for(model: str) -> Settings:
    """What is known of a model by its name: Qwen's patches; else the defaults."""
    name = model.lower()
    if re.search(r"qwen-?2(\.5)?-?vl", name):
        return Settings(fit="patches", patch=28)
    if re.search(r"qwen-?3(\.5)?-?vl", name):
        return Settings(fit="patches", patch=32, most_pixels=32 * 32 * 1280)
    return Settings()
