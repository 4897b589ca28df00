"""The rows of a split: one file with a column that says the side, or one file a side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from radtrace.datasets.tables import Row, column_names, read_rows
from radtrace.record import BadInput
from radtrace.record.lines import read_lines
from radtrace.tasks.inputs.fields import joined
from radtrace.tasks.leaks.names import COLUMNS, Kind, Name, is_film_name, names_of, recognised

SPLIT_COLUMNS = ("split", "set", "set id", "subset", "partition", "fold")
_REPORT_COLUMNS = ("report", "report_text", "text", "section_report")
_SECTION_COLUMNS = (("findings", "section_findings"), ("impression", "section_impression"))


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One row: its side, where it stands, who it is of, and its report ("" where it has none)."""

    side: str
    file: Path
    line: int
    names: tuple[Name, ...]
    report: str

    def name(self, kind: Kind) -> str | None:
        """The row's patient, study or film, or None."""
        return next((value for one, value in self.names if one is kind), None)


@dataclass(frozen=True)
class SplitTable:
    """All rows, and what the columns allow to check."""

    rows: tuple[SplitRow, ...]
    checked: frozenset[Kind]

    @property
    def sides(self) -> dict[str, int]:
        """Rows a side, in the order the sides come."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.side] = counts.get(row.side, 0) + 1
        return counts


def read_splits(files: Sequence[Path]) -> SplitTable:
    """Read the sides of a split from CSV files, or from lists of film names, one a line.

    One file needs a column `split` (or `set`, `set id`, `subset`, `partition`, `fold`), rows with
    an empty one belong to no side; of several files each is one side, named after the file.

    Raises
    ------
    BadInput
        If a file cannot be read, names nobody, or there are not two sides.
    """
    rows = tuple(chain.from_iterable(_side(file, alone=len(files) == 1) for file in files))
    table = SplitTable(rows, frozenset(_checkable(rows)))
    if len(table.sides) < 2:
        only = ", ".join(table.sides) or "none"
        raise BadInput(f"{files[0]}: has one side only ({only}); give a column with two, or one file a side")
    return table


def _checkable(rows: Sequence[SplitRow]) -> Iterator[Kind]:
    for row in rows:
        yield from (kind for kind, _ in row.names)
        if row.report:
            yield Kind.REPORT


def _side(file: Path, *, alone: bool) -> Iterator[SplitRow]:
    rows = _cells(file)
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{file}: holds no rows")
    column = _split_column(file, first) if alone else None
    _need_names(file, first)
    for row in chain([first], rows):
        side = row.cells[column].strip() if column else str(file)
        if side:
            yield SplitRow(side, file, row.line, names_of(row.cells), _report(row))


def _cells(file: Path) -> Iterator[Row]:
    number, first = next(((n, text) for n, text in read_lines(file) if text.strip()), (1, ""))
    named = is_film_name(first) and not recognised(dict.fromkeys(column_names(file, number, first), ""))
    if not named:
        yield from read_rows(file)
        return
    for line, text in read_lines(file):
        if text.strip():
            yield Row(line, {"file": text.strip()})


def _split_column(file: Path, row: Row) -> str:
    column = next((name for name in SPLIT_COLUMNS if name in row.cells), None)
    if column is None:
        raise BadInput(f"{file}: has no column {SPLIT_COLUMNS[0]!r}; add one, or give one file a side")
    return column


def _need_names(file: Path, row: Row) -> None:
    if recognised(row.cells) or _report(row):
        return
    wanted = ", ".join(names[0] for names in COLUMNS.values())
    raise BadInput(f"{file}: names no patient, study, film or report; name a column one of {wanted}, report")


def _report(row: Row) -> str:
    whole = _filled(row, _REPORT_COLUMNS)
    return whole or joined(*(_filled(row, names) for names in _SECTION_COLUMNS))


def _filled(row: Row, names: Sequence[str]) -> str:
    return next((row.cells[name].strip() for name in names if row.cells.get(name, "").strip()), "")
