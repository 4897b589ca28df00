"""Read the rows of a split: one file with a split column, or one file for each split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from radtrace.datasets.leaks.names import COLUMNS, Kind, is_film_name, names_of, recognised
from radtrace.datasets.leaks.readings import Placed, rows_of
from radtrace.datasets.leaks.split import SplitRow, SplitTable
from radtrace.datasets.readings import read_readings
from radtrace.datasets.reports.fields import joined
from radtrace.files.csv_rows import CsvRow, column_names, read_rows
from radtrace.files.lines import read_lines, shown
from radtrace.record import BadInput

SPLIT_COLUMNS = ("split", "set", "set id", "subset", "partition", "fold")
_REPORT_COLUMNS = ("report", "report_text", "text", "section_report")
_SECTION_COLUMNS = (("findings", "section_findings"), ("impression", "section_impression"))


def read_splits(files: Sequence[Path]) -> SplitTable:
    """Read the sides of a split from CSV files, lists of film names, or JSON Lines of Readings.

    One CSV file needs a column `split` (or `set`, `set id`, `subset`, `partition`, `fold`), Readings
    say their own; rows without one belong to no side. Of several files each is one side, named after
    the file; they are all of one form.

    Raises
    ------
    BadInput
        If a file cannot be read, names no patient, study, film or report, or there are not two sides.
    """
    forms = {_holds_readings(file) for file in files}
    if len(forms) > 1:
        raise BadInput(f"{files[0]}: not all files are Readings; give all sides in one form")
    table = _readings_table(files) if forms == {True} else _rows_table(files)
    if len(table.sides) < 2:
        only = ", ".join(shown(side) for side in table.sides) or "none"
        what = "Readings with" if table.unit == "readings" else "a column with"
        raise BadInput(f"{files[0]}: has only one side ({only}); give {what} two, or one file a side")
    return table


def _holds_readings(file: Path) -> bool:
    first = next((text for _, text in read_lines(file) if text.strip()), "").lstrip()
    if first.startswith("["):
        advice = "make it Readings first (radtrace gaze import for eye tracking), or CSV"
        raise BadInput(
            f"{file}: is a JSON list, which does not name patients, studies or films in a known way; {advice}"
        )
    return first.startswith("{")


def _readings_table(files: Sequence[Path]) -> SplitTable:
    single = len(files) == 1
    every, named = rows_of(chain.from_iterable(_placed(file, single=single) for file in files))
    return _table(every, "readings", named)


def _placed(file: Path, *, single: bool) -> Iterator[Placed]:
    for line, reading in read_readings(file):
        yield (reading.study.split or "").strip() if single else str(file), file, line, reading


def _rows_table(files: Sequence[Path]) -> SplitTable:
    return _table(
        tuple(chain.from_iterable(_side(file, single=len(files) == 1) for file in files)), "rows", {}
    )


def _table(every: Sequence[SplitRow], unit: str, files: Mapping[str, str]) -> SplitTable:
    rows = tuple(row for row in every if row.side)
    return SplitTable(rows, frozenset(_checkable(rows)), unit, files, len(every) - len(rows))


def _checkable(rows: Sequence[SplitRow]) -> Iterator[Kind]:
    for row in rows:
        yield from (kind for kind, _ in row.names)
        if row.report:
            yield Kind.REPORT


def _side(file: Path, *, single: bool) -> Iterator[SplitRow]:
    rows = _cells(file)
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{file}: contains no rows")
    column = _split_column(file, first) if single else None
    _need_names(file, first)
    for row in chain([first], rows):
        side = row.cells[column].strip() if column else str(file)
        yield SplitRow(side, file, row.line, names_of(row.cells), _report(row))


def _cells(file: Path) -> Iterator[CsvRow]:
    number, first = next(((n, text) for n, text in read_lines(file) if text.strip()), (1, ""))
    named = is_film_name(first) and not recognised(dict.fromkeys(column_names(file, number, first), ""))
    if not named:
        yield from read_rows(file)
        return
    for line, text in read_lines(file):
        if text.strip():
            yield CsvRow(line, {"file": text.strip()})


def _split_column(file: Path, row: CsvRow) -> str:
    column = next((name for name in SPLIT_COLUMNS if name in row.cells), None)
    if column is None:
        raise BadInput(f"{file}: has no column {SPLIT_COLUMNS[0]!r}; add one, or give one file a side")
    return column


def _need_names(file: Path, row: CsvRow) -> None:
    if recognised(row.cells) or _report(row):
        return
    expected = ", ".join(names[0] for names in COLUMNS.values())
    raise BadInput(
        f"{file}: names no patient, study, film or report; name a column one of {expected}, report"
    )


def _report(row: CsvRow) -> str:
    whole = _filled(row, _REPORT_COLUMNS)
    return whole or joined(*(_filled(row, names) for names in _SECTION_COLUMNS))


def _filled(row: CsvRow, names: Sequence[str]) -> str:
    return next((row.cells[name].strip() for name in names if row.cells.get(name, "").strip()), "")
