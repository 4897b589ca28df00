"""Settings of a vision-language model: image size, coordinates, prompts, time-outs and retries."""

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
    """Settings from one TOML table. An unknown key is an error.

    `fit` is how the film fills the model's image: "letterbox" and "stretch" use `size`, the side of a square;
    "patches" uses `patch`, `least_pixels` and `most_pixels`. `coordinates` are "grid" (0 to 999 over the
    image) or "pixels". `task` is the prompt that `read` uses. `grammar` says how the server accepts a grammar
    for constrained decoding ("vllm", "llama.cpp"), or "none". `attempts` is how often the model is prompted
    until its answer is trace text, `at_once` the number of films read in parallel. `prompts` replace whole
    prompts, for a model trained on its own; "{concept}" in grounding and "{question}" in question are filled
    in. `timeout_s`, `retries` and `pause_s` are for each request.
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
        """How a film of this size is placed in the model's image."""
        if self.fit == "patches":
            return patches(rows, columns, self.patch, self.least_pixels, self.most_pixels)
        return stretch(self.size) if self.fit == "stretch" else letterbox(rows, columns, self.size)


def read_settings(path: Path | None, base: Settings) -> Settings:
    """`base` overridden by the TOML file at `path`; `base` if there is no path.

    Raises
    ------
    BadInput
        If the file cannot be read, is not TOML, or has an unknown key or an invalid value.
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
    """Settings known for a model by its name: Qwen's patches, else the defaults."""
    name = model.lower()
    if re.search(r"qwen-?2(\.5)?-?vl", name):
        return Settings(fit="patches", patch=28)
    if re.search(r"qwen-?3(\.5)?-?vl", name):
        return Settings(fit="patches", patch=32, most_pixels=32 * 32 * 1280)
    return Settings()
