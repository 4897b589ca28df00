"""Fixations as plain CSV, one per row, for data without an importer of its own.

    film,reader,x,y,start_s,duration_s
    a.png,R1,0.41,0.37,0.000,0.283

Rows of one film, reader and target form a recording, wherever they stand in the file. Columns that may
be added: `target` (what was looked for) and `present` (yes, no), `patient`, `split`, and `frame_width`
with `frame_height`: then x and y are pixels of a frame of that size, to which the film was stretched,
else fractions of the film. Other columns are not read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from radtrace.datasets.gaze.cells import given, number, text
from radtrace.datasets.gaze.clock import RawFixation, on_one_clock
from radtrace.datasets.gaze.summary import Summary
from radtrace.files.csv_rows import CsvRow, read_rows
from radtrace.files.lines import shown, wrong
from radtrace.record import FilmReference, Provenance, Reading, StudyReference, Target, find_concept

COLUMNS = ("film", "reader", "x", "y", "start_s", "duration_s")
FRAME = ("frame_width", "frame_height")
# A day: longer times are not seconds.
LONGEST_S = 86_400.0
# Fractions may lie somewhat off the film; larger values are pixels given by mistake.
_BEYOND = 2.0
_OF_RECORDING = ("patient", "split", "present")
_PRESENT = {"": None, "yes": True, "true": True, "1": True, "present": True}
_PRESENT |= {"no": False, "false": False, "0": False, "absent": False}


@dataclass
class _Recording:
    """The rows of one film, reader and target; `first` is the first of them."""

    first: CsvRow
    fixations: list[RawFixation] = field(default_factory=list)


def read(path: Path, summary: Summary) -> Iterator[Reading]:
    """One Reading a recording, in the order in which they start in the file.

    Raises
    ------
    BadInput
        Naming file, line and column, if a column is missing or a cell is not what it must be.
    """
    recordings: dict[tuple[str, ...], _Recording] = {}
    for count, row in enumerate(read_rows(path)):
        if count == 0:
            _need_columns(path, row)
        recording = recordings.setdefault(_key(path, row), _Recording(row))
        _same(path, row, recording.first)
        _add(path, row, recording, summary)
    if not recordings:
        raise wrong(path, 2, f"is missing; below the header give rows of {', '.join(COLUMNS)}")
    yield from (_reading(path, recording, summary) for recording in recordings.values())


def _need_columns(path: Path, row: CsvRow) -> None:
    missing = [name for name in COLUMNS if name not in row.cells]
    lone = [name for name in FRAME if name not in row.cells] if set(FRAME) & set(row.cells) else []
    if missing or lone:
        names = ", ".join([*missing, *lone])
        raise wrong(path, 1, f"has no column {names}; name the columns as in {','.join(COLUMNS)}")


def _key(path: Path, row: CsvRow) -> tuple[str, ...]:
    return _named(path, row, "film"), _named(path, row, "reader"), text(row, "target")


def _named(path: Path, row: CsvRow, column: str) -> str:
    cell = text(row, column)
    if not cell:
        raise wrong(path, row.line, f"column {column}: is empty; every row names its {column}")
    return cell


def _same(path: Path, row: CsvRow, first: CsvRow) -> None:
    """A recording has one patient, one split, one answer."""
    for column in _OF_RECORDING:
        if text(row, column) != text(first, column):
            what = f"differs from line {first.line}, which is of the same film, reader and target"
            raise wrong(path, row.line, f"column {column}: {what}")


def _add(path: Path, row: CsvRow, recording: _Recording, summary: Summary) -> None:
    position = _position(path, row)
    start, duration = (_seconds(path, row, column) for column in ("start_s", "duration_s"))
    if duration < 0:
        raise wrong(path, row.line, "column duration_s: is negative")
    if position is None:
        summary.leave_out("fixations", "no position (x or y empty)")
    elif not all(0 <= place <= 1 for place in position):
        summary.leave_out("fixations", "off the film")
    else:
        summary.take("fixations")
        recording.fixations.append(RawFixation(*position, start, start + duration))


def _position(path: Path, row: CsvRow) -> tuple[float, float] | None:
    """x and y as fractions, or None where one is empty."""
    x, y = (_fraction(path, row, *columns) for columns in zip(("x", "y"), FRAME, strict=True))
    return None if math.isnan(x) or math.isnan(y) else (x, y)


def _fraction(path: Path, row: CsvRow, column: str, frame: str) -> float:
    value = number(path, row, column)
    if frame not in row.cells:
        if abs(value) > _BEYOND:
            what = f"{shown(row.cells[column])!r} is not a fraction of the film"
            raise wrong(path, row.line, f"column {column}: {what}; for pixels add {' and '.join(FRAME)}")
        return value
    size = given(path, row, frame)
    if size < 1:
        raise wrong(path, row.line, f"column {frame}: must be at least 1 pixel")
    return value / size


def _seconds(path: Path, row: CsvRow, column: str) -> float:
    value = given(path, row, column)
    if abs(value) > LONGEST_S:
        raise wrong(path, row.line, f"column {column}: is over a day; give seconds")
    return value


def _reading(path: Path, recording: _Recording, summary: Summary) -> Reading:
    row = recording.first
    gaze = on_one_clock(recording.fixations, (), summary)
    summary.take("recordings")
    summary.why["recordings without a fixation on the film"] += not gaze.fixations
    return Reading(
        study=StudyReference(
            films=(FilmReference(file=text(row, "film")),),
            patient=text(row, "patient") or None,
            split=text(row, "split") or None,
        ),
        gaze=gaze.model_copy(update={"target": _target(path, row)}),
        provenance=Provenance(reader=text(row, "reader"), version="as published"),
    )


def _target(path: Path, row: CsvRow) -> Target | None:
    name, present = text(row, "target"), text(row, "present").lower()
    if present not in _PRESENT:
        raise wrong(path, row.line, f"column present: {shown(present)!r} is not yes or no")
    concept = find_concept(name, "chexpert")
    return Target(name=name, concept=concept, present=_PRESENT[present]) if name else None
