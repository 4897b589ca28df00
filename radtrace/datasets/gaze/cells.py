"""Cells of published tables as numbers; errors name file, line and column."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radtrace.files.csv_rows import CsvRow, read_rows
from radtrace.files.lines import shown, wrong

Floats = NDArray[np.float64]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def rows_with(path: Path, columns: Iterable[str]) -> Iterator[CsvRow]:
    """The rows of a CSV file that must have `columns` (case ignored).

    Raises
    ------
    BadInput
        Naming file, line and column, if one is missing or the file cannot be read.
    """
    for count, row in enumerate(read_rows(path)):
        if count == 0:
            _refuse_without(path, row, columns)
        yield row


def text(row: CsvRow, column: str) -> str:
    """A cell without the spaces around it; empty where the column is missing."""
    return row.cells.get(column.lower(), "").strip()


def number(path: Path, row: CsvRow, column: str) -> float:
    """A cell as a finite number; NaN where it is empty or "nan"."""
    cell = row.cells[column.lower()]
    try:
        value = float(cell)
    except ValueError as error:
        if not cell.strip():
            return math.nan
        raise _no_number(path, row, column, cell) from error
    if math.isinf(value):
        raise _no_number(path, row, column, cell)
    return value


def given(path: Path, row: CsvRow, column: str) -> float:
    """A cell as a finite number that may not be empty."""
    value = number(path, row, column)
    if math.isnan(value):
        raise wrong(path, row.line, f"column {column}: is empty; it must hold a number")
    return value


def numbers(path: Path, rows: Sequence[CsvRow], columns: Iterable[str]) -> dict[str, Floats]:
    """The named columns, each of shape (n,), NaN where a cell is empty."""
    return {name: np.array([number(path, row, name) for row in rows], np.float64) for name in columns}


def file_name(path: Path, row: CsvRow, column: str) -> str:
    """A cell that names a folder or file of the data set: letters, digits, points, dashes, low lines."""
    cell = text(row, column)
    if not _NAME.fullmatch(cell):
        raise wrong(
            path, row.line, f"column {column}: {shown(cell)!r} is not the identifier of a film or recording"
        )
    return cell


def _refuse_without(path: Path, row: CsvRow, columns: Iterable[str]) -> None:
    missing = [name for name in columns if name.lower() not in row.cells]
    if missing:
        raise wrong(path, 1, f"has no column {', '.join(missing)}; give the file as it was published")


def _no_number(path: Path, row: CsvRow, column: str, cell: str) -> Exception:
    return wrong(path, row.line, f"column {column}: {shown(cell)!r} is not a number")
