"""Readings with gaze, from a file of Readings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.record import BadInput, Reading, read_readings


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
        raise BadInput(f"{path}: holds no Reading; give the output of `radtrace gaze import`")
