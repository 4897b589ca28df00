"""A file of Readings, one a line: what imports, batches and models write, read back with plain errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from radtrace.errors import BadInput
from radtrace.files.json_entries import parse_json
from radtrace.files.lines import read_lines, shown, wrong
from radtrace.record.reading import Reading


def read_readings(path: Path) -> Iterator[tuple[int, Reading]]:
    """The Readings of a JSON Lines file (plain or gzip) with their line numbers; empty lines are skipped.

    A line is a Reading, or the line of a batch that holds one; files that a batch refused or skipped
    are left out.

    Raises
    ------
    BadInput
        Naming file, line and, for broken JSON, column.
    """
    for number, text in read_lines(path):
        if text.strip():
            value = parse_json(path, number, text)
            if isinstance(value, Mapping) and ("refused" in value or "skipped" in value):
                continue
            yield number, valid_reading(path, number, _held(value))


def recordings(path: Path) -> Iterator[Reading]:
    """The Readings of a JSON Lines file, in order.

    Raises
    ------
    BadInput
        Naming file and line, if a line is no Reading; or if there is none in the file.
    """
    empty = True
    for _, reading in read_readings(path):
        empty = False
        yield reading
    if empty:
        raise BadInput(f"{path}: contains no Reading; give the output of `radtrace gaze import`")


def valid_reading(path: Path, line: int, value: object) -> Reading:
    """The Reading in a JSON value.

    Raises
    ------
    BadInput
        Naming file, line and field, if it is none.
    """
    try:
        return Reading.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise wrong(
            path, line, f"is not a valid Reading: {shown(where)} {shown(first['msg'], 200)}"
        ) from error


def _held(value: object) -> object:
    return value["reading"] if isinstance(value, Mapping) and "reading" in value else value
