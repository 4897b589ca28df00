"""CSV, a row at a time; the columns by their names in lower case."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from radtrace.files.lines import LINE_LIMIT, read_lines, wrong

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: the line of the file it starts on, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_rows(path: Path) -> Iterator[CsvRow]:
    """The rows of a CSV file with a header (comma, semicolon, tab or bar; quoted cells may wrap).

    Cells that a short row lacks are empty; columns without a name are dropped.

    Raises
    ------
    BadInput
        Naming file and line, if the file is not CSV, a row has more cells than the header, or
        two columns have one name.
    """
    numbered = read_lines(path)
    first = next(((number, line) for number, line in numbered if line.strip()), None)
    if first is None:
        raise wrong(path, 1, "is empty")
    number, header = first
    if header.lstrip().startswith(("{", "[")):
        raise wrong(path, number, "is JSON, not the header of a CSV file; give the file as CSV")
    names = column_names(path, number, header)
    lines = _Lines(numbered, number)
    csv.field_size_limit(LINE_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter(header), strict=True)
    try:
        yield from _rows(path, names, reader, lines)
    except csv.Error as error:
        raise wrong(path, lines.start, f"is not CSV: {error}") from error


def delimiter(header: str) -> str:
    """The sign that parts the columns: the most frequent of comma, semicolon, tab and bar."""
    return max(_DELIMITERS, key=header.count)


def column_names(path: Path, number: int, header: str) -> list[str]:
    """The names in a header line, in lower case."""
    try:
        cells = next(csv.reader([header], delimiter=delimiter(header)), [])
    except csv.Error as error:
        raise wrong(path, number, f"is not a CSV header: {error}") from error
    names = [cell.strip().lower() for cell in cells]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise wrong(path, number, f"has two columns named {twice!r}; rename one")
    return names


class _Lines:
    """Lines for the CSV reader; `start` is where the row at hand starts, `number` the line given last."""

    def __init__(self, numbered: Iterator[tuple[int, str]], number: int) -> None:
        self._numbered = numbered
        self.number, self.start = number, number + 1

    def __iter__(self) -> Iterator[str]:
        for number, line in self._numbered:
            self.number = number
            yield line

    def begin(self) -> int:
        """The line of the row just read; the next one starts after what has been given."""
        start, self.start = self.start, self.number + 1
        return start


def _rows(path: Path, names: list[str], reader: Iterator[list[str]], lines: _Lines) -> Iterator[CsvRow]:
    for cells in reader:
        line = lines.begin()
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            raise wrong(
                path, line, f"has {len(cells)} cells, the header {len(names)}; quote cells with commas"
            )
        if any(cell.strip() for cell in cells):
            filled = cells + [""] * (len(names) - len(cells))
            yield CsvRow(line, {name: cell for name, cell in zip(names, filled, strict=False) if name})
