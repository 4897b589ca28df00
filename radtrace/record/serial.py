"""The JSON form of a Reading, and its published schema."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from radtrace.record.reading import Reading


def to_json(reading: Reading, *, indent: int | None = 2) -> str:
    """The Reading as JSON text; `from_json` returns an equal Reading.

    Examples
    --------
    >>> reading = radtrace.read("film.dcm")
    >>> radtrace.from_json(radtrace.to_json(reading)) == reading
    True
    """
    return reading.model_dump_json(indent=indent)


def from_json(text: str | bytes) -> Reading:
    """The Reading in `text`.

    Raises
    ------
    pydantic.ValidationError
        With every field that is missing, unknown, out of range or does not resolve.

    Examples
    --------
    >>> radtrace.from_json("{}")
    Traceback (most recent call last):
        ...
    pydantic_core._pydantic_core.ValidationError: ...
    """
    return Reading.model_validate_json(text)


def reading_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a Reading, computed from the record."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Reading.model_json_schema()}


def published_schema() -> dict[str, Any]:
    """The JSON Schema shipped with the package; a test keeps it equal to `reading_schema`."""
    text = files("radtrace.record").joinpath("reading.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def write_schema(path: Path) -> None:
    """Write this version's schema to `path`; run it after changing the record."""
    path.write_text(json.dumps(reading_schema(), indent=2) + "\n", "utf-8")
